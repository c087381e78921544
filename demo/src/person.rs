//! The user button.

use leptos::prelude::*;
use vestibule::ui::{Auth, MenuEntry, UserButton};

/// The user button, with links to the account page and the administration.
#[component]
pub fn Person(auth: Auth) -> impl IntoView {
    let options = auth.options().clone();
    let entries = vec![MenuEntry::link("Administration", "/admin")];
    view! { class="notes", <UserButton client=auth.client().clone() options account="/account" entries /> }
}
