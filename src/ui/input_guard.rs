//! Ignores input that began on the previous screen: the second click of a double click, or a key that is still held
//! down, would otherwise activate whatever has appeared under the pointer.

use leptos::web_sys::Event;

use super::node::Element;

/// Adds listeners to a card that drop such clicks and key presses before its controls receive them.
pub(super) fn attach(card: Element) -> Element {
    let (mut has_clicked, mut has_pressed) = (false, false);
    card.on_capture("click", move |event: Event| {
        // `detail` counts clicks in quick succession from 1; it is 0 for a click by keyboard.
        has_clicked |= page::click_count(&event) < 2;
        if !has_clicked {
            cancel(&event);
        }
    })
    .on_capture("keydown", move |event: Event| {
        has_pressed |= !page::is_key_repeat(&event);
        if !has_pressed {
            cancel(&event);
        }
    })
}

/// Cancels an event.
fn cancel(event: &Event) {
    event.prevent_default();
    event.stop_immediate_propagation();
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::Event;
    use wasm_bindgen::JsCast;
    use web_sys::{KeyboardEvent, UiEvent};

    /// Returns the position of a click in a series of quick clicks, from 1; zero for a click by keyboard.
    pub fn click_count(event: &Event) -> i32 {
        event.unchecked_ref::<UiEvent>().detail()
    }

    /// Returns whether this is a repeat of a key that is held down.
    pub fn is_key_repeat(event: &Event) -> bool {
        event.unchecked_ref::<KeyboardEvent>().repeat()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::Event;

    pub fn click_count(_event: &Event) -> i32 {
        0
    }

    pub fn is_key_repeat(_event: &Event) -> bool {
        false
    }
}
