//! The box by which a person says whether they are to be remembered.

use crate::{Client, Remember};

use super::node::{Node, node};
use super::{Options, RememberMe};

/// The control's name.
pub(super) const NAME: &str = "remember";

/// The box; nothing where nobody is asked.
pub(super) fn tick_box(options: &Options) -> Option<Node> {
    let ticked = match options.0.remember_me {
        RememberMe::NotAsked => return None,
        RememberMe::Unticked => false,
        RememberMe::Ticked => true,
    };
    let input = node("input")
        .attrs("type=checkbox;class=vestibule-check")
        .attr("name", NAME)
        .attrs("value=yes");
    let input = match ticked {
        true => input.attrs("checked"),
        false => input,
    };
    let label = node("label")
        .attrs("class=vestibule-remember")
        .child(input)
        .child(options.0.strings.remember_me);
    Some(label.into())
}

/// The client for what the box says; `value` is what the form has of it.
pub(super) fn client(client: &Client, options: &Options, value: &str) -> Client {
    match options.0.remember_me {
        RememberMe::NotAsked => client.clone(),
        _ if value.is_empty() => client.remember(Remember::Briefly),
        _ => client.remember(Remember::Lastingly),
    }
}

/// The client for somebody who was not asked.
pub(super) fn unasked(client: &Client, options: &Options) -> Client {
    let value = match options.0.remember_me {
        RememberMe::Ticked => "yes",
        _ => "",
    };
    self::client(client, options, value)
}
