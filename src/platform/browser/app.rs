//! Requests to servers of the app's own, by `fetch`.

use std::time::Duration;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use super::fetch::{Answer, answer_of, headers, millis_of};
use super::values::texts;
use crate::platform::{AppRequest, AppResponse, FetchError, MAX_ANSWER};

#[wasm_bindgen(module = "/src/platform/browser/fetch.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetchFromApp)]
    fn fetch_from_app(
        url: &str,
        method: &str,
        headers: Headers,
        body: Option<Uint8Array>,
        millis: f64,
        most: u32,
    ) -> Result<Promise, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter)]
    fn url(this: &Answer) -> String;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> Array;
    #[wasm_bindgen(method, getter, js_name = body)]
    fn bytes(this: &Answer) -> Uint8Array;
}

/// Sends a request to a server of the app's own.
pub(super) async fn send(
    request: &AppRequest,
    timeout: Duration,
) -> Result<AppResponse, FetchError> {
    let given = request.headers.iter();
    let headers = headers(given.map(|(name, value)| (name.as_str(), value.as_str())))?;
    let body = (!request.body.is_empty()).then(|| Uint8Array::from(request.body.as_slice()));
    let (url, method) = (&request.url, &request.method);
    let (millis, most) = (millis_of(timeout), MAX_ANSWER as u32);
    let answer = answer_of(fetch_from_app(url, method, headers, body, millis, most)).await?;
    Ok(AppResponse {
        status: answer.status(),
        url: answer.url(),
        headers: pairs(&answer.headers()),
        body: answer.bytes().to_vec(),
    })
}

fn pairs(headers: &Array) -> Vec<(String, String)> {
    let pairs = headers.iter().map(|pair| texts(pair).into_iter());
    pairs
        .filter_map(|mut pair| Some((pair.next()?, pair.next()?)))
        .collect()
}
