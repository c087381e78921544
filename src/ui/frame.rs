//! What every screen stands in: the page, the card, the logo and the title.

use leptos::html;
use leptos::prelude::*;

use super::options::{ColorScheme, Layout, Slot};
use super::{Options, Screen, style};

/// A card with a title, some words below it, and what it is for.
pub(super) fn card(
    options: &Options,
    screen: Screen,
    title: String,
    lead: Vec<AnyView>,
    body: Vec<AnyView>,
) -> AnyView {
    let mut children = options.views(Slot::Header, screen);
    if let Some(logo) = &options.0.logo {
        children.push(block("vestibule-logo", vec![logo.run()]));
    }
    let title = html::h1()
        .class("vestibule-title")
        .id(options.element_id("title"))
        .child(title);
    children.push(title.into_any());
    if !lead.is_empty() {
        let lead = html::p()
            .id(options.element_id("lead"))
            .class("vestibule-lead")
            .child(lead);
        children.push(lead.into_any());
    }
    children.push(block("vestibule-body", body));
    children.extend(options.views(Slot::Footer, screen));
    around(options, children)
}

/// A card that only waits. What turns in it shows after 150 ms, so that it is not seen at all
/// where the answer is at hand.
pub(super) fn waiting(options: &Options) -> AnyView {
    let spinner = html::span().class("vestibule-spinner").into_any();
    let space = html::div()
        .class("vestibule-waiting")
        .attr("aria-busy", "true")
        .attr("aria-label", options.0.strings.busy)
        .role("status")
        .child(spinner);
    around(options, vec![space.into_any()])
}

/// A `div` of this class.
pub(super) fn block(class: &'static str, children: Vec<AnyView>) -> AnyView {
    html::div().class(class).child(children).into_any()
}

fn around(options: &Options, children: Vec<AnyView>) -> AnyView {
    style::adopt(options);
    let mut class = String::from("vestibule");
    if options.0.layout == Layout::Page {
        class.push_str(" vestibule-whole-page");
    }
    if !options.0.theme.is_empty() {
        class.push(' ');
        class.push_str(&options.0.theme.class());
    }
    let scheme = match options.0.scheme {
        ColorScheme::System => None,
        ColorScheme::Light => Some("light"),
        ColorScheme::Dark => Some("dark"),
    };
    // Where the screens are the page, the card is its main part.
    let role = (options.0.layout == Layout::Page).then_some("main");
    let card = html::div()
        .class("vestibule-card")
        .role(role)
        .child(children);
    html::div()
        .class(class)
        .attr("data-theme", scheme)
        .child(card)
        .into_any()
}
