//! Stores an unfinished sign-in in this tab, so that it survives a reload of the page while Cognito's
//! session is valid.

use std::sync::Arc;

use super::SignInStep;
use super::challenge::PendingChallenge;
use crate::client::Client;
use crate::config::Storage;
use crate::flow::unfinished_sign_up::RESET_KEY;
#[cfg(feature = "ui")]
use crate::flow::unfinished_sign_up::SIGN_UP_KEY;
use crate::platform::{LocalFuture, Store};

/// The longest lifetime of a sign-in session that an app client can be given, in milliseconds.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
const MAX_SESSION_LIFETIME_MS: i64 = 15 * 60 * 1000;

const SIGN_IN_KEY: &str = "signIn";

impl Client {
    /// Returns the unfinished sign-in of this tab at its current step. What the person had typed is
    /// not stored.
    ///
    /// `None` if there is none, or if Cognito's session has certainly expired. The session may expire
    /// earlier; then the step's methods fail with [`SignInExpired`](crate::ErrorKind::SignInExpired).
    /// Nothing is stored if the client's [`storage`](crate::ClientConfig::storage) is memory.
    pub async fn resume_sign_in(&self) -> Option<SignInStep> {
        let pending = self.load_challenge(SIGN_IN_KEY, MAX_SESSION_LIFETIME_MS);
        Some(pending.await?.into())
    }

    /// Whether this tab may have an unfinished sign-in, sign-up or password reset.
    #[cfg(feature = "ui")]
    pub(crate) async fn may_have_unfinished(&self) -> bool {
        for key in [SIGN_IN_KEY, SIGN_UP_KEY, RESET_KEY] {
            if let Some(tab) = self.tab_store()
                && matches!(tab.read(&self.storage_key(key)).await, Ok(Some(_)))
            {
                return true;
            }
        }
        false
    }

    /// Forgets the unfinished sign-in, sign-up and password reset of this tab, so that the person can
    /// start over.
    pub async fn forget_unfinished(&self) {
        self.forget_sign_in().await;
        self.forget_sign_up().await;
        self.forget_challenge(RESET_KEY).await;
    }

    /// Stores an unfinished sign-in. A step-up is not stored: after a reload the person is signed in as
    /// before and can start it again.
    pub(crate) fn save_sign_in(&self, pending: &PendingChallenge) -> LocalFuture<'_, ()> {
        if self.0.step_up.is_some() {
            return Box::pin(async {});
        }
        self.save_challenge(SIGN_IN_KEY, pending)
    }

    /// Forgets the unfinished sign-in of this tab.
    pub(crate) fn forget_sign_in(&self) -> LocalFuture<'_, ()> {
        self.forget_challenge(SIGN_IN_KEY)
    }

    /// Loads what this tab stores under `key`, and removes it if it is older than `max_age_ms`.
    pub(crate) async fn load_challenge(
        &self,
        key: &str,
        max_age_ms: i64,
    ) -> Option<PendingChallenge> {
        let text = self
            .tab_store()?
            .read(&self.storage_key(key))
            .await
            .ok()??;
        let (pending, at) = PendingChallenge::decode(self, &text)?;
        let age = self.now_millis() - at;
        match (0..max_age_ms).contains(&age) {
            true => Some(pending),
            false => {
                self.forget_challenge(key).await;
                None
            }
        }
    }

    /// Boxed, as `forget_challenge` is, so that each caller's future does not contain a copy of it.
    pub(crate) fn save_challenge(
        &self,
        key: &str,
        pending: &PendingChallenge,
    ) -> LocalFuture<'_, ()> {
        let text = pending.encode(self.now_millis());
        let key = self.storage_key(key);
        Box::pin(async move {
            if let Some(tab) = self.tab_store() {
                // If it cannot be stored, it ends with the page.
                let _ = tab.write(&key, &text).await;
            }
        })
    }

    pub(crate) fn forget_challenge(&self, key: &str) -> LocalFuture<'_, ()> {
        let key = self.storage_key(key);
        Box::pin(async move {
            if let Some(tab) = self.tab_store() {
                let _ = tab.remove(&key).await;
            }
        })
    }

    fn tab_store(&self) -> Option<&Arc<dyn Store>> {
        match self.settings().storage {
            Storage::Memory | Storage::SharedMemory => None,
            _ => Some(&self.platform().tab),
        }
    }

    fn storage_key(&self, key: &str) -> String {
        ["vestibule.", &self.settings().client_id, ".", key].concat()
    }

    fn now_millis(&self) -> i64 {
        self.platform().clock.now().as_millis() as i64
    }
}
