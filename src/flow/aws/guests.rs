//! The identity of a guest: one that is kept, or one that another library has left.

use super::renewal::source_of;
use crate::client::Client;
use crate::config::IdentityPool;
use crate::platform::LocalFuture;
use crate::platform::sdk::take_sdk_identity;
use crate::protocol::identity::region_of;
use crate::session::aws::Kept;

impl Client {
    pub(super) fn guest_of<'a>(&'a self, pool: &'a IdentityPool) -> LocalFuture<'a, Option<Kept>> {
        Box::pin(async move {
            if let Some(kept) = self.all_kept(pool).await {
                return kept.is_guest().then_some(kept);
            }
            let id = self.foreign_guest(pool).await?;
            Some(Kept::guest(source_of(pool), id))
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

    /// A guest's identity that Amplify or AWS's SDK has left, in storage (Amplify, version 2 of the SDK) or in a database
    /// (version 3). It is moved, or else a sign-out would not forget it.
    async fn foreign_guest(&self, pool: &IdentityPool) -> Option<String> {
        let local = &self.platform().local;
        let amplify = ["com.amplify.Cognito.", &pool.id, ".identityId"].concat();
        let sdk = ["aws.cognito.identity-id.", &pool.id].concat();
        let is_id = |id: &String| region_of(id).is_some();
        let mut found = take_sdk_identity(&pool.id).await.filter(is_id);
        for key in [amplify, sdk] {
            if let Ok(Some(id)) = local.read(&key).await {
                found = found.or(Some(id).filter(is_id));
                let _ = local.remove(&key).await;
            }
        }
        let id = found?;
        self.keep_guest(pool, &id).await;
        Some(id)
    }
}
