//! The functions of the flows that the session engine needs. The flows are in a layer above the engine: they implement
//! [`Hooks`], and each client is created with them.

#[cfg(feature = "migrate")]
use std::sync::Arc;

use super::Client;
#[cfg(feature = "migrate")]
use crate::config::Settings;
use crate::platform::LocalFuture;
#[cfg(feature = "migrate")]
use crate::platform::{Platform, Store};

/// Functions of the flows that the session engine calls.
pub(crate) trait Hooks: Send + Sync {
    /// Returns the key of this device if it is remembered for this user.
    fn device_key<'a>(
        &self,
        client: &'a Client,
        username: &'a str,
    ) -> LocalFuture<'a, Option<String>>;

    /// Imports the session that another library has stored in this browser, if there is one.
    #[cfg(feature = "migrate")]
    fn import_session<'a>(
        &self,
        client: &'a Client,
        foreign: ForeignSession,
    ) -> LocalFuture<'a, ()>;

    /// Wraps the store of a client that shares its session with another library.
    #[cfg(feature = "migrate")]
    fn shared_store(
        &self,
        inner: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Arc<dyn Store>;
}

/// What happens to another library's session that is not imported.
#[cfg(feature = "migrate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForeignSession {
    /// It is kept.
    Keep,
    /// It is removed, because of a sign-out.
    Remove,
}
