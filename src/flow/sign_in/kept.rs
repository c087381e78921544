//! An unfinished sign-in survives a reload of the page, for as long as Cognito's session does.

use std::sync::Arc;

use super::SignInStep;
use super::challenge::Pending;
use crate::client::Client;
use crate::config::Storage;
use crate::platform::Store;

/// The longest that an app client lets a session of a sign-in live, in milliseconds.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
const LONGEST: i64 = 15 * 60 * 1000;

impl Client {
    /// The sign-in that this tab left unfinished, at the step where it stands. What the person had
    /// typed is not kept.
    ///
    /// `None` where there is none, or where it began so long ago that Cognito has ended it. It may
    /// have ended before: the step's answer is [`SignInExpired`](crate::ErrorKind::SignInExpired)
    /// then. Nothing is kept where the client's [`storage`](crate::ClientConfig::storage) is the
    /// memory.
    pub async fn resume_sign_in(&self) -> Option<SignInStep> {
        let text = self.tab()?.read(&self.unfinished_key()).await.ok()??;
        let (pending, at) = Pending::decode(self, &text)?;
        let age = self.millis() - at;
        match (0..LONGEST).contains(&age) {
            true => Some(pending.into()),
            false => {
                self.drop_sign_in().await;
                None
            }
        }
    }

    pub(crate) async fn keep_sign_in(&self, pending: &Pending) {
        if let Some(tab) = self.tab() {
            let text = pending.encode(self.millis());
            // Where it cannot be kept it ends with the page, as it does anyway without this.
            let _ = tab.write(&self.unfinished_key(), &text).await;
        }
    }

    /// Forgets the unfinished sign-in of this tab.
    pub(crate) async fn drop_sign_in(&self) {
        if let Some(tab) = self.tab() {
            let _ = tab.remove(&self.unfinished_key()).await;
        }
    }

    fn tab(&self) -> Option<&Arc<dyn Store>> {
        match self.settings().storage {
            Storage::Memory => None,
            _ => Some(&self.platform().tab),
        }
    }

    fn unfinished_key(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".signIn"].concat()
    }

    fn millis(&self) -> i64 {
        self.platform().clock.now().as_millis() as i64
    }
}
