//! Popups, by `window.open` and `postMessage`. The work is done in JavaScript, where it is smallest.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Browser;
use crate::platform::{LocalFuture, POPUP_TIMEOUT, Popup, PopupError};

impl Popup for Browser {
    fn run<'a>(
        &'a self,
        url: &'a str,
        state: &'a str,
    ) -> LocalFuture<'a, Result<String, PopupError>> {
        Box::pin(async move {
            let opened = open(url, state, POPUP_TIMEOUT.as_millis() as u32);
            let ended = JsFuture::from(opened).await.unwrap_or_default();
            let ended = ended.as_string().unwrap_or_default();
            match ended.as_str() {
                "" => Err(PopupError::Blocked),
                "closed" => Err(PopupError::Closed),
                "timeout" => Err(PopupError::Timeout),
                _ => Ok(ended),
            }
        })
    }

    fn hand_over(&self, state: &str) -> bool {
        hand_over(state)
    }
}

#[wasm_bindgen(module = "/src/platform/browser/popup.js")]
extern "C" {
    fn open(url: &str, state: &str, millis: u32) -> Promise;

    #[wasm_bindgen(js_name = handOver)]
    fn hand_over(state: &str) -> bool;
}
