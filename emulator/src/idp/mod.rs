//! The `cognito-idp` API: JSON 1.1 over `POST /`.
//!
//! A file per family of operations; `request` reads what came, `errors` names every error.

mod request;

use ::http::{Method, StatusCode};
use serde_json::Value;

use crate::errors::Failure;
use crate::http::{Request, Response, header, response, set};
use crate::moment::Moment;
use crate::state::State;

const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// The answer to a call of the API, or to the preflight request before it.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => preflight(),
        Method::POST if request.uri().path() == "/" => call(state, now, request),
        _ => response(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            b"Not found".to_vec(),
        ),
    };
    let id = state.random.uuid();
    set(&mut response, "x-amzn-requestid", &id);
    if let Ok(date) = jiff::Timestamp::from_second(now.seconds().cast_signed()) {
        set(
            &mut response,
            "date",
            &date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        );
    }
    set(&mut response, "access-control-allow-origin", "*");
    let exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
    set(&mut response, "access-control-expose-headers", exposed);
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Vec::new());
    let allowed = "authorization,cache-control,content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request";
    set(&mut response, "access-control-allow-headers", allowed);
    set(&mut response, "access-control-allow-methods", "POST");
    set(&mut response, "access-control-max-age", "172800");
    response
}

fn call(state: &mut State, now: Moment, request: &Request) -> Response {
    match dispatch(state, now, request) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(failure) => failure.into_response(MEDIA_TYPE),
    }
}

fn dispatch(state: &mut State, now: Moment, request: &Request) -> Result<Value, Failure> {
    let target = header(request, "x-amz-target").unwrap_or_default();
    let operation = target
        .strip_prefix(TARGET_PREFIX)
        .ok_or(Failure::unknown_operation())?;
    let body = request::parse(request.body())?;
    let _ = (state, now, body);
    match operation {
        _ => Err(Failure::unknown_operation()),
    }
}
