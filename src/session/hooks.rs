//! What the session needs of the flows, which stand above it: they implement [`Hooks`], and each client is
//! made with them.

#[cfg(feature = "migrate")]
use std::sync::Arc;

use crate::client::Client;
#[cfg(feature = "migrate")]
use crate::config::Settings;
use crate::platform::LocalFuture;
#[cfg(feature = "migrate")]
use crate::platform::{Platform, Store};

/// What the flows do for the session.
pub(crate) trait Hooks: Send + Sync {
    /// The key of this device, where it is remembered for that user.
    fn device_key<'a>(
        &self,
        client: &'a Client,
        username: &'a str,
    ) -> LocalFuture<'a, Option<String>>;

    /// Takes over the session that another library keeps in this browser, if there is one.
    #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
    fn take_over<'a>(&self, client: &'a Client, rest: Rest) -> LocalFuture<'a, ()>;

    /// The store of a client that shares its session with another library, around its own.
    #[cfg(feature = "migrate")]
    fn shared_store(
        &self,
        inner: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Arc<dyn Store>;
}

/// What becomes of another library's session where it is not taken over.
#[cfg(feature = "migrate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// It stays where it is.
    Stays,
    /// It goes, too: somebody signs out.
    Goes,
}

#[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
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
