//! The page's address, by `location` and `history`.

use wasm_bindgen::prelude::*;

use super::{Browser, window};
use crate::platform::Navigator;

impl Navigator for Browser {
    fn url(&self) -> String {
        window().location().href().unwrap_or_default()
    }

    fn replace_url(&self, url: &str) {
        let _ = replace(url);
    }

    fn go(&self, url: &str) {
        let _ = window().location().assign(url);
    }
}

/// Keeps the state that the app has stored in the history entry.
fn replace(url: &str) -> Result<(), JsValue> {
    let history = window().history()?;
    history.replace_state_with_url(&history.state()?, "", Some(url))
}
