//! The card that says who is signed in.

use leptos::prelude::*;

use crate::Client;
use crate::platform::LocalFuture;

use crate::ui::button::{Weight, action};
use crate::ui::live::{self, Live};
use crate::ui::node::Node;
use crate::ui::strings::fill;
use crate::ui::{Options, Screen, Spot, Text, dom, frame};

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
    frame::in_language(options, move |options| {
        signed_in(client.clone(), options, &username)
    })
}

pub(in crate::ui) fn signed_in(client: Client, options: &Options, username: &str) -> Node {
    let strings = &options.0.strings;
    let busy = Live::new(false);
    let turning = busy.clone();
    let press = move || {
        let (client, turning) = (client.clone(), turning.clone());
        turning.set(true);
        live::spawn(async move {
            // It succeeds whatever the network or the store does; `Client::on_change` tells of it.
            let report: LocalFuture<'_, _> = Box::pin(client.sign_out());
            if let Ok(report) = report.await
                && let Some(error) = report.not_removed()
            {
                dom::tell_developer(error);
            }
            turning.set(false);
        });
    };
    let sign_out = action(
        Weight::Quiet,
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
