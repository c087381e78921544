//! What the AWS SDK for JavaScript keeps in IndexedDB.

use wasm_bindgen::prelude::*;

#[cfg(feature = "npm")]
use super::page::{Extra, LENT};

#[cfg(not(feature = "npm"))]
#[wasm_bindgen(module = "/pkg/src/sdk-identity.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = takeSdkIdentity)]
    async fn take(pool_id: &str) -> Result<JsValue, JsValue>;
}

#[cfg(feature = "npm")]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch, js_name = takeSdkIdentity)]
    async fn take(this: &Extra, pool_id: &str) -> Result<JsValue, JsValue>;
}

/// Without IndexedDB there is none.
pub(crate) async fn take_sdk_identity(pool_id: &str) -> Option<String> {
    #[cfg(feature = "npm")]
    let taken = (LENT.extra)().take(pool_id).await;
    #[cfg(not(feature = "npm"))]
    let taken = take(pool_id).await;
    taken.ok()?.as_string()
}
