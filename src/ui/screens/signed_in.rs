//! The card that says who is signed in.

use leptos::prelude::*;

use crate::Client;

use crate::ui::button::{Weight, action};
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, Text, frame, live};

/// Who is signed in, and a button to sign out. The
/// [`Authenticator`](crate::ui::Authenticator) shows it where it has no children.
#[component]
pub fn SignedIn(
    /// Signs out with it.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// Who is signed in.
    #[prop(into)]
    username: String,
) -> impl IntoView {
    let strings = options.0.strings;
    let busy = RwSignal::new(false);
    let sign_out = action(
        Weight::Quiet,
        Text::Borrowed(strings.sign_out),
        busy,
        move || {
            let client = client.clone();
            busy.try_set(true);
            live::spawn(async move {
                // Signing out here succeeds whatever Cognito says; `Client::on_change` tells of it.
                let _ = client.sign_out().await;
                busy.try_set(false);
            });
        },
    );
    let lead = fill(strings.signed_in_as, "{username}", &username);
    frame::card(
        &options,
        Screen::SignedIn,
        String::from(strings.signed_in_title),
        vec![lead.into_any()],
        vec![sign_out],
    )
}
