//! What AWS's Security Token Service gives: the credentials of a role, for a token of the identity pool (the basic flow) or
//! for a SAML assertion.

use std::fmt;

use super::exchange::read;
use super::refusal;
use crate::client::{Client, lacking};
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::protocol::identity::{self, Parameters};
use crate::protocol::secret::Secret;
use crate::protocol::sts::{self, Operation};
use crate::session::AwsCredentials;
use vestibule_chunk::chunk;

/// The name of the role's session, which the account's logs show.
const SESSION_NAME: &str = "vestibule";

impl Client {
    #[chunk(sts, load = self)]
    pub(super) async fn basic(
        &self,
        pool: &IdentityPool,
        role_arn: &str,
        identity_id: &str,
        logins: &Parameters,
    ) -> Result<AwsCredentials, Error> {
        let (identity_id, token) = match logins.get(identity::DEVELOPER) {
            // It is a token for STS already.
            Some(token) => (identity_id.to_owned(), Secret::new(token)),
            None => self.openid_token(pool, identity_id, logins).await?,
        };
        let request = sts::AssumeRoleWithWebIdentity {
            role_arn: role_arn.to_owned(),
            role_session_name: SESSION_NAME.to_owned(),
            web_identity_token: token,
            ..Default::default()
        };
        let given = self.ask_sts(&pool.sts(), &request).await?.credentials;
        Ok(AwsCredentials {
            access_key_id: given.access_key_id,
            secret_access_key: given.secret_access_key,
            session_token: given.session_token,
            identity_id,
            ..self.empty(given.expiration.0)
        })
    }

    #[chunk(sts, load = self)]
    pub(super) async fn aws_saml_role(&self, role: &SamlRole) -> Result<RoleCredentials, Error> {
        let settings = self.settings();
        let endpoint = match &settings.identity_pool {
            Some(pool) => pool.sts(),
            None => sts::endpoint(&settings.region),
        };
        let given = self.ask_sts(&endpoint, &role.0).await?;
        let expires = u64::try_from(given.credentials.expiration.0).unwrap_or_default();
        let expires_at = expires.saturating_add_signed(-self.0.time.offset());
        Ok(RoleCredentials {
            given,
            expires_at: Timestamp::from_millis(expires_at),
        })
    }

    async fn ask_sts<O: Operation>(
        &self,
        endpoint: &str,
        operation: &O,
    ) -> Result<sts::AssumedRole, Error> {
        let request = sts::request(&[endpoint, "/"].concat(), operation);
        let answer = self.send_to_aws(request).await?;
        sts::response::<O>(&answer).map_err(refusal::of_sts)
    }

    async fn openid_token(
        &self,
        pool: &IdentityPool,
        identity_id: &str,
        logins: &Parameters,
    ) -> Result<(String, Secret), Error> {
        let request = identity::GetOpenIdToken {
            identity_id: identity_id.to_owned(),
            logins: logins.clone(),
        };
        let answer = self.ask_identity(pool, &request).await?;
        let answer = read::<identity::GetOpenIdToken>(&answer)?;
        let token = answer.token.ok_or_else(|| lacking("Token"))?;
        // The identity that comes back counts.
        let id = answer.identity_id.unwrap_or_else(|| identity_id.to_owned());
        Ok((id, token))
    }
}

/// A role that a SAML assertion lets somebody assume, for [`Aws::assume_role_with_saml`](super::Aws::assume_role_with_saml).
/// `Debug` shows no assertion.
#[derive(Clone)]
pub struct SamlRole(sts::AssumeRoleWithSaml);

impl SamlRole {
    /// The role and the SAML provider, by their ARNs, and the assertion that the identity provider has given, in base64.
    pub fn new(
        role_arn: impl Into<String>,
        provider_arn: impl Into<String>,
        assertion: impl Into<String>,
    ) -> Self {
        SamlRole(sts::AssumeRoleWithSaml {
            role_arn: role_arn.into(),
            principal_arn: provider_arn.into(),
            saml_assertion: Secret::new(assertion),
            ..Default::default()
        })
    }

    /// For how many seconds the credentials are to be good: 900 to 43,200, at the most what the role allows. An hour
    /// where it is left out.
    pub fn seconds(mut self, seconds: u32) -> Self {
        self.0.session.duration_seconds = Some(seconds);
        self
    }
}

impl fmt::Debug for SamlRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SamlRole").field(&self.0.role_arn).finish()
    }
}

/// Credentials of a role: temporary keys for AWS. `Debug` shows neither the key nor the session token.
#[derive(Clone)]
pub struct RoleCredentials {
    given: sts::AssumedRole,
    expires_at: Timestamp,
}

impl RoleCredentials {
    /// Which key it is; no secret.
    pub fn access_key_id(&self) -> &str {
        &self.given.credentials.access_key_id
    }

    /// The key.
    pub fn secret_access_key(&self) -> &str {
        self.given.credentials.secret_access_key.expose()
    }

    /// What goes along with the key in each request.
    pub fn session_token(&self) -> &str {
        self.given.credentials.session_token.expose()
    }

    /// When they expire, by the clock of this machine, right or wrong.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The session of the role, as the account's logs have it.
    pub fn assumed_role_arn(&self) -> &str {
        self.given.assumed_role_arn.as_deref().unwrap_or_default()
    }

    /// Whom the assertion is about.
    pub fn subject(&self) -> &str {
        self.given.subject.as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for RoleCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleCredentials")
            .field("access_key_id", &self.access_key_id())
            .field("assumed_role_arn", &self.assumed_role_arn())
            .finish_non_exhaustive()
    }
}
