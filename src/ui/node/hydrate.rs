//! Nodes that take over what a server wrote.
//!
//! The walk is the one that the server took. Where a page holds something else (an extension of
//! the browser may have changed it), a node makes itself anew at that place.

use std::rc::Rc;

use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::{Position, PositionState, RenderHtml};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::browser::{self, Region, State};
use super::{Contents, Node, Parts};

/// Where a step of the walk has led.
enum Arrival {
    At(web_sys::Node),
    /// There is nothing in this node.
    Inside(web_sys::Node),
    /// There is nothing behind this node.
    Behind(web_sys::Node),
}

/// Takes over the node at which the cursor arrives next.
pub(super) fn hydrate(node: Node, cursor: &Cursor, position: &PositionState) -> State {
    match node {
        Node::Element(element) => hydrate_element(*element.0, cursor, position),
        Node::Text(text) => {
            let node = hydrate_text(cursor, position);
            // A server writes a space for a text that is empty.
            if node.data() != *text {
                Rndr::set_text(&node, &text);
            }
            State::Text {
                node,
                _following: None,
            }
        }
        Node::Words(words) => State::words(hydrate_text(cursor, position), words),
        Node::Live(contents) => hydrate_live(contents, cursor, position),
        Node::View(view) => State::View(view.hydrate::<true>(cursor, position)),
    }
}

fn hydrate_element(mut parts: Parts, cursor: &Cursor, position: &PositionState) -> State {
    let arrival = Arrival::of(cursor, position);
    let found: Option<web_sys::Element> = arrival.found();
    let found = found.filter(|element| element.local_name() == parts.tag);
    let state = match found {
        Some(element) => {
            position.set(Position::FirstChild);
            let children = std::mem::take(&mut parts.children).into_iter();
            let children = children.map(|child| hydrate(child, cursor, position));
            let children = children.collect();
            cursor.set(element.clone().into());
            browser::enliven(element, parts, children)
        }
        None => {
            let state = browser::build_element(parts);
            arrival.insert(state.element(), cursor);
            state
        }
    };
    position.set(Position::NextChild);
    State::Element(state)
}

fn hydrate_text(cursor: &Cursor, position: &PositionState) -> web_sys::Text {
    let follows_text = position.get() == Position::NextChildAfterText;
    let mut arrival = Arrival::of(cursor, position);
    // Past the comment that keeps two texts apart.
    if follows_text && arrival.found::<web_sys::Comment>().is_some() {
        arrival = Arrival::of(cursor, position);
    }
    position.set(Position::NextChildAfterText);
    arrival.found().unwrap_or_else(|| {
        let text = Rndr::create_text_node("");
        arrival.insert(&text, cursor);
        text
    })
}

fn hydrate_live(contents: Contents, cursor: &Cursor, position: &PositionState) -> State {
    let region = Rc::new(Region::default());
    let mut walk = Some((cursor.clone(), position.clone(), Rc::clone(&region)));
    let _following = region.follow(contents, move |nodes| {
        let Some((cursor, position, region)) = walk.take() else {
            return false;
        };
        let nodes = std::mem::take(nodes).into_iter();
        let nodes = nodes.map(|node| hydrate(node, &cursor, &position));
        region.keep(nodes.collect());
        true
    });
    let arrival = Arrival::of(cursor, position);
    region.end_at(arrival.found().unwrap_or_else(|| {
        let marker = Rndr::create_placeholder();
        arrival.insert(&marker, cursor);
        marker
    }));
    position.set(Position::NextChild);
    State::Live { region, _following }
}

impl Arrival {
    fn of(cursor: &Cursor, position: &PositionState) -> Self {
        let from = cursor.current();
        let missing = match position.get() {
            Position::Current => return Arrival::At(from),
            Position::FirstChild => {
                cursor.child();
                Arrival::Inside
            }
            _ => {
                cursor.sibling();
                Arrival::Behind
            }
        };
        let to = cursor.current();
        if to == from {
            missing(from)
        } else {
            Arrival::At(to)
        }
    }

    fn found<T: JsCast>(&self) -> Option<T> {
        match self {
            Arrival::At(node) => node.clone().dyn_into().ok(),
            Arrival::Inside(_) | Arrival::Behind(_) => None,
        }
    }

    /// Puts a node there, in front of what was not expected, and goes on behind it.
    fn insert(&self, node: &web_sys::Node, cursor: &Cursor) {
        let (parent, before) = match self {
            Arrival::At(other) => (other.parent_node(), Some(other)),
            Arrival::Inside(parent) => (Some(parent.clone()), None),
            Arrival::Behind(other) => (other.parent_node(), None),
        };
        if let Some(parent) = parent {
            Rndr::insert_node(parent.unchecked_ref(), node, before);
        }
        cursor.set(node.clone());
    }
}
