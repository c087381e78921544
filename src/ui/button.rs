//! Buttons: the one that sends a form, quieter ones, and those that look like links.

use super::Text;
use super::live::{Live, choice};
use super::node::{Element, Node, node};

/// How much a button asks for attention.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Primary,
    Quiet,
}

/// What happens when a button is pressed.
pub(super) type Press = Box<dyn FnMut() + Send>;

/// The button that sends a form. Busy, it shows a spinner in place of its label, at the same
/// width, and stays focusable, so that the keyboard does not lose its place.
pub(super) fn submit(label: impl Into<Text>, busy: &Live<bool>) -> Node {
    button("submit", Weight::Primary, None, label.into(), busy).into()
}

/// A button that does something by itself, with or without a picture in front of its words.
pub(super) fn action(
    weight: Weight,
    icon: Option<Node>,
    label: impl Into<Text>,
    busy: &Live<bool>,
    mut press: Press,
) -> Node {
    let resting = busy.clone();
    button("button", weight, icon, label.into(), busy)
        .on("click", move |_| {
            if !resting.now() {
                press();
            }
        })
        .into()
}

/// One of several ways on, with a line that says what will happen.
pub(super) fn option(
    label: Text,
    hint: Option<&'static str>,
    busy: &Live<bool>,
    mut press: Press,
) -> Node {
    let mut words = vec![node("span").child(label).into()];
    words.extend(hint.map(|hint| Node::from(node("small").child(hint))));
    filled("button", "vestibule-button vestibule-choice", words, busy)
        .on("click", move |_| press())
        .into()
}

/// A button that looks like a link: it leads to another screen.
pub(super) fn link(label: impl Into<Node>, mut press: Press) -> Element {
    node("button")
        .attrs("type=button;class=vestibule-link")
        .on("click", move |_| press())
        .child(label)
}

fn button(
    kind: &'static str,
    weight: Weight,
    icon: Option<Node>,
    label: Text,
    busy: &Live<bool>,
) -> Element {
    let class = match weight {
        Weight::Primary => "vestibule-button vestibule-primary",
        Weight::Quiet => "vestibule-button",
    };
    let mut words: Vec<Node> = icon.into_iter().collect();
    words.push(label.into());
    filled(kind, class, words, busy)
}

/// A button with its words and its spinner.
fn filled(kind: &'static str, class: &'static str, words: Vec<Node>, busy: &Live<bool>) -> Element {
    let words = node("span")
        .attrs("class=vestibule-button-label")
        .children(words);
    node("button")
        .attr("type", kind)
        .attr("class", class)
        .live_attr("aria-busy", choice(busy, "true", "false"))
        .child(words)
        .child(node("span").attrs("class=vestibule-spinner"))
}
