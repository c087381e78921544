//! Requests an identity and its credentials from the identity pool.

use super::errors;
use super::logins::Owner;
use crate::client::{Client, missing_field};
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse};
use crate::protocol::identity::{self, Operation, Parameters};
use crate::protocol::secret::Secret;
use crate::protocol::text::has;
use crate::session::AwsCredentials;
use crate::session::aws::StoredIdentity;

impl Client {
    /// Requests credentials for the known identity, or for a new one if none is known or the known one no
    /// longer exists.
    pub(super) fn request_credentials<'a>(
        &'a self,
        pool: &'a IdentityPool,
        owner: &'a Owner,
        known: Option<&'a StoredIdentity>,
    ) -> LocalFuture<'a, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            let logins = &self.aws_logins(pool, owner).await?;
            if let Some(id) = &owner.logins.identity_id {
                return self.credentials_of(pool, id, logins).await;
            }
            if let Some(kept) = known {
                let found = self.credentials_of(pool, &kept.identity_id, logins).await;
                match found {
                    Err(error) if is_identity_lost(&error, kept.is_guest()) => {}
                    found => return found,
                }
            }
            let id = self.new_identity(pool, logins).await?;
            self.credentials_of(pool, &id, logins).await
        })
    }

    async fn new_identity(
        &self,
        pool: &IdentityPool,
        logins: &Parameters,
    ) -> Result<String, Error> {
        let request = identity::GetId {
            identity_pool_id: pool.id.clone(),
            logins: logins.clone(),
            ..Default::default()
        };
        // Without logins every request creates an identity, so it is not retried.
        let is_guest = logins.is_empty();
        let response = match is_guest {
            true => {
                let request = identity::request(&[&pool.api(), "/"].concat(), &request);
                self.send_once(request).await?
            }
            false => self.call_identity_pool(pool, &request).await?,
        };
        let response = parse_response::<identity::GetId>(&response)?;
        let id = response
            .identity_id
            .ok_or_else(|| missing_field("IdentityId"))?;
        if is_guest {
            self.save_guest(pool, &id).await;
        }
        Ok(id)
    }

    fn credentials_of<'a>(
        &'a self,
        pool: &'a IdentityPool,
        identity_id: &'a str,
        logins: &'a Parameters,
    ) -> LocalFuture<'a, Result<AwsCredentials, Error>> {
        match &pool.basic_role_arn {
            Some(role) => Box::pin(self.basic_flow(pool, role, identity_id, logins)),
            None => Box::pin(self.enhanced_flow(pool, identity_id, logins)),
        }
    }

    async fn enhanced_flow(
        &self,
        pool: &IdentityPool,
        identity_id: &str,
        logins: &Parameters,
    ) -> Result<AwsCredentials, Error> {
        // A guest has no token, so they cannot choose a role.
        let role = pool.role_arn.clone().filter(|_| !logins.is_empty());
        let request = identity::GetCredentialsForIdentity {
            identity_id: identity_id.to_owned(),
            logins: logins.clone(),
            custom_role_arn: role,
        };
        let response = self.call_identity_pool(pool, &request).await?;
        let response = parse_response::<identity::GetCredentialsForIdentity>(&response)?;
        let given = response
            .credentials
            .ok_or_else(|| missing_field("Credentials"))?;
        let expiration = given
            .expiration
            .ok_or_else(|| missing_field("Expiration"))?;
        Ok(AwsCredentials {
            access_key_id: given
                .access_key_id
                .ok_or_else(|| missing_field("AccessKeyId"))?,
            secret_access_key: given.secret_key.ok_or_else(|| missing_field("SecretKey"))?,
            session_token: given
                .session_token
                .ok_or_else(|| missing_field("SessionToken"))?,
            // The response may contain another identity than the request.
            identity_id: response
                .identity_id
                .unwrap_or_else(|| identity_id.to_owned()),
            ..self.credentials_until(expiration.0)
        })
    }

    pub(super) fn call_identity_pool<O: Operation>(
        &self,
        pool: &IdentityPool,
        operation: &O,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        let url = [&pool.api(), "/"].concat();
        self.send_to_aws(identity::request(&url, operation))
    }

    pub(super) fn send_to_aws(
        &self,
        request: HttpRequest,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        self.send_within(request, self.settings().timeout)
    }

    /// Returns empty credentials with their times set, to be completed by the caller. `expiration` is in
    /// milliseconds since 1970.
    pub(super) fn credentials_until(&self, expiration: i64) -> AwsCredentials {
        AwsCredentials {
            access_key_id: String::new(),
            secret_access_key: Secret::default(),
            session_token: Secret::default(),
            issued: self.now(),
            expires: Timestamp::from_millis(u64::try_from(expiration).unwrap_or_default()),
            offset: self.0.server_clock.offset(),
            identity_id: String::new(),
            replaced: None,
        }
    }
}

pub(super) fn parse_response<O: Operation>(response: &HttpResponse) -> Result<O::Response, Error> {
    identity::response::<O>(response).map_err(errors::identity_error)
}

/// Whether an identity no longer exists, or belongs to another person now. The exceptions are also used for
/// expired tokens; only the message distinguishes them.
fn is_identity_lost(error: &Error, was_guest: bool) -> bool {
    let says = |text: &str| has(error.message(), text);
    match error.code() {
        Some("ResourceNotFoundException") => {
            error.kind() != ErrorKind::IdentityPoolConfiguration && says("Identity '")
        }
        Some("NotAuthorizedException") => {
            was_guest && (says("is forbidden") || says("Logins don't match"))
        }
        _ => false,
    }
}
