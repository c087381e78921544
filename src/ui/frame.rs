//! The frame of every screen: root element, card, logo and title.

use super::node::{Handle, Node, dynamic, node};
use super::options::{ColorScheme, Layout, Slot};
use super::{Options, Screen, Text, focus, input_guard, style, title};

/// Returns a card with a title, a lead below it, and a body.
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
        return card_element(options, &Handle::default(), own);
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
    focus::on_render(options, &card);
    card_element(options, &card, children)
}

/// Turns a card's `h1` into an `h2`, for a page that has its own `h1`.
pub(super) fn with_subheading(card: Node) -> Node {
    let mut part = node("div").child(card);
    if let Some(title) = part.find("h1") {
        title.set_tag("h2");
    }
    part.into()
}

/// Returns a card with the app's own content and no title.
pub(super) fn untitled_card(options: &Options, screen: Screen, content: Vec<Node>) -> Node {
    options.advanced().hooks.screen(screen);
    let own = options.views(Slot::Screen, screen);
    if !own.is_empty() {
        return card_element(options, &Handle::default(), own);
    }
    let mut children = options.views(Slot::Header, screen);
    children.extend(content);
    children.extend(options.views(Slot::Footer, screen));
    let card = Handle::default();
    focus::on_render(options, &card);
    card_element(options, &card, children)
}

/// Returns an empty card with a spinner. The spinner appears after 150 ms, so that it does not flash when the answer
/// comes at once.
pub(super) fn waiting(options: &Options) -> Node {
    waiting_with(options, Vec::new())
}

/// Returns an empty card with a spinner and views below it.
pub(super) fn waiting_with(options: &Options, more: Vec<Node>) -> Node {
    let space = node("div")
        .attrs("class=vestibule-waiting;aria-busy=true")
        .attr("aria-label", options.0.strings.busy)
        .attrs("role=status")
        .child(node("span").attrs("class=vestibule-spinner"));
    let mut children = vec![space.into()];
    children.extend(more);
    card_element(options, &Handle::default(), children)
}

/// Renders a screen in the language of its options, and renders it again when the language changes. Shows an empty card
/// while the first texts are being loaded.
pub(super) fn in_language(
    options: Options,
    screen: impl Fn(&Options) -> Node + Send + 'static,
) -> Node {
    if options.0.strings.switch.is_none() {
        return screen(&options);
    }
    options.0.strings.follow();
    dynamic(move || {
        vec![match options.0.strings.is_ready() {
            true => screen(&options),
            false => waiting(&options),
        }]
    })
}

/// Returns a `div` with this class.
pub(super) fn block(class: &'static str, children: Vec<Node>) -> Node {
    node("div").attr("class", class).children(children).into()
}

fn card_element(options: &Options, handle: &Handle, children: Vec<Node>) -> Node {
    let mut card = input_guard::attach(node("div").attrs("class=vestibule-card").handle(handle));
    let mut class = "";
    if options.0.layout == Layout::Page {
        class = "vestibule-whole-page";
        // When the screens take the whole page, the card is its main landmark.
        card = card.attrs("role=main");
    }
    root(options, class, vec![card.children(children).into()])
}

/// Returns the root element of a screen, with the theme, language and color scheme of the options.
pub(super) fn root(options: &Options, extra_class: &'static str, children: Vec<Node>) -> Node {
    style::adopt(options);
    let mut class = String::from("vestibule");
    if !extra_class.is_empty() {
        class.push(' ');
        class.push_str(extra_class);
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
