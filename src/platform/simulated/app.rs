//! Requests to an app's own servers: the network carries them as it carries those to the user pool, as text.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::platform::{AppRequest, AppResponse, FetchError, MAX_ANSWER};
use crate::protocol::http::{HttpRequest, HttpResponse};

/// A request as the network carries it.
pub(super) fn text_of(request: &AppRequest) -> HttpRequest {
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

/// Its answer as an app sees it, within the limit of these: no network here redirects.
pub(super) fn of_text(url: &str, answer: HttpResponse) -> Result<AppResponse, FetchError> {
    if answer.body.len() > MAX_ANSWER {
        return Err(FetchError::TooLarge);
    }
    let headers = [
        ("x-amzn-requestid", answer.request_id),
        ("x-amzn-errortype", answer.error_type),
        (
            "retry-after",
            answer.retry_after.map(|seconds| seconds.to_string()),
        ),
        ("www-authenticate", answer.authenticate),
    ];
    let headers = headers.into_iter();
    Ok(AppResponse {
        status: answer.status,
        url: url.to_owned(),
        headers: headers
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect(),
        body: answer.body.into_bytes(),
    })
}

/// The same text for as long as the program runs; kept once, however often it is asked for.
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
