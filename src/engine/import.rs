//! When the session of another library is imported.

use crate::client::Client;
use crate::client::hooks::ForeignSession;

impl Client {
    /// Imports another library's session on the first use of a session. Concurrent callers wait for it, too.
    pub(super) async fn import_once(&self) {
        use std::sync::atomic::Ordering;
        let has_imported = &self.0.has_imported;
        if !has_imported.load(Ordering::Relaxed) {
            self.0
                .hooks
                .import_session(self, ForeignSession::Keep)
                .await;
            has_imported.store(true, Ordering::Relaxed);
        }
    }

    /// Imports another library's session and removes it there, before a sign-out.
    pub(super) async fn import_and_remove(&self) {
        self.0
            .hooks
            .import_session(self, ForeignSession::Remove)
            .await;
    }
}
