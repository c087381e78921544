//! The tab coming back to life, by the window's events. `visibilitychange` bubbles up to it.
//!
//! <https://html.spec.whatwg.org/multipage/interaction.html#page-visibility>

use wasm_bindgen::prelude::*;

use super::{Browser, kept, property};
use crate::platform::{Guard, Wake};

impl Wake for Browser {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        let events = &["visibilitychange", "pageshow", "online"];
        let hear = move |_| {
            let document = property(&js_sys::global(), "document");
            if property(&document, "visibilityState") != "hidden" {
                woke();
            }
        };
        on_window(events, Box::new(hear))
    }
}

/// Hears events of the window until the guard is dropped; none where there is no window.
pub(super) fn on_window(events: &'static [&str], hear: Box<dyn FnMut(JsValue)>) -> Guard {
    let Some(window) = web_sys::window() else {
        return Guard::none();
    };
    let hear = Closure::wrap(hear);
    for event in events {
        let function = hear.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback(event, function);
    }
    let number = kept::keep(hear);
    Guard::new(move || {
        let hear = kept::take::<Closure<dyn FnMut(JsValue)>>(number);
        if let (Some(hear), Some(window)) = (hear, web_sys::window()) {
            for event in events {
                let function = hear.as_ref().unchecked_ref();
                let _ = window.remove_event_listener_with_callback(event, function);
            }
        }
    })
}
