//! The real browser. Each file declares what it calls of JavaScript: what the browser has itself, by `web-sys` and
//! `js-sys`; what takes several calls, from the script of its name beside it.

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

/// For the npm package.
#[cfg(feature = "npm")]
pub(crate) fn lent_platform() -> Platform {
    platform_with(&page::LENT)
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

/// The global object. It need not be a real `Window`: test runners put a page's properties on the global object of
/// Node.js. What it lacks is an error where it is used.
fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

/// What needs no state of its own.
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
