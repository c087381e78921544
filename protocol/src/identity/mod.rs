//! The identity pool's operations (`cognito-identity`) that need no IAM key, as data.
//!
//! An identity pool issues identities and AWS credentials to guests, and to users with a token of a provider that it
//! trusts. [`request`] builds the HTTP request of an operation, and [`response`] reads its response.
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
use crate::idp::wire::{Record, ResponseBody, Writer, request_to};
use crate::idp::{Timestamp, error::read};
use crate::region::{dns_suffix, is_region};
use crate::secret::Secret;
use crate::text::cut;

/// The key of developer-authenticated identities in `Logins`, whose tokens an app's server gets
/// (`GetOpenIdTokenForDeveloperIdentity`).
pub const DEVELOPER: &str = "cognito-identity.amazonaws.com";

/// An operation that needs no IAM key, tied to its name and its response.
pub trait Operation: Record {
    /// AWS's name of the operation.
    const NAME: &'static str;
    /// The type of the response.
    type Response: Record;
}

/// Returns the HTTP request that calls the operation at the endpoint, such as
/// `https://cognito-identity.eu-west-1.amazonaws.com/`.
pub fn request<O: Operation>(endpoint: &str, operation: &O) -> HttpRequest {
    let body = Writer::of(operation).finish();
    request_to(endpoint, "AWSCognitoIdentityService.", O::NAME, body)
}

/// Reads the response of an operation.
///
/// # Errors
/// [`ResponseError::Service`] if the service refused, [`ResponseError::Malformed`] if the response is not one
/// that the service gives.
pub fn response<O: Operation>(response: &HttpResponse) -> Result<O::Response, ResponseError> {
    if !response.is_success() {
        return Err(read(response, ErrorCode::from_name));
    }
    let may_be_empty = <O::Response as Record>::FIELDS.is_empty();
    ResponseBody::parse(response.clone(), may_be_empty)?.read()
}

/// Returns the address of a Region's API, without a trailing slash.
///
/// <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub fn endpoint(region: &str) -> String {
    ["https://cognito-identity.", region, ".", dns_suffix(region)].concat()
}

/// Returns the Region in the id of an identity pool or of an identity, `<Region>:<UUID>`. `None` for any other text.
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
    /// Returns the identity to which the tokens belong, or creates one. Without tokens it always creates one.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html>
    pub struct GetId {
        /// The AWS account's id, up to 15 digits. Not required.
        pub account_id: Option<String> => "AccountId",
        /// The identity pool's id, `<Region>:<UUID>`.
        pub identity_pool_id: String => "IdentityPoolId",
        /// Up to ten tokens by their provider's name.
        pub logins: Parameters => "Logins",
    }

    /// The response to [`GetId`].
    pub struct GetIdResponse {
        /// The identity's id, `<Region>:<UUID>`.
        pub identity_id: Option<String> => "IdentityId",
    }

    /// Credentials of an identity, for an hour.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html>
    pub struct GetCredentialsForIdentity {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens by their provider's name.
        pub logins: Parameters => "Logins",
        /// The role to assume, if the token allows several; 20 to 2,048 characters.
        pub custom_role_arn: Option<String> => "CustomRoleArn",
    }

    /// The response to [`GetCredentialsForIdentity`].
    pub struct GetCredentialsForIdentityResponse {
        /// The identity of the credentials. It may differ from the requested one if the tokens already belong to
        /// another.
        pub identity_id: Option<String> => "IdentityId",
        /// The credentials.
        pub credentials: Option<Credentials> => "Credentials",
    }

    /// Temporary AWS credentials.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Credentials.html>
    pub struct Credentials {
        /// The access key id. It is not secret.
        pub access_key_id: Option<String> => "AccessKeyId",
        /// The secret key.
        pub secret_key: Option<Secret> => "SecretKey",
        /// The session token, which each request must contain.
        pub session_token: Option<Secret> => "SessionToken",
        /// When they expire.
        pub expiration: Option<Timestamp> => "Expiration",
    }

    /// Returns a token of an identity, for which STS issues credentials (the basic flow).
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html>
    pub struct GetOpenIdToken {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens by their provider's name.
        pub logins: Parameters => "Logins",
    }

    /// The response to [`GetOpenIdToken`].
    pub struct GetOpenIdTokenResponse {
        /// The identity of the token. It may differ from the requested one.
        pub identity_id: Option<String> => "IdentityId",
        /// The token, valid for ten minutes.
        pub token: Option<Secret> => "Token",
    }

    /// Removes logins from an identity. Without any login, the identity can no longer be reached.
    /// <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html>
    pub struct UnlinkIdentity {
        /// The identity's id.
        pub identity_id: String => "IdentityId",
        /// The tokens of the removed logins by their provider's name.
        pub logins: Parameters => "Logins",
        /// The names of the providers.
        pub logins_to_remove: Vec<String> => "LoginsToRemove",
    }
}

nested!(Credentials);
