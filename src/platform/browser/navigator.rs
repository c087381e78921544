//! The page's address, by `location` and `history`.

use wasm_bindgen::JsValue;

use super::Browser;
use crate::platform::Navigator;

impl Navigator for Browser {
    fn url(&self) -> String {
        web_sys::window()
            .and_then(|window| window.location().href().ok())
            .unwrap_or_default()
    }

    fn replace_url(&self, url: &str) {
        let history = web_sys::window().and_then(|window| window.history().ok());
        if let Some(history) = history {
            let state = history.state().unwrap_or(JsValue::NULL);
            let _ = history.replace_state_with_url(&state, "", Some(url));
        }
    }

    fn go(&self, url: &str) {
        if let Some(window) = web_sys::window() {
            let _ = window.location().assign(url);
        }
    }
}
