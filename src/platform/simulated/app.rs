//! Requests to an app's own servers, as the text requests that the simulated network carries.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::platform::{AppRequest, AppResponse, FetchError, MAX_APP_RESPONSE};
use crate::protocol::http::{HttpRequest, HttpResponse};

/// Converts a request for the simulated network.
pub(super) fn to_text(request: &AppRequest) -> HttpRequest {
    let headers = request.headers.iter();
    let body = String::from_utf8_lossy(&request.body);
    HttpRequest {
        method: interned(&request.method),
        url: request.url.clone(),
        headers: headers
            .map(|(name, value)| (interned(name), value.clone()))
            .collect(),
        body: (!body.is_empty()).then(|| body.into_owned()),
    }
}

/// Converts a response of the simulated network, which never redirects.
pub(super) fn from_text(url: &str, response: HttpResponse) -> Result<AppResponse, FetchError> {
    if response.body.len() > MAX_APP_RESPONSE {
        return Err(FetchError::TooLarge);
    }
    let headers = [
        ("x-amzn-requestid", response.request_id),
        ("x-amzn-errortype", response.error_type),
        (
            "retry-after",
            response.retry_after.map(|seconds| seconds.to_string()),
        ),
        ("www-authenticate", response.authenticate),
    ];
    let headers = headers.into_iter();
    Ok(AppResponse {
        status: response.status,
        url: url.to_owned(),
        headers: headers
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect(),
        body: response.body.into_bytes(),
    })
}

/// Returns the text with a static lifetime. Each different text is leaked once.
fn interned(text: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = known.get(text) {
        return text;
    }
    let text: &'static str = Box::leak(text.into());
    known.insert(text);
    text
}
