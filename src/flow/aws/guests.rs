//! The identity of a guest: one that is kept, or one that another library has left.

use super::renewal::source_of;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::platform::sdk::{may_have_sdk_identity, take_sdk_identity};
use crate::protocol::identity::region_of;
use crate::session::aws::Kept;
use vestibule_chunk::chunk;

impl Client {
    /// # Errors
    /// Where what another library has left cannot be taken over yet.
    pub(super) fn guest_of<'a>(
        &'a self,
        pool: &'a IdentityPool,
    ) -> LocalFuture<'a, Result<Option<Kept>, Error>> {
        Box::pin(async move {
            if let Some(kept) = self.all_kept(pool).await {
                return Ok(Some(kept).filter(Kept::is_guest));
            }
            if !self.may_have_foreign_guest(pool).await {
                return Ok(None);
            }
            let id = self.take_foreign_guest(pool).await?;
            Ok(id.map(|id| Kept::guest(source_of(pool), id)))
        })
    }

    /// Keeps a guest's new identity at once, since nobody would find it again: who signs in meanwhile takes it along, and
    /// who gets no credentials for it asks for them with it.
    pub(super) async fn keep_guest(&self, pool: &IdentityPool, id: &str) {
        let guest = Kept::guest(source_of(pool), id.to_owned());
        if self.all_kept(pool).await.is_none_or(|kept| kept.is_guest()) {
            self.store().write_aws(&self.0.aws, &guest).await;
        }
    }

    async fn may_have_foreign_guest(&self, pool: &IdentityPool) -> bool {
        for key in foreign_keys(pool) {
            if let Ok(Some(_)) = self.platform().local.read(&key).await {
                return true;
            }
        }
        may_have_sdk_identity().await
    }

    /// A guest's identity that Amplify or AWS's SDK has left, in storage (Amplify, version 2 of the SDK) or in a database
    /// (version 3). It is moved, or else a sign-out would not forget it.
    #[chunk(migration, load = self)]
    async fn take_foreign_guest(&self, pool: &IdentityPool) -> Result<Option<String>, Error> {
        let local = &self.platform().local;
        let is_id = |id: &String| region_of(id).is_some();
        let mut found = take_sdk_identity(&pool.id).await.filter(is_id);
        for key in foreign_keys(pool) {
            if let Ok(Some(id)) = local.read(&key).await {
                found = found.or(Some(id).filter(is_id));
                let _ = local.remove(&key).await;
            }
        }
        if let Some(id) = &found {
            self.keep_guest(pool, id).await;
        }
        Ok(found)
    }
}

/// Under what Amplify and version 2 of the SDK keep it.
fn foreign_keys(pool: &IdentityPool) -> [String; 2] {
    [
        ["com.amplify.Cognito.", &pool.id, ".identityId"].concat(),
        ["aws.cognito.identity-id.", &pool.id].concat(),
    ]
}
