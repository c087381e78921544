//! Parts of a field around its input: label, error and hint line, and the button that reveals a password. Also a hidden
//! username field for password managers.

use super::node::{Element, Node, dynamic_text, node};
use super::reactive::{Reactive, text_if};
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

/// Not a live region: it describes the field, which gets the focus after an error.
pub(super) fn error_line(id: String, error: &Reactive<Option<Notice>>) -> Element {
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

pub(super) fn with_reveal(input: Element, revealed: &Reactive<bool>) -> Element {
    input.dynamic_attr("type", text_if(revealed, "text", "password"))
}

pub(super) fn reveal_button(options: &Options, id: String, revealed: &Reactive<bool>) -> Element {
    let strings: &Strings = &options.0.strings;
    let label = text_if(revealed, strings.hide_password, strings.show_password);
    let text = text_if(revealed, strings.hide, strings.show);
    let revealed = revealed.clone();
    node("button")
        .attrs("type=button;class=vestibule-reveal")
        .attr("aria-controls", id)
        .dynamic_attr("aria-label", label)
        .on("click", move |_| revealed.set(!revealed.get_untracked()))
        .child(dynamic_text(text))
}

/// Sets autocorrection and capitalisation: on for prose only.
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

/// Returns a hidden input with the known username, for password managers.
pub(super) fn hidden_username(username: String) -> Node {
    node("input")
        .attrs("type=text;name=username;autocomplete=username")
        .attr("value", username)
        .attrs("readonly;hidden")
        .into()
}
