//! Buttons: submit buttons, secondary buttons, and buttons that look like links.

use super::Text;
use super::node::{Element, Node, node};
use super::reactive::{Reactive, text_if};

/// The visual weight of a button.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Primary,
    Secondary,
}

/// The action of a button.
pub(super) type Press = Box<dyn FnMut() + Send>;

/// Returns a submit button. While busy, it shows a spinner in place of its label and keeps its width. It stays
/// focusable, so that keyboard users do not lose their place.
pub(super) fn submit(label: impl Into<Text>, busy: &Reactive<bool>) -> Node {
    button("submit", Weight::Primary, None, label.into(), busy).into()
}

/// Returns a button with an action, and optionally an icon before its label. It ignores presses while busy.
pub(super) fn action(
    weight: Weight,
    icon: Option<Node>,
    label: impl Into<Text>,
    busy: &Reactive<bool>,
    mut press: Press,
) -> Node {
    let is_busy = busy.clone();
    button("button", weight, icon, label.into(), busy)
        .on("click", move |_| {
            if !is_busy.get_untracked() {
                press();
            }
        })
        .into()
}

/// Returns one of several choices, with a line that says what it does.
pub(super) fn option(
    label: Text,
    hint: Option<&'static str>,
    busy: &Reactive<bool>,
    mut press: Press,
) -> Node {
    let mut texts = vec![node("span").child(label).into()];
    texts.extend(hint.map(|hint| Node::from(node("small").child(hint))));
    with_spinner("button", "vestibule-button vestibule-choice", texts, busy)
        .on("click", move |_| press())
        .into()
}

/// Returns a button that looks like a link.
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
    busy: &Reactive<bool>,
) -> Element {
    let class = match weight {
        Weight::Primary => "vestibule-button vestibule-primary",
        Weight::Secondary => "vestibule-button",
    };
    let mut content: Vec<Node> = icon.into_iter().collect();
    content.push(label.into());
    with_spinner(kind, class, content, busy)
}

/// Returns a button with its content and a spinner.
fn with_spinner(
    kind: &'static str,
    class: &'static str,
    content: Vec<Node>,
    busy: &Reactive<bool>,
) -> Element {
    let content = node("span")
        .attrs("class=vestibule-button-label")
        .children(content);
    node("button")
        .attr("type", kind)
        .attr("class", class)
        .dynamic_attr("aria-busy", text_if(busy, "true", "false"))
        .child(content)
        .child(node("span").attrs("class=vestibule-spinner"))
}
