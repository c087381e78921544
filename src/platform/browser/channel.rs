//! Messages to the other tabs of the origin, by `BroadcastChannel`. In browsers without it, the `storage`
//! event reports that a value has changed.

use wasm_bindgen::prelude::*;

use crate::platform::{Channel, Guard};

#[wasm_bindgen(module = "/src/platform/browser/channel.js")]
extern "C" {
    #[derive(Clone)]
    type Channels;
    #[wasm_bindgen(constructor)]
    fn new() -> Channels;
    #[wasm_bindgen(method, catch)]
    fn post(this: &Channels, name: &str, message: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn listen(
        this: &Channels,
        name: &str,
        on_message: Closure<dyn Fn(String)>,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn unlisten(this: &Channels, name: &str);
}

/// The open channels of one platform.
pub(super) struct Broadcast(Channels);

impl Default for Broadcast {
    fn default() -> Self {
        Broadcast(Channels::new())
    }
}

impl Channel for Broadcast {
    fn post(&self, name: &str, message: &str) {
        let _ = self.0.post(name, message);
    }

    fn listen(&self, name: &str, on_message: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        let on_message = Closure::new(move |message: String| on_message(&message));
        match self.0.listen(name, on_message) {
            Ok(()) => {
                let (channels, name) = (self.0.clone(), name.to_owned());
                Guard::new(move || channels.unlisten(&name))
            }
            Err(_) => Guard::none(),
        }
    }
}
