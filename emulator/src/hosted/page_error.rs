//! Errors that are shown on the error page, since they cannot be sent to the app.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>

use super::redirect::{self, Redirect};

/// An error that cannot be sent to the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PageError {
    /// The redirect URI is not one of the client's.
    RedirectMismatch,
    /// No such client.
    UnknownClient,
    /// The client has no OAuth flow, or a parameter occurs twice.
    InvalidRequest,
    /// A parameter is missing.
    Missing(&'static str),
    /// No such identity provider.
    NoSuchProvider,
    /// There is no sign-in for an identity provider's response.
    UnknownState,
}

impl PageError {
    /// `/error` with this error.
    pub(super) fn page(&self, client_id: Option<&str>) -> Redirect {
        let parameters = [("error", Some(&*self.code())), ("client_id", client_id)];
        Redirect(redirect::with(
            "/error",
            redirect::ResponseMode::Query,
            &parameters,
        ))
    }

    pub(super) fn code(&self) -> String {
        match self {
            Self::RedirectMismatch => "redirect_mismatch".to_owned(),
            Self::UnknownClient => "invalid_client".to_owned(),
            Self::InvalidRequest => "invalid_request".to_owned(),
            Self::Missing(name) => format!("Required String parameter '{name}' is not present"),
            Self::NoSuchProvider => {
                "Login option is not available. Please try another one".to_owned()
            }
            Self::UnknownState => {
                "Invalid samlResponse or relayState from identity provider".to_owned()
            }
        }
    }

    pub(super) fn of_code(code: &str) -> Option<Self> {
        let all = [
            Self::RedirectMismatch,
            Self::UnknownClient,
            Self::InvalidRequest,
            Self::Missing("client_id"),
            Self::Missing("redirect_uri"),
            Self::NoSuchProvider,
            Self::UnknownState,
        ];
        all.into_iter().find(|error| error.code() == code)
    }

    /// The explanation for the developer.
    pub(super) fn message(&self) -> String {
        match self {
            Self::RedirectMismatch => "The URL to return to is not among those of the app client: \
                 callback URLs for signing in, sign-out URLs for signing out. They are compared \
                 letter by letter."
                .to_owned(),
            Self::UnknownClient => {
                "Invalid client id: no user pool has this app client.".to_owned()
            }
            Self::InvalidRequest => "The request is not one that this app client can make. Check \
                 that it has redirect sign-in (allowed OAuth flows), and that no parameter page_request \
                 twice."
                .to_owned(),
            Self::Missing(_) => format!("{}.", self.code()),
            Self::NoSuchProvider => format!("{}.", self.code()),
            Self::UnknownState => "Nobody waits for this answer of an identity provider: the \
                 sign-in was begun in another browser, has ended, or is too old. Go back to the \
                 app and start again."
                .to_owned(),
        }
    }
}
