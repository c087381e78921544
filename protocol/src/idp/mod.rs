//! The user pool's operations (`cognito-idp`), as data.
//!
//! An operation is a request struct, a response struct, and one line that links them to AWS's name of the operation.
//! [`request`] builds the HTTP request of an operation, and [`response`] reads its response. To add one, describe its
//! fields in the file of its family with the macros `record!` and `operation!`. A test compares all descriptions with
//! AWS's model of the service.
//!
//! API reference:
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

mod auth;
pub(crate) mod describe;
mod device;
pub(crate) mod error;
mod mfa;
mod passkey;
mod password;
mod profile;
mod raw;
mod shared;
mod sign_up;
mod tokens;
mod user_session;
pub(crate) mod wire;

#[cfg(test)]
pub(crate) mod tests;

pub use auth::*;
pub use describe::{Description, Field, Kind, Need};
pub use device::*;
pub use error::{ErrorCode, ResponseError, ServiceError};
pub use mfa::*;
pub use passkey::*;
pub use password::*;
pub use profile::*;
pub use raw::{
    own_field, refusal, request_json, response_json, takes_client_metadata, takes_user_context,
};
pub use shared::*;
pub use sign_up::*;
pub use tokens::*;
pub use user_session::*;
pub use wire::{Reader, Record, ResponseBody, Wire, Writer, request_of};

use super::http::{HttpRequest, HttpResponse};

/// A request of the user pool's API, with its name and its response.
pub trait Operation: Record {
    /// AWS's name of the operation, as in `SignUp`.
    const NAME: &'static str;
    /// The type of the response.
    type Response: Record;
}

const FAMILIES: &[&[Description]] = &[
    sign_up::OPERATIONS,
    auth::OPERATIONS,
    tokens::OPERATIONS,
    password::OPERATIONS,
    profile::OPERATIONS,
    mfa::OPERATIONS,
    device::OPERATIONS,
    passkey::OPERATIONS,
    user_session::OPERATIONS,
];

/// The descriptions of all operations, for tests that compare them with AWS's model.
pub const OPERATIONS: &[Description] = &describe::joined::<{ describe::count(FAMILIES) }>(FAMILIES);

/// Returns the HTTP request that calls the operation at the endpoint, an absolute URL such as
/// `https://cognito-idp.eu-west-1.amazonaws.com/`.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    request_of(endpoint, O::NAME, write_request(operation).finish())
}

/// Writes the fields of a request.
pub fn write_request<O: Operation>(operation: &O) -> Writer {
    Writer::of(operation)
}

/// Whether an operation's response has no fields, so that its body may be empty.
pub const fn has_empty_response<O: Operation>() -> bool {
    <O::Response as Record>::FIELDS.is_empty()
}

/// Reads the response of an operation.
///
/// # Errors
/// [`ResponseError::Service`] if the service refused, [`ResponseError::Malformed`] if the
/// response is not one that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(refusal(response));
    }
    ResponseBody::parse(response.clone(), has_empty_response::<O>())?.read()
}
