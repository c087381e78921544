//! A store that is written in JavaScript.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::values::{name_of, texts};
use crate::platform::{LocalFuture, Store, StoreError};

#[wasm_bindgen]
extern "C" {
    /// `SessionStore` of `pkg/src/config.ts`. Its methods may return promises.
    pub(crate) type ScriptStore;
    #[wasm_bindgen(method, getter)]
    fn brief(this: &ScriptStore) -> ScriptStore;
    #[wasm_bindgen(method, catch)]
    fn read(this: &ScriptStore, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &ScriptStore, key: &str, value: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn remove(this: &ScriptStore, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn keys(this: &ScriptStore, prefix: &str) -> Result<JsValue, JsValue>;
}

/// Returns the store, and the one in its field `brief`.
#[cfg(any(feature = "cookies", feature = "npm", feature = "sealed"))]
pub(crate) fn script_stores(store: &JsValue) -> [ScriptStore; 2] {
    let store: ScriptStore = store.clone().unchecked_into();
    let brief = store.brief();
    [store, brief]
}

/// Returns stores of values that are encrypted by a key that cannot be exported.
#[cfg(feature = "sealed")]
pub(crate) fn sealed_stores() -> [ScriptStore; 2] {
    script_stores(&sealed())
}

/// Returns stores of values in cookies. `options` is the JSON of the options of `pkg/src/cookies.js`.
#[cfg(feature = "cookies")]
pub(crate) fn cookie_stores(options: &str) -> Option<[ScriptStore; 2]> {
    let options = js_sys::JSON::parse(options).ok()?;
    Some(script_stores(&cookies(&options).ok()?))
}

#[cfg(feature = "sealed")]
#[wasm_bindgen(module = "/pkg/src/sealed.js")]
extern "C" {
    fn sealed() -> JsValue;
}

#[cfg(feature = "cookies")]
#[wasm_bindgen(module = "/pkg/src/cookies.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn cookies(options: &JsValue) -> Result<JsValue, JsValue>;
}

impl Store for ScriptStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let returned = self.read(key);
        Box::pin(async move { Ok(settled(returned).await?.as_string()) })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let returned = self.write(key, value);
        Box::pin(async move { settled(returned).await.map(drop) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        let returned = self.remove(key);
        Box::pin(async move { settled(returned).await.map(drop) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let returned = self.keys(prefix);
        Box::pin(async move { Ok(texts(settled(returned).await?)) })
    }
}

async fn settled(returned: Result<JsValue, JsValue>) -> Result<JsValue, StoreError> {
    let settled = match returned {
        Ok(value) => JsFuture::from(Promise::resolve(&value)).await,
        Err(thrown) => Err(thrown),
    };
    settled.map_err(|thrown| match name_of(thrown).as_str() {
        "QuotaExceededError" => StoreError::Full,
        _ => StoreError::Failed,
    })
}
