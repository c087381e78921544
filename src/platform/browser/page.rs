//! Functions that the page provides by `page.js`, and the scripts that not every page needs.

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
    /// The object `extra` of `extra.js`. Its methods are declared in the files that call them.
    pub(super) type Extra;
}

/// The sources of the scripts that not every page needs.
pub(super) struct Scripts {
    pub extra: fn() -> Extra,
    #[cfg(feature = "records")]
    pub database: fn() -> DatabaseScript,
    pub wake: fn() -> Arc<dyn Wake>,
    /// Opens the worker with this configuration.
    #[cfg(feature = "worker")]
    pub open_worker: for<'a> fn(&'a str) -> LocalFuture<'a, Result<JsValue, JsValue>>,
}

/// The scripts are part of the program.
pub(super) static INCLUDED: Scripts = Scripts {
    extra: included_extra,
    #[cfg(feature = "records")]
    database: included_database,
    wake: || Arc::new(wake::WakeWithActivity),
    #[cfg(feature = "worker")]
    open_worker: super::worker::open_included,
};

/// The npm package loads the scripts on demand and provides them.
#[cfg(feature = "npm")]
pub(super) static PROVIDED: Scripts = Scripts {
    extra: provided_extra,
    database: provided_database,
    // The npm package has a script of its own for user activity.
    wake: || Arc::new(wake::WakeWithoutActivity),
    open_worker: super::worker::open_provided,
};

#[cfg(feature = "chunks")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    /// Loads a chunk, if the build was split into chunks.
    #[wasm_bindgen(catch, js_name = loadChunk)]
    pub(super) async fn load_chunk(name: &str) -> Result<(), JsValue>;
}

#[cfg(feature = "npm")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = providedExtra)]
    fn provided_extra() -> Extra;
    #[wasm_bindgen(js_name = providedDatabase)]
    fn provided_database() -> DatabaseScript;
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
