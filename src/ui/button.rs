//! Buttons: the one that sends a form, quieter ones, and those that look like links.

use leptos::html;
use leptos::prelude::*;

use super::{Text, live};

/// How much a button asks for attention.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Primary,
    Quiet,
}

/// What happens when a button is pressed.
pub(super) type Press = Box<dyn FnMut()>;

/// The button that sends a form. Busy, it shows a spinner in place of its label, at the same
/// width, and stays focusable, so that the keyboard does not lose its place.
pub(super) fn submit(label: impl Into<Text>, busy: RwSignal<bool>) -> AnyView {
    button(
        "submit",
        Weight::Primary,
        None,
        label.into(),
        busy,
        Box::new(|| ()),
    )
}

/// A button that does something by itself.
pub(super) fn action(
    weight: Weight,
    label: impl Into<Text>,
    busy: RwSignal<bool>,
    press: impl FnMut() + 'static,
) -> AnyView {
    action_with_icon(weight, None, label, busy, press)
}

/// The same with a picture in front of its words.
pub(super) fn action_with_icon(
    weight: Weight,
    icon: Option<AnyView>,
    label: impl Into<Text>,
    busy: RwSignal<bool>,
    press: impl FnMut() + 'static,
) -> AnyView {
    button("button", weight, icon, label.into(), busy, Box::new(press))
}

/// A button that looks like a link: it leads to another screen.
pub(super) fn link(label: impl Into<Text>, press: impl FnMut() + 'static) -> AnyView {
    let mut press: Press = Box::new(press);
    html::button()
        .r#type("button")
        .class("vestibule-link")
        .on(leptos::ev::click, move |_| press())
        .child(label.into())
        .into_any()
}

fn button(
    kind: &'static str,
    weight: Weight,
    icon: Option<AnyView>,
    label: Text,
    busy: RwSignal<bool>,
    mut press: Press,
) -> AnyView {
    let class = match weight {
        Weight::Primary => "vestibule-button vestibule-primary",
        Weight::Quiet => "vestibule-button",
    };
    html::button()
        .r#type(kind)
        .class(class)
        .attr("aria-busy", live::truth(move || busy.get()))
        .on(leptos::ev::click, move |_| {
            if !busy.try_get_untracked().unwrap_or(true) {
                press();
            }
        })
        .child((
            html::span()
                .class("vestibule-button-label")
                .child((icon, label)),
            html::span().class("vestibule-spinner"),
        ))
        .into_any()
}
