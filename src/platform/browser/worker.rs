//! The worker that keeps refresh tokens, by `worker.js`.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::Browser;
use super::fetch::{self, Sender};
use super::script_store::ScriptStore;
#[cfg(feature = "api")]
use crate::platform::{AppRequest, AppResponse};
use crate::platform::{Fetch, FetchError, Keeper, LocalFuture, Store, StoreError};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{self, Value};
use vestibule_chunk::chunk;

#[wasm_bindgen]
extern "C" {
    /// The page's side of the worker: the class `Keeper` of `worker.js`. It is a [`ScriptStore`] and a [`Sender`], too.
    type Port;
    #[wasm_bindgen(method, catch)]
    async fn take(this: &Port, token: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = SharedWorker)]
    static SHARED_WORKER: Option<JsValue>;
}

#[wasm_bindgen(module = "/src/platform/browser/worker.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn open(work: &str) -> Result<JsValue, JsValue>;
}

#[cfg(feature = "npm")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openKeeper)]
    async fn open_keeper(work: &str) -> Result<JsValue, JsValue>;
}

/// By the script that is part of the program.
pub(super) fn open_included(work: &str) -> LocalFuture<'_, Result<JsValue, JsValue>> {
    Box::pin(ready(open(work)))
}

/// By the script that the page loads.
#[cfg(feature = "npm")]
#[chunk(store)]
pub(super) fn open_lent(work: &str) -> LocalFuture<'_, Result<JsValue, JsValue>> {
    Box::pin(open_keeper(work))
}

/// The worker of one app client. All tabs have it in common where the browser knows such workers.
#[chunk(store)]
pub(super) fn worker(
    browser: Browser,
    client_id: &str,
    endpoints: &[&str],
    domain: Option<&str>,
) -> Box<Keeper> {
    let endpoints = endpoints.iter().map(|url| Value::from(*url)).collect();
    let work = json::write(&Value::object([
        ("clientId", client_id.into()),
        ("endpoints", Value::Array(endpoints)),
        ("domain", domain.map_or(Value::Null, Value::from)),
    ]));
    let worker = Arc::new(Worker { browser, work });
    Box::new(Keeper {
        fetch: worker.clone(),
        store: worker,
        is_shared: SHARED_WORKER.with(Option::is_some),
    })
}

/// It is opened when it is asked.
struct Worker {
    browser: Browser,
    /// Its name, too.
    work: String,
}

impl Worker {
    async fn open<T: JsCast>(&self) -> Result<T, JsValue> {
        let port = (self.browser.scripts.open_keeper)(&self.work).await?;
        Ok(port.unchecked_into())
    }

    async fn store(&self) -> Result<ScriptStore, StoreError> {
        self.open().await.map_err(refused)
    }
}

impl Fetch for Worker {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async move {
            let sender: Sender = self.open().await.map_err(fetch::failed)?;
            fetch::send(request, timeout, Some(sender)).await
        })
    }

    #[cfg(feature = "api")]
    fn fetch_app<'a>(
        &'a self,
        request: &'a AppRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        self.browser.fetch_app(request, timeout)
    }

    fn take_in<'a>(
        &'a self,
        token: &'a str,
    ) -> LocalFuture<'a, Result<Option<String>, FetchError>> {
        Box::pin(async move {
            let taken = async { self.open::<Port>().await?.take(token).await };
            let handle = taken.await.map_err(|_| FetchError::Worker)?;
            Ok(handle.as_string())
        })
    }

    #[cfg(feature = "chunks")]
    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        self.browser.load_chunk(name)
    }
}

impl Store for Worker {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            let text = Store::read(&self.store().await?, key)
                .await
                .map_err(refused)?;
            // Empty is what was removed.
            Ok(text.filter(|text| !text.is_empty()))
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let store = self.store().await?;
            Store::write(&store, key, value).await.map_err(refused)
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let store = self.store().await?;
            Store::remove(&store, key).await.map_err(refused)
        })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move {
            let store = self.store().await?;
            Store::keys(&store, prefix).await.map_err(refused)
        })
    }
}

fn refused<E>(_: E) -> StoreError {
    StoreError::Forbidden
}
