//! The worker that keeps refresh tokens, by `worker.js`.

use std::sync::Arc;
use std::time::Duration;

#[cfg(not(feature = "js"))]
use wasm_bindgen::prelude::*;

use super::ask::{act, ask};
use super::fetch::{self, To};
use crate::platform::{Fetch, FetchError, Keeper, LocalFuture, Store, StoreError};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::json::{self, Value};
use crate::protocol::text::split;
use vestibule_chunk::chunk;

// The npm package loads the file itself, when a page asks for it.
#[cfg(not(feature = "js"))]
#[wasm_bindgen(module = "/src/platform/browser/worker.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = opener)]
    static OPENER: JsValue;
}

#[cfg(not(feature = "js"))]
#[wasm_bindgen(module = "/src/platform/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = workBy)]
    fn work_by(opener: &JsValue);
}

/// The worker of one app client. All tabs have it in common where the browser knows such workers.
#[chunk(store)]
pub(super) fn worker(client_id: &str, endpoints: &[&str], domain: Option<&str>) -> Box<Keeper> {
    #[cfg(not(feature = "js"))]
    OPENER.with(work_by);
    let endpoints = endpoints.iter().map(|url| Value::from(*url)).collect();
    let work = json::write(&Value::object([
        ("clientId", client_id.into()),
        ("endpoints", Value::Array(endpoints)),
        ("domain", domain.map_or(Value::Null, Value::from)),
    ]));
    let worker = Arc::new(Worker(work));
    Box::new(Keeper {
        fetch: worker.clone(),
        store: worker,
        is_shared: matches!(act("shares", "", ""), Ok(Some(_))),
    })
}

/// By its work, which is its name.
struct Worker(String);

impl Worker {
    fn keep<'a>(
        &self,
        what: &str,
        key: &str,
        text: &str,
    ) -> LocalFuture<'a, Result<String, StoreError>> {
        let asked = ask("keep", &self.0, &[what, "\0", key].concat(), text);
        Box::pin(async move { asked.await.map_err(|_| StoreError::Forbidden) })
    }
}

impl Fetch for Worker {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        fetch::send(request, timeout, To::Pool(&self.0))
    }

    fn fetch_app<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        fetch::send(request, timeout, To::App)
    }

    fn take_in<'a>(
        &'a self,
        token: &'a str,
    ) -> LocalFuture<'a, Result<Option<String>, FetchError>> {
        let taken = self.keep("take", "", token);
        Box::pin(async move { taken.await.map(Some).map_err(|_| FetchError::Worker) })
    }

    #[cfg(feature = "js")]
    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        fetch::load_chunk(name)
    }
}

impl Store for Worker {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let kept = self.keep("read", key, "");
        Box::pin(async move {
            let text = kept.await?;
            Ok((!text.is_empty()).then_some(text))
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let kept = self.keep("write", key, value);
        Box::pin(async move { kept.await.map(drop) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        let kept = self.keep("remove", key, "");
        Box::pin(async move { kept.await.map(drop) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let kept = self.keep("keys", prefix, "");
        Box::pin(async move {
            let text = kept.await?;
            let keys = split(&text, b'\n');
            Ok(keys
                .filter(|key| !key.is_empty())
                .map(str::to_owned)
                .collect())
        })
    }
}
