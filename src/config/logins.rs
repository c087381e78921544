//! Logins of other identity providers for an identity pool.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::protocol::identity::{DEVELOPER, Parameters};
use crate::protocol::secret::Secret;

/// An identity provider whose tokens an identity pool can accept.
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
    /// An OpenID Connect provider by its issuer, with or without `https://`, and an ID token.
    OpenId(String),
    /// A SAML provider by its ARN in IAM, and the assertion in base64, unchanged.
    Saml(String),
}

impl LoginProvider {
    /// Returns the provider's name in the identity pool, the key in `Logins`.
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

/// Tokens of identity providers, for [`IdentityPool::logins`](super::IdentityPool::logins). `Debug` shows only the
/// providers.
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
    /// The identity id of a developer-authenticated identity.
    pub(crate) identity_id: Option<String>,
}

impl Logins {
    /// Creates empty logins: the user is not signed in to any provider.
    pub fn new() -> Self {
        Logins::default()
    }

    /// Adds the token of a provider, or replaces it.
    pub fn with(mut self, provider: LoginProvider, token: impl Into<String>) -> Self {
        let token = Secret::new(token);
        self.tokens.set(provider.key().to_owned(), token);
        self
    }

    /// Creates the login of a developer-authenticated identity: the identity id and the token that the app's server got
    /// from `GetOpenIdTokenForDeveloperIdentity`. No other logins are sent, not even that of the user pool. The server
    /// links those, in its request.
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

/// Why the logins are not available. The known identity does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginsError {
    /// The provider, or the app's server, cannot be reached. A retry may help.
    Unreachable,
    /// The provider refused.
    Refused,
}

impl fmt::Display for LoginsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoginsError::Unreachable => "the provider of the logins cannot be reached",
            LoginsError::Refused => "the logins were refused",
        })
    }
}

impl std::error::Error for LoginsError {}

/// The function that returns the logins.
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

/// Equal if one is a clone of the other.
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
    fn uses_the_identity_pools_provider_names() {
        let openid = |issuer: &str| LoginProvider::OpenId(issuer.to_owned());
        assert_eq!(openid("https://idp.example/a").key(), "idp.example/a");
        assert_eq!(openid("idp.example/a").key(), "idp.example/a");
        let arn = "arn:aws:iam::123456789012:saml-provider/Example";
        assert_eq!(LoginProvider::Saml(arn.to_owned()).key(), arn);
    }

    #[test]
    fn keeps_one_token_per_provider_and_hides_it_in_debug() {
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
