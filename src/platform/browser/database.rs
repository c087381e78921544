//! The origin's database, by `IndexedDB`.
//!
//! <https://www.w3.org/TR/IndexedDB/>

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::Browser;
use super::values::name_of;
use crate::platform::{Commit, Committed, Database, LocalFuture, StoreError};
use vestibule_chunk::chunk;

#[wasm_bindgen]
extern "C" {
    /// The object `database` of `database.js`.
    pub(super) type DatabaseScript;
    #[wasm_bindgen(method, catch)]
    async fn read(this: &DatabaseScript, prefix: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn commit(
        this: &DatabaseScript,
        expected: &Array,
        writes: &Array,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn seal(this: &DatabaseScript, rows: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn open(this: &DatabaseScript, rows: &Array) -> Result<JsValue, JsValue>;
}

impl Database for Browser {
    fn read<'a>(
        &'a self,
        prefix: &'a str,
    ) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>> {
        read(self.scripts.database, prefix)
    }

    fn commit<'a>(&'a self, change: &'a Commit) -> LocalFuture<'a, Result<Committed, StoreError>> {
        commit(self.scripts.database, change)
    }

    fn seal<'a>(
        &'a self,
        rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        seal(self.scripts.database, rows)
    }

    fn open<'a>(
        &'a self,
        rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<Option<String>>, StoreError>> {
        open(self.scripts.database, rows)
    }
}

#[chunk(records)]
fn read<'a>(
    script: fn() -> DatabaseScript,
    prefix: &'a str,
) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>> {
    Box::pin(async move {
        let found = script().read(prefix).await.map_err(store_error)?;
        let mut texts = all(found).into_iter();
        let mut rows = Vec::new();
        while let (Some(key), Some(text)) = (texts.next(), texts.next()) {
            rows.extend(key.zip(text));
        }
        Ok(rows)
    })
}

#[chunk(records)]
fn commit<'a>(
    script: fn() -> DatabaseScript,
    change: &'a Commit,
) -> LocalFuture<'a, Result<Committed, StoreError>> {
    Box::pin(async move {
        let (expected, writes) = (pairs(&change.expected), pairs(&change.writes));
        let done = script()
            .commit(&expected, &writes)
            .await
            .map_err(store_error)?;
        Ok(match done.as_bool() {
            Some(true) => Committed::Done,
            _ => Committed::Stale,
        })
    })
}

#[chunk(records)]
fn seal<'a>(
    script: fn() -> DatabaseScript,
    rows: &'a [(String, String)],
) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
    Box::pin(async move {
        let sealed = script().seal(&texts(rows)).await.map_err(store_error)?;
        Ok(all(sealed).into_iter().flatten().collect())
    })
}

#[chunk(records)]
fn open<'a>(
    script: fn() -> DatabaseScript,
    rows: &'a [(String, String)],
) -> LocalFuture<'a, Result<Vec<Option<String>>, StoreError>> {
    Box::pin(async move {
        let opened = script().open(&texts(rows)).await.map_err(store_error)?;
        Ok(all(opened))
    })
}

fn all(array: JsValue) -> Vec<Option<String>> {
    let array: Array = array.unchecked_into();
    array.iter().map(|text| text.as_string()).collect()
}

fn texts(rows: &[(String, String)]) -> Array {
    let array = Array::new();
    for (key, text) in rows {
        array.push(&key.into());
        array.push(&text.into());
    }
    array
}

fn pairs(rows: &[(String, Option<String>)]) -> Array {
    let array = Array::new();
    for (key, text) in rows {
        array.push(&key.into());
        array.push(&text.as_ref().map_or(JsValue::UNDEFINED, JsValue::from));
    }
    array
}

fn store_error(thrown: JsValue) -> StoreError {
    match name_of(thrown).as_str() {
        "QuotaExceededError" => StoreError::Full,
        "SecurityError" => StoreError::Forbidden,
        _ => StoreError::Failed,
    }
}
