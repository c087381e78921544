//! Requests, by `fetch`.

use std::time::Duration;

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use super::{Browser, thrown_name};
use crate::platform::{Fetch, FetchError, LocalFuture, MAX_ANSWER};
use crate::protocol::http::{HttpRequest, HttpResponse};

impl Fetch for Browser {
    fn fetch(
        &self,
        request: HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'_, Result<HttpResponse, FetchError>> {
        Box::pin(async move {
            send(request, timeout)
                .await
                .map_err(|error| failure(&error))
        })
    }
}

async fn send(request: HttpRequest, timeout: Duration) -> Result<HttpResponse, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method);
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    init.set_headers_headers(&headers);
    let millis = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(millis)));
    let response: Response = JsFuture::from(fetch(&request.url, &init))
        .await?
        .unchecked_into();
    let header = |name| response.headers().get(name).ok().flatten();
    let announced = header("content-length").and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: usize| length > MAX_ANSWER) {
        return Err(too_large());
    }
    let text: JsString = JsFuture::from(response.text()?).await?.unchecked_into();
    // Measured before it is copied: the memory of a WebAssembly instance never shrinks.
    if text.length() as usize > MAX_ANSWER {
        return Err(too_large());
    }
    Ok(HttpResponse {
        status: response.status(),
        request_id: header("x-amzn-requestid"),
        error_type: header("x-amzn-errortype"),
        date: header("date").and_then(|date| moment(&date)),
        retry_after: header("retry-after").and_then(|after| seconds(&after)),
        body: text.into(),
    })
}

/// The moment of an HTTP date, in milliseconds since 1970.
fn moment(date: &str) -> Option<u64> {
    let moment = js_sys::Date::parse(date);
    (moment > 0.0).then_some(moment as u64)
}

/// What `Retry-After` says: a number of seconds, or a date.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>
fn seconds(after: &str) -> Option<u32> {
    let seconds = js_sys::Number::parse_float(after);
    if seconds >= 0.0 {
        return Some(seconds as u32);
    }
    let until = moment(after)? as f64 - js_sys::Date::now();
    Some((until / 1000.0) as u32)
}

/// Our own mark among what can be thrown: a number, which no interface throws.
fn too_large() -> JsValue {
    JsValue::from_f64(1.0)
}

fn failure(error: &JsValue) -> FetchError {
    if *error == too_large() {
        FetchError::TooLarge
    } else if thrown_name(error) == "TimeoutError" {
        FetchError::Timeout
    } else {
        FetchError::Network
    }
}

#[wasm_bindgen]
extern "C" {
    // The global one, which workers have too.
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}
