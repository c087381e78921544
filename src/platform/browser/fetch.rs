//! Requests, by `fetch`.

use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Headers;

use super::Browser;
use super::values::name_of;
#[cfg(feature = "api")]
use crate::platform::{AppRequest, AppResponse};
use crate::platform::{Fetch, FetchError, LocalFuture, MAX_SERVICE_ANSWER, millis};
use crate::protocol::http::{HttpRequest, HttpResponse};

#[wasm_bindgen]
extern "C" {
    /// What sends requests in the browser's place: a worker.
    #[derive(Clone)]
    pub(super) type Sender;
}

#[wasm_bindgen(module = "/src/platform/browser/fetch.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetchFromPool)]
    fn fetch_from_pool(
        url: &str,
        method: &str,
        headers: Headers,
        body: Option<&str>,
        millis: f64,
        most: u32,
        sender: Option<Sender>,
    ) -> Result<Promise, JsValue>;
    #[cfg(feature = "diagnose")]
    #[wasm_bindgen(catch)]
    async fn answers(url: &str, millis: f64) -> Result<(), JsValue>;

    pub(super) type Answer;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter, js_name = requestId)]
    fn request_id(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = errorType)]
    fn error_type(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn authenticate(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn etag(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn date(this: &Answer) -> f64;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    fn retry_after(this: &Answer) -> f64;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> String;
}

impl Fetch for Browser {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
        Box::pin(send(request, timeout, sender()))
    }

    #[cfg(feature = "api")]
    fn fetch_app<'a>(
        &'a self,
        request: &'a AppRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        Box::pin(super::app::send(request, timeout))
    }

    #[cfg(feature = "worker")]
    fn keeper(
        &self,
        client_id: &str,
        endpoints: &[&str],
        domain: Option<&str>,
    ) -> Option<crate::platform::Keeper> {
        Some(*super::worker::worker(*self, client_id, endpoints, domain))
    }

    #[cfg(feature = "chunks")]
    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        Box::pin(load_chunk(name))
    }

    #[cfg(feature = "diagnose")]
    fn answers<'a>(&'a self, url: &'a str, timeout: Duration) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async move { Some(answers(url, millis_of(timeout)).await.is_ok()) })
    }
}

/// Loads a chunk; there is none where the program was not cut.
pub(crate) async fn load_chunk(name: &str) -> Result<(), FetchError> {
    #[cfg(feature = "chunks")]
    super::page::load_chunk(name)
        .await
        .map_err(|_| FetchError::Network)?;
    #[cfg(not(feature = "chunks"))]
    let _ = name;
    Ok(())
}

/// Who sends requests in the browser's place: the npm package may have sent one ahead.
fn sender() -> Option<Sender> {
    #[cfg(feature = "npm")]
    let sender = super::page::provided_sender();
    #[cfg(not(feature = "npm"))]
    let sender = None;
    sender
}

/// Sends a request to the user pool, by a worker where there is one.
pub(super) async fn send(
    request: &HttpRequest,
    timeout: Duration,
    sender: Option<Sender>,
) -> Result<HttpResponse, FetchError> {
    let given = request.headers.iter();
    let headers = headers(given.map(|(name, value)| (*name, value.as_str())))?;
    let (url, method, body) = (&request.url, request.method, request.body.as_deref());
    let (millis, most) = (millis_of(timeout), MAX_SERVICE_ANSWER as u32);
    let sent = fetch_from_pool(url, method, headers, body, millis, most, sender);
    let answer = answer_of(sent).await?;
    Ok(HttpResponse {
        status: answer.status(),
        request_id: answer.request_id(),
        error_type: answer.error_type(),
        date: whole(answer.date()),
        retry_after: whole(answer.retry_after()).and_then(|it| it.try_into().ok()),
        authenticate: answer.authenticate(),
        etag: answer.etag(),
        body: answer.body(),
    })
}

pub(super) fn answer_of(
    sent: Result<Promise, JsValue>,
) -> LocalFuture<'static, Result<Answer, FetchError>> {
    Box::pin(async move {
        let answer = JsFuture::from(sent.map_err(failed)?).await;
        answer.map(JsCast::unchecked_into).map_err(failed)
    })
}

/// What is no header is refused as `fetch` itself refuses it.
pub(super) fn headers<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Headers, FetchError> {
    let headers = Headers::new().map_err(failed)?;
    for (name, value) in pairs {
        headers.append(name, value).map_err(failed)?;
    }
    Ok(headers)
}

/// Why there is no answer.
pub(super) fn failed(thrown: JsValue) -> FetchError {
    match name_of(thrown).as_str() {
        "TooLarge" => FetchError::TooLarge,
        "TimeoutError" => FetchError::Timeout,
        "PolicyError" => FetchError::Policy,
        #[cfg(feature = "worker")]
        "WorkerError" => FetchError::Worker,
        _ => FetchError::Network,
    }
}

/// What is no number, or below zero, is none.
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}

/// The browser's timers take no more than this.
pub(super) fn millis_of(timeout: Duration) -> f64 {
    i32::try_from(millis(timeout)).unwrap_or(i32::MAX).into()
}
