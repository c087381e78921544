//! The checkbox by which a person says whether to be remembered.

use crate::{Client, Remember};

use super::node::{Node, node};
use super::{Options, RememberMe};

/// The control's name.
pub(super) const NAME: &str = "remember";

/// Returns the checkbox; `None` if the options do not ask.
pub(super) fn checkbox(options: &Options) -> Option<Node> {
    let is_checked = match options.0.remember_me {
        RememberMe::NotAsked => return None,
        RememberMe::Unticked => false,
        RememberMe::Ticked => true,
    };
    let input = node("input")
        .attrs("type=checkbox;class=vestibule-check")
        .attr("name", NAME)
        .attrs("value=yes");
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
    match options.0.remember_me {
        RememberMe::NotAsked => client.clone(),
        _ if value.is_empty() => client.remember(Remember::Briefly),
        _ => client.remember(Remember::Lastingly),
    }
}

/// Returns the client for somebody who was not asked, with the initial value of the checkbox.
pub(super) fn default_client(client: &Client, options: &Options) -> Client {
    let value = match options.0.remember_me {
        RememberMe::Ticked => "yes",
        _ => "",
    };
    self::client(client, options, value)
}
