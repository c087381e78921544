//! What the session needs of the flows, which stand above it: they implement [`Hooks`], and each client is
//! made with them.

#[cfg(feature = "migrate")]
use std::sync::Arc;

use super::Client;
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
    #[cfg(feature = "migrate")]
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
