//! The real browser, through its own interfaces. A file for each thing that it does for us.

mod channel;
mod clock;
mod crypto;
mod fetch;
mod kept;
mod lock;
mod navigator;
mod passkey;
mod storage;
mod wake;

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::lease::Lease;
use super::{LocalFuture, Log, Platform, Random, Spawn};

pub(super) fn platform() -> Platform {
    let browser = Arc::new(Browser);
    let without = Lease {
        store: Arc::new(storage::WebStorage::Local),
        clock: browser.clone(),
        random: browser.clone(),
    };
    Platform {
        fetch: browser.clone(),
        local: Arc::new(storage::WebStorage::Local),
        tab: Arc::new(storage::WebStorage::Session),
        clock: browser.clone(),
        spawn: browser.clone(),
        random: browser.clone(),
        lock: Arc::new(lock::WebLocks { without }),
        channel: Arc::new(channel::Broadcast::default()),
        wake: browser.clone(),
        navigator: browser.clone(),
        verifier: browser.clone(),
        passkeys: browser.clone(),
        log: browser,
    }
}

/// What needs no state of its own.
struct Browser;

impl Spawn for Browser {
    fn spawn(&self, future: LocalFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(future);
    }
}

impl Random for Browser {
    fn bytes(&self) -> Option<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl Log for Browser {
    fn warn(&self, message: &str) {
        warn(message);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn warn(message: &str);
}

/// A property of a JavaScript value; `undefined` where there is none.
fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The name of what was thrown: `TimeoutError`, `QuotaExceededError`.
fn thrown_name(error: &JsValue) -> String {
    property(error, "name").as_string().unwrap_or_default()
}
