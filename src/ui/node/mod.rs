//! The one type of view that all screens are made of.
//!
//! Leptos's own elements are a type each for every tag with its attributes and children, compiled
//! anew wherever they differ: for the screens, twice the download. A [`Node`] is a value instead:
//! what it holds is data, and the code that puts it on a page exists once. Towards Leptos it is a
//! view like any other: `browser` puts it into a document, `server` writes its HTML, `hydrate` takes
//! over what a server wrote. Nothing here knows what a screen is for.

mod browser;
mod handle;
mod hydrate;
mod server;

use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::{AnyView, AnyViewWithAttrs, IntoAny};
use leptos::tachys::view::{Position, PositionState, Render, RenderHtml};
use leptos::web_sys::Event;

use super::Text;
use crate::protocol::text::{cut, split};
pub(super) use handle::Handle;

/// Something to see: an element, a text, or what changes while the page runs.
pub(super) enum Node {
    Element(Element),
    Text(Text),
    /// A text that follows what it reads.
    Words(Words),
    /// Nodes that follow what they read: all of them give way to new ones.
    Live(Contents),
    /// A view of the site's own.
    View(AnyView),
}

/// An element in the making; see [`node`].
pub(super) struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    live: Vec<(&'static str, Words)>,
    listeners: Vec<(&'static str, Listener, Phase)>,
    /// Listeners to events of the window.
    at_window: Vec<(&'static str, Listener)>,
    handle: Option<Handle>,
    children: Vec<Node>,
}

/// When a listener hears of an event: after what stands inside of its element, or before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Bubbling,
    Capturing,
}

type Words = Box<dyn Fn() -> Text + Send>;
type Contents = Box<dyn FnMut() -> Vec<Node> + Send>;
type Listener = Box<dyn FnMut(Event) + Send>;

/// An element with this tag.
pub(super) fn node(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        live: Vec::new(),
        listeners: Vec::new(),
        at_window: Vec::new(),
        handle: None,
        children: Vec::new(),
    }))
}

/// A text that is made anew whenever something that it reads changes.
pub(super) fn words(words: impl Fn() -> Text + Send + 'static) -> Node {
    Node::Words(Box::new(words))
}

/// Nodes that are made anew whenever something that they read changes.
pub(super) fn live(contents: impl FnMut() -> Vec<Node> + Send + 'static) -> Node {
    Node::Live(Box::new(contents))
}

impl Element {
    /// The first element of this tag inside, of those that stand from the beginning.
    pub fn find(&mut self, tag: &str) -> Option<&mut Element> {
        let mut children = self.0.children.iter_mut();
        children.find_map(|child| match child {
            Node::Element(element) => match element.0.tag == tag {
                true => Some(element),
                false => element.find(tag),
            },
            _ => None,
        })
    }

    /// Gives it an attribute in place of the one that it may have by this name.
    pub fn set(&mut self, name: &'static str, value: &'static str) {
        self.0.attributes.retain(|(known, _)| *known != name);
        self.0.attributes.push((name, Text::Borrowed(value)));
    }

    /// Gives an attribute another name, in this element and in those that stand inside from the beginning.
    pub fn rename(&mut self, from: &str, to: &'static str) {
        for (name, _) in &mut self.0.attributes {
            if *name == from {
                *name = to;
            }
        }
        for child in &mut self.0.children {
            if let Node::Element(element) = child {
                element.rename(from, to);
            }
        }
    }

    /// The same element with another tag.
    pub fn tagged(mut self, tag: &'static str) -> Self {
        self.0.tag = tag;
        self
    }

    /// Gives it another tag.
    pub fn retag(&mut self, tag: &'static str) {
        self.0.tag = tag;
    }

    /// Gives it an attribute, each name once.
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.attributes.push((name, value.into()));
        self
    }

    /// Gives it attributes whose values are known: `name=value`, a semicolon between them. In one text,
    /// since a call for each would weigh more than what it says.
    pub fn attrs(mut self, all: &'static str) -> Self {
        for attribute in split(all, b';') {
            let (name, value) = cut(attribute, b'=');
            let value = Text::Borrowed(value.unwrap_or_default());
            self.0.attributes.push((name, value));
        }
        self
    }

    /// Gives it an attribute that follows what it reads.
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> Text + Send + 'static) -> Self {
        self.with_live_attribute(name, Box::new(value))
    }

    /// Calls this for each event of this name.
    pub fn on(self, event: &'static str, listener: impl FnMut(Event) + Send + 'static) -> Self {
        self.with_listener(event, Box::new(listener), Phase::Bubbling)
    }

    /// The same, before anything inside of the element hears of the event.
    pub fn on_capture(
        self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.with_listener(event, Box::new(listener), Phase::Capturing)
    }

    /// Calls this for each event of this name that the window hears of while the element is on the page.
    pub fn on_window(
        mut self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.0.at_window.push((event, Box::new(listener)));
        self
    }

    /// Lets the handle know the element once it stands on a page.
    pub fn handle(mut self, handle: &Handle) -> Self {
        self.0.handle = Some(handle.clone());
        self
    }

    /// Puts this inside, behind what is there.
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// Puts all of these inside.
    pub fn children(mut self, children: Vec<Node>) -> Self {
        self.0.children.extend(children);
        self
    }

    fn with_live_attribute(mut self, name: &'static str, value: Words) -> Self {
        self.0.live.push((name, value));
        self
    }

    fn with_listener(mut self, event: &'static str, listener: Listener, phase: Phase) -> Self {
        self.0.listeners.push((event, listener, phase));
        self
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Node::Text(text)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Node::Text(Text::Borrowed(text))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(Text::Owned(text))
    }
}

impl From<AnyView> for Node {
    fn from(view: AnyView) -> Self {
        Node::View(view)
    }
}

impl Render for Node {
    type State = browser::State;

    fn build(self) -> Self::State {
        browser::build(self)
    }

    /// What was there gives way to what is new: a screen is never made of the screen before it,
    /// and of what was typed there.
    fn rebuild(self, state: &mut Self::State) {
        state.replace(browser::build(self));
    }
}

impl AddAnyAttr for Node {
    type Output<NewAttr: Attribute> = AnyViewWithAttrs;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self.into_any().add_any_attr(attr)
    }
}

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        server::dry_resolve(self);
    }

    async fn resolve(self) -> Self::AsyncOutput {
        server::resolve(self).await
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let page = server::Page {
            position,
            escape,
            mark_branches,
        };
        server::write(self, buf, page, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let page = server::Page {
            position,
            escape,
            mark_branches,
        };
        let stream = &mut server::Stream::<OUT_OF_ORDER>(buf);
        server::write(self, stream, page, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        hydrate::hydrate(self, cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
