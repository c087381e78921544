//! The app's logo.

use leptos::prelude::*;

/// The app's logo: three lines on a tile.
#[component]
pub fn Logo() -> impl IntoView {
    view! { class="notes",
        <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true" class="notes-logo">
            <rect class="notes-tile" width="40" height="40" rx="10" />
            <path class="notes-lines" d="M12 14h16M12 20h16M12 26h9" />
        </svg>
    }
}
