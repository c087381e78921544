//! Asks the identity pool, and STS, for credentials.

use super::credentials::is_lost;
use super::refusal;
use crate::client::{Client, lacking};
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::identity::{self, Operation, Parameters};
use crate::protocol::secret::Secret;
use crate::protocol::sts;
use crate::session::AwsCredentials;
use crate::session::aws::Kept;

impl Client {
    /// The credentials of the identity that is known, or of a new one. An identity that is gone is replaced once.
    pub(super) async fn ask_for_credentials(
        &self,
        pool: &IdentityPool,
        logins: Parameters,
        known: Option<&Kept>,
    ) -> Result<AwsCredentials, Error> {
        if let Some(kept) = known {
            let id = kept.identity_id.clone();
            let found = self.credentials_of(pool, id, logins.clone()).await;
            match found {
                Err(error) if is_lost(&error, kept.is_guest()) => {}
                found => return found,
            }
        }
        let id = self.new_identity(pool, logins.clone()).await?;
        self.credentials_of(pool, id, logins).await
    }

    async fn new_identity(&self, pool: &IdentityPool, logins: Parameters) -> Result<String, Error> {
        let request = identity::GetId {
            identity_pool_id: pool.id.clone(),
            logins,
            ..Default::default()
        };
        let answer = self.ask_identity(pool, &request).await?;
        answer.identity_id.ok_or_else(|| lacking("IdentityId"))
    }

    // Boxed, as others here: or else all of it would stand in each place that asks.
    pub(super) fn credentials_of<'a>(
        &'a self,
        pool: &'a IdentityPool,
        identity_id: String,
        logins: Parameters,
    ) -> LocalFuture<'a, Result<AwsCredentials, Error>> {
        match &pool.basic_role_arn {
            Some(role) => Box::pin(self.basic(pool, role, identity_id, logins)),
            None => Box::pin(self.enhanced(pool, identity_id, logins)),
        }
    }

    async fn enhanced(
        &self,
        pool: &IdentityPool,
        identity_id: String,
        logins: Parameters,
    ) -> Result<AwsCredentials, Error> {
        // A guest has no token that could allow several roles.
        let role = pool.role_arn.clone().filter(|_| !logins.is_empty());
        let request = identity::GetCredentialsForIdentity {
            identity_id: identity_id.clone(),
            logins,
            custom_role_arn: role,
        };
        let answer = self.ask_identity(pool, &request).await?;
        let given = answer.credentials.ok_or_else(|| lacking("Credentials"))?;
        let expiration = given.expiration.ok_or_else(|| lacking("Expiration"))?;
        Ok(AwsCredentials {
            access_key_id: given.access_key_id.ok_or_else(|| lacking("AccessKeyId"))?,
            secret_access_key: given.secret_key.ok_or_else(|| lacking("SecretKey"))?,
            session_token: given.session_token.ok_or_else(|| lacking("SessionToken"))?,
            // The identity that comes back counts.
            identity_id: answer.identity_id.unwrap_or(identity_id),
            ..self.empty(expiration.0)
        })
    }

    async fn basic(
        &self,
        pool: &IdentityPool,
        role_arn: &str,
        identity_id: String,
        logins: Parameters,
    ) -> Result<AwsCredentials, Error> {
        let (identity_id, token) = match logins.get(identity::DEVELOPER) {
            // It is a token for STS already.
            Some(token) => (identity_id, Secret::new(token)),
            None => self.openid_token(pool, identity_id, logins).await?,
        };
        let request = sts::AssumeRoleWithWebIdentity {
            role_arn: role_arn.to_owned(),
            role_session_name: "vestibule".to_owned(),
            web_identity_token: token,
            ..Default::default()
        };
        let sent = sts::request(&[&pool.sts(), "/"].concat(), &request);
        let answered = self.send_to_aws(sent).await?;
        let given = sts::response::<sts::AssumeRoleWithWebIdentity>(&answered);
        let given = given.map_err(refusal::of_sts)?.credentials;
        Ok(AwsCredentials {
            access_key_id: given.access_key_id,
            secret_access_key: given.secret_access_key,
            session_token: given.session_token,
            identity_id,
            ..self.empty(given.expiration.0)
        })
    }

    async fn openid_token(
        &self,
        pool: &IdentityPool,
        identity_id: String,
        logins: Parameters,
    ) -> Result<(String, Secret), Error> {
        let request = identity::GetOpenIdToken {
            identity_id: identity_id.clone(),
            logins,
        };
        let answer = self.ask_identity(pool, &request).await?;
        let token = answer.token.ok_or_else(|| lacking("Token"))?;
        Ok((answer.identity_id.unwrap_or(identity_id), token))
    }

    pub(super) async fn aws_unlink(
        &self,
        pool: &IdentityPool,
        identity_id: String,
        logins: Parameters,
    ) -> Result<(), Error> {
        let names = logins.iter().map(|(name, _)| name.to_owned()).collect();
        let request = identity::UnlinkIdentity {
            identity_id,
            logins_to_remove: names,
            logins,
        };
        self.ask_identity(pool, &request).await
    }

    async fn ask_identity<O: Operation>(
        &self,
        pool: &IdentityPool,
        operation: &O,
    ) -> Result<O::Response, Error> {
        let request = identity::request(&[&pool.api(), "/"].concat(), operation);
        let answer = self.send_to_aws(request).await?;
        identity::response::<O>(&answer).map_err(refusal::of_identity)
    }

    fn send_to_aws(&self, request: HttpRequest) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        self.send_within(request, self.settings().timeout)
    }

    /// Credentials that are still to be filled in.
    fn empty(&self, expiration: i64) -> AwsCredentials {
        AwsCredentials {
            access_key_id: String::new(),
            secret_access_key: Secret::default(),
            session_token: Secret::default(),
            issued: self.now(),
            expires: Timestamp::from_millis(u64::try_from(expiration).unwrap_or_default()),
            offset: self.0.time.offset(),
            identity_id: String::new(),
            replaced: None,
        }
    }
}
