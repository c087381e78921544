//! The single view type of all screens.
//!
//! Leptos's own elements are generic: each combination of tag, attributes and children is a type, compiled separately.
//! For the screens that would double the download. A [`Node`] is a plain value instead, with one implementation. To
//! Leptos it is a view like any other: `browser` builds it in a document, `server` writes its HTML, `hydrate` attaches
//! it to the HTML of a server. This module is independent of the screens.

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

/// An element, a text, or content that changes while the page runs.
pub(super) enum Node {
    Element(Element),
    Text(Text),
    /// A text that follows the reactive values that it reads.
    DynamicText(TextFn),
    /// Nodes that follow the reactive values that they read. All of them are replaced at each change.
    Dynamic(NodesFn),
    /// A view of the app.
    View(AnyView),
}

/// An element builder; see [`node`].
pub(super) struct Element(Box<ElementParts>);

struct ElementParts {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    dynamic_attributes: Vec<(&'static str, TextFn)>,
    listeners: Vec<(&'static str, Listener, Phase)>,
    /// Listeners for events of the window.
    window_listeners: Vec<(&'static str, Listener)>,
    handle: Option<Handle>,
    children: Vec<Node>,
}

/// The event phase of a listener.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Bubbling,
    Capturing,
}

type TextFn = Box<dyn Fn() -> Text + Send>;
type NodesFn = Box<dyn FnMut() -> Vec<Node> + Send>;
type Listener = Box<dyn FnMut(Event) + Send>;

/// Returns an element with this tag.
pub(super) fn node(tag: &'static str) -> Element {
    Element(Box::new(ElementParts {
        tag,
        attributes: Vec::new(),
        dynamic_attributes: Vec::new(),
        listeners: Vec::new(),
        window_listeners: Vec::new(),
        handle: None,
        children: Vec::new(),
    }))
}

/// Returns a text that is updated when a reactive value that it reads changes.
pub(super) fn dynamic_text(text: impl Fn() -> Text + Send + 'static) -> Node {
    Node::DynamicText(Box::new(text))
}

/// Returns nodes that are rendered again when a reactive value that they read changes.
pub(super) fn dynamic(nodes: impl FnMut() -> Vec<Node> + Send + 'static) -> Node {
    Node::Dynamic(Box::new(nodes))
}

impl Element {
    /// Returns the first descendant with this tag, not counting dynamic nodes.
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

    /// Sets an attribute, and replaces an existing one.
    pub fn set_attribute(&mut self, name: &'static str, value: &'static str) {
        self.0.attributes.retain(|(known, _)| *known != name);
        self.0.attributes.push((name, Text::Borrowed(value)));
    }

    /// Renames an attribute of this element and its descendants, not counting dynamic nodes.
    pub fn rename_attribute(&mut self, from: &str, to: &'static str) {
        for (name, _) in &mut self.0.attributes {
            if *name == from {
                *name = to;
            }
        }
        for child in &mut self.0.children {
            if let Node::Element(element) = child {
                element.rename_attribute(from, to);
            }
        }
    }

    /// Changes the tag.
    pub fn with_tag(mut self, tag: &'static str) -> Self {
        self.0.tag = tag;
        self
    }

    /// Changes the tag.
    pub fn set_tag(&mut self, tag: &'static str) {
        self.0.tag = tag;
    }

    /// Adds an attribute. Each name may be added once.
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.attributes.push((name, value.into()));
        self
    }

    /// Adds static attributes: `name=value`, separated by semicolons. It takes one string, since a call for each
    /// attribute would be larger than the string.
    pub fn attrs(mut self, all: &'static str) -> Self {
        for attribute in split(all, b';') {
            let (name, value) = cut(attribute, b'=');
            let value = Text::Borrowed(value.unwrap_or_default());
            self.0.attributes.push((name, value));
        }
        self
    }

    /// Adds an attribute that follows the reactive values that it reads.
    pub fn dynamic_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Text + Send + 'static,
    ) -> Self {
        self.with_dynamic_attribute(name, Box::new(value))
    }

    /// Adds an event listener.
    pub fn on(self, event: &'static str, listener: impl FnMut(Event) + Send + 'static) -> Self {
        self.with_listener(event, Box::new(listener), Phase::Bubbling)
    }

    /// Adds an event listener for the capture phase.
    pub fn on_capture(
        self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.with_listener(event, Box::new(listener), Phase::Capturing)
    }

    /// Adds a listener for events of the window, while the element is on the page.
    pub fn on_window(
        mut self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.0.window_listeners.push((event, Box::new(listener)));
        self
    }

    /// Binds the handle to the element once it is created.
    pub fn handle(mut self, handle: &Handle) -> Self {
        self.0.handle = Some(handle.clone());
        self
    }

    /// Appends a child.
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// Appends children.
    pub fn children(mut self, children: Vec<Node>) -> Self {
        self.0.children.extend(children);
        self
    }

    fn with_dynamic_attribute(mut self, name: &'static str, value: TextFn) -> Self {
        self.0.dynamic_attributes.push((name, value));
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

    /// Replaces the old nodes: a new screen never reuses elements of the previous one, or what was entered there.
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
        let page = server::WriteContext {
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
        let page = server::WriteContext {
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
