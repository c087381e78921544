//! Errors, for three readers: the program ([`Error::kind`]), the developer ([`Error::help`]), and the user, for whom a
//! screen has a sentence for each kind.
//!
//! [`kind`](ErrorKind) lists the kinds. `service` maps errors of Cognito to kinds, and `field` to form fields. `help`
//! has the texts for developers, and `signing_help` those for requests that cannot be signed.

mod field;
mod help;
mod kind;
mod service;
#[cfg(feature = "aws")]
mod signing_help;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::platform::{FetchError, StoreError};

pub(crate) use field::Form;
#[cfg(feature = "api")]
pub(crate) use help::API_UNREADABLE;
#[cfg(feature = "records")]
pub(crate) use help::OWN_API_ANSWERED;
pub use kind::{ErrorKind, Field};
pub(crate) use service::refusal;
#[cfg(feature = "aws")]
pub(crate) use signing_help::NO_SCOPE;

/// An error of any function of this crate. Cheap to clone. It never contains a password, a code or a token.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    field: Option<Field>,
    given_up: Option<Duration>,
}

impl Error {
    /// Returns the kind of the error, for decisions in the program.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call can succeed later without any change: after a network failure, a timeout, throttling or an
    /// internal error of the service.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable()
    }

    /// Returns help for the developer: what to change, and where. Empty if there is nothing to change.
    pub fn help(&self) -> &'static str {
        help::help(self.0.kind, self.0.code.as_deref(), &self.0.message)
    }

    /// Returns the message, in English. For an error of Cognito, it is Cognito's message. It is meant for logs, not for
    /// users.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the name of the error in Cognito (such as `CodeMismatchException`) or at the OAuth endpoint (such as
    /// `invalid_grant`), if it is from there.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns Cognito's id of the request (`x-amzn-RequestId`), for AWS support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the form field to which the error belongs, if any.
    pub fn field(&self) -> Option<Field> {
        self.0.field
    }

    /// Creates an error for a custom [`Remote`](crate::Remote). The message must not contain a secret.
    #[cfg(feature = "records")]
    pub fn from_remote(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error::new(kind, message)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Arc::new(Inner {
            kind,
            message: message.into(),
            code: None,
            status: None,
            request_id: None,
            field: None,
            given_up: None,
        }))
    }

    pub(crate) fn signed_out() -> Self {
        Error::new(ErrorKind::SignedOut, "nobody is signed in")
    }

    pub(crate) fn configuration(setting: &str, problem: &str) -> Self {
        let mut message = String::from(setting);
        message.push_str(": ");
        message.push_str(problem);
        Error::new(ErrorKind::Configuration, message)
    }

    pub(crate) fn with_field(mut self, field: Field) -> Self {
        self.inner().field = Some(field);
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.inner().kind = kind;
        self
    }

    pub(crate) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.inner().code = Some(code.into());
        self
    }

    pub(crate) fn with_response(mut self, status: u16, request_id: Option<String>) -> Self {
        let inner = self.inner();
        inner.status = Some(status);
        inner.request_id = request_id;
        self
    }

    /// Marks the error as final after retries, so that no other layer retries. `asked` is the pause that the service has
    /// asked for.
    pub(crate) fn given_up(mut self, asked: Duration) -> Self {
        self.inner().given_up.get_or_insert(asked);
        self
    }

    /// Returns the pause that the service has asked for, if the request was retried already and given up.
    #[cfg(feature = "records")]
    pub(crate) fn asked_after_giving_up(&self) -> Option<Duration> {
        self.0.given_up
    }

    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(code) = &self.0.code {
            f.write_str(" (")?;
            f.write_str(code)?;
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.name())?;
        f.write_str(": ")?;
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// An invalid URL or header of a request to an app's own server.
#[cfg(feature = "api")]
impl From<http::Error> for Error {
    fn from(error: http::Error) -> Self {
        Error::new(ErrorKind::InvalidInput, error.to_string())
    }
}

impl From<FetchError> for Error {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Network => Error::new(
                ErrorKind::Network,
                "the request did not reach the service, or its answer did not come back",
            ),
            FetchError::Timeout => Error::new(ErrorKind::Timeout, "no answer within the time-out"),
            FetchError::TooLarge => Error::new(
                ErrorKind::InvalidResponse,
                "the answer is larger than any that Cognito gives",
            ),
            FetchError::Policy => Error::new(
                ErrorKind::BlockedByPolicy,
                "a policy of the page forbids the request",
            ),
            FetchError::Worker => Error::new(
                ErrorKind::ServiceUnavailable,
                "the worker that keeps the refresh token does not run",
            ),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = match error {
            StoreError::Forbidden => "the browser refuses its storage to this page",
            StoreError::Full => "the browser's storage for this page is full",
            StoreError::Failed => "the store failed, or did not answer in time",
        };
        Error::new(ErrorKind::Storage, message)
    }
}
