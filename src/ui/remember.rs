//! The checkbox by which a person says whether to be remembered.

use crate::{Client, Remember};

use super::node::{Node, node};
use super::shared_state::SharedState;
use super::{Options, RememberMe, dom};

/// The control's name.
pub(super) const NAME: &str = "remember";

/// Returns the checkbox; `None` if the options do not ask. The other screens apply what the person has chosen.
pub(super) fn checkbox(options: &Options) -> Option<Node> {
    if options.0.remember_me == RememberMe::NotAsked {
        return None;
    }
    let shared = SharedState::from_context();
    let is_checked = is_chosen(options, shared.as_ref());
    let input = node("input")
        .attrs("type=checkbox;class=vestibule-check")
        .attr("name", NAME)
        .attrs("value=yes")
        .on("change", move |event| {
            if let Some(shared) = &shared {
                shared.set_remember(Some(dom::is_checked(&event)));
            }
        });
    let input = match is_checked {
        true => input.attrs("checked"),
        false => input,
    };
    let label = node("label")
        .attrs("class=vestibule-remember")
        .child(input)
        .child(options.0.strings.remember_me);
    Some(label.into())
}

/// Returns the client for this value of the checkbox.
pub(super) fn client(client: &Client, options: &Options, value: &str) -> Client {
    client_for(client, options, !value.is_empty())
}

/// Returns the client for a screen without the checkbox: with what the person has chosen, or else its initial state.
pub(super) fn default_client(
    client: &Client,
    options: &Options,
    shared: Option<&SharedState>,
) -> Client {
    client_for(client, options, is_chosen(options, shared))
}

fn is_chosen(options: &Options, shared: Option<&SharedState>) -> bool {
    let chosen = shared.and_then(SharedState::remember);
    chosen.unwrap_or(options.0.remember_me == RememberMe::Ticked)
}

fn client_for(client: &Client, options: &Options, is_checked: bool) -> Client {
    match options.0.remember_me {
        RememberMe::NotAsked => client.clone(),
        _ if is_checked => client.remember(Remember::Lastingly),
        _ => client.remember(Remember::Briefly),
    }
}
