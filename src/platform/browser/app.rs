//! Requests to the app's own servers, by `fetch`.

use std::time::Duration;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use super::fetch::{Response, headers, millis_of, response_of};
use super::values::texts;
use crate::platform::{AppRequest, AppResponse, FetchError, MAX_APP_RESPONSE};

#[wasm_bindgen(module = "/src/platform/browser/fetch.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetchFromApp)]
    fn fetch_from_app(
        url: &str,
        method: &str,
        headers: Headers,
        body: Option<Uint8Array>,
        millis: f64,
        max_bytes: u32,
    ) -> Result<Promise, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter)]
    fn url(this: &Response) -> String;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Array;
    #[wasm_bindgen(method, getter, js_name = body)]
    fn bytes(this: &Response) -> Uint8Array;
}

/// Sends a request to one of the app's servers.
pub(super) async fn send(
    request: &AppRequest,
    timeout: Duration,
) -> Result<AppResponse, FetchError> {
    let request_headers = request.headers.iter();
    let headers = headers(request_headers.map(|(name, value)| (name.as_str(), value.as_str())))?;
    let body = (!request.body.is_empty()).then(|| Uint8Array::from(request.body.as_slice()));
    let (url, method) = (&request.url, &request.method);
    let (millis, max_bytes) = (millis_of(timeout), MAX_APP_RESPONSE as u32);
    let response = response_of(fetch_from_app(
        url, method, headers, body, millis, max_bytes,
    ))
    .await?;
    Ok(AppResponse {
        status: response.status(),
        url: response.url(),
        headers: pairs(&response.headers()),
        body: response.bytes().to_vec(),
    })
}

fn pairs(headers: &Array) -> Vec<(String, String)> {
    let pairs = headers.iter().map(|pair| texts(pair).into_iter());
    pairs
        .filter_map(|mut pair| Some((pair.next()?, pair.next()?)))
        .collect()
}
