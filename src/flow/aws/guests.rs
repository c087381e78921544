//! The identity of a guest: a stored one, or one that another library has stored.

use super::renewal::cache_source;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::platform::sdk::{may_have_sdk_identity, take_sdk_identity};
use crate::protocol::identity::region_of;
use crate::session::aws::StoredIdentity;
use vestibule_chunk::chunk;

impl Client {
    /// Returns whether there is an identity of a guest, stored or to be imported from another library.
    ///
    /// # Errors
    /// If a chunk could not be loaded.
    #[chunk(aws, load = self)]
    pub(in crate::flow) async fn has_guest_identity(&self) -> Result<bool, Error> {
        let pool = self.identity_pool()?;
        Ok(self.guest_identity(pool).await?.is_some())
    }

    /// Returns the stored identity of a guest, after importing it from another library if needed.
    ///
    /// # Errors
    /// If the chunk that imports it could not be loaded.
    pub(super) fn guest_identity<'a>(
        &'a self,
        pool: &'a IdentityPool,
    ) -> LocalFuture<'a, Result<Option<StoredIdentity>, Error>> {
        Box::pin(async move {
            if let Some(kept) = self.cached_for_pool(pool).await {
                return Ok(Some(kept).filter(StoredIdentity::is_guest));
            }
            if !self.may_have_foreign_guest(pool).await {
                return Ok(None);
            }
            let id = self.import_foreign_guest(pool).await?;
            Ok(id.map(|id| StoredIdentity::guest(cache_source(pool), id)))
        })
    }

    /// Stores a guest's new identity immediately, because it could not be found again. If the person signs in,
    /// it is linked to them; if the request for credentials fails, the next one uses it.
    pub(super) async fn save_guest(&self, pool: &IdentityPool, id: &str) {
        let guest = StoredIdentity::guest(cache_source(pool), id.to_owned());
        if self
            .cached_for_pool(pool)
            .await
            .is_none_or(|kept| kept.is_guest())
        {
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

    /// Imports a guest's identity of Amplify or of AWS's SDK, from local storage (Amplify, version 2 of the SDK) or
    /// IndexedDB (version 3). It is removed there, because a sign-out would not remove it.
    #[chunk(migration, load = self)]
    async fn import_foreign_guest(&self, pool: &IdentityPool) -> Result<Option<String>, Error> {
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
            self.save_guest(pool, id).await;
        }
        Ok(found)
    }
}

/// The storage keys of Amplify and of version 2 of the SDK.
fn foreign_keys(pool: &IdentityPool) -> [String; 2] {
    [
        ["com.amplify.Cognito.", &pool.id, ".identityId"].concat(),
        ["aws.cognito.identity-id.", &pool.id].concat(),
    ]
}
