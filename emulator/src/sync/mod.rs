//! The `cognito-sync` API: REST with JSON, below `/identitypools/<pool id>/identities/<identity id>`.
//!
//! `target` finds the operation of a request, `authorize` authorizes it, `datasets` and `records` have the operations.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Operations.html>

mod authorize;
mod datasets;
mod records;
mod rules;
mod target;

use ::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::errors::Failure;
use crate::http::{Request, Response, set};
use crate::idp;
use crate::state::{QuotaKey, State};
use crate::timestamp::Timestamp;
use target::Target;

/// A call: its target, and the members of path, query and body.
struct Call<'a> {
    target: &'a Target,
    /// The caller, as in `LastModifiedBy`.
    by: String,
    now: Timestamp,
}

type Run = fn(&mut State, &Call<'_>) -> Result<Value, Failure>;

/// An operation: its name and its function.
struct Operation(&'static str, Run);

/// Handles a request for a path of Cognito Sync; `None` for other paths.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let path = request.uri().path().strip_prefix("/identitypools")?;
    if !(path.is_empty() || path.starts_with('/')) {
        return None;
    }
    let response = match *request.method() {
        Method::OPTIONS => preflight(),
        _ => match run(state, now, request) {
            Ok(body) => crate::http::json(StatusCode::OK, &body),
            Err(failure) => refusal(&failure),
        },
    };
    Some(idp::finished(state, now, response))
}

// Source: API_Operations. Assumed: that unsupported operations are UnknownOperationException.
fn run(state: &mut State, now: Timestamp, request: &Request) -> Result<Value, Failure> {
    let (target, Operation(name, run)) = Target::of(request)?.ok_or(Failure::unknown_operation())?;
    count(state, now, name)?;
    let by = authorize::authorize_call(state, now, request, name, &target)?;
    let call = Call {
        target: &target,
        by,
        now,
    };
    run(state, &call)
}

/// Checks the account's quota.
// Source: API_ListRecords (`TooManyRequestsException`).
fn count(state: &mut State, now: Timestamp, name: &'static str) -> Result<(), Failure> {
    let most = state.account.identity_request_rates.get(name);
    let most = most.copied().unwrap_or(u32::MAX);
    match state.requests.count(now, QuotaKey::Operation(name), most) {
        true => Ok(()),
        false => Err(Failure::too_many_requests()),
    }
}

/// Builds an error response, with the message in the body and the type in a header.
// Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization,
// https://github.com/amazon-archives/amazon-cognito-js/issues/31 (a body of `message` alone).
fn refusal(failure: &Failure) -> Response {
    let body = json!({ "message": failure.message() });
    let mut response = crate::http::json(status(failure.kind()), &body);
    let kind = format!("{}:", failure.kind());
    set(&mut response, "x-amzn-errortype", &kind);
    response
}

// Source: API_UpdateRecords (each error's "HTTP Status Code"), CommonErrors.
fn status(kind: &str) -> StatusCode {
    match kind {
        "ResourceConflictException" => StatusCode::CONFLICT,
        "ResourceNotFoundException" | "UnknownOperationException" => StatusCode::NOT_FOUND,
        "TooManyRequestsException" => StatusCode::TOO_MANY_REQUESTS,
        "NotAuthorizedException"
        | "AccessDeniedException"
        | "ExpiredTokenException"
        | "IncompleteSignatureException"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "UnrecognizedClientException" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn preflight() -> Response {
    let mut response = Response::new(Vec::new());
    let headers = "amz-sdk-invocation-id,amz-sdk-request,authorization,content-type,x-amz-client-context,\
                   x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-user-agent";
    set(&mut response, "access-control-allow-headers", headers);
    set(
        &mut response,
        "access-control-allow-methods",
        "DELETE,GET,POST",
    );
    set(&mut response, "access-control-max-age", "172800");
    response
}

/// A time in the API's form: seconds with a fraction.
fn seconds(moment: Timestamp) -> Value {
    // Exact: a time in milliseconds has far fewer than 53 bits.
    json!(moment.millis() as f64 / 1000.0)
}
