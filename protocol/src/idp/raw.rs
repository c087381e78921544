//! An operation by its name, with its input and its output as JSON in AWS's own names.

use super::describe::operations_with;
use super::error::{self, ErrorCode, ResponseError};
use super::wire;
use crate::http::{HttpRequest, HttpResponse, Malformed};
use crate::json::{Object, Value};

/// The field of an operation's input that a client knows by itself: `ClientId`, `UserPoolId`, or
/// `AccessToken`.
pub fn own_field(operation: &str) -> &'static str {
    if operations_with!("ClientId").contains(&operation) {
        "ClientId"
    } else if operations_with!("UserPoolId").contains(&operation) {
        "UserPoolId"
    } else {
        "AccessToken"
    }
}

/// Whether an operation takes `ClientMetadata`.
pub fn takes_client_metadata(operation: &str) -> bool {
    operations_with!("ClientMetadata").contains(&operation)
}

/// Whether an operation takes `UserContextData`, and `AnalyticsMetadata` with it.
pub fn takes_user_context(operation: &str) -> bool {
    operations_with!("UserContextData").contains(&operation)
}

/// The HTTP request that calls the operation of that name with an input in AWS's own names.
pub fn request_json(endpoint: &str, operation: &str, input: Object) -> HttpRequest {
    wire::request_of(endpoint, operation, input.end())
}

/// Reads the answer to an operation that succeeded, whichever it is: an object, or `null` where the
/// body is empty, as it may be where the operation answers nothing.
///
/// # Errors
/// [`Malformed`] where it is anything else.
pub fn response_json(response: &HttpResponse) -> Result<Value, Malformed> {
    wire::read(response, true)
}

/// Reads the answer to an operation that did not succeed.
pub fn refusal(response: &HttpResponse) -> ResponseError {
    error::read(response, ErrorCode::from_name)
}
