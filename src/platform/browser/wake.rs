//! The tab coming back to life, and the person at it, by the window's events.
//!
//! <https://html.spec.whatwg.org/multipage/interaction.html#page-visibility>

use wasm_bindgen::prelude::*;

use super::Browser;
use crate::platform::{Guard, Wake};

#[wasm_bindgen]
extern "C" {
    type AbortController;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
}

#[wasm_bindgen(module = "/src/platform/browser/wake.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = onWake)]
    fn on_wake(heard: Closure<dyn Fn()>) -> Result<AbortController, JsValue>;
    #[cfg(not(feature = "js"))]
    #[wasm_bindgen(catch, js_name = onActivity)]
    fn on_activity(heard: Closure<dyn Fn()>) -> Result<AbortController, JsValue>;
}

impl Wake for Browser {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_wake(Closure::new(woke)))
    }

    #[cfg(not(feature = "js"))]
    fn listen_to_activity(&self, active: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_activity(Closure::new(active)))
    }
}

/// Where there is no window there is nothing to hear.
fn until_dropped(listening: Result<AbortController, JsValue>) -> Guard {
    match listening {
        Ok(controller) => Guard::new(move || controller.abort()),
        Err(_) => Guard::none(),
    }
}
