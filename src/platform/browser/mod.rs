//! The platform of a real browser. Single calls use `web-sys` and `js-sys`. What takes several calls is in a script
//! with the name of the Rust file.

#[cfg(feature = "api")]
mod app;
mod channel;
mod clock;
mod crypto;
#[cfg(feature = "records")]
mod database;
mod fetch;
mod lock;
mod navigator;
mod page;
mod passkey;
mod popup;
#[cfg(any(
    feature = "cookies",
    feature = "npm",
    feature = "sealed",
    feature = "worker"
))]
pub(crate) mod script_store;
#[cfg(feature = "aws")]
mod sdk;
mod storage;
mod values;
mod wake;
#[cfg(feature = "worker")]
mod worker;

use std::sync::Arc;

use wasm_bindgen::JsCast;

use super::{LocalFuture, Log, Platform, Spawn};
#[cfg(feature = "ui")]
pub(crate) use fetch::load_chunk;
#[cfg(feature = "aws")]
pub(crate) use sdk::{may_have_sdk_identity, take_sdk_identity};

pub(super) fn platform() -> Platform {
    platform_with(&page::INCLUDED)
}

/// The platform of the npm package, which loads some scripts on demand.
#[cfg(feature = "npm")]
pub(crate) fn npm_platform() -> Platform {
    platform_with(&page::PROVIDED)
}

fn platform_with(scripts: &'static page::Scripts) -> Platform {
    let browser = Arc::new(Browser { scripts });
    Platform {
        fetch: browser.clone(),
        local: Arc::new(storage::WebStorage::Local),
        tab: Arc::new(storage::WebStorage::Tab),
        #[cfg(feature = "records")]
        database: browser.clone(),
        clock: browser.clone(),
        spawn: browser.clone(),
        random: browser.clone(),
        lock: browser.clone(),
        channel: Arc::new(channel::Broadcast::default()),
        wake: (scripts.wake)(),
        navigator: browser.clone(),
        popup: browser.clone(),
        verifier: browser.clone(),
        passkeys: browser.clone(),
        log: browser,
    }
}

/// Returns the global object. It need not be a real `Window`: test runners put a page's properties on the global
/// object of Node.js. Using a property that it lacks is an error.
fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

/// All parts of the platform that have no state.
#[derive(Clone, Copy)]
struct Browser {
    scripts: &'static page::Scripts,
}

impl Spawn for Browser {
    fn spawn(&self, future: LocalFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(future);
    }
}

impl Log for Browser {
    fn warn(&self, message: &str) {
        web_sys::console::warn_1(&message.into());
    }
}
