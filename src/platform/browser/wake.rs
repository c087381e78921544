//! The tab coming back to life, and the person at it, by the window's events.
//!
//! <https://html.spec.whatwg.org/multipage/interaction.html#page-visibility>

use wasm_bindgen::prelude::*;

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
    #[wasm_bindgen(catch, js_name = onActivity)]
    fn on_activity(heard: Closure<dyn Fn()>) -> Result<AbortController, JsValue>;
    #[wasm_bindgen(js_name = isOnline)]
    fn is_online() -> bool;
}

/// Hears the person, too.
pub(super) struct WithActivity;

/// The tab alone.
#[cfg(feature = "npm")]
pub(super) struct Alone;

impl Wake for WithActivity {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_wake(Closure::new(woke)))
    }

    fn listen_to_activity(&self, active: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_activity(Closure::new(active)))
    }

    fn is_online(&self) -> bool {
        is_online()
    }
}

#[cfg(feature = "npm")]
impl Wake for Alone {
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_wake(Closure::new(woke)))
    }

    fn is_online(&self) -> bool {
        is_online()
    }
}

/// Where there is no window there is nothing to hear.
fn until_dropped(listening: Result<AbortController, JsValue>) -> Guard {
    match listening {
        Ok(controller) => Guard::new(move || controller.abort()),
        Err(_) => Guard::none(),
    }
}
