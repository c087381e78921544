//! What the page's side hands over by `page.js`, and where the scripts come from that not every page needs.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

#[cfg(feature = "records")]
use super::database::DatabaseScript;
#[cfg(feature = "npm")]
use super::fetch::Sender;
use super::wake;
#[cfg(feature = "worker")]
use crate::platform::LocalFuture;
use crate::platform::Wake;

#[wasm_bindgen]
extern "C" {
    /// The object of `extra.js`. What it does is declared by those who ask for it.
    pub(super) type Extra;
}

/// Where the scripts come from that not every page needs, and what stands on them.
pub(super) struct Scripts {
    pub extra: fn() -> Extra,
    #[cfg(feature = "records")]
    pub database: fn() -> DatabaseScript,
    pub wake: fn() -> Arc<dyn Wake>,
    /// Opens the worker that does this work.
    #[cfg(feature = "worker")]
    pub open_keeper: for<'a> fn(&'a str) -> LocalFuture<'a, Result<JsValue, JsValue>>,
}

/// They are part of the program.
pub(super) static INCLUDED: Scripts = Scripts {
    extra: included_extra,
    #[cfg(feature = "records")]
    database: included_database,
    wake: || Arc::new(wake::WithActivity),
    #[cfg(feature = "worker")]
    open_keeper: super::worker::open_included,
};

/// The npm package loads them when a page needs them.
#[cfg(feature = "npm")]
pub(super) static LENT: Scripts = Scripts {
    extra: extras,
    database: lent_database,
    // It has a script of its own that hears what the person does.
    wake: || Arc::new(wake::Alone),
    open_keeper: super::worker::open_lent,
};

#[cfg(feature = "chunks")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    /// Loads a chunk, where the program was cut.
    #[wasm_bindgen(catch, js_name = loadChunk)]
    pub(super) async fn load_chunk(name: &str) -> Result<(), JsValue>;
}

#[cfg(feature = "npm")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = extras)]
    fn extras() -> Extra;
    #[wasm_bindgen(js_name = lentDatabase)]
    fn lent_database() -> DatabaseScript;
    #[wasm_bindgen(js_name = providedSender)]
    pub(super) fn provided_sender() -> Option<Sender>;
}

#[wasm_bindgen(module = "/src/platform/browser/extra.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = extra)]
    static EXTRA: Extra;
}

#[cfg(feature = "records")]
#[wasm_bindgen(module = "/src/platform/browser/database.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = database)]
    static DATABASE: DatabaseScript;
}

#[cfg(feature = "records")]
fn included_database() -> DatabaseScript {
    DATABASE.with(|script| script.unchecked_ref::<JsValue>().clone().unchecked_into())
}

fn included_extra() -> Extra {
    EXTRA.with(|extra| extra.unchecked_ref::<JsValue>().clone().unchecked_into())
}
