//! An operation by its name, with its input and its output as JSON in AWS's own names.

use super::error::{self, ResponseError};
use super::wire;
use crate::http::{HttpRequest, HttpResponse, Malformed};
use crate::json::{Object, Value};
use crate::text::split;

/// The operations that name the app client.
const OF_CLIENT: &str = "InitiateAuth RespondToAuthChallenge SignUp ConfirmSignUp \
    ResendConfirmationCode ForgotPassword ConfirmForgotPassword GetTokensFromRefreshToken RevokeToken \
    GetDerivedToken";

/// The field of an operation's input that a client knows by itself: `ClientId`, `UserPoolId`, or
/// `AccessToken`.
pub fn own_field(operation: &str) -> &'static str {
    match operation {
        "UpdateAuthEventFeedback" => "UserPoolId",
        _ if split(OF_CLIENT, b' ').any(|name| name == operation) => "ClientId",
        _ => "AccessToken",
    }
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
    error::read(response)
}
