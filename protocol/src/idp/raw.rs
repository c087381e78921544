//! Operations by name, with input and output as JSON with AWS's names.

use super::describe::operations_with;
use super::error::{self, ErrorCode, ResponseError};
use super::wire;
use crate::http::{HttpRequest, HttpResponse, Malformed};
use crate::json::{Object, Value};

/// Returns the field of an operation's input that a client adds: `ClientId`, `UserPoolId`, or `AccessToken`.
pub fn own_field(operation: &str) -> &'static str {
    if operations_with!("ClientId").contains(&operation) {
        "ClientId"
    } else if operations_with!("UserPoolId").contains(&operation) {
        "UserPoolId"
    } else {
        "AccessToken"
    }
}

/// Whether an operation accepts `ClientMetadata`.
pub fn takes_client_metadata(operation: &str) -> bool {
    operations_with!("ClientMetadata").contains(&operation)
}

/// Whether an operation accepts `UserContextData` and `AnalyticsMetadata`.
pub fn takes_user_context(operation: &str) -> bool {
    operations_with!("UserContextData").contains(&operation)
}

/// Returns the HTTP request that calls the operation of this name, with an input in AWS's names.
pub fn request_json(endpoint: &str, operation: &str, input: Object) -> HttpRequest {
    wire::request_of(endpoint, operation, input.end())
}

/// Reads the response of a successful operation: an object, or `null` if the
/// body is empty, as it may be where the operation answers nothing.
///
/// # Errors
/// [`Malformed`] where it is anything else.
pub fn response_json(response: &HttpResponse) -> Result<Value, Malformed> {
    wire::read(response, true)
}

/// Reads the response of an unsuccessful operation.
pub fn refusal(response: &HttpResponse) -> ResponseError {
    error::read(response, ErrorCode::from_name)
}
