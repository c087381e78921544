//! Client authentication and responses of the OAuth endpoints.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>

use std::sync::Arc;

use ::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::form::Form;
use crate::config::ClientSettings;
use crate::http::{Request, Response, header, response, set};
use crate::state::State;

/// An error of [RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OauthError {
    InvalidRequest,
    /// No such client.
    InvalidClient,
    /// The client's secret is missing or wrong.
    InvalidClientSecret,
    InvalidGrant,
    UnauthorizedClient,
    /// The redirect URI is not that of the authorization request.
    InvalidRedirect,
    UnsupportedGrantType,
    UnsupportedTokenType,
}

impl OauthError {
    pub(super) fn into_response(self, status: StatusCode) -> Response {
        let mut body = json!({ "error": self.code() });
        match self {
            Self::InvalidClientSecret => body["error_description"] = "invalid_client_secret".into(),
            // "A token request with a `redirect_uri` that does not match the value from the authorization
            // request, returns `unauthorized_client` with an `error_description` of `invalid_redirect`":
            // https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html#post-token-negative
            Self::InvalidRedirect => body["error_description"] = "invalid_redirect".into(),
            _ => {}
        }
        json_response(status, &body)
    }

    fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient | Self::InvalidClientSecret => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient | Self::InvalidRedirect => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
        }
    }
}

/// Builds a JSON response that is not cached and that every origin may read.
pub(super) fn json_response(status: StatusCode, body: &Value) -> Response {
    let body = body.to_string().into_bytes();
    uncached(response(status, "application/json;charset=UTF-8", body))
}

/// Adds the headers for a response that is not cached and that every origin may read.
pub(super) fn uncached(mut response: Response) -> Response {
    set(&mut response, "cache-control", "no-store");
    set(&mut response, "pragma", "no-cache");
    set(&mut response, "access-control-allow-origin", "*");
    response
}

/// Authenticates the client by Basic authorization, or by `client_id` and `client_secret` in the form. A client without a
/// secret must not send one.
// Source: token-endpoint#post-token-request-parameters, token-endpoint#post-token-negative.
pub(super) fn client(
    state: &State,
    request: &Request,
    form: &Form,
) -> Result<Arc<ClientSettings>, OauthError> {
    let in_form = form.get("client_id");
    let (id, secret) = match header(request, "authorization") {
        None => (
            in_form.map(str::to_owned),
            form.get("client_secret").map(str::to_owned),
        ),
        Some(header) => {
            let (id, secret) = basic(header).ok_or(OauthError::InvalidClient)?;
            if in_form.is_some_and(|other| other != id) {
                return Err(OauthError::InvalidClient);
            }
            (Some(id), Some(secret))
        }
    };
    let id = id.ok_or(OauthError::InvalidRequest)?;
    let client = state.pools.iter().find_map(|pool| pool.client(&id));
    let client = client.ok_or(OauthError::InvalidClient)?;
    match client.secret == secret {
        true => Ok(client),
        false => Err(OauthError::InvalidClientSecret),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
