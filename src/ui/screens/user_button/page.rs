//! The keys and the focus of the menu. On a server there are none.

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone, Copy)]
pub(super) enum Step {
    First,
    Last,
    Next,
    Previous,
    /// Presses the entry that has the focus.
    Press,
}

pub(super) use browser::{focus, key, leaves, step};

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::web_sys::{self, Element, Event, HtmlElement, Node};
    use wasm_bindgen::JsCast;
    use web_sys::{FocusEvent, KeyboardEvent};

    use super::Step;

    /// The key's name; none of an event that a browser makes up, as autofill does.
    pub fn key(event: &Event) -> String {
        let event = event.dyn_ref::<KeyboardEvent>();
        event.map(KeyboardEvent::key).unwrap_or_default()
    }

    /// Whether the focus leaves the element that listens.
    pub fn leaves(event: &Event) -> bool {
        let Some(focus) = event.dyn_ref::<FocusEvent>() else {
            return false;
        };
        let to = focus.related_target();
        let to = to.and_then(|to| to.dyn_into::<Node>().ok());
        let around = event.current_target();
        let around = around.and_then(|around| around.dyn_into::<Node>().ok());
        !around.is_some_and(|around| around.contains(to.as_ref()))
    }

    pub fn focus(element: &Element) {
        // What cannot have the focus refuses it.
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }

    /// Goes from entry to entry, round and round.
    pub fn step(menu: &Element, step: Step) {
        let Ok(found) = menu.query_selector_all("[role^=menuitem]") else {
            return;
        };
        let count = found.length();
        let Some(last) = count.checked_sub(1) else {
            return;
        };
        let document = web_sys::window().and_then(|window| window.document());
        let active: Option<Node> = document
            .and_then(|document| document.active_element())
            .map(Node::from);
        let at = (0..count).find(|index| found.get(*index) == active);
        let to = match (step, at) {
            (Step::First, _) | (Step::Next, None) => 0,
            (Step::Last, _) | (Step::Previous, None) => last,
            (Step::Next, Some(at)) => (at + 1) % count,
            (Step::Previous, Some(at)) => at.checked_sub(1).unwrap_or(last),
            (Step::Press, at) => {
                if let Some(entry) = at.and_then(|at| found.get(at)) {
                    entry.unchecked_into::<HtmlElement>().click();
                }
                return;
            }
        };
        if let Some(entry) = found.get(to) {
            focus(entry.unchecked_ref());
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use leptos::web_sys::{Element, Event};

    use super::Step;

    pub fn key(_event: &Event) -> String {
        String::new()
    }

    pub fn leaves(_event: &Event) -> bool {
        false
    }

    pub fn focus(_element: &Element) {}

    pub fn step(_menu: &Element, _step: Step) {}
}
