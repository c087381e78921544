//! The `cognito-idp` API: JSON 1.1 over `POST /`.
//!
//! A file per family of operations, each a function from the request's members to the
//! response's, and a declaration of its name, its quota and the replicas that refuse it (`operation`);
//! `request` reads what came. What an operation does to an account lives in
//! [`account`](crate::account); the words of every error in [`errors`](crate::errors).

mod admin;
mod derived_token;
mod device;
mod gate;
mod initiate_auth;
mod mfa;
mod operation;
mod page;
mod passkey;
mod password;
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
use crate::moment::Moment;
use crate::state::State;
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

/// The answer to a call of the API, or to the preflight request before it.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Response {
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

/// With the headers that every answer of the service has.
pub(crate) fn finished(state: &mut State, now: Moment, mut response: Response) -> Response {
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

fn call(state: &mut State, now: Moment, request: &Request) -> Response {
    match dispatch(state, now, request) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(failure) => failure.into_response(MEDIA_TYPE),
    }
}

// Source: CommonErrors.
fn dispatch(state: &mut State, now: Moment, request: &Request) -> Result<Value, Failure> {
    let target = header(request, "x-amz-target").unwrap_or_default();
    let name = target
        .strip_prefix(TARGET_PREFIX)
        .ok_or(Failure::unknown_operation())?;
    let operation = operation(name).ok_or(Failure::unknown_operation())?;
    let is_json = |media_type: &str| media_type.starts_with(MEDIA_TYPE);
    if !header(request, "content-type").is_some_and(is_json) {
        // What the service says of another protocol's request.
        return Err(Failure::unknown_operation());
    }
    if operation.needs_key {
        admin::check_signature(request)?;
    }
    let members = request::parse(request.body())?;
    gate::pass(state, now, request, operation, &members)?;
    (operation.run)(state, now, &members)
}

/// Whether a request asks for what needs an administrator's IAM key on AWS.
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
