//! Countdowns to an expiry.

use std::time::Duration;

use leptos::prelude::*;
use vestibule::Session;

/// A countdown to the session's expiry.
#[component]
pub fn Expiry(session: Signal<Option<Session>>) -> impl IntoView {
    let until = Signal::derive(move || {
        let session = session.get()?;
        Some(session.expires_at().as_millis() as f64)
    });
    view! { class="notes", <Countdown until what="the tokens expire" /> }
}

/// A countdown to a moment, in milliseconds since 1970.
///
/// Each tick reads the clock again, so that it is right after the computer was asleep.
#[component]
pub fn Countdown(
    until: Signal<Option<f64>>,
    /// What happens at that moment.
    what: &'static str,
) -> impl IntoView {
    let now = RwSignal::new(js_sys::Date::now());
    let tick = move || {
        now.try_set(js_sys::Date::now());
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    let left = move || ((until.get().unwrap_or_default() - now.get()) / 1000.0).max(0.0) as u64;
    let text = move || match left() {
        0 if until.get().is_none() => "one moment".into(),
        0 => "expired: the next request renews it".into(),
        _ => format!("until {what}"),
    };
    view! { class="notes",
        <p class="notes-clock" role="timer" aria-label=format!("Time until {what}")>
            {move || clock(left())}
        </p>
        <p class="notes-muted">{text}</p>
    }
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
