//! A store that is written in JavaScript, known to `page.js` by a number.

use wasm_bindgen::JsValue;

use super::ask::{adopt, ask, text_of};
use crate::platform::{LocalFuture, Store, StoreError};
use crate::protocol::text::split;

pub(crate) struct ScriptStore(u32);

/// The store, and the one in its field `brief`.
pub(crate) fn script_stores(store: &JsValue) -> [ScriptStore; 2] {
    let number = adopt(store);
    [ScriptStore(number), ScriptStore(number.wrapping_add(1))]
}

/// Values sealed by a key that cannot be exported.
#[cfg(feature = "sealed")]
pub(crate) fn sealed_stores() -> [ScriptStore; 2] {
    script_stores(&sealed())
}

/// Values in cookies; the options as JSON, as `pkg/src/cookies.js` takes them.
#[cfg(feature = "cookies")]
pub(crate) fn cookie_stores(options: &str) -> Option<[ScriptStore; 2]> {
    let options = js_sys::JSON::parse(options).ok()?;
    Some(script_stores(&cookies(&options).ok()?))
}

#[cfg(feature = "sealed")]
#[wasm_bindgen::prelude::wasm_bindgen(module = "/pkg/src/sealed.js")]
extern "C" {
    fn sealed() -> JsValue;
}

#[cfg(feature = "cookies")]
#[wasm_bindgen::prelude::wasm_bindgen(module = "/pkg/src/cookies.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn cookies(options: &JsValue) -> Result<JsValue, JsValue>;
}

impl ScriptStore {
    fn call<'a>(
        &self,
        what: &str,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<String, StoreError>> {
        let how = [&text_of(self.0), "\0", what].concat();
        Box::pin(async move {
            ask("store", &how, key, value).await.map_err(|name| {
                match name == "QuotaExceededError" {
                    true => StoreError::Full,
                    false => StoreError::Failed,
                }
            })
        })
    }
}

impl Store for ScriptStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let asked = self.call("read", key, "");
        Box::pin(async move {
            let mut text = asked.await?;
            // Before a text stands a mark, which tells an empty one from none.
            let is_there = !text.is_empty();
            if is_there {
                text.remove(0);
            }
            Ok(is_there.then_some(text))
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let asked = self.call("write", key, value);
        Box::pin(async move { asked.await.map(drop) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        let asked = self.call("remove", key, "");
        Box::pin(async move { asked.await.map(drop) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let asked = self.call("keys", prefix, "");
        Box::pin(async move {
            let found = asked.await?;
            let keys = split(&found, b'\n').filter(|key| !key.is_empty());
            Ok(keys.map(str::to_owned).collect())
        })
    }
}
