//! A word to whoever types a password with Caps Lock on, and does not see what they type.

use leptos::web_sys::Event;

use super::live::Live;
use super::node::{Element, node, words};
use super::{Options, Text};

/// The same input, whose keys tell whether Caps Lock is on. A keyboard on a screen has none that would tell.
pub(super) fn watched(input: Element, is_on: &Live<bool>) -> Element {
    input.on("keydown", heard(is_on)).on("keyup", heard(is_on))
}

/// The line that says so, to screen readers as well.
pub(super) fn line(options: &Options, is_on: &Live<bool>) -> Element {
    let (said, shown) = (is_on.clone(), is_on.clone());
    let caps_lock = options.0.strings.caps_lock;
    let class = move || match shown.get() {
        true => "vestibule-hint vestibule-caps",
        false => "vestibule-hint",
    };
    node("p")
        .attrs("aria-live=polite")
        .live_attr("class", move || Text::Borrowed(class()))
        .child(words(move || {
            Text::Borrowed(if said.get() { caps_lock } else { "" })
        }))
}

/// The key itself tells what it was before where it goes down, and what it is where it comes up again.
fn heard(is_on: &Live<bool>) -> impl FnMut(Event) + Send + 'static {
    let is_on = is_on.clone();
    move |event| {
        if let Some(now) = page::caps_lock(&event)
            && now != is_on.now()
        {
            is_on.set(now);
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod page {
    use leptos::web_sys::{Event, KeyboardEvent};
    use wasm_bindgen::JsCast;

    /// None where the event has no key: what a browser fills in comes so.
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
