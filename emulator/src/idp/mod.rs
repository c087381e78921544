//! The `cognito-idp` API: JSON 1.1 over `POST /`.
//!
//! Each file has a group of operations: functions from the request's members to the response's, with a declaration of the
//! name, the quota and the replicas that refuse it (`operation`). `request` reads requests. Operations on accounts are in
//! [`account`](crate::account), the errors in [`errors`](crate::errors).

mod admin;
mod derived_token;
mod device;
mod initiate_auth;
mod mfa;
mod operation;
mod page;
mod passkey;
mod password;
mod precheck;
mod profile;
pub(crate) mod request;
mod respond;
pub(crate) mod rules;
mod sign_up;
mod step;
mod timestamp;
mod tokens;
mod user_session;

use ::http::{Method, StatusCode};
use serde_json::Value;

use crate::errors::Failure;
use crate::http::{Request, Response, header, response, set};
use crate::state::State;
use crate::timestamp::Timestamp;
use operation::Operation;

pub(crate) const MEDIA_TYPE: &str = "application/x-amz-json-1.1";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

const FAMILIES: &[&[Operation]] = &[
    admin::OPERATIONS,
    mfa::OPERATIONS,
    password::OPERATIONS,
    passkey::OPERATIONS,
    device::OPERATIONS,
    sign_up::OPERATIONS,
    profile::OPERATIONS,
    derived_token::OPERATIONS,
    tokens::OPERATIONS,
    initiate_auth::OPERATIONS,
    user_session::OPERATIONS,
    respond::OPERATIONS,
];

/// Handles a call of the API or its preflight request.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Response {
    let response = match *request.method() {
        Method::OPTIONS => preflight(),
        Method::POST if request.uri().path() == "/" => call(state, now, request),
        _ => response(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            b"Not found".to_vec(),
        ),
    };
    finished(state, now, response)
}

/// Adds the headers of all responses.
pub(crate) fn finished(state: &mut State, now: Timestamp, mut response: Response) -> Response {
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
    let allowed = "amz-sdk-invocation-id,amz-sdk-request,authorization,cache-control,\
                   content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent";
    set(&mut response, "access-control-allow-headers", allowed);
    set(&mut response, "access-control-allow-methods", "POST");
    set(&mut response, "access-control-max-age", "172800");
    response
}

fn call(state: &mut State, now: Timestamp, request: &Request) -> Response {
    match dispatch(state, now, request) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(failure) => failure.into_response(MEDIA_TYPE),
    }
}

// Source: CommonErrors.
fn dispatch(state: &mut State, now: Timestamp, request: &Request) -> Result<Value, Failure> {
    let target = header(request, "x-amz-target").unwrap_or_default();
    let name = target
        .strip_prefix(TARGET_PREFIX)
        .ok_or(Failure::unknown_operation())?;
    let operation = operation(name).ok_or(Failure::unknown_operation())?;
    let is_json = |media_type: &str| media_type.starts_with(MEDIA_TYPE);
    if !header(request, "content-type").is_some_and(is_json) {
        // The service's error for requests of other protocols.
        return Err(Failure::unknown_operation());
    }
    if operation.needs_key {
        admin::check_signature(request)?;
    }
    let members = request::parse(request.body())?;
    precheck::check(state, now, request, operation, &members)?;
    (operation.run)(state, now, &members)
}

/// Whether a request is for an operation that needs an administrator's IAM key at AWS.
pub(crate) fn is_administrators(request: &Request) -> bool {
    header(request, "x-amz-target")
        .and_then(|target| target.strip_prefix(TARGET_PREFIX))
        .and_then(operation)
        .is_some_and(|operation| operation.needs_key)
}

fn operation(name: &str) -> Option<&'static Operation> {
    let mut all = FAMILIES.iter().copied().flatten();
    all.find(|operation| operation.name == name)
}
