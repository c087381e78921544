//! Renews the credentials, once for all callers and all tabs, and stores them.

use std::time::Duration;

use super::credentials::CachePolicy;
use super::logins::Owner;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::{Guard, LocalFuture, millis};
use crate::session::AwsCredentials;
use crate::session::aws::StoredIdentity;

/// The time after which the lock is taken from a tab that does not release it: enough for three requests and a
/// refresh of the tokens.
const LOCK_STEAL_AFTER: Duration = Duration::from_secs(20);
/// How long no renewal is started in the background after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(20);

// The futures here are boxed, so that each caller's future does not contain a copy of them.
impl Client {
    /// Renews the credentials in the background, but not within a pause after a failure.
    pub(super) fn renew_aws_in_background(&self, owner: Owner) {
        if self.0.aws.is_paused(self.ticks()) {
            return;
        }
        let client = self.clone();
        let renewal = async move {
            // After a failure the next caller tries again.
            let _ = client.renew_aws(owner, CachePolicy::Use).await;
        };
        self.platform().spawn.spawn(Box::pin(renewal));
    }

    /// Requests new credentials, unless another caller or tab has received some while this one waited.
    pub(super) fn renew_aws(
        &self,
        owner: Owner,
        cache: CachePolicy,
    ) -> LocalFuture<'_, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            let pool = self.identity_pool()?;
            let started = self.0.aws.ended();
            let before = self.cached_credentials(pool, &owner).await;
            let _local_lock = self.0.aws.locks.acquire("aws").await;
            if let Some(failure) = self.0.aws.failure(&owner.key(), started) {
                return Err(failure);
            }
            let _lock = self.lock_aws().await;
            // The person may have signed in or out while this call waited.
            self.store().catch_up().await;
            if let Some(credentials) = self.cached_credentials(pool, &owner).await {
                let is_new = before.as_ref() != Some(&credentials);
                let is_fresh =
                    credentials.is_fresh(self.now()) && !self.0.server_clock.is_uncertain();
                if is_fresh && (is_new || cache == CachePolicy::Use) {
                    return Ok(credentials);
                }
            }
            let asked = || self.host_pause(&pool.api());
            let outcome = self.request_and_store_aws(pool, &owner).await;
            let outcome = outcome.map_err(|error| error.given_up(asked()));
            let pause = asked() + AFTER_FAILURE;
            let until = self.ticks().saturating_add(millis(pause));
            self.0
                .aws
                .finish(&owner.key(), outcome.as_ref().err(), until);
            outcome
        })
    }

    fn request_and_store_aws<'a>(
        &'a self,
        pool: &'a IdentityPool,
        owner: &'a Owner,
    ) -> LocalFuture<'a, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            // At the first sign-in, the guest's identity is linked to the logins.
            let known = match self.cached_aws(pool, owner).await {
                Some(kept) => Some(kept),
                None => self.guest_identity(pool).await?,
            };
            let mut found = self
                .request_credentials(pool, owner, known.as_ref())
                .await?;
            if let Some(known) = known {
                found.replaced = match known.identity_id == found.identity_id {
                    true => known.credentials.and_then(|before| before.replaced),
                    false => Some(known.identity_id),
                };
            }
            let kept = StoredIdentity {
                source: cache_source(pool),
                owner: owner.sign_in.clone(),
                person: owner.person.clone(),
                identity_id: found.identity_id.clone(),
                credentials: Some(found),
            };
            self.store_aws(owner, &kept).await?;
            self.0.aws.note_identity(&kept);
            kept.credentials.ok_or_else(Error::signed_out)
        })
    }

    /// Stores the credentials before they are returned, unless another person is signed in by now.
    fn store_aws<'a>(
        &'a self,
        owner: &'a Owner,
        kept: &'a StoredIdentity,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.catch_up().await;
            if !self.is_still_signed_in(owner).await {
                return Err(Error::signed_out());
            }
            self.store().write_aws(&self.0.aws, kept).await;
            self.catch_up().await;
            if self.is_still_signed_in(owner).await {
                return Ok(());
            }
            // The person signed out while they were written.
            self.store().remove_aws(&self.0.aws).await;
            Err(Error::signed_out())
        })
    }

    /// Returns the stored identity and credentials of this owner.
    pub(super) async fn cached_aws(
        &self,
        pool: &IdentityPool,
        owner: &Owner,
    ) -> Option<StoredIdentity> {
        let kept = self.cached_for_pool(pool).await?;
        owner.owns(&kept).then_some(kept)
    }

    async fn cached_credentials(
        &self,
        pool: &IdentityPool,
        owner: &Owner,
    ) -> Option<AwsCredentials> {
        self.cached_aws(pool, owner).await?.credentials
    }

    /// Returns the stored identity and credentials for this identity pool, of any owner.
    pub(super) fn cached_for_pool<'a>(
        &'a self,
        pool: &'a IdentityPool,
    ) -> LocalFuture<'a, Option<StoredIdentity>> {
        Box::pin(async move {
            let text = self.store().read_aws(&self.0.aws).await?;
            let kept = StoredIdentity::decode(&text)?;
            (kept.source == cache_source(pool)).then_some(kept)
        })
    }

    async fn lock_aws(&self) -> Guard {
        if !self.store().is_shared {
            return Guard::none();
        }
        let name = self.store().aws_key();
        self.platform().lock.acquire(&name, LOCK_STEAL_AFTER).await
    }
}

/// The identity pool and the requested role, which the cached credentials have to match.
pub(super) fn cache_source(pool: &IdentityPool) -> String {
    let role = pool.basic_role_arn.as_ref().or(pool.role_arn.as_ref());
    match role {
        Some(role) => [&pool.id, " ", role].concat(),
        None => pool.id.clone(),
    }
}
