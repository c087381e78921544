//! Requests to AWS's Security Token Service: the credentials of a role, for a token of the identity pool (the basic
//! flow) or for a SAML assertion.

use std::fmt;

use super::errors;
use super::exchange::parse_response;
use crate::client::{Client, missing_field};
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::identity::{self, Parameters};
use crate::protocol::secret::Secret;
use crate::protocol::sts::{self, Operation};
use crate::session::AwsCredentials;
use vestibule_chunk::chunk;

/// `RoleSessionName`, which is visible in the logs of the AWS account.
const SESSION_NAME: &str = "vestibule";

impl Client {
    #[chunk(sts, load = self)]
    pub(super) async fn basic_flow(
        &self,
        pool: &IdentityPool,
        role_arn: &str,
        identity_id: &str,
        logins: &Parameters,
    ) -> Result<AwsCredentials, Error> {
        let (identity_id, token) = match logins.get(identity::DEVELOPER) {
            // A developer-authenticated token is already a token for STS.
            Some(token) => (identity_id.to_owned(), Secret::new(token)),
            None => self.openid_token(pool, identity_id, logins).await?,
        };
        let request = sts::AssumeRoleWithWebIdentity {
            role_arn: role_arn.to_owned(),
            role_session_name: SESSION_NAME.to_owned(),
            web_identity_token: token,
            ..Default::default()
        };
        let given = self.call_sts(&pool.sts(), &request).await?.credentials;
        Ok(AwsCredentials {
            access_key_id: given.access_key_id,
            secret_access_key: given.secret_access_key,
            session_token: given.session_token,
            identity_id,
            ..self.credentials_until(given.expiration.0)
        })
    }

    #[chunk(sts, load = self)]
    pub(super) async fn aws_saml_role(&self, role: &SamlRole) -> Result<RoleCredentials, Error> {
        let settings = self.settings();
        let endpoint = match &settings.identity_pool {
            Some(pool) => pool.sts(),
            None => sts::endpoint(&settings.region),
        };
        let given = self.call_sts(&endpoint, &role.0).await?;
        let expires = u64::try_from(given.credentials.expiration.0).unwrap_or_default();
        let expires_at = expires.saturating_add_signed(-self.0.server_clock.offset());
        Ok(RoleCredentials {
            given,
            expires_at: Timestamp::from_millis(expires_at),
        })
    }

    async fn call_sts<O: Operation>(
        &self,
        endpoint: &str,
        operation: &O,
    ) -> Result<sts::AssumedRole, Error> {
        let request = sts::request(&[endpoint, "/"].concat(), operation);
        let mut tries = 0;
        loop {
            let response = self.send_to_aws(request.clone()).await;
            let read = |response| sts::response::<O>(&response).map_err(errors::sts_error);
            // Assuming a role twice does no harm: the first credentials are not used.
            match response.and_then(read) {
                Err(error)
                    if error.is_retryable()
                        && error.kind() != ErrorKind::Timeout
                        && self
                            .wait_before_retry(tries, self.host_pause(endpoint))
                            .await => {}
                outcome => return outcome,
            }
            tries += 1;
        }
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
        let response = self.call_identity_pool(pool, &request).await?;
        let response = parse_response::<identity::GetOpenIdToken>(&response)?;
        let token = response.token.ok_or_else(|| missing_field("Token"))?;
        // The response may contain another identity than the request.
        let id = response
            .identity_id
            .unwrap_or_else(|| identity_id.to_owned());
        Ok((id, token))
    }
}

/// A role to assume with a SAML assertion, for [`Aws::assume_role_with_saml`](super::Aws::assume_role_with_saml).
/// `Debug` does not show the assertion.
#[derive(Clone)]
pub struct SamlRole(sts::AssumeRoleWithSaml);

impl SamlRole {
    /// The ARNs of the role and of the SAML provider, and the identity provider's assertion in base64.
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

    /// The lifetime of the credentials in seconds: 900 to 43,200, up to the maximum of the role. The default is an
    /// hour.
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

/// Temporary AWS credentials of a role. `Debug` shows neither the secret key nor the session token.
#[derive(Clone)]
pub struct RoleCredentials {
    given: sts::AssumedRole,
    expires_at: Timestamp,
}

impl RoleCredentials {
    /// The access key id, which is not secret.
    pub fn access_key_id(&self) -> &str {
        &self.given.credentials.access_key_id
    }

    /// The secret access key.
    pub fn secret_access_key(&self) -> &str {
        self.given.credentials.secret_access_key.expose()
    }

    /// The session token, which is sent with each request.
    pub fn session_token(&self) -> &str {
        self.given.credentials.session_token.expose()
    }

    /// When they expire, by this machine's clock, which may be wrong.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The ARN of the role's session, as in the logs of the AWS account.
    pub fn assumed_role_arn(&self) -> &str {
        self.given.assumed_role_arn.as_deref().unwrap_or_default()
    }

    /// The subject of the assertion.
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
