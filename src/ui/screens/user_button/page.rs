//! Keys, focus and position of the menu. On a server these functions do nothing.

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
#[derive(Clone, Copy)]
pub(super) enum Step {
    First,
    Last,
    Next,
    Previous,
    /// Activates the focused entry.
    Press,
}

pub(super) use browser::{fit, focus, key, leaves, step};

/// Returns how far the menu has to move to the right to fit into a window of this width, in CSS pixels. It is aligned
/// with the other side of its button if there is room. `menu` and `button` are their left and right edges.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
fn shift(menu: [f64; 2], button: [f64; 2], width: f64) -> f64 {
    let [left, right] = menu;
    let length = right - left;
    let wanted = match (left < 0.0, right > width) {
        (true, _) => button[0],
        (false, true) => button[1] - length,
        (false, false) => return 0.0,
    };
    wanted.min(width - length).max(0.0) - left
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::web_sys::{self, Element, Event, HtmlElement, Node};
    use wasm_bindgen::JsCast;
    use web_sys::{FocusEvent, KeyboardEvent};

    use super::{Step, shift};

    /// Returns the key's name; empty for events without a key, which autofill dispatches.
    pub fn key(event: &Event) -> String {
        let event = event.dyn_ref::<KeyboardEvent>();
        event.map(KeyboardEvent::key).unwrap_or_default()
    }

    /// Returns whether a `focusout` event moves the focus out of the listening element.
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
        // Elements that are not focusable ignore it.
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }

    /// Moves the menu horizontally into the window.
    pub fn fit(menu: &Element) {
        let page = web_sys::window().and_then(|window| window.document()?.document_element());
        let (Some(page), Some(button)) = (page, menu.parent_element()) else {
            return;
        };
        let ends = |element: &Element| {
            let place = element.get_bounding_client_rect();
            [place.left(), place.right()]
        };
        let shift = shift(ends(menu), ends(&button), f64::from(page.client_width()));
        if shift != 0.0 {
            let transform = ["translateX(", &(shift.round() as i32).to_string(), "px)"].concat();
            let style = menu.unchecked_ref::<HtmlElement>().style();
            // If this fails, the menu stays where it is.
            let _ = style.set_property("transform", &transform);
        }
    }

    /// Moves the focus between the entries, wrapping around.
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

    pub fn fit(_menu: &Element) {}

    pub fn focus(_element: &Element) {}

    pub fn step(_menu: &Element, _step: Step) {}
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn a_menu_moves_as_far_as_it_must() {
        // At the end of the line there is room.
        assert_eq!(shift([732.0, 956.0], [912.0, 956.0], 1000.0), 0.0);
        // At its start: aligned with the other side of the button.
        assert_eq!(shift([-156.0, 68.0], [24.0, 68.0], 1000.0), 180.0);
        // In right-to-left pages it opens to the other side.
        assert_eq!(shift([932.0, 1156.0], [932.0, 976.0], 1000.0), -180.0);
        // In the middle of a narrow window it fits at neither side.
        assert_eq!(shift([-42.0, 182.0], [138.0, 182.0], 320.0), 138.0);
        assert_eq!(shift([-42.0, 182.0], [138.0, 182.0], 300.0), 118.0);
        // Wider than the window: its start is visible.
        assert_eq!(shift([-150.0, 74.0], [30.0, 74.0], 200.0), 150.0);
    }
}
