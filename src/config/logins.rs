//! What an identity pool knows people by besides their session of the user pool.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::protocol::identity::{DEVELOPER, Parameters};
use crate::protocol::secret::Secret;

/// A provider whose tokens an identity pool takes, if it is set up so.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html>
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginProvider {
    /// Google, by an ID token.
    Google,
    /// Facebook, by an access token.
    Facebook,
    /// Login with Amazon, by an access token.
    Amazon,
    /// Sign in with Apple, by an ID token.
    Apple,
    /// A provider of OpenID Connect by its issuer, with or without `https://`: an ID token.
    OpenId(String),
    /// A SAML provider by its ARN in IAM: the assertion as it came, in base64.
    Saml(String),
}

impl LoginProvider {
    /// The name by which the identity pool knows it: the key of `Logins`.
    pub fn key(&self) -> &str {
        match self {
            LoginProvider::Google => "accounts.google.com",
            LoginProvider::Facebook => "graph.facebook.com",
            LoginProvider::Amazon => "www.amazon.com",
            LoginProvider::Apple => "appleid.apple.com",
            LoginProvider::OpenId(issuer) => issuer.strip_prefix("https://").unwrap_or(issuer),
            LoginProvider::Saml(arn) => arn,
        }
    }
}

/// Tokens of providers, for [`IdentityPool::logins`](super::IdentityPool::logins). `Debug` shows the providers alone.
///
/// ```
/// use vestibule::{LoginProvider, Logins};
///
/// # let id_token = "a.b.c";
/// let logins = Logins::new().with(LoginProvider::Google, id_token);
/// # let _ = logins;
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Logins {
    pub(crate) tokens: Parameters,
    /// The identity of a developer's login.
    pub(crate) identity_id: Option<String>,
}

impl Logins {
    /// None: nobody is signed in at any provider.
    pub fn new() -> Self {
        Logins::default()
    }

    /// With the token of one more provider, in place of another one of the same.
    pub fn with(mut self, provider: LoginProvider, token: impl Into<String>) -> Self {
        let token = Secret::new(token);
        self.tokens.set(provider.key().to_owned(), token);
        self
    }

    /// Somebody whom the app's own server knows (a developer-authenticated identity): the identity and the token that
    /// the server got by `GetOpenIdTokenForDeveloperIdentity`. They stand alone: no other login is sent along, that of
    /// the user pool included. The server links those, by its `Logins`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html>
    pub fn developer(identity_id: impl Into<String>, token: impl Into<String>) -> Self {
        Logins {
            tokens: Parameters::new().with(DEVELOPER, Secret::new(token)),
            identity_id: Some(identity_id.into()),
        }
    }
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.tokens.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// Why there are no logins to be had: nothing that is known of somebody changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginsError {
    /// The provider, or the app's server, cannot be reached: it may help to try again.
    Unreachable,
    /// They were refused.
    Refused,
}

impl fmt::Display for LoginsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoginsError::Unreachable => "who gives the logins cannot be reached",
            LoginsError::Refused => "the logins were refused",
        })
    }
}

impl std::error::Error for LoginsError {}

/// What gives the logins.
#[derive(Clone)]
pub(crate) struct LoginsOf(Arc<Ask>);

type Ask = dyn Fn() -> LocalFuture<'static, Result<Logins, LoginsError>> + Send + Sync;

impl LoginsOf {
    pub fn new<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Logins, LoginsError>> + 'static,
    {
        LoginsOf(Arc::new(move || Box::pin(ask())))
    }

    pub fn ask(&self) -> LocalFuture<'static, Result<Logins, LoginsError>> {
        (self.0)()
    }
}

impl fmt::Debug for LoginsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginsOf(..)")
    }
}

/// Two are the same where one is a copy of the other.
impl PartialEq for LoginsOf {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for LoginsOf {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_has_the_name_that_the_identity_pool_knows() {
        let openid = |issuer: &str| LoginProvider::OpenId(issuer.to_owned());
        assert_eq!(openid("https://idp.example/a").key(), "idp.example/a");
        assert_eq!(openid("idp.example/a").key(), "idp.example/a");
        let arn = "arn:aws:iam::123456789012:saml-provider/Example";
        assert_eq!(LoginProvider::Saml(arn.to_owned()).key(), arn);
    }

    #[test]
    fn a_provider_has_one_token_and_nobody_sees_it() {
        let logins = Logins::new().with(LoginProvider::Google, "f1rst").with(
            LoginProvider::OpenId("accounts.google.com".into()),
            "s3cond",
        );
        assert_eq!(logins.tokens.get("accounts.google.com"), Some("s3cond"));
        assert_eq!(format!("{logins:?}"), r#"["accounts.google.com"]"#);
        let developer = Logins::developer("eu-west-1:1", "t0ken");
        assert_eq!(format!("{developer:?}"), format!("[{DEVELOPER:?}]"));
    }
}
