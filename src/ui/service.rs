//! Functions of the app that run before a sign-in or a sign-up, or replace it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::protocol::secret::Secret;
use crate::{Client, Error, ErrorKind, SignInStep, SignUp, SignUpStep};

use super::dom::Values;

/// What a person entered on the sign-in screen. Its `Debug` output contains no values.
pub struct SignInRequest {
    username: String,
    password: Option<Secret>,
    fields: Vec<(String, String)>,
}

/// The message that a person reads when the app's own service refuses a sign-in or a sign-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// A refusal with this message.
    pub fn new(text: impl Into<String>) -> Self {
        Refusal(text.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        // This kind is shown to the person as it is, like the message of a Lambda trigger.
        Error::new(ErrorKind::LambdaRejected, refusal.0)
    }
}

impl SignInRequest {
    pub(super) fn new(username: &str, password: &str, values: &Values) -> Self {
        let others = values.others(&["username", "password"]);
        let own = |(name, text): (&str, &str)| (String::from(name), String::from(text));
        SignInRequest {
            username: username.into(),
            password: (!password.is_empty()).then(|| Secret::new(password)),
            fields: others.map(own).collect(),
        }
    }

    /// The username, e-mail address or phone number.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password, where the screen asks for one.
    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(Secret::expose)
    }

    /// The value of a field that the app has added, by its `name`
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.as_str())
    }
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest").finish_non_exhaustive()
    }
}

type Answer<T> = LocalFuture<'static, Result<Option<T>, Error>>;

pub(super) type SignInService = Arc<dyn Fn(Client, &Values) -> Answer<SignInStep> + Send + Sync>;
pub(super) type SignUpService = Arc<dyn Fn(Client, SignUp) -> Answer<SignUpStep> + Send + Sync>;

/// Boxes a sign-in service. [`SignInRequest`] is built here, so that an app without a service does not link it.
pub(super) fn before_sign_in<F>(
    service: impl Fn(Client, SignInRequest) -> F + Send + Sync + 'static,
) -> SignInService
where
    F: Future<Output = Result<Option<SignInStep>, Refusal>> + 'static,
{
    Arc::new(move |client, values| {
        let (username, password) = (values.text("username"), values.raw("password"));
        let answer = service(client, SignInRequest::new(username, password, values));
        Box::pin(async move { answer.await.map_err(Error::from) })
    })
}

/// Boxes a sign-up service.
pub(super) fn before_sign_up<F>(
    service: impl Fn(Client, SignUp) -> F + Send + Sync + 'static,
) -> SignUpService
where
    F: Future<Output = Result<Option<SignUpStep>, Refusal>> + 'static,
{
    Arc::new(move |client, account| {
        let answer = service(client, account);
        Box::pin(async move { answer.await.map_err(Error::from) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_shows_nothing_of_what_was_typed() {
        let request = SignInRequest {
            username: "ada".into(),
            password: Some(Secret::new("Lovelace1815")),
            fields: vec![("tenant".into(), "acme".into())],
        };
        assert_eq!(request.password(), Some("Lovelace1815"));
        assert_eq!(request.field("tenant"), Some("acme"));
        let shown = format!("{request:?}");
        for secret in ["ada", "Lovelace1815", "acme"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_refusal_is_read_as_it_was_written() {
        let error = Error::from(Refusal::new("Not on Sundays."));
        let text = crate::ui::Strings::ENGLISH.for_error(&error);
        assert_eq!(text, "Not on Sundays.");
    }
}
