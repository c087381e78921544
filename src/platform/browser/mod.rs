//! The real browser. `page.js` speaks with it and `ask` with `page.js`; the other files are what
//! each part of the platform asks for.

mod ask;
mod channel;
mod clock;
mod crypto;
mod fetch;
mod lock;
mod navigator;
#[cfg(any(feature = "cookies", feature = "js", feature = "sealed"))]
pub(crate) mod own;
mod passkey;
mod popup;
mod storage;
#[cfg(feature = "js")]
pub(crate) mod task;
mod wake;
#[cfg(feature = "worker")]
mod worker;

use std::sync::Arc;

use super::{LocalFuture, Log, Platform, Spawn};

pub(super) fn platform() -> Platform {
    let browser = Arc::new(Browser);
    Platform {
        fetch: browser.clone(),
        local: Arc::new(storage::WebStorage("localStorage")),
        tab: Arc::new(storage::WebStorage("sessionStorage")),
        clock: browser.clone(),
        spawn: browser.clone(),
        random: browser.clone(),
        lock: browser.clone(),
        channel: Arc::new(channel::Broadcast::default()),
        wake: browser.clone(),
        navigator: browser.clone(),
        popup: browser.clone(),
        verifier: browser.clone(),
        passkeys: browser.clone(),
        log: browser,
    }
}

/// What needs no state of its own.
struct Browser;

impl Spawn for Browser {
    fn spawn(&self, future: LocalFuture<'static, ()>) {
        #[cfg(feature = "js")]
        task::spawn(future);
        #[cfg(not(feature = "js"))]
        wasm_bindgen_futures::spawn_local(future);
    }
}

impl Log for Browser {
    fn warn(&self, message: &str) {
        let _ = ask::act("warn", message, "");
    }
}
