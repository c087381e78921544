//! Nodes in a document.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::error::{get_error_hook, set_error_hook};
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as Parent, Node as Place};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Comment, Element, Event, Text as TextNode, window};

use super::super::Text;
use super::{Contents, Listener, Node, Parts, Phase, Words};

/// A node that stands in a document, and all that keeps it alive there.
pub(in crate::ui) enum State {
    Element(ElementState),
    Text {
        node: TextNode,
        _following: Option<Following>,
    },
    Live {
        region: Rc<Region>,
        _following: Following,
    },
    View(AnyViewState),
}

pub(in crate::ui) struct ElementState {
    element: Element,
    _children: Vec<State>,
    _following: Vec<Following>,
    _listeners: Vec<Closure<dyn FnMut(Event)>>,
    _at_window: Vec<AtWindow>,
}

/// A listener to an event of the window, which hears of it until this is dropped.
struct AtWindow {
    event: &'static str,
    listener: Closure<dyn FnMut(Event)>,
}

/// The part of a document that live nodes stand in: in front of a comment that marks its end.
#[derive(Default)]
pub(in crate::ui) struct Region {
    marker: RefCell<Option<Comment>>,
    nodes: RefCell<Vec<State>>,
}

/// Runs again whenever something that it read has changed, until it is dropped.
type Following = RenderEffect<()>;

const SVG: &str = "http://www.w3.org/2000/svg";

/// What a changing text is for.
enum Target {
    Text(TextNode),
    Attribute(Element, &'static str),
}

/// Makes a node, which stands nowhere yet.
pub(super) fn build(node: Node) -> State {
    match node {
        Node::Element(element) => State::Element(build_element(*element.0)),
        Node::Text(text) => State::Text {
            node: Rndr::create_text_node(&text),
            _following: None,
        },
        Node::Words(words) => {
            let node = Rndr::create_text_node("");
            State::words(node, words)
        }
        Node::Live(contents) => {
            let region = Rc::new(Region::default());
            region.end_at(Rndr::create_placeholder());
            State::Live {
                _following: region.follow(contents, |_| false),
                region,
            }
        }
        Node::View(view) => State::View(view.build()),
    }
}

/// Makes an element, which stands nowhere yet.
pub(super) fn build_element(mut parts: Parts) -> ElementState {
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
    enliven(element, parts, children)
}

/// Gives an element what it needs besides its HTML.
pub(super) fn enliven(element: Element, parts: Parts, children: Vec<State>) -> ElementState {
    let live = parts.live.into_iter();
    let following =
        live.map(|(name, words)| follow_words(Target::Attribute(element.clone(), name), words));
    let listeners = parts.listeners.into_iter().map(|(event, listener, phase)| {
        let listener = closure(listener);
        let function = listener.as_ref().unchecked_ref();
        // It is refused only where the listener is no function.
        let _ = element.add_event_listener_with_callback_and_bool(
            event,
            function,
            phase == Phase::Capturing,
        );
        listener
    });
    let (_following, _listeners) = (following.collect(), listeners.collect());
    let at_window = parts.at_window.into_iter();
    let at_window = at_window.map(|(event, listener)| AtWindow::new(event, listener));
    let _at_window = at_window.collect();
    if let Some(handle) = parts.handle {
        handle.set(element.clone());
    }
    ElementState {
        element,
        _children: children,
        _following,
        _listeners,
        _at_window,
    }
}

fn closure(listener: Listener) -> Closure<dyn FnMut(Event)> {
    let listener: Box<dyn FnMut(Event)> = listener;
    Closure::wrap(listener)
}

impl AtWindow {
    fn new(event: &'static str, listener: Listener) -> Self {
        let listener = closure(listener);
        if let Some(window) = window() {
            let _ =
                window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        AtWindow { event, listener }
    }
}

impl Drop for AtWindow {
    fn drop(&mut self) {
        if let Some(window) = window() {
            let function = self.listener.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(self.event, function);
        }
    }
}

/// Keeps the target at what the words say, and touches it only where they changed.
fn follow_words(target: Target, words: Words) -> Following {
    let mut known: Option<Text> = None;
    follow(Box::new(move || {
        let now = words();
        if known.as_ref() == Some(&now) {
            return;
        }
        match &target {
            Target::Text(node) => Rndr::set_text(node, &now),
            Target::Attribute(element, name) => Rndr::set_attribute(element, name, &now),
        }
        known = Some(now);
    }))
}

fn follow(mut run: Box<dyn FnMut()>) -> Following {
    RenderEffect::new(move |_| run())
}

impl Region {
    /// Sets the comment behind the last node.
    pub fn end_at(&self, marker: Comment) {
        self.marker.replace(Some(marker));
    }

