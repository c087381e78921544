//! Visibility, connectivity and user activity, by events of the window.
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
    fn on_wake(listener: Closure<dyn Fn()>) -> Result<AbortController, JsValue>;
    #[wasm_bindgen(catch, js_name = onActivity)]
    fn on_activity(listener: Closure<dyn Fn()>) -> Result<AbortController, JsValue>;
    #[wasm_bindgen(js_name = isOnline)]
    fn is_online() -> bool;
}

pub(super) struct WakeWithActivity;

/// Does not report user activity.
#[cfg(feature = "npm")]
pub(super) struct WakeWithoutActivity;

impl Wake for WakeWithActivity {
    fn listen(&self, listener: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_wake(Closure::new(listener)))
    }

    fn listen_to_activity(&self, listener: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_activity(Closure::new(listener)))
    }

    fn is_online(&self) -> bool {
        is_online()
    }
}

#[cfg(feature = "npm")]
impl Wake for WakeWithoutActivity {
    fn listen(&self, listener: Box<dyn Fn() + Send + Sync>) -> Guard {
        until_dropped(on_wake(Closure::new(listener)))
    }

    fn is_online(&self) -> bool {
        is_online()
    }
}

/// There is nothing to listen to if there is no window.
fn until_dropped(listening: Result<AbortController, JsValue>) -> Guard {
    match listening {
        Ok(controller) => Guard::new(move || controller.abort()),
        Err(_) => Guard::none(),
    }
}
