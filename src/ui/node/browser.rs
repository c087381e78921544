//! Builds nodes in a document.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::error::{get_error_hook, set_error_hook};
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as Parent, Node as DomNode};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Comment, Element, Event, Text as TextNode, window};

use super::super::Text;
use super::{ElementParts, Listener, Node, NodesFn, Phase, TextFn};

/// A node in a document, with the effects and listeners that keep it up to date.
pub(in crate::ui) enum State {
    Element(ElementState),
    Text {
        node: TextNode,
        _effect: Option<Effect>,
    },
    Dynamic {
        region: Rc<Region>,
        _effect: Effect,
    },
    View(AnyViewState),
}

pub(in crate::ui) struct ElementState {
    element: Element,
    _children: Vec<State>,
    _effects: Vec<Effect>,
    _listeners: Vec<Closure<dyn FnMut(Event)>>,
    _window_listeners: Vec<WindowListener>,
}

/// A listener for an event of the window, removed when this is dropped.
struct WindowListener {
    event: &'static str,
    listener: Closure<dyn FnMut(Event)>,
}

/// The range of a document that contains dynamic nodes. A comment marks its end.
#[derive(Default)]
pub(in crate::ui) struct Region {
    marker: RefCell<Option<Comment>>,
    nodes: RefCell<Vec<State>>,
}

/// Runs again when a reactive value that it read has changed, until it is dropped.
type Effect = RenderEffect<()>;

const SVG: &str = "http://www.w3.org/2000/svg";

/// What a dynamic text is written to.
enum Target {
    Text(TextNode),
    Attribute(Element, &'static str),
}

/// Builds a node, which is not in a document yet.
pub(super) fn build(node: Node) -> State {
    match node {
        Node::Element(element) => State::Element(build_element(*element.0)),
        Node::Text(text) => State::Text {
            node: Rndr::create_text_node(&text),
            _effect: None,
        },
        Node::DynamicText(text) => {
            let node = Rndr::create_text_node("");
            State::dynamic_text(node, text)
        }
        Node::Dynamic(contents) => {
            let region = Rc::new(Region::default());
            region.end_at(Rndr::create_placeholder());
            State::Dynamic {
                _effect: region.follow(contents, |_| false),
                region,
            }
        }
        Node::View(view) => State::View(view.build()),
    }
}

/// Builds an element, which is not in a document yet.
pub(super) fn build_element(mut parts: ElementParts) -> ElementState {
    let namespace = matches!(parts.tag, "svg" | "path").then_some(SVG);
    let element = Rndr::create_element(parts.tag, namespace);
    for (name, value) in &parts.attributes {
        Rndr::set_attribute(&element, name, value);
    }
    let mut children = Vec::new();
    for child in std::mem::take(&mut parts.children) {
        let mut child = build(child);
        child.mount(&element, None);
        children.push(child);
    }
    attach(element, parts, children)
}

/// Adds dynamic attributes, listeners and the handle to an element.
pub(super) fn attach(element: Element, parts: ElementParts, children: Vec<State>) -> ElementState {
    let attributes = parts.dynamic_attributes.into_iter();
    let effects =
        attributes.map(|(name, text)| follow_text(Target::Attribute(element.clone(), name), text));
    let listeners = parts.listeners.into_iter().map(|(event, listener, phase)| {
        let listener = closure(listener);
        let function = listener.as_ref().unchecked_ref();
        // It fails only if the listener is not a function.
        let _ = element.add_event_listener_with_callback_and_bool(
            event,
            function,
            phase == Phase::Capturing,
        );
        listener
    });
    let (_effects, _listeners) = (effects.collect(), listeners.collect());
    let window_listeners = parts.window_listeners.into_iter();
    let window_listeners =
        window_listeners.map(|(event, listener)| WindowListener::new(event, listener));
    let _window_listeners = window_listeners.collect();
    if let Some(handle) = parts.handle {
        handle.set(element.clone());
    }
    ElementState {
        element,
        _children: children,
        _effects,
        _listeners,
        _window_listeners,
    }
}

fn closure(listener: Listener) -> Closure<dyn FnMut(Event)> {
    let listener: Box<dyn FnMut(Event)> = listener;
    Closure::wrap(listener)
}

impl WindowListener {
    fn new(event: &'static str, listener: Listener) -> Self {
        let listener = closure(listener);
        if let Some(window) = window() {
            let _ =
                window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        WindowListener { event, listener }
    }
}

impl Drop for WindowListener {
    fn drop(&mut self) {
        if let Some(window) = window() {
            let function = self.listener.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(self.event, function);
        }
    }
}

/// Keeps the target equal to the text, and writes it only if it has changed.
fn follow_text(target: Target, text: TextFn) -> Effect {
    let mut last: Option<Text> = None;
    follow(Box::new(move || {
        let now = text();
        if last.as_ref() == Some(&now) {
            return;
        }
        match &target {
            Target::Text(node) => Rndr::set_text(node, &now),
            Target::Attribute(element, name) => Rndr::set_attribute(element, name, &now),
        }
        last = Some(now);
    }))
}

fn follow(mut run: Box<dyn FnMut()>) -> Effect {
    RenderEffect::new(move |_| run())
}

impl Region {
    /// Sets the comment that marks the end.
    pub fn end_at(&self, marker: Comment) {
        self.marker.replace(Some(marker));
    }