    /// Keeps the region at what the contents are. The first time, they may be `found` in the
    /// document instead of being made.
    pub fn follow(
        self: &Rc<Self>,
        mut contents: Contents,
        mut found: impl FnMut(&mut Vec<Node>) -> bool + 'static,
    ) -> Following {
        let region = Rc::clone(self);
        // So that an error in a site's own view finds the boundary that stands around it.
        let hook = get_error_hook();
        follow(Box::new(move || {
            let _guard = hook.clone().map(set_error_hook);
            let mut nodes = contents();
            if !found(&mut nodes) {
                region.show(nodes.into_iter().map(build).collect());
            }
        }))
    }

    /// Shows these in place of what was there.
    pub fn show(&self, mut new: Vec<State>) {
        let mut old = self.nodes.take();
        old.iter_mut().for_each(State::unmount);
        let marker = self.marker.borrow();
        if let Some(marker) = &*marker
            && let Some(parent) = marker.parent_node()
        {
            // A shadow root will do as well: all that is asked of it is to take in nodes.
            let parent: &Parent = parent.unchecked_ref();
            new.iter_mut()
                .for_each(|node| node.mount(parent, Some(marker)));
        }
        self.nodes.replace(new);
    }

    /// Takes over nodes that stand in the document already.
    pub fn keep(&self, nodes: Vec<State>) {
        self.nodes.replace(nodes);
    }
}

impl ElementState {
    pub(super) fn element(&self) -> &Element {
        &self.element
    }
}

impl State {
    /// A text that is kept at what the words say.
    pub(super) fn words(node: TextNode, words: Words) -> Self {
        let following = follow_words(Target::Text(node.clone()), words);
        State::Text {
            node,
            _following: Some(following),
        }
    }

    /// Puts another node in the place of this one.
    pub fn replace(&mut self, mut new: State) {
        self.insert_before_this(&mut new);
        self.unmount();
        *self = new;
    }

    fn add_elements(&self, to: &mut Vec<Element>) {
        match self {
            State::Element(state) => to.push(state.element.clone()),
            State::Text { .. } => {}
            State::Live { region, .. } => {
                let nodes = region.nodes.borrow();
                nodes.iter().for_each(|node| node.add_elements(to));
            }
            State::View(view) => to.append(&mut view.elements()),
        }
    }

    /// One node marks where this begins and ends, unless it is made of several.
    fn place(&self) -> Option<&Place> {
        match self {
            State::Element(state) => Some(&state.element),
            State::Text { node, .. } => Some(node),
            State::Live { .. } | State::View(_) => None,
        }
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        if let Some(place) = self.place() {
            return Rndr::remove(place);
        }
        match self {
            State::Live { region, .. } => {
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

    fn mount(&mut self, parent: &Parent, marker: Option<&Place>) {
        if let Some(place) = self.place() {
            return Rndr::insert_node(parent, place, marker);
        }
        match self {
            State::Live { region, .. } => {
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
        if let Some(place) = self.place() {
            return insert_before(place, child);
        }
        match self {
            State::Live { region, .. } => {
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

fn insert_before(place: &Place, child: &mut dyn Mountable) -> bool {
    let Some(parent) = place.parent_node() else {
        return false;
    };
    child.mount(parent.unchecked_ref(), Some(place));
    true
}
