//! A clock that tests can move forward, so that tokens and codes expire at once.

use ::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::moment::Moment;

/// Seconds by which `POST /_clock` with `{"advance_seconds": n}` moves the clock.
pub(crate) fn seconds_to_advance(request: &Request) -> Option<u64> {
    if request.uri().path() != "/_clock" || request.method() != Method::POST {
        return None;
    }
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    body.get("advance_seconds")?.as_u64()
}

/// The time now, or what is wrong with the request.
pub(super) fn respond(now: Moment, request: &Request) -> Response {
    if request.method() == Method::POST && seconds_to_advance(request).is_none() {
        let problem =
            json!({ "error": "send {\"advance_seconds\": n} with a whole number, 0 or more" });
        return crate::http::json(StatusCode::BAD_REQUEST, &problem);
    }
    crate::http::json(StatusCode::OK, &json!({ "now": now.seconds() }))
}
