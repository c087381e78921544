//! The identity pool's operations (`cognito-identity`) that need no IAM key, as data.
//!
//! An identity pool gives whoever shows a token of a provider that it trusts, or nobody in particular, an identity
//! and AWS credentials for it. [`request`] makes any operation into an HTTP request, [`response`] reads any answer.
//!
//! <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/Welcome.html>

mod error;
mod person;

#[cfg(test)]
mod tests;

pub use crate::idp::Parameters;
pub use error::{ErrorCode, ResponseError, ServiceError};
pub use person::person;

use crate::http::{HttpRequest, HttpResponse};
use crate::idp::describe::{nested, record};
use crate::idp::wire::{Answer, Record, Writer, request_to};
use crate::idp::{Timestamp, error::read};
use crate::region::{dns_suffix, is_region};
use crate::secret::Secret;
use crate::text::cut;

/// The key of an app's own provider in `Logins`, whose tokens its own server gets for it
/// (`GetOpenIdTokenForDeveloperIdentity`).
pub const DEVELOPER: &str = "cognito-identity.amazonaws.com";

/// An operation that needs no IAM key, tied to its name and its response.
pub trait Operation: Record {
    /// The name under which AWS knows the operation.
    const NAME: &'static str;
    /// What the service answers.
    type Response: Record;
}

/// The HTTP request that calls the operation at the endpoint, such as
/// `https://cognito-identity.eu-west-1.amazonaws.com/`.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    let body = Writer::of(operation).finish();
    request_to(endpoint, "AWSCognitoIdentityService.", O::NAME, body)
}

/// Reads the answer to an operation.
///
/// # Errors
/// [`ResponseError::Service`] where the service refused, [`ResponseError::Malformed`] where the answer is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(read(response, ErrorCode::from_name));
    }
    let may_be_empty = <O::Response as Record>::FIELDS.is_empty();
    Answer::open(response.clone(), may_be_empty)?.read()
}

/// The address of a Region's API, without a slash at its end.
///
/// <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub fn endpoint(region: &str) -> String {
    ["https://cognito-identity.", region, ".", dns_suffix(region)].concat()
}

/// The Region in the id of an identity pool or of an identity, `<Region>:<UUID>`; `None` where it has not that form.
///
/// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html>
pub fn region_of(id: &str) -> Option<&str> {
    let (region, uuid) = cut(id, b':');
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
    let is_uuid = uuid.is_some_and(|uuid| !uuid.is_empty() && uuid.bytes().all(is_hex));
    (is_uuid && is_region(region) && id.len() <= 55).then_some(region)
}

macro_rules! operation {
    ($($request:ident => $response:ty;)+) => {
        $(impl Operation for $request {
            const NAME: &'static str = stringify!($request);
            type Response = $response;
        })+
    };
}

operation! {
    GetId => GetIdResponse;
    GetCredentialsForIdentity => GetCredentialsForIdentityResponse;
    GetOpenIdToken => GetOpenIdTokenResponse;
    UnlinkIdentity => ();
}

record! {
    /// Finds the identity of whoever the tokens belong to, or makes one; without tokens always makes one.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html>
    pub struct GetId {
        /// The AWS account's id, up to 15 digits; not needed.
        pub account_id: Option<String> => "AccountId",
        /// The identity pool's id, `<Region>:<UUID>`.
        pub identity_pool_id: String => "IdentityPoolId",
        /// Up to ten tokens, each under its provider's name.
        pub logins: Parameters => "Logins",
    }

    /// The answer to [`GetId`].
    pub struct GetIdResponse {
        /// The identity's id, `<Region>:<UUID>`.
        pub identity_id: Option<String> => "IdentityId",
    }

    /// Credentials of an identity, for an hour.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html>
    pub struct GetCredentialsForIdentity {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens, each under its provider's name.
        pub logins: Parameters => "Logins",
        /// The role to assume, where the token allows several; 20 to 2,048 characters.
        pub custom_role_arn: Option<String> => "CustomRoleArn",
    }

    /// The answer to [`GetCredentialsForIdentity`].
    pub struct GetCredentialsForIdentityResponse {
        /// The identity that the credentials are for, which may be another one than was asked for: the tokens may
        /// belong to one already.
        pub identity_id: Option<String> => "IdentityId",
        /// The credentials.
        pub credentials: Option<Credentials> => "Credentials",
    }

    /// AWS credentials that are for a time.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Credentials.html>
    pub struct Credentials {
        /// Which key it is; no secret.
        pub access_key_id: Option<String> => "AccessKeyId",
        /// The key.
        pub secret_key: Option<Secret> => "SecretKey",
        /// What goes along with the key.
        pub session_token: Option<Secret> => "SessionToken",
        /// When they expire.
        pub expiration: Option<Timestamp> => "Expiration",
    }

    /// A token of an identity, with which STS gives credentials (the basic flow).
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html>
    pub struct GetOpenIdToken {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens, each under its provider's name.
        pub logins: Parameters => "Logins",
    }

    /// The answer to [`GetOpenIdToken`].
    pub struct GetOpenIdTokenResponse {
        /// The identity that the token is for, which may be another one than was asked for.
        pub identity_id: Option<String> => "IdentityId",
        /// The token, good for ten minutes.
        pub token: Option<Secret> => "Token",
    }

    /// Takes logins from an identity. Without any that is left nobody reaches it any more.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html>
    pub struct UnlinkIdentity {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens of those that are taken away, each under its provider's name.
        pub logins: Parameters => "Logins",
        /// The names of the providers.
        pub logins_to_remove: Vec<String> => "LoginsToRemove",
    }
}

nested!(Credentials);
