//! A click that began on the screen before does nothing on this one: the second of a double click, or a key that is
//! held, would press what happens to stand there now.

use leptos::web_sys::Event;

use super::node::Element;

/// Lets a card hear of clicks and of the Enter key before what stands in it does.
pub(super) fn guard(card: Element) -> Element {
    let (mut has_clicked, mut has_pressed) = (false, false);
    card.on_capture("click", move |event: Event| {
        // Of clicks in quick succession the first has the number one, and one of the keyboard's zero.
        has_clicked |= page::click_number(&event) < 2;
        if !has_clicked {
            stop(&event);
        }
    })
    .on_capture("keydown", move |event: Event| {
        has_pressed |= !page::is_held(&event);
        if !has_pressed {
            stop(&event);
        }
    })
}

/// Has nothing more come of an event.
fn stop(event: &Event) {
    event.prevent_default();
    event.stop_immediate_propagation();
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::Event;
    use wasm_bindgen::JsCast;
    use web_sys::{KeyboardEvent, UiEvent};

    /// Which of several clicks in one place in quick succession it is; zero for one by the keyboard.
    pub fn click_number(event: &Event) -> i32 {
        event.unchecked_ref::<UiEvent>().detail()
    }

    /// Whether the key was pressed before, and has not been let go since.
    pub fn is_held(event: &Event) -> bool {
        event.unchecked_ref::<KeyboardEvent>().repeat()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::Event;

    pub fn click_number(_event: &Event) -> i32 {
        0
    }

    pub fn is_held(_event: &Event) -> bool {
        false
    }
}
