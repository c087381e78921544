//! What stands around the input of a field: its label, its line, the button that shows a password; and a field that nobody
//! sees.

use super::live::{Live, choice};
use super::node::{Element, Node, node, words};
use super::{Notice, Options, Strings, Text};

pub(super) fn label(id: String, text: Text, optional: Option<&'static str>) -> Element {
    let label = node("label")
        .attrs("class=vestibule-label")
        .attr("for", id)
        .child(text);
    match optional {
        None => label,
        Some(word) => label.child(
            node("span")
                .attrs("class=vestibule-optional")
                .child([" (", word, ")"].concat()),
        ),
    }
}

/// Not a live region: after an error the focus goes to the field, whose description this is.
pub(super) fn error_line(id: String, error: &Live<Option<Notice>>) -> Element {
    node("p")
        .attrs("class=vestibule-error")
        .attr("id", id)
        .child(Notice::content(error))
}

pub(super) fn hint_line(id: String, hint: Text) -> Element {
    node("p")
        .attrs("class=vestibule-hint")
        .attr("id", id)
        .child(hint)
}

pub(super) fn readable(input: Element, revealed: &Live<bool>) -> Element {
    input.live_attr("type", choice(revealed, "text", "password"))
}

pub(super) fn reveal(options: &Options, id: String, revealed: &Live<bool>) -> Element {
    let strings: &Strings = &options.0.strings;
    let label = choice(revealed, strings.hide_password, strings.show_password);
    let text = choice(revealed, strings.hide, strings.show);
    let revealed = revealed.clone();
    node("button")
        .attrs("type=button;class=vestibule-reveal")
        .attr("aria-controls", id)
        .live_attr("aria-label", label)
        .on("click", move |_| revealed.set(!revealed.now()))
        .child(words(text))
}

/// Whether sentences are typed here, which a phone may correct and capitalise.
pub(super) fn prose(input: Element, is_prose: bool) -> Element {
    let [capitals, correct, spelling] = match is_prose {
        true => ["sentences", "on", "true"],
        false => ["none", "off", "false"],
    };
    input
        .attr("autocapitalize", capitals)
        .attr("autocorrect", correct)
        .attr("spellcheck", spelling)
}

/// The name of who is known already, for password managers.
pub(super) fn unseen_username(username: String) -> Node {
    node("input")
        .attrs("type=text;name=username;autocomplete=username")
        .attr("value", username)
        .attrs("readonly;hidden")
        .into()
}
