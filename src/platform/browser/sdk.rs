//! The guest identity that the AWS SDK for JavaScript stores in IndexedDB.

use wasm_bindgen::prelude::*;

#[cfg(not(feature = "npm"))]
#[wasm_bindgen(module = "/pkg/src/sdk-identity.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = takeSdkIdentity)]
    async fn take(pool_id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = mayHaveSdkDatabase)]
    async fn may_have() -> Result<JsValue, JsValue>;
}

/// The npm package provides the script together with the chunk that uses it.
#[cfg(feature = "npm")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = takeSdkIdentity)]
    async fn take(pool_id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = mayHaveSdkDatabase)]
    async fn may_have() -> Result<JsValue, JsValue>;
}

pub(crate) async fn take_sdk_identity(pool_id: &str) -> Option<String> {
    take(pool_id).await.ok()?.as_string()
}

pub(crate) async fn may_have_sdk_identity() -> bool {
    may_have().await.is_ok_and(|it| it.is_truthy())
}
