//! What a diagnosis asks of the network besides answers.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, RequestMode, Response};

use super::fetch::fetch;
use crate::protocol::http::HttpRequest;

/// Whether anything answers there. The answer stays hidden from the page.
pub(super) async fn answers(url: &str, timeout: Duration) -> bool {
    let init = init(timeout);
    init.set_mode(RequestMode::NoCors);
    JsFuture::from(fetch(url, &init)).await.is_ok()
}

/// The header `Date` of the answer to a request.
pub(super) async fn date(request: HttpRequest, timeout: Duration) -> Result<String, JsValue> {
    let init = init(timeout);
    init.set_method(request.method);
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    init.set_headers_headers(&headers);
    let answer: Response = JsFuture::from(fetch(&request.url, &init))
        .await?
        .unchecked_into();
    answer.headers().get("date")?.ok_or(JsValue::UNDEFINED)
}

fn init(timeout: Duration) -> RequestInit {
    let init = RequestInit::new();
    let millis = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(millis)));
    init
}
