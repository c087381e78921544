//! The errors of a redirect sign-in.

use crate::error::{Error, ErrorKind};
use crate::protocol::oauth::{CallbackError, TokenError, TokenErrorCode, TokenRefusal};

pub(super) fn unknown_state() -> Error {
    Error::new(
        ErrorKind::UnknownState,
        "the sign-in came back with a state that is not waited for in this tab",
    )
}

pub(super) fn no_id_token() -> Error {
    Error::new(
        ErrorKind::IncompleteCallback,
        "there is no ID token: ask for the scope openid",
    )
}

pub(super) fn refusal(error: String, description: Option<String>) -> Error {
    let kind = match error.as_str() {
        "access_denied" => ErrorKind::AccessDenied,
        "temporarily_unavailable" => ErrorKind::ServiceUnavailable,
        _ => ErrorKind::ProviderError,
    };
    let message = description.unwrap_or_else(|| "the sign-in was refused".to_owned());
    Error::new(kind, message).with_code(error)
}

impl From<CallbackError> for Error {
    fn from(error: CallbackError) -> Self {
        let (what, parameter) = match error {
            CallbackError::Missing { parameter, .. } => ("lacks ", parameter),
            CallbackError::Malformed { parameter } => ("has a malformed ", parameter),
        };
        let message = [
            "the address that the sign-in came back to ",
            what,
            parameter,
        ]
        .concat();
        Error::new(ErrorKind::IncompleteCallback, message)
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(refusal) => token_refused(refusal),
            TokenError::Malformed(malformed) => malformed.into(),
        }
    }
}

fn token_refused(refusal: TokenRefusal) -> Error {
    let kind = match &refusal.code {
        TokenErrorCode::InvalidGrant => ErrorKind::CodeUsed,
        TokenErrorCode::InvalidClient => ErrorKind::ClientSecretRequired,
        _ => ErrorKind::ProviderError,
    };
    let code = refusal.code.as_str().to_owned();
    let message = refusal.description.unwrap_or_else(|| {
        "the token endpoint refused the code: it was used before, is too old, or belongs to \
         another app client or redirect URI"
            .to_owned()
    });
    Error::new(kind, message)
        .with_code(code)
        .with_response(refusal.status, refusal.request_id)
}
