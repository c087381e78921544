//! An unfinished sign-in survives a reload of the page, for as long as Cognito's session does.

use std::sync::Arc;

use super::SignInStep;
use super::challenge::Pending;
use crate::client::Client;
use crate::config::Storage;
use crate::flow::kept_sign_up;
use crate::platform::{LocalFuture, Store};

/// The longest that an app client lets a session of a sign-in live, in milliseconds.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
const LONGEST: i64 = 15 * 60 * 1000;

/// Under which key it is kept.
const KEY: &str = "signIn";

impl Client {
    /// The sign-in that this tab left unfinished, at the step where it stands. What the person had
    /// typed is not kept.
    ///
    /// `None` where there is none, or where it began so long ago that Cognito has ended it. It may
    /// have ended before: the step's answer is [`SignInExpired`](crate::ErrorKind::SignInExpired)
    /// then. Nothing is kept where the client's [`storage`](crate::ClientConfig::storage) is the
    /// memory.
    pub async fn resume_sign_in(&self) -> Option<SignInStep> {
        Some(self.kept(KEY, LONGEST).await?.into())
    }

    /// Whether this tab may have left something unfinished.
    #[cfg(feature = "ui")]
    pub(crate) async fn may_have_unfinished(&self) -> bool {
        for key in [KEY, kept_sign_up::KEY, kept_sign_up::RESET] {
            if let Some(tab) = self.tab()
                && matches!(tab.read(&self.kept_key(key)).await, Ok(Some(_)))
            {
                return true;
            }
        }
        false
    }

    /// Forgets what this tab left unfinished, a sign-in, a sign-up or the reset of a password: the person
    /// wants to begin anew.
    pub async fn forget_unfinished(&self) {
        self.drop_sign_in().await;
        self.drop_sign_up().await;
        self.drop_kept(kept_sign_up::RESET).await;
    }

    /// A step-up is not kept: whoever comes back is signed in as before, and can begin it again.
    pub(crate) fn keep_sign_in(&self, pending: &Pending) -> LocalFuture<'_, ()> {
        if self.0.step_up.is_some() {
            return Box::pin(async {});
        }
        self.keep(KEY, pending)
    }

    /// Forgets the unfinished sign-in of this tab.
    pub(crate) fn drop_sign_in(&self) -> LocalFuture<'_, ()> {
        self.drop_kept(KEY)
    }

    /// What this tab keeps under that name, if it is no older than so many milliseconds.
    pub(crate) async fn kept(&self, key: &str, longest: i64) -> Option<Pending> {
        let text = self.tab()?.read(&self.kept_key(key)).await.ok()??;
        let (pending, at) = Pending::decode(self, &text)?;
        let age = self.millis() - at;
        match (0..longest).contains(&age) {
            true => Some(pending),
            false => {
                self.drop_kept(key).await;
                None
            }
        }
    }

    /// Boxed, as the next one is, since it stands in many places.
    pub(crate) fn keep(&self, key: &str, pending: &Pending) -> LocalFuture<'_, ()> {
        let text = pending.encode(self.millis());
        let key = self.kept_key(key);
        Box::pin(async move {
            if let Some(tab) = self.tab() {
                // Where it cannot be kept it ends with the page, as it does anyway without this.
                let _ = tab.write(&key, &text).await;
            }
        })
    }

    pub(crate) fn drop_kept(&self, key: &str) -> LocalFuture<'_, ()> {
        let key = self.kept_key(key);
        Box::pin(async move {
            if let Some(tab) = self.tab() {
                let _ = tab.remove(&key).await;
            }
        })
    }

    fn tab(&self) -> Option<&Arc<dyn Store>> {
        match self.settings().storage {
            Storage::Memory | Storage::SharedMemory => None,
            _ => Some(&self.platform().tab),
        }
    }

    fn kept_key(&self, key: &str) -> String {
        ["vestibule.", &self.settings().client_id, ".", key].concat()
    }

    fn millis(&self) -> i64 {
        self.platform().clock.now().as_millis() as i64
    }
}
