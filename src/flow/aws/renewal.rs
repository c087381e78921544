//! Renews the credentials, once for all callers and all tabs, and keeps them.

use std::time::Duration;

use super::credentials::Wanted;
use super::logins::Owner;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::{Guard, LocalFuture};
use crate::session::AwsCredentials;
use crate::session::aws::Kept;

/// For how long one waits for somebody who asks for credentials: three requests, and the renewal of the tokens.
const LOCK_STEAL_AFTER: Duration = Duration::from_secs(20);

// The futures here are boxed: or else all of one would stand in each place that waits for it.
impl Client {
    pub(super) fn renew_aws_behind(&self, owner: Owner) {
        let client = self.clone();
        let renewal = async move {
            // The next one who asks has it tried again.
            let _ = client.renew_aws(owner, Wanted::Kept).await;
        };
        self.platform().spawn.spawn(Box::pin(renewal));
    }

    /// New credentials, unless somebody else has them by the time that it is this one's turn.
    pub(super) fn renew_aws(
        &self,
        owner: Owner,
        wanted: Wanted,
    ) -> LocalFuture<'_, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            let pool = self.identity_pool()?;
            let started = self.0.aws.ended();
            let before = self.kept_credentials(pool, &owner).await;
            let _turn = self.0.aws.turns.acquire("aws").await;
            if let Some(failure) = self.0.aws.failure(&owner.key(), started) {
                return Err(failure);
            }
            let _held = self.hold_aws().await;
            // Somebody may have signed in or out while this one waited.
            self.store().catch_up().await;
            if let Some(credentials) = self.kept_credentials(pool, &owner).await {
                let is_new = before.as_ref() != Some(&credentials);
                let serves = credentials.is_fresh(self.now()) && !self.0.time.is_unsure();
                if serves && (is_new || wanted == Wanted::Kept) {
                    return Ok(credentials);
                }
            }
            let outcome = self.ask_for_aws(pool, &owner).await;
            self.0.aws.end(&owner.key(), outcome.as_ref().err());
            outcome
        })
    }

    fn ask_for_aws<'a>(
        &'a self,
        pool: &'a IdentityPool,
        owner: &'a Owner,
    ) -> LocalFuture<'a, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            // A guest's identity goes along with the first logins.
            let known = match self.kept_aws(pool, owner).await {
                Some(kept) => Some(kept),
                None => self.guest_of(pool).await?,
            };
            let mut found = self
                .ask_for_credentials(pool, owner, known.as_ref())
                .await?;
            if let Some(known) = known {
                found.replaced = match known.identity_id == found.identity_id {
                    true => known.credentials.and_then(|before| before.replaced),
                    false => Some(known.identity_id),
                };
            }
            let kept = Kept {
                source: source_of(pool),
                owner: owner.sign_in.clone(),
                person: owner.person.clone(),
                identity_id: found.identity_id.clone(),
                credentials: Some(found),
            };
            self.keep_aws(owner, &kept).await?;
            self.0.aws.give_out(&kept);
            kept.credentials.ok_or_else(Error::signed_out)
        })
    }

    /// Keeps them before anybody sees them, unless the person is another one by now.
    fn keep_aws<'a>(
        &'a self,
        owner: &'a Owner,
        kept: &'a Kept,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.catch_up().await;
            if !self.is_signed_in_as(owner).await {
                return Err(Error::signed_out());
            }
            self.store().write_aws(&self.0.aws, kept).await;
            self.catch_up().await;
            if self.is_signed_in_as(owner).await {
                return Ok(());
            }
            // They were written after the sign-out.
            self.store().remove_aws(&self.0.aws).await;
            Err(Error::signed_out())
        })
    }

    /// What is kept of this person's identity.
    pub(super) async fn kept_aws(&self, pool: &IdentityPool, owner: &Owner) -> Option<Kept> {
        let kept = self.all_kept(pool).await?;
        owner.owns(&kept).then_some(kept)
    }

    async fn kept_credentials(&self, pool: &IdentityPool, owner: &Owner) -> Option<AwsCredentials> {
        self.kept_aws(pool, owner).await?.credentials
    }

    /// What is kept for this identity pool, whoever it belongs to.
    pub(super) fn all_kept<'a>(&'a self, pool: &'a IdentityPool) -> LocalFuture<'a, Option<Kept>> {
        Box::pin(async move {
            let text = self.store().read_aws(&self.0.aws).await?;
            let kept = Kept::decode(&text)?;
            (kept.source == source_of(pool)).then_some(kept)
        })
    }

    async fn hold_aws(&self) -> Guard {
        if !self.store().is_shared {
            return Guard::none();
        }
        let name = self.store().aws_key();
        self.platform().lock.acquire(&name, LOCK_STEAL_AFTER).await
    }
}

/// The identity pool, and the role that is asked for.
pub(super) fn source_of(pool: &IdentityPool) -> String {
    let role = pool.basic_role_arn.as_ref().or(pool.role_arn.as_ref());
    match role {
        Some(role) => [&pool.id, " ", role].concat(),
        None => pool.id.clone(),
    }
}
