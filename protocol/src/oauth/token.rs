//! The token endpoint, and the endpoints that accept a token.

use super::authorize::endpoint;
use super::percent::Query;
use crate::http::{HttpRequest, HttpResponse, Malformation, Malformed};
use crate::secret::Secret;
use core::fmt;

/// The exchange of a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
#[derive(Clone, Debug)]
pub struct CodeExchange {
    /// The app client's id.
    pub client_id: String,
    /// The redirect URI of the authorize request.
    pub redirect_uri: String,
    /// The code from the callback.
    pub code: Secret,
    /// The verifier of the authorize request's challenge.
    pub verifier: Secret,
}

/// The tokens from the endpoint.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenResponse {
    /// The access token, a JWT.
    pub access_token: Secret,
    /// The ID token, a JWT, if the scope `openid` was requested.
    pub id_token: Option<Secret>,
    /// The refresh token. Missing after a refresh, unless the pool rotates refresh tokens.
    pub refresh_token: Option<Secret>,
    /// For how long the access token is valid, in seconds.
    pub expires_in: i64,
}

/// Why there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The endpoint returned an error.
    Refused(TokenRefusal),
    /// The response is not one of the endpoint.
    Malformed(Malformed),
}

/// An error of the token endpoint (RFC 6749, section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRefusal {
    /// The name of the error.
    pub code: TokenErrorCode,
    /// The endpoint's description.
    pub description: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The request id, if it could be read.
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
    /// `invalid_grant`: the code or the refresh token was used, has expired, was revoked, or belongs to another client.
    InvalidGrant,
    /// `unauthorized_client`: the app client may not use this grant.
    UnauthorizedClient,
    /// `unsupported_grant_type`: there is no such grant.
    UnsupportedGrantType,
    /// Another one.
    Other(String),
}

impl CodeExchange {
    /// Returns the request. The domain is as in
    /// [`AuthorizeRequest::url`](super::AuthorizeRequest::url).
    pub fn request(&self, domain: &str) -> HttpRequest {
        let mut form = Query::default();
        form.add("grant_type", "authorization_code");
        form.add("client_id", &self.client_id);
        form.add("redirect_uri", &self.redirect_uri);
        form.add("code", self.code.expose());
        form.add("code_verifier", self.verifier.expose());
        post(domain, "/oauth2/token", form)
    }
}

/// Returns the request that renews tokens (RFC 6749, section 6). The domain is as in
/// [`AuthorizeRequest::url`](super::AuthorizeRequest::url), here and below.
pub fn refresh_request(domain: &str, client_id: &str, refresh_token: &Secret) -> HttpRequest {
    let mut form = Query::default();
    form.add("grant_type", "refresh_token");
    form.add("client_id", client_id);
    form.add("refresh_token", refresh_token.expose());
    post(domain, "/oauth2/token", form)
}

/// Returns the request that revokes a refresh token (RFC 7009).
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>
pub fn revoke_request(domain: &str, client_id: &str, refresh_token: &Secret) -> HttpRequest {
    let mut form = Query::default();
    form.add("token", refresh_token.expose());
    form.add("client_id", client_id);
    post(domain, "/oauth2/revoke", form)
}

/// Returns the request for the user's attributes (OpenID Connect Core 1.0, section 5.3).
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html>
pub fn user_info_request(domain: &str, access_token: &Secret) -> HttpRequest {
    let mut authorization = String::from("Bearer ");
    authorization.push_str(access_token.expose());
    HttpRequest {
        method: "GET",
        url: endpoint(domain, "/oauth2/userInfo", Query::default()),
        headers: vec![("Authorization", authorization)],
        body: None,
    }
}

/// Reads the token endpoint's response.
///
/// # Errors
/// [`TokenError`], which also contains unknown errors of the endpoint.
pub fn token_response(response: &HttpResponse) -> Result<TokenResponse, TokenError> {
    if !response.is_success() {
        return Err(refusal(response));
    }
    let body = response.json()?;
    let secret = |name| body.string(name).map(Secret::from);
    let missing = |name| response.malformed(Malformation::MissingField(name));
    Ok(TokenResponse {
        access_token: secret("access_token").ok_or_else(|| missing("access_token"))?,
        id_token: secret("id_token"),
        refresh_token: secret("refresh_token"),
        expires_in: body
            .integer("expires_in")
            .ok_or_else(|| missing("expires_in"))?,
    })
}

fn refusal(response: &HttpResponse) -> TokenError {
    let unexpected = || response.malformed(Malformation::UnexpectedStatus).into();
    let Ok(body) = response.json() else {
        return unexpected();
    };
    let Some(name) = body.string("error") else {
        return unexpected();
    };
    TokenError::Refused(TokenRefusal {
        code: TokenErrorCode::from_name(name),
        description: body.string("error_description").map(str::to_owned),
        status: response.status,
        request_id: response.request_id.clone(),
    })
}

fn post(domain: &str, path: &str, form: Query) -> HttpRequest {
    let kind = "application/x-www-form-urlencoded".to_owned();
    HttpRequest {
        method: "POST",
        url: endpoint(domain, path, Query::default()),
        headers: vec![("Content-Type", kind)],
        body: Some(form.finish()),
    }
}

impl TokenErrorCode {
    /// Returns the name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::Other(name) => name,
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<Malformed> for TokenError {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::Refused(refusal) => {
                f.write_str(refusal.code.as_str())?;
                if let Some(description) = &refusal.description {
                    f.write_str(": ")?;
                    f.write_str(description)?;
                }
                write!(f, " [status {}]", refusal.status)
            }
        }
    }
}

impl core::error::Error for TokenError {}
