//! The parameters of an authorization request
//! ([authorize endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html#get-authorize-request-parameters)).

use super::form::Form;
use crate::config::{ClientSettings, OauthFlow};

/// Scopes for claims, which need the scope `openid`.
const CLAIM_SCOPES: [&str; 3] = ["email", "phone", "profile"];

/// `response_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseType {
    Code,
    Token,
}

/// The parameter `prompt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Without `prompt`: shows the sign-in page unless a user is signed in.
    Automatic,
    /// `none`: shows no page.
    None,
    /// `login`: always shows the sign-in page.
    Login,
    /// `select_account` or `consent`, for an identity provider: "this value has no effect on local sign-in"
    /// ([authorize endpoint](https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html#get-authorize-request-parameters)).
    OfProvider,
}

/// An error that is sent to the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denial {
    InvalidRequest,
    /// The client does not allow this flow.
    UnauthorizedClient,
    UnsupportedResponseType,
    InvalidScope,
    /// `prompt=none`, and no user is signed in.
    LoginRequired,
    /// The user has cancelled.
    AccessDenied,
}

impl Denial {
    /// `error` and `error_description`. For a scope or a flow that the client does not have, Cognito uses `invalid_request`
    /// with the actual error as the description.
    pub(super) fn message(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::InvalidRequest => ("invalid_request", None),
            Self::UnauthorizedClient => ("invalid_request", Some("unauthorized_client")),
            Self::UnsupportedResponseType => ("unsupported_response_type", None),
            Self::InvalidScope => ("invalid_request", Some("invalid_scope")),
            Self::LoginRequired => ("login_required", None),
            Self::AccessDenied => ("access_denied", Some("The person cancelled the sign-in")),
        }
    }
}

// Source: authorization-endpoint#get-authorize-negative. Assumed: how the app learns of it.
pub(super) fn response_type(
    client: &ClientSettings,
    given: Option<&str>,
) -> Result<ResponseType, Denial> {
    let (response_type, flow) = match given {
        Some("code") => (ResponseType::Code, OauthFlow::Code),
        Some("token") => (ResponseType::Token, OauthFlow::Implicit),
        Some(_) => return Err(Denial::UnsupportedResponseType),
        None => return Err(Denial::InvalidRequest),
    };
    match client.allowed_oauth_flows.contains(&flow) {
        true => Ok(response_type),
        false => Err(Denial::UnauthorizedClient),
    }
}

/// The requested scopes without duplicates; all scopes of the client if none is requested.
// Source: authorization-endpoint#get-authorize-request-parameters. Assumed: that others are refused, and how
// the app learns of it.
pub(super) fn scopes(client: &ClientSettings, given: &str) -> Result<Vec<String>, Denial> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in given.split(' ').filter(|scope| !scope.is_empty()) {
        if !client
            .allowed_oauth_scopes
            .iter()
            .any(|allowed| allowed == scope)
        {
            return Err(Denial::InvalidScope);
        }
        if !scopes.iter().any(|other| other == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.is_empty() {
        return Ok(client.allowed_oauth_scopes.clone());
    }
    let has_claims = scopes
        .iter()
        .any(|scope| CLAIM_SCOPES.contains(&scope.as_str()));
    match has_claims && !scopes.iter().any(|scope| scope == "openid") {
        true => Err(Denial::InvalidScope),
        false => Ok(scopes),
    }
}

/// The code challenge ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636#section-4.3)). Cognito accepts only S256: a SHA-256
/// in base64url, 43 characters.
// Source: authorization-endpoint#get-authorize-negative.
pub(super) fn code_challenge(query: &Form) -> Result<Option<String>, Denial> {
    match (
        query.get("code_challenge"),
        query.get("code_challenge_method"),
    ) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) if is_challenge(challenge) => {
            Ok(Some(challenge.to_owned()))
        }
        _ => Err(Denial::InvalidRequest),
    }
}

fn is_challenge(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == 43 && text.bytes().all(fits)
}

/// Whether a text is a URL with `https`, `http://localhost` or an app's own scheme, without a fragment
/// ([RFC 8707, section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
pub(super) fn is_resource(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_visible = |c: char| c.is_ascii_graphic() && c != '#';
    match text.split_once("://") {
        Some(("http", rest)) => rest.starts_with("localhost") && rest.chars().all(is_visible),
        Some((scheme, rest)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(fits)
                && !rest.is_empty()
                && rest.chars().all(is_visible)
        }
        None => false,
    }
}

// Source: authorization-endpoint#get-authorize-request-parameters. Assumed: that `none` stands alone (OpenID
// Connect Core, section 3.1.2.1).
pub(super) fn prompt(given: &str) -> Result<Prompt, Denial> {
    let values: Vec<&str> = given.split(' ').filter(|word| !word.is_empty()).collect();
    match values.as_slice() {
        [] => Ok(Prompt::Automatic),
        ["none"] => Ok(Prompt::None),
        values if values.contains(&"none") => Err(Denial::InvalidRequest),
        values if values.contains(&"login") => Ok(Prompt::Login),
        values if values.contains(&"select_account") => Ok(Prompt::OfProvider),
        ["consent"] => Ok(Prompt::OfProvider),
        _ => Err(Denial::InvalidRequest),
    }
}
