//! Creates clients, and connects the session with the flows that it needs ([`Hooks`]).

#[cfg(feature = "migrate")]
use std::future::ready;
#[cfg(feature = "migrate")]
use std::sync::Arc;

#[cfg(feature = "migrate")]
use super::migration;
use crate::client::Client;
#[cfg(feature = "migrate")]
use crate::client::hooks::ForeignSession;
use crate::client::hooks::Hooks;
use crate::config::{ClientConfig, Settings};
use crate::error::Error;
#[cfg(feature = "migrate")]
use crate::platform::Store;
use crate::platform::{LocalFuture, Platform};
use vestibule_chunk::chunk;

impl Client {
    /// Creates a client in this browser.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) with the name of the invalid setting.
    pub fn new(config: ClientConfig) -> Result<Self, Error> {
        Client::with_platform(config, Platform::browser())
    }

    /// Creates a client on another platform: with a custom store, or in a simulation.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_platform(config: ClientConfig, platform: Platform) -> Result<Self, Error> {
        let settings = config.check(&platform)?;
        let client = Client::with_settings(settings, Box::new(platform), &Flows::ALL)?;
        client.listen_to_activity();
        Ok(client)
    }

    pub(crate) fn with_settings(
        settings: Box<Settings>,
        platform: Box<Platform>,
        flows: &'static Flows,
    ) -> Result<Self, Error> {
        let client = Client::with_hooks(settings, platform, flows)?;
        client.listen();
        #[cfg(feature = "records")]
        if client.settings().records.is_some() {
            client.listen_to_sign_ins();
        }
        Ok(client)
    }
}

/// What the session needs of the flows.
pub(crate) struct Flows {
    /// Whether sessions of other libraries are imported automatically, or only when the page asks for it.
    #[cfg(feature = "migrate")]
    imports_automatically: bool,
}

impl Flows {
    pub const ALL: Flows = Flows {
        #[cfg(feature = "migrate")]
        imports_automatically: true,
    };

    /// The npm package imports the sessions of other libraries itself.
    #[cfg(feature = "npm")]
    pub const IMPORT_ON_DEMAND: Flows = Flows {
        imports_automatically: false,
    };
}

impl Hooks for Flows {
    fn device_key<'a>(
        &self,
        client: &'a Client,
        username: &'a str,
    ) -> LocalFuture<'a, Option<String>> {
        Box::pin(client.device_key_for_renewal(username))
    }

    #[cfg(feature = "migrate")]
    fn import_session<'a>(
        &self,
        client: &'a Client,
        foreign: ForeignSession,
    ) -> LocalFuture<'a, ()> {
        match self.imports_automatically {
            true => client.import_foreign_session(foreign),
            false => Box::pin(ready(())),
        }
    }

    #[cfg(feature = "migrate")]
    fn shared_store(
        &self,
        inner: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Arc<dyn Store> {
        migration::shared_store(inner, settings, platform)
    }
}

impl Client {
    #[chunk(session)]
    async fn device_key_for_renewal(&self, username: &str) -> Option<String> {
        self.device_key_of([username; 2]).await
    }
}
