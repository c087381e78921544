//! The worker that holds refresh tokens, by `worker.js`.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::Browser;
use super::fetch::{self, Sender};
use super::script_store::ScriptStore;
#[cfg(feature = "api")]
use crate::platform::{AppRequest, AppResponse};
use crate::platform::{Fetch, FetchError, LocalFuture, Store, StoreError, TokenWorker};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{self, Value};
use vestibule_chunk::chunk;

#[wasm_bindgen]
extern "C" {
    /// The class `WorkerConnection` of `worker.js`. It is also a [`ScriptStore`] and a [`Sender`].
    type Connection;
    #[wasm_bindgen(method, catch)]
    async fn take(this: &Connection, token: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = SharedWorker)]
    static SHARED_WORKER: Option<JsValue>;
}

#[wasm_bindgen(module = "/src/platform/browser/worker.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn open(config: &str) -> Result<JsValue, JsValue>;
}

#[cfg(feature = "npm")]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openWorker)]
    async fn open_worker(config: &str) -> Result<JsValue, JsValue>;
}

/// Opens a worker by the script that is part of the program.
pub(super) fn open_included(config: &str) -> LocalFuture<'_, Result<JsValue, JsValue>> {
    Box::pin(ready(open(config)))
}

/// Opens a worker by the script that the page loads.
#[cfg(feature = "npm")]
#[chunk(store)]
pub(super) fn open_provided(config: &str) -> LocalFuture<'_, Result<JsValue, JsValue>> {
    Box::pin(open_worker(config))
}

/// Returns the worker of one app client. All tabs share it in browsers with `SharedWorker`.
#[chunk(store)]
pub(super) fn token_worker(
    browser: Browser,
    client_id: &str,
    endpoints: &[&str],
    domain: Option<&str>,
) -> Box<TokenWorker> {
    let endpoints = endpoints.iter().map(|url| Value::from(*url)).collect();
    let config = json::write(&Value::object([
        ("clientId", client_id.into()),
        ("endpoints", Value::Array(endpoints)),
        ("domain", domain.map_or(Value::Null, Value::from)),
    ]));
    let worker = Arc::new(Worker { browser, config });
    Box::new(TokenWorker {
        fetch: worker.clone(),
        store: worker,
        is_shared: SHARED_WORKER.with(Option::is_some),
    })
}

/// Opened on first use.
struct Worker {
    browser: Browser,
    /// The worker's configuration as JSON, which is also part of its name.
    config: String,
}

impl Worker {
    async fn open<T: JsCast>(&self) -> Result<T, JsValue> {
        let port = (self.browser.scripts.open_worker)(&self.config).await?;
        Ok(port.unchecked_into())
    }

    async fn store(&self) -> Result<ScriptStore, StoreError> {
        self.open().await.map_err(forbidden)
    }
}

impl Fetch for Worker {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(async move {
            let sender: Sender = self.open().await.map_err(fetch::fetch_error)?;
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

    fn import_refresh_token<'a>(
        &'a self,
        token: &'a str,
    ) -> LocalFuture<'a, Result<Option<String>, FetchError>> {
        Box::pin(async move {
            let taken = async { self.open::<Connection>().await?.take(token).await };
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
                .map_err(forbidden)?;
            // The worker leaves an empty value for a removed key.
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
            Store::write(&store, key, value).await.map_err(forbidden)
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let store = self.store().await?;
            Store::remove(&store, key).await.map_err(forbidden)
        })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move {
            let store = self.store().await?;
            Store::keys(&store, prefix).await.map_err(forbidden)
        })
    }
}

fn forbidden<E>(_: E) -> StoreError {
    StoreError::Forbidden
}
