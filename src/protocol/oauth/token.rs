//! The token endpoint, and those that take a token.

use super::authorize::endpoint;
use super::percent::Query;
use crate::protocol::http::{HttpRequest, HttpResponse, Malformation, Malformed};
use crate::protocol::secret::Secret;
use core::fmt;

/// The exchange of a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
#[derive(Clone, Debug)]
pub struct CodeExchange {
    /// The app client's id.
    pub client_id: String,
    /// The redirect URI of the authorize request.
    pub redirect_uri: String,
    /// The code that came back.
    pub code: Secret,
    /// The verifier of the authorize request's challenge.
    pub verifier: Secret,
}

/// The tokens that the endpoint gives.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenResponse {
    /// The access token, a JWT.
    pub access_token: Secret,
    /// The ID token, a JWT, where the scope `openid` was asked for.
    pub id_token: Option<Secret>,
    /// The refresh token; missing in the answer to a refresh, unless the pool rotates them.
    pub refresh_token: Option<Secret>,
    /// For how long the access token is valid, in seconds.
    pub expires_in: i64,
}

/// Why there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The endpoint refused.
    Refused(TokenRefusal),
    /// The answer is not one that the endpoint gives.
    Malformed(Malformed),
}

/// A refusal of the token endpoint (RFC 6749, section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRefusal {
    /// Which one.
    pub code: TokenErrorCode,
    /// In the endpoint's words.
    pub description: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The request id, where one could be read.
    pub request_id: Option<String>,
}

/// The errors of the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorCode {
    /// `invalid_request`: a parameter is missing or malformed.
    InvalidRequest,
    /// `invalid_client`: no such app client, or one with a secret.
    InvalidClient,
    /// `invalid_grant`: the code or the refresh token is used up, expired, revoked or another's.
    InvalidGrant,
    /// `unauthorized_client`: the app client may not use this grant.
    UnauthorizedClient,
    /// `unsupported_grant_type`: there is no such grant.
    UnsupportedGrantType,
    /// Another one.
    Other(String),
}

impl CodeExchange {
    /// The request to send. The domain is as in
    /// [`AuthorizeRequest::url`](super::AuthorizeRequest::url).
    pub fn request(&self, domain: &str) -> HttpRequest {
        todo!()
    }
}

/// The request that renews tokens (RFC 6749, section 6).
pub fn refresh_request(domain: &str, client_id: &str, refresh_token: &Secret) -> HttpRequest {
    todo!()
}

/// The request that revokes a refresh token (RFC 7009).
pub fn revoke_request(domain: &str, client_id: &str, refresh_token: &Secret) -> HttpRequest {
    todo!()
}

/// The request for what the user's attributes are (OpenID Connect Core, section 5.3).
pub fn user_info_request(domain: &str, access_token: &Secret) -> HttpRequest {
    todo!()
}

/// Reads the token endpoint's answer.
///
/// # Errors
/// [`TokenError`], which keeps a refusal that is not known by its name.
pub fn token_response(response: &HttpResponse) -> Result<TokenResponse, TokenError> {
    todo!()
}