    /// Keeps the region equal to the nodes. At the first run `hydrate` may find them in the document, and returns
    /// `true` if so.
    pub fn follow(
        self: &Rc<Self>,
        mut make_nodes: NodesFn,
        mut hydrate: impl FnMut(&mut Vec<Node>) -> bool + 'static,
    ) -> Effect {
        let region = Rc::clone(self);
        // So that an error in the app's view reaches the error boundary around it.
        let hook = get_error_hook();
        follow(Box::new(move || {
            let _guard = hook.clone().map(set_error_hook);
            let mut nodes = make_nodes();
            if !hydrate(&mut nodes) {
                region.show(nodes.into_iter().map(build).collect());
            }
        }))
    }

    /// Replaces the nodes.
    pub fn show(&self, mut new: Vec<State>) {
        let mut old = self.nodes.take();
        old.iter_mut().for_each(State::unmount);
        let marker = self.marker.borrow();
        if let Some(marker) = &*marker
            && let Some(parent) = marker.parent_node()
        {
            // It may be a shadow root, too: only nodes are inserted.
            let parent: &Parent = parent.unchecked_ref();
            new.iter_mut()
                .for_each(|node| node.mount(parent, Some(marker)));
        }
        self.nodes.replace(new);
    }

    /// Adopts nodes that are already in the document.
    pub fn adopt(&self, nodes: Vec<State>) {
        self.nodes.replace(nodes);
    }
}

impl ElementState {
    pub(super) fn element(&self) -> &Element {
        &self.element
    }
}

impl State {
    /// Returns a text node that follows `text`.
    pub(super) fn dynamic_text(node: TextNode, text: TextFn) -> Self {
        let effect = follow_text(Target::Text(node.clone()), text);
        State::Text {
            node,
            _effect: Some(effect),
        }
    }

    /// Replaces this node with another one.
    pub fn replace(&mut self, mut new: State) {
        self.insert_before_this(&mut new);
        self.unmount();
        *self = new;
    }

    fn add_elements(&self, to: &mut Vec<Element>) {
        match self {
            State::Element(state) => to.push(state.element.clone()),
            State::Text { .. } => {}
            State::Dynamic { region, .. } => {
                let nodes = region.nodes.borrow();
                nodes.iter().for_each(|node| node.add_elements(to));
            }
            State::View(view) => to.append(&mut view.elements()),
        }
    }

    /// Returns its DOM node, unless it consists of several.
    fn dom_node(&self) -> Option<&DomNode> {
        match self {
            State::Element(state) => Some(&state.element),
            State::Text { node, .. } => Some(node),
            State::Dynamic { .. } | State::View(_) => None,
        }
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        if let Some(dom_node) = self.dom_node() {
            return Rndr::remove(dom_node);
        }
        match self {
            State::Dynamic { region, .. } => {
                region
                    .nodes
                    .borrow_mut()
                    .iter_mut()
                    .for_each(State::unmount);
                if let Some(marker) = &*region.marker.borrow() {
                    Rndr::remove(marker);
                }
            }
            State::View(view) => view.unmount(),
            State::Element(_) | State::Text { .. } => {}
        }
    }

    fn mount(&mut self, parent: &Parent, marker: Option<&DomNode>) {
        if let Some(dom_node) = self.dom_node() {
            return Rndr::insert_node(parent, dom_node, marker);
        }
        match self {
            State::Dynamic { region, .. } => {
                let mut nodes = region.nodes.borrow_mut();
                nodes.iter_mut().for_each(|node| node.mount(parent, marker));
                if let Some(end) = &*region.marker.borrow() {
                    Rndr::insert_node(parent, end, marker);
                }
            }
            State::View(view) => view.mount(parent, marker),
            State::Element(_) | State::Text { .. } => {}
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        if let Some(dom_node) = self.dom_node() {
            return insert_before(dom_node, child);
        }
        match self {
            State::Dynamic { region, .. } => {
                let nodes = region.nodes.borrow();
                nodes.iter().any(|node| node.insert_before_this(child))
                    || region
                        .marker
                        .borrow()
                        .as_ref()
                        .is_some_and(|marker| insert_before(marker, child))
            }
            State::View(view) => view.insert_before_this(child),
            State::Element(_) | State::Text { .. } => false,
        }
    }

    fn elements(&self) -> Vec<Parent> {
        let mut elements = Vec::new();
        self.add_elements(&mut elements);
        elements
    }
}

fn insert_before(dom_node: &DomNode, child: &mut dyn Mountable) -> bool {
    let Some(parent) = dom_node.parent_node() else {
        return false;
    };
    child.mount(parent.unchecked_ref(), Some(dom_node));
    true
}
