//! Where the AWS credentials stand, and their identity: beside the record.

#[cfg(feature = "aws")]
use std::sync::atomic::Ordering;

use super::{Place, SessionStore};
#[cfg(feature = "aws")]
use crate::session::aws::{AwsState, Kept};

impl SessionStore {
    /// The name of the AWS credentials' lock, and of where they stand.
    pub fn aws_key(&self) -> String {
        [&self.key, ".aws"].concat()
    }

    /// What is kept of the AWS credentials.
    #[cfg(feature = "aws")]
    pub async fn read_aws(&self, state: &AwsState) -> Option<String> {
        if let Some(text) = state.kept() {
            return Some(text);
        }
        let key = self.aws_key();
        for place in self.aws_places() {
            if let Ok(Some(text)) = place.store.read(&key).await {
                return Some(text);
            }
        }
        None
    }

    /// Keeps them where the session rests; in this page's memory where that is a store of the app's own, which may
    /// be in cookies, or where the store would not.
    #[cfg(feature = "aws")]
    pub async fn write_aws(&self, state: &AwsState, kept: &Kept) {
        let text = kept.encode();
        let key = self.aws_key();
        let places: Vec<_> = self.aws_places().collect();
        let is_brief = self.is_apart.load(Ordering::Relaxed);
        let at = usize::from(is_brief).min(places.len().saturating_sub(1));
        let mut is_kept = false;
        for (index, place) in places.into_iter().enumerate() {
            match index == at {
                true => is_kept = place.store.write(&key, &text).await.is_ok(),
                false => drop(place.store.remove(&key).await),
            }
        }
        match is_kept {
            true => state.forget(),
            false => state.keep(kept),
        }
    }

    /// Forgets them.
    #[cfg(feature = "aws")]
    pub async fn remove_aws(&self, state: &AwsState) {
        state.forget();
        self.remove_stored_aws().await;
    }

    /// A build without credentials signs out of one that has them as well.
    pub(super) async fn remove_stored_aws(&self) {
        let key = self.aws_key();
        for place in self.aws_places() {
            let _ = place.store.remove(&key).await;
        }
    }

    fn aws_places(&self) -> impl Iterator<Item = &Place> {
        self.places().filter(|place| place.ended.is_none())
    }
}
