//! What an app does before a sign-in or a sign-up, or in its place.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::protocol::secret::Secret;
use crate::{Client, Error, ErrorKind, SignInStep, SignUp, SignUpStep};

use super::dom::Values;

/// What somebody typed who wants in. `Debug` shows no value.
pub struct SignInRequest {
    username: String,
    password: Option<Secret>,
    fields: Vec<(String, String)>,
}

/// Why an app's own service lets nobody in: a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// What the person reads.
    pub fn new(words: impl Into<String>) -> Self {
        Refusal(words.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        // Shown as the words of the pool's own triggers are.
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

    /// What they sign in with.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password, where the screen asks for one.
    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(Secret::expose)
    }

    /// What was filled in in a field of the app's own, by its `name`
    /// ([`Options::fields`](super::Options::fields)).
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

/// A service as it is kept. What it needs is made here, so that it is in no app without one.
pub(super) fn before_sign_in<F>(
    service: impl Fn(Client, SignInRequest) -> F + Send + Sync + 'static,
) -> SignInService
where
    F: Future<Output = Result<Option<SignInStep>, Refusal>> + 'static,
{
    Arc::new(move |client, values| {
        let (username, password) = (values.text("username"), values.exact("password"));
        let answer = service(client, SignInRequest::new(username, password, values));
        Box::pin(async move { answer.await.map_err(Error::from) })
    })
}

/// The same for a sign-up.
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
        let words = crate::ui::Strings::ENGLISH.for_error(&error);
        assert_eq!(words, "Not on Sundays.");
    }
}
