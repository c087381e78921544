//! Returns the identity and its credentials: cached ones while they are usable, new ones otherwise.

use super::logins::Owner;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::session::AwsCredentials;
use crate::session::aws::StoredIdentity;
use vestibule_chunk::chunk;

/// Whether a caller accepts cached credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CachePolicy {
    /// Return cached credentials while they are usable.
    Use,
    /// Request new credentials.
    Bypass,
}

impl Client {
    #[chunk(aws, load = self)]
    pub(super) async fn aws_credentials(
        &self,
        cache: CachePolicy,
    ) -> Result<AwsCredentials, Error> {
        let pool = self.identity_pool()?;
        let owner = self.aws_owner(pool).await?;
        if cache == CachePolicy::Use
            && let Some(kept) = self.cached_aws(pool, &owner).await
            && let Some(credentials) = self.usable_credentials(&owner, &kept)
        {
            self.0.aws.note_identity(&kept);
            return Ok(credentials);
        }
        match self.renew_aws(owner.clone(), cache).await {
            Err(error) if error.kind() == ErrorKind::SignedOut => {
                // A guest may have signed in in the meantime.
                let now = self.aws_owner(pool).await?;
                match now == owner || now.is_guest() {
                    true => Err(error),
                    false => self.renew_aws(now, cache).await,
                }
            }
            outcome => outcome,
        }
    }

    #[chunk(aws, load = self)]
    pub(super) async fn aws_identity(&self) -> Result<String, Error> {
        match self.known_aws_identity().await {
            Some(id) => Ok(id),
            None => Ok(self.aws_credentials(CachePolicy::Use).await?.identity_id),
        }
    }

    pub(super) async fn known_aws_identity(&self) -> Option<String> {
        let pool = self.identity_pool().ok()?;
        let owner = self.aws_owner(pool).await.ok()?;
        let kept = self.cached_aws(pool, &owner).await?;
        self.0.aws.note_identity(&kept);
        Some(kept.identity_id)
    }

    pub(in crate::flow) fn identity_pool(&self) -> Result<&IdentityPool, Error> {
        self.settings()
            .identity_pool
            .as_ref()
            .ok_or_else(|| Error::configuration("identity_pool", "give the id of an identity pool"))
    }

    /// Returns cached credentials if they can sign a request now. If they expire soon, they are renewed in the
    /// background.
    fn usable_credentials(&self, owner: &Owner, kept: &StoredIdentity) -> Option<AwsCredentials> {
        let credentials = kept.credentials.as_ref()?;
        let now = self.now();
        if self.0.server_clock.is_uncertain() || !credentials.is_usable(now) {
            return None;
        }
        if !credentials.is_fresh(now) {
            self.renew_aws_in_background(owner.clone());
        }
        Some(credentials.clone())
    }
}
