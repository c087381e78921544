//! What every screen stands in: the page, the card, the logo and the title.

use super::node::{Handle, Node, live, node};
use super::options::{ColorScheme, Layout, Slot};
use super::{Options, Screen, Text, first_click, focus, style, title};

/// A card with a title, some words below it, and what it is for.
pub(super) fn card(
    options: &Options,
    screen: Screen,
    title: Text,
    lead: Vec<Node>,
    body: Vec<Node>,
) -> Node {
    title::show(options, &title);
    options.advanced().hooks.screen(screen);
    let own = options.views(Slot::Screen, screen);
    if !own.is_empty() {
        return around(options, &Handle::default(), own);
    }
    let mut children = options.views(Slot::Header, screen);
    if let Some(logo) = &options.0.logo {
        children.push(block("vestibule-logo", vec![logo.run().into()]));
    }
    let title = node("h1")
        .attrs("class=vestibule-title;tabindex=-1")
        .attr("id", options.element_id("title"))
        .child(title);
    children.push(title.into());
    if !lead.is_empty() {
        let lead = node("p")
            .attr("id", options.element_id("lead"))
            .attrs("class=vestibule-lead")
            .children(lead);
        children.push(lead.into());
    }
    children.push(block("vestibule-body", body));
    children.extend(options.views(Slot::Footer, screen));
    let card = Handle::default();
    focus::on_arrival(options, &card);
    around(options, &card, children)
}

/// A card as a part of a page, which has a heading of its own.
pub(super) fn below_heading(card: Node) -> Node {
    let mut part = node("div").child(card);
    if let Some(title) = part.find("h1") {
        title.retag("h2");
    }
    part.into()
}

/// A card whose content is the app's own.
pub(super) fn bare(options: &Options, screen: Screen, content: Vec<Node>) -> Node {
    options.advanced().hooks.screen(screen);
    let own = options.views(Slot::Screen, screen);
    if !own.is_empty() {
        return around(options, &Handle::default(), own);
    }
    let mut children = options.views(Slot::Header, screen);
    children.extend(content);
    children.extend(options.views(Slot::Footer, screen));
    let card = Handle::default();
    focus::on_arrival(options, &card);
    around(options, &card, children)
}

/// A card that only waits. What turns in it shows after 150 ms, so that it is not seen at all
/// where the answer is at hand.
pub(super) fn waiting(options: &Options) -> Node {
    waiting_with(options, Vec::new())
}

/// The same, with something below what turns.
pub(super) fn waiting_with(options: &Options, more: Vec<Node>) -> Node {
    let space = node("div")
        .attrs("class=vestibule-waiting;aria-busy=true")
        .attr("aria-label", options.0.strings.busy)
        .attrs("role=status")
        .child(node("span").attrs("class=vestibule-spinner"));
    let mut children = vec![space.into()];
    children.extend(more);
    around(options, &Handle::default(), children)
}

/// A screen in the language of its options: made anew when that changes, and a card that waits while its first words
/// are on their way.
pub(super) fn in_language(
    options: Options,
    screen: impl Fn(&Options) -> Node + Send + 'static,
) -> Node {
    if options.0.strings.switch.is_none() {
        return screen(&options);
    }
    options.0.strings.follow();
    live(move || {
        vec![match options.0.strings.is_ready() {
            true => screen(&options),
            false => waiting(&options),
        }]
    })
}

/// A `div` of this class.
pub(super) fn block(class: &'static str, children: Vec<Node>) -> Node {
    node("div").attr("class", class).children(children).into()
}

fn around(options: &Options, handle: &Handle, children: Vec<Node>) -> Node {
    let mut card = first_click::guard(node("div").attrs("class=vestibule-card").handle(handle));
    let mut class = "";
    if options.0.layout == Layout::Page {
        class = "vestibule-whole-page";
        // Where the screens are the page, the card is its main part.
        card = card.attrs("role=main");
    }
    root(options, class, vec![card.children(children).into()])
}

/// What everything of the screens stands in, with the colours and measures of the options.
pub(super) fn root(options: &Options, more: &'static str, children: Vec<Node>) -> Node {
    style::adopt(options);
    let mut class = String::from("vestibule");
    if !more.is_empty() {
        class.push(' ');
        class.push_str(more);
    }
    if let Some(theme) = &options.0.theme {
        class.push(' ');
        class.push_str(&theme.class);
    }
    let mut page = node("div").attr("class", class);
    if let Some([lang, dir]) = options.0.strings.attributes() {
        page = page.attr("lang", lang).attr("dir", dir);
    }
    let page = match options.0.scheme {
        ColorScheme::System => page,
        ColorScheme::Light => page.attrs("data-theme=light"),
        ColorScheme::Dark => page.attrs("data-theme=dark"),
    };
    page.children(children).into()
}
