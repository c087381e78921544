//! Where a client begins: the flows give the session what it needs of them.

#[cfg(feature = "migrate")]
use std::sync::Arc;

#[cfg(feature = "migrate")]
use super::moving;
use crate::client::Client;
use crate::client::hooks::Hooks;
#[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
use crate::client::hooks::Rest;
use crate::config::{ClientConfig, Settings};
use crate::error::Error;
#[cfg(feature = "migrate")]
use crate::platform::Store;
use crate::platform::{LocalFuture, Platform};
use vestibule_chunk::chunk;

impl Client {
    /// A client in this browser.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration), naming the setting that is wrong.
    pub fn new(config: ClientConfig) -> Result<Self, Error> {
        Client::with_platform(config, Platform::browser())
    }

    /// A client on another platform: with a store of one's own, or in a simulation.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_platform(config: ClientConfig, platform: Platform) -> Result<Self, Error> {
        let settings = config.check(&platform)?;
        Client::with_settings(settings, Box::new(platform))
    }

    pub(crate) fn with_settings(
        settings: Box<Settings>,
        platform: Box<Platform>,
    ) -> Result<Self, Error> {
        let client = Client::with_hooks(settings, platform, &Flows)?;
        client.listen();
        Ok(client)
    }
}

/// The flows, as the session sees them.
struct Flows;

impl Hooks for Flows {
    fn device_key<'a>(
        &self,
        client: &'a Client,
        username: &'a str,
    ) -> LocalFuture<'a, Option<String>> {
        Box::pin(client.device_key_for_renewal(username))
    }

    #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
    fn take_over<'a>(&self, client: &'a Client, rest: Rest) -> LocalFuture<'a, ()> {
        Box::pin(client.take_over_from_others(rest))
    }

    #[cfg(feature = "migrate")]
    fn shared_store(
        &self,
        inner: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Arc<dyn Store> {
        moving::beside_others(inner, settings, platform)
    }
}

impl Client {
    #[chunk(session)]
    async fn device_key_for_renewal(&self, username: &str) -> Option<String> {
        self.device_key_of([username; 2]).await
    }
}
