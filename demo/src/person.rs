//! The button of who is signed in.

use leptos::prelude::*;
use vestibule::ui::{Auth, MenuEntry, UserButton};

/// Opens the account, and the page of administrators.
#[component]
pub fn Person(auth: Auth) -> impl IntoView {
    let options = auth.options().clone();
    let entries = vec![MenuEntry::link("Administration", "/admin")];
    view! { class="notes", <UserButton client=auth.client().clone() options account="/account" entries /> }
}
