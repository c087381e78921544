//! The card that says who is signed in.

use leptos::prelude::*;

use crate::Client;
use crate::platform::LocalFuture;

use crate::ui::button::{Weight, action};
use crate::ui::node::Node;
use crate::ui::reactive::{self, Reactive};
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, Spot, Text, dom, frame};

/// Shows who is signed in, with a button to sign out. The [`Authenticator`](crate::ui::Authenticator) shows it if it
/// has no children.
#[component]
pub fn SignedIn(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The username to show.
    #[prop(into)]
    username: String,
) -> impl IntoView {
    frame::in_language(options, move |options| {
        signed_in(client.clone(), options, &username)
    })
}

pub(in crate::ui) fn signed_in(client: Client, options: &Options, username: &str) -> Node {
    let strings = &options.0.strings;
    let busy = Reactive::new(false);
    let is_busy = busy.clone();
    let press = move || {
        let (client, is_busy) = (client.clone(), is_busy.clone());
        is_busy.set(true);
        reactive::spawn(async move {
            // Signing out always succeeds; `Client::on_change` reports it. The report says what is left in storage.
            let report: LocalFuture<'_, _> = Box::pin(client.sign_out());
            if let Ok(report) = report.await
                && let Some(error) = report.not_removed()
            {
                dom::log_error(error);
            }
            is_busy.set(false);
        });
    };
    let sign_out = action(
        Weight::Secondary,
        None,
        strings.sign_out,
        &busy,
        Box::new(press),
    );
    let lead = fill(strings.signed_in_as, "{username}", username);
    let title = Text::Borrowed(strings.signed_in_title);
    frame::card(
        options,
        Screen::SignedIn,
        title,
        vec![lead.into()],
        options.around(Screen::SignedIn, Spot::Button, Box::new(|| vec![sign_out])),
    )
}
