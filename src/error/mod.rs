//! What can go wrong, told to three readers: the program ([`Error::kind`]), the developer
//! ([`Error::help`]) and, through the kind, the screen that chooses a sentence for the person.
//!
//! [`kind`](ErrorKind) is the list of kinds, `service` gives each answer of Cognito its kind, `field` its place in a form,
//! `help` says what a developer should change, `signing_help` where a request cannot be signed.

mod field;
mod help;
mod kind;
mod service;
#[cfg(feature = "aws")]
mod signing_help;

use std::fmt;
use std::sync::Arc;

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

/// Why something did not work. Cheap to clone; never holds a password, a code or a token.
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
}

impl Error {
    /// What kind of failure this is: what a program decides by.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call can succeed later with nothing changed: no network, a time-out, a
    /// throttle, a fault inside the service.
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable()
    }

    /// For the developer: what to change, and where. Empty where there is nothing to change.
    pub fn help(&self) -> &'static str {
        help::help(self.0.kind, self.0.code.as_deref(), &self.0.message)
    }

    /// What happened, in the words of whoever noticed it: Cognito's own message where Cognito
    /// answered. English, and meant for logs more than for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The name that Cognito (`CodeMismatchException`) or the OAuth endpoint (`invalid_grant`)
    /// gave the failure, where one did.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Cognito's id of the request (`x-amzn-RequestId`), which AWS support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The field of a form that the failure belongs to, where it belongs to one.
    pub fn field(&self) -> Option<Field> {
        self.0.field
    }

    /// What a [`Remote`](crate::Remote) of the app's own fails with. The message must hold no secret.
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

    pub(crate) fn with_answer(mut self, status: u16, request_id: Option<String>) -> Self {
        let inner = self.inner();
        inner.status = Some(status);
        inner.request_id = request_id;
        self
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

/// A request to an app's own server that could not be made: an address or a header is none.
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
