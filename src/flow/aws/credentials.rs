//! The identity and its credentials, as they are given out: kept ones while they serve, new ones otherwise.

use super::logins::Owner;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::session::AwsCredentials;
use crate::session::aws::Kept;
use vestibule_chunk::chunk;

/// Which credentials somebody asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those that are kept, while they serve.
    Kept,
    /// New ones, whatever is kept.
    New,
}

impl Client {
    #[chunk(aws, load = self)]
    pub(super) async fn aws_credentials(&self, wanted: Wanted) -> Result<AwsCredentials, Error> {
        let pool = self.identity_pool()?;
        let owner = self.aws_owner(pool).await?;
        if wanted == Wanted::Kept
            && let Some(kept) = self.kept_aws(pool, &owner).await
            && let Some(credentials) = self.serving(&owner, &kept)
        {
            self.0.aws.give_out(&kept);
            return Ok(credentials);
        }
        match self.renew_aws(owner.clone(), wanted).await {
            Err(error) if error.kind() == ErrorKind::SignedOut => {
                // A guest may have signed in meanwhile.
                let now = self.aws_owner(pool).await?;
                match now == owner || now.is_guest() {
                    true => Err(error),
                    false => self.renew_aws(now, wanted).await,
                }
            }
            outcome => outcome,
        }
    }

    #[chunk(aws, load = self)]
    pub(super) async fn aws_identity(&self) -> Result<String, Error> {
        match self.known_aws_identity().await {
            Some(id) => Ok(id),
            None => Ok(self.aws_credentials(Wanted::Kept).await?.identity_id),
        }
    }

    pub(super) async fn known_aws_identity(&self) -> Option<String> {
        let pool = self.identity_pool().ok()?;
        let owner = self.aws_owner(pool).await.ok()?;
        let kept = self.kept_aws(pool, &owner).await?;
        self.0.aws.give_out(&kept);
        Some(kept.identity_id)
    }

    pub(in crate::flow) fn identity_pool(&self) -> Result<&IdentityPool, Error> {
        self.settings()
            .identity_pool
            .as_ref()
            .ok_or_else(|| Error::configuration("identity_pool", "give the id of an identity pool"))
    }

    /// What is kept, where it serves for a request that is signed now. It is renewed behind where it ends soon.
    fn serving(&self, owner: &Owner, kept: &Kept) -> Option<AwsCredentials> {
        let credentials = kept.credentials.as_ref()?;
        let now = self.now();
        if self.0.time.is_unsure() || !credentials.is_usable(now) {
            return None;
        }
        if !credentials.is_fresh(now) {
            self.renew_aws_behind(owner.clone());
        }
        Some(credentials.clone())
    }
}
