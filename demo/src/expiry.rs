//! The time that the tokens still have, ticking down.

use std::time::Duration;

use leptos::prelude::*;
use vestibule::Session;

/// A clock that counts down to the session's expiry.
///
/// Each tick reads the time again: a computer that slept shows the truth when it wakes.
#[component]
pub fn Expiry(session: Signal<Option<Session>>) -> impl IntoView {
    let now = RwSignal::new(js_sys::Date::now());
    let tick = move || {
        now.try_set(js_sys::Date::now());
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    let left = move || {
        let expires = session
            .get()
            .map_or(0.0, |session| session.expires_at().as_millis() as f64);
        ((expires - now.get()) / 1000.0).max(0.0) as u64
    };
    view! { class="notes",
        <p class="notes-clock" role="timer" aria-label="Time until the tokens expire">
            {move || clock(left())}
        </p>
        <p class="notes-muted">
            {move || if left() == 0 { "expired: the next request renews it" } else { "until the tokens expire" }}
        </p>
    }
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
