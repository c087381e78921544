//! Warns a person who types a hidden password with Caps Lock on.

use leptos::web_sys::Event;

use super::node::{Element, dynamic_text, node};
use super::reactive::Reactive;
use super::{Options, Text};

/// Watches an input's key events for the state of Caps Lock. On-screen keyboards do not report it.
pub(super) fn watch(input: Element, is_on: &Reactive<bool>) -> Element {
    input
        .on("keydown", key_listener(is_on))
        .on("keyup", key_listener(is_on))
}

/// Returns the line with the warning. Screen readers announce it.
pub(super) fn line(options: &Options, is_on: &Reactive<bool>) -> Element {
    let (text, shown) = (is_on.clone(), is_on.clone());
    let caps_lock = options.0.strings.caps_lock;
    let class = move || match shown.get() {
        true => "vestibule-hint vestibule-caps",
        false => "vestibule-hint",
    };
    node("p")
        .attrs("aria-live=polite")
        .dynamic_attr("class", move || Text::Borrowed(class()))
        .child(dynamic_text(move || {
            Text::Borrowed(if text.get() { caps_lock } else { "" })
        }))
}

/// For the Caps Lock key itself, `keydown` reports the state before the press and `keyup` the state after it.
fn key_listener(is_on: &Reactive<bool>) -> impl FnMut(Event) + Send + 'static {
    let is_on = is_on.clone();
    move |event| {
        if let Some(now) = page::caps_lock(&event)
            && now != is_on.get_untracked()
        {
            is_on.set(now);
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::{Event, KeyboardEvent};
    use wasm_bindgen::JsCast;

    /// `None` for an event without a key: browsers dispatch such events when they autofill.
    pub fn caps_lock(event: &Event) -> Option<bool> {
        let event = event.dyn_ref::<KeyboardEvent>()?;
        Some(event.get_modifier_state("CapsLock"))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod page {
    use leptos::web_sys::Event;

    pub fn caps_lock(_event: &Event) -> Option<bool> {
        None
    }
}
