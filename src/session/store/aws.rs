//! Stores the AWS identity and its credentials, next to the record.

#[cfg(feature = "aws")]
use std::sync::atomic::Ordering;

use super::{BackingStore, SessionStore};
#[cfg(feature = "aws")]
use crate::session::aws::{AwsState, StoredIdentity};

impl SessionStore {
    /// The key of the AWS credentials, and the name of their lock.
    pub fn aws_key(&self) -> String {
        [&self.key, ".aws"].concat()
    }

    /// Returns the stored identity as text.
    #[cfg(feature = "aws")]
    pub async fn read_aws(&self, state: &AwsState) -> Option<String> {
        if let Some(text) = state.unstored() {
            return Some(text);
        }
        let key = self.aws_key();
        for store in self.aws_stores() {
            if let Ok(Some(text)) = store.store.read(&key).await {
                return Some(text);
            }
        }
        None
    }

    /// Stores an identity where the session is stored. A custom store is not used, because it may be in cookies: then,
    /// or if the store fails, the identity stays in memory.
    #[cfg(feature = "aws")]
    pub async fn write_aws(&self, state: &AwsState, identity: &StoredIdentity) {
        let text = identity.encode();
        let key = self.aws_key();
        let stores: Vec<_> = self.aws_stores().collect();
        let is_brief = self.is_tab_only.load(Ordering::Relaxed);
        let at = usize::from(is_brief).min(stores.len().saturating_sub(1));
        let mut is_kept = false;
        for (index, store) in stores.into_iter().enumerate() {
            match index == at {
                true => is_kept = store.store.write(&key, &text).await.is_ok(),
                false => drop(store.store.remove(&key).await),
            }
        }
        match is_kept {
            true => state.forget(),
            false => state.keep_unstored(identity),
        }
    }

    /// Forgets the identity.
    #[cfg(feature = "aws")]
    pub async fn remove_aws(&self, state: &AwsState) {
        state.forget();
        self.remove_stored_aws().await;
    }

    /// Also in builds without the feature `aws`, because another build may have stored credentials.
    pub(super) async fn remove_stored_aws(&self) {
        let key = self.aws_key();
        for store in self.aws_stores() {
            let _ = store.store.remove(&key).await;
        }
    }

    fn aws_stores(&self) -> impl Iterator<Item = &BackingStore> {
        self.stores().filter(|store| store.sign_out_store.is_none())
    }
}
