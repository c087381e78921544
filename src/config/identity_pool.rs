//! The configuration of an identity pool.

use std::future::Future;

use super::ClientConfig;
use super::checks::{check_origin, without_trailing_slash};
use super::logins::{Logins, LoginsError, LoginsOf};
use crate::error::Error;
use crate::protocol::{identity, sts};

/// An identity pool, for [`ClientConfig::identity_pool`](super::ClientConfig::identity_pool).
///
/// ```
/// use vestibule::{ClientConfig, IdentityPool};
///
/// let pool = IdentityPool::new("eu-west-1:11111111-2222-3333-4444-555555555555");
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").identity_pool(pool);
/// # let _ = config;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPool {
    pub(crate) id: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) sts_endpoint: Option<String>,
    pub(crate) login_key: Option<String>,
    pub(crate) role_arn: Option<String>,
    pub(crate) basic_role_arn: Option<String>,
    pub(crate) logins: Option<LoginsOf>,
}

impl ClientConfig {
    /// Sets the identity pool that issues AWS credentials to the app's users. See [`Client::aws`](crate::Client::aws).
    pub fn identity_pool(mut self, pool: IdentityPool) -> Self {
        self.identity_pool = Some(pool);
        self
    }
}

impl IdentityPool {
    /// Creates the configuration of the pool with this id, `<Region>:<UUID>`. It may be in another Region than the user
    /// pool.
    pub fn new(id: impl Into<String>) -> Self {
        IdentityPool {
            id: id.into(),
            endpoint: None,
            sts_endpoint: None,
            login_key: None,
            role_arn: None,
            basic_role_arn: None,
            logins: None,
        }
    }

    /// Sets another address of the identity pool's API than that of the Region, for example a local one.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets another address of STS, for the basic flow, than that of the Region.
    pub fn sts_endpoint(mut self, url: impl Into<String>) -> Self {
        self.sts_endpoint = Some(url.into());
        self
    }

    /// Sets the name of the user pool in the identity pool, if it is not the issuer of the ID token without `https://`.
    pub fn login_key(mut self, key: impl Into<String>) -> Self {
        self.login_key = Some(key.into());
        self
    }

    /// Sets the role to assume, if the ID token allows several (`CustomRoleArn`).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html>
    pub fn role_arn(mut self, arn: impl Into<String>) -> Self {
        self.role_arn = Some(arn.into());
        self
    }

    /// Uses the basic (classic) flow: STS issues credentials of this role for a token of the identity pool. The flow
    /// must be enabled for the identity pool. The default, the enhanced flow, needs no role here.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>
    pub fn basic_role_arn(mut self, role_arn: impl Into<String>) -> Self {
        self.basic_role_arn = Some(role_arn.into());
        self
    }

    /// Sets a function that returns the tokens of other identity providers, in place of the user pool's token or in
    /// addition to it. It returns no logins if the user is not signed in there.
    ///
    /// It is called each time that the app needs credentials or the identity, because they belong to the user of these
    /// logins and are replaced when the logins change. So cache the tokens, as the libraries of most providers do, and
    /// get new ones when they have expired: the returned tokens are sent whenever credentials have to be renewed. Two
    /// tokens belong to the same user if their provider and their `sub` are the same. Tokens that are not JSON Web
    /// Tokens (Facebook's, Amazon's, SAML assertions) are compared as a whole. The function must not request
    /// credentials or the identity itself.
    ///
    /// If the user is also signed in to the user pool, all logins are linked to one identity, up to ten.
    ///
    /// ```
    /// use vestibule::{IdentityPool, LoginProvider, Logins};
    ///
    /// # async fn google_id_token() -> Option<String> { None }
    /// let pool = IdentityPool::new("eu-west-1:11111111-2222-3333-4444-555555555555").logins(|| async {
    ///     Ok(match google_id_token().await {
    ///         Some(token) => Logins::new().with(LoginProvider::Google, token),
    ///         None => Logins::new(),
    ///     })
    /// });
    /// # let _ = pool;
    /// ```
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html>
    pub fn logins<F>(mut self, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Logins, LoginsError>> + 'static,
    {
        self.logins = Some(LoginsOf::new(ask));
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if identity::region_of(&self.id).is_none() {
            return Err(Error::configuration(
                "identity_pool",
                "an identity pool's id is a Region, a colon and a UUID, such as \
                 eu-west-1:11111111-2222-3333-4444-555555555555",
            ));
        }
        for (setting, url) in [
            ("identity_pool.endpoint", &self.endpoint),
            ("identity_pool.sts_endpoint", &self.sts_endpoint),
        ] {
            if let Some(url) = url {
                check_origin(setting, url)?;
            }
        }
        for (setting, arn) in [
            ("identity_pool.role_arn", &self.role_arn),
            ("identity_pool.basic_role_arn", &self.basic_role_arn),
        ] {
            let is_role = |arn: &String| arn.starts_with("arn:") && arn.contains(":role/");
            if arn.as_ref().is_some_and(|arn| !is_role(arn)) {
                let problem = "give the ARN of a role, such as arn:aws:iam::123456789012:role/name";
                return Err(Error::configuration(setting, problem));
            }
        }
        if self.login_key.as_deref() == Some("") {
            let problem = "give the user pool's name as the identity pool has it";
            return Err(Error::configuration("identity_pool.login_key", problem));
        }
        Ok(())
    }

    /// Returns the pool's Region.
    pub(crate) fn region(&self) -> &str {
        identity::region_of(&self.id).unwrap_or_default()
    }

    /// Returns the address of its API, without a trailing slash.
    pub(crate) fn api(&self) -> String {
        match &self.endpoint {
            Some(url) => without_trailing_slash(url).to_owned(),
            None => identity::endpoint(self.region()),
        }
    }

    /// Returns the address of STS, without a trailing slash.
    pub(crate) fn sts(&self) -> String {
        match &self.sts_endpoint {
            Some(url) => without_trailing_slash(url).to_owned(),
            None => sts::endpoint(self.region()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";

    #[test]
    fn pool_suffices() {
        let pool = IdentityPool::new(ID);
        pool.check().unwrap();
        assert_eq!(
            pool.api(),
            "https://cognito-identity.eu-west-1.amazonaws.com"
        );
        assert_eq!(pool.sts(), "https://sts.eu-west-1.amazonaws.com");
    }

    #[test]
    fn reports_invalid_settings_by_name() {
        for (pool, setting) in [
            (IdentityPool::new("eu-west-1_AbC"), "identity_pool:"),
            (IdentityPool::new(""), "identity_pool:"),
            (
                IdentityPool::new(ID).endpoint("http://example.com"),
                "identity_pool.endpoint",
            ),
            (
                IdentityPool::new(ID).sts_endpoint("x"),
                "identity_pool.sts_endpoint",
            ),
            (
                IdentityPool::new(ID).role_arn("admin"),
                "identity_pool.role_arn",
            ),
            (
                IdentityPool::new(ID).basic_role_arn("arn:aws:s3:::b"),
                "identity_pool.basic_role_arn",
            ),
            (
                IdentityPool::new(ID).login_key(""),
                "identity_pool.login_key",
            ),
        ] {
            let error = pool.check().unwrap_err();
            assert!(error.message().starts_with(setting), "{error}");
        }
        let local = IdentityPool::new(ID).endpoint("http://localhost:9229/");
        local.check().unwrap();
        assert_eq!(local.api(), "http://localhost:9229");
    }
}
