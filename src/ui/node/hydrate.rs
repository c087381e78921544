//! Attaches nodes to the HTML of a server.
//!
//! It visits the nodes in the order in which the server wrote them. Where the document differs, since a browser
//! extension may have changed it, the node is built at that position.

use std::rc::Rc;

use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::{Position, PositionState, RenderHtml};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::browser::{self, Region, State};
use super::{ElementParts, Node, NodesFn};

/// The result of moving the cursor.
enum Target {
    At(web_sys::Node),
    /// This node has no children.
    Inside(web_sys::Node),
    /// This node has no next sibling.
    After(web_sys::Node),
}

/// Attaches a node to the next node of the document.
pub(super) fn hydrate(node: Node, cursor: &Cursor, position: &PositionState) -> State {
    match node {
        Node::Element(element) => hydrate_element(*element.0, cursor, position),
        Node::Text(text) => {
            let node = hydrate_text(cursor, position);
            // A server writes a space for an empty text.
            if node.data() != *text {
                Rndr::set_text(&node, &text);
            }
            State::Text {
                node,
                _effect: None,
            }
        }
        Node::DynamicText(text) => State::dynamic_text(hydrate_text(cursor, position), text),
        Node::Dynamic(contents) => hydrate_dynamic(contents, cursor, position),
        Node::View(view) => State::View(view.hydrate::<true>(cursor, position)),
    }
}

fn hydrate_element(mut parts: ElementParts, cursor: &Cursor, position: &PositionState) -> State {
    let target = Target::of(cursor, position);
    let found: Option<web_sys::Element> = target.found();
    let found = found.filter(|element| element.local_name() == parts.tag);
    let state = match found {
        Some(element) => {
            position.set(Position::FirstChild);
            let children = std::mem::take(&mut parts.children).into_iter();
            let children = children.map(|child| hydrate(child, cursor, position));
            let children = children.collect();
            cursor.set(element.clone().into());
            browser::attach(element, parts, children)
        }
        None => {
            let state = browser::build_element(parts);
            target.insert(state.element(), cursor);
            state
        }
    };
    position.set(Position::NextChild);
    State::Element(state)
}

fn hydrate_text(cursor: &Cursor, position: &PositionState) -> web_sys::Text {
    let follows_text = position.get() == Position::NextChildAfterText;
    let mut target = Target::of(cursor, position);
    // Skip the comment that separates two texts.
    if follows_text && target.found::<web_sys::Comment>().is_some() {
        target = Target::of(cursor, position);
    }
    position.set(Position::NextChildAfterText);
    target.found().unwrap_or_else(|| {
        let text = Rndr::create_text_node("");
        target.insert(&text, cursor);
        text
    })
}

fn hydrate_dynamic(contents: NodesFn, cursor: &Cursor, position: &PositionState) -> State {
    let region = Rc::new(Region::default());
    let mut state = Some((cursor.clone(), position.clone(), Rc::clone(&region)));
    let _effect = region.follow(contents, move |nodes| {
        let Some((cursor, position, region)) = state.take() else {
            return false;
        };
        let nodes = std::mem::take(nodes).into_iter();
        let nodes = nodes.map(|node| hydrate(node, &cursor, &position));
        region.adopt(nodes.collect());
        true
    });
    let target = Target::of(cursor, position);
    region.end_at(target.found().unwrap_or_else(|| {
        let marker = Rndr::create_placeholder();
        target.insert(&marker, cursor);
        marker
    }));
    position.set(Position::NextChild);
    State::Dynamic { region, _effect }
}

impl Target {
    fn of(cursor: &Cursor, position: &PositionState) -> Self {
        let from = cursor.current();
        let missing = match position.get() {
            Position::Current => return Target::At(from),
            Position::FirstChild => {
                cursor.child();
                Target::Inside
            }
            _ => {
                cursor.sibling();
                Target::After
            }
        };
        let to = cursor.current();
        if to == from {
            missing(from)
        } else {
            Target::At(to)
        }
    }

    fn found<T: JsCast>(&self) -> Option<T> {
        match self {
            Target::At(node) => node.clone().dyn_into().ok(),
            Target::Inside(_) | Target::After(_) => None,
        }
    }

    /// Inserts a node there, before an unexpected node, and moves the cursor to it.
    fn insert(&self, node: &web_sys::Node, cursor: &Cursor) {
        let (parent, before) = match self {
            Target::At(other) => (other.parent_node(), Some(other)),
            Target::Inside(parent) => (Some(parent.clone()), None),
            Target::After(other) => (other.parent_node(), None),
        };
        if let Some(parent) = parent {
            Rndr::insert_node(parent.unchecked_ref(), node, before);
        }
        cursor.set(node.clone());
    }
}
