//! The user pool's operations (`cognito-idp`), as data.
//!
//! An operation is a request struct, a response struct, and one line that ties them to the name
//! under which AWS knows it. [`request`] makes any of them into an HTTP request, [`response`] reads
//! any answer. To add one, describe its fields in the file of its family with the macros `record!`
//! and `operation!`; a test compares every description with AWS's own model of the service.
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
pub use wire::{Answer, Reader, Record, Wire, Writer, request_of};

use super::http::{HttpRequest, HttpResponse};

/// A request that the user pool's API takes, tied to its name and its response.
pub trait Operation: Record {
    /// The name under which AWS knows the operation, as in `SignUp`.
    const NAME: &'static str;
    /// What the service answers.
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

/// What every operation looks like on the wire, for tests that compare it with AWS's model.
pub const OPERATIONS: &[Description] = &describe::joined::<{ describe::count(FAMILIES) }>(FAMILIES);

/// The HTTP request that calls the operation at the endpoint, an absolute URL such as
/// `https://cognito-idp.eu-west-1.amazonaws.com/`.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    request_of(endpoint, O::NAME, written(operation).finish())
}

/// The fields of a request, written.
pub fn written<O: Operation>(operation: &O) -> Writer {
    Writer::of(operation)
}

/// Whether an operation answers nothing, so that its answer may be empty.
pub const fn answers_nothing<O: Operation>() -> bool {
    <O::Response as Record>::FIELDS.is_empty()
}

/// Reads the answer to an operation.
///
/// # Errors
/// [`ResponseError::Service`] where the service refused, [`ResponseError::Malformed`] where the
/// answer is not one that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(refusal(response));
    }
    Answer::open(response.clone(), answers_nothing::<O>())?.read()
}
