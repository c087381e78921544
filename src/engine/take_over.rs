//! When a session of another library is looked for.

use crate::client::Client;
use crate::client::hooks::Rest;

impl Client {
    /// Takes over another library's session when a session is asked for the first time. Whoever asks
    /// meanwhile waits as well.
    pub(super) async fn first_look(&self) {
        use std::sync::atomic::Ordering;
        let has_looked = &self.0.has_looked;
        if !has_looked.load(Ordering::Relaxed) {
            self.0.hooks.take_over(self, Rest::Stays).await;
            has_looked.store(true, Ordering::Relaxed);
        }
    }

    /// Takes over what there is, and leaves nothing: somebody signs out.
    pub(super) async fn move_out(&self) {
        self.0.hooks.take_over(self, Rest::Goes).await;
    }
}
