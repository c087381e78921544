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
use crate::platform::{Fetch, FetchError, LocalFuture, MAX_SERVICE_RESPONSE, millis};
use crate::protocol::http::{HttpRequest, HttpResponse};

#[wasm_bindgen]
extern "C" {
    /// An object with a `fetch` method that replaces the browser's: a worker, for example.
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
        max_bytes: u32,
        sender: Option<Sender>,
    ) -> Result<Promise, JsValue>;
    #[cfg(feature = "diagnose")]
    #[wasm_bindgen(catch, js_name = isReachable)]
    async fn is_reachable(url: &str, millis: f64) -> Result<(), JsValue>;

    pub(super) type Response;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, getter, js_name = requestId)]
    fn request_id(this: &Response) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = errorType)]
    fn error_type(this: &Response) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn authenticate(this: &Response) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn etag(this: &Response) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn date(this: &Response) -> f64;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    fn retry_after(this: &Response) -> f64;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Response) -> String;
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
    fn token_worker(
        &self,
        client_id: &str,
        endpoints: &[&str],
        domain: Option<&str>,
    ) -> Option<crate::platform::TokenWorker> {
        Some(*super::worker::token_worker(
            *self, client_id, endpoints, domain,
        ))
    }

    #[cfg(feature = "chunks")]
    fn load_chunk<'a>(&'a self, name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        Box::pin(load_chunk(name))
    }

    #[cfg(feature = "diagnose")]
    fn is_reachable<'a>(
        &'a self,
        url: &'a str,
        timeout: Duration,
    ) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async move { Some(is_reachable(url, millis_of(timeout)).await.is_ok()) })
    }
}

/// Loads a chunk, if the build was split into chunks.
pub(crate) async fn load_chunk(name: &str) -> Result<(), FetchError> {
    #[cfg(feature = "chunks")]
    super::page::load_chunk(name)
        .await
        .map_err(|_| FetchError::Network)?;
    #[cfg(not(feature = "chunks"))]
    let _ = name;
    Ok(())
}

/// Returns the npm package's sender, which has the responses to requests that it sent before the module was loaded.
fn sender() -> Option<Sender> {
    #[cfg(feature = "npm")]
    let sender = super::page::provided_sender();
    #[cfg(not(feature = "npm"))]
    let sender = None;
    sender
}

/// Sends a request to the user pool, by `sender` if there is one.
pub(super) async fn send(
    request: &HttpRequest,
    timeout: Duration,
    sender: Option<Sender>,
) -> Result<HttpResponse, FetchError> {
    let request_headers = request.headers.iter();
    let headers = headers(request_headers.map(|(name, value)| (*name, value.as_str())))?;
    let (url, method, body) = (&request.url, request.method, request.body.as_deref());
    let (millis, max_bytes) = (millis_of(timeout), MAX_SERVICE_RESPONSE as u32);
    let sent = fetch_from_pool(url, method, headers, body, millis, max_bytes, sender);
    let response = response_of(sent).await?;
    Ok(HttpResponse {
        status: response.status(),
        request_id: response.request_id(),
        error_type: response.error_type(),
        date: whole_number(response.date()),
        retry_after: whole_number(response.retry_after()).and_then(|it| it.try_into().ok()),
        authenticate: response.authenticate(),
        etag: response.etag(),
        body: response.body(),
    })
}

pub(super) fn response_of(
    sent: Result<Promise, JsValue>,
) -> LocalFuture<'static, Result<Response, FetchError>> {
    Box::pin(async move {
        let response = JsFuture::from(sent.map_err(fetch_error)?).await;
        response.map(JsCast::unchecked_into).map_err(fetch_error)
    })
}

/// # Errors
/// As `fetch` itself, for an invalid header.
pub(super) fn headers<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Headers, FetchError> {
    let headers = Headers::new().map_err(fetch_error)?;
    for (name, value) in pairs {
        headers.append(name, value).map_err(fetch_error)?;
    }
    Ok(headers)
}

/// The reason for an exception that `fetch.js` throws.
pub(super) fn fetch_error(thrown: JsValue) -> FetchError {
    match name_of(thrown).as_str() {
        "TooLarge" => FetchError::TooLarge,
        "TimeoutError" => FetchError::Timeout,
        "PolicyError" => FetchError::Policy,
        #[cfg(feature = "worker")]
        "WorkerError" => FetchError::Worker,
        _ => FetchError::Network,
    }
}

/// `None` for `NaN` and negative numbers.
fn whole_number(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}

/// Clamped to the limit of the browser's timers, 32 bits with a sign.
pub(super) fn millis_of(timeout: Duration) -> f64 {
    i32::try_from(millis(timeout)).unwrap_or(i32::MAX).into()
}
