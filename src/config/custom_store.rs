//! Custom stores, and for how long the browser remembers a user.

use std::fmt;
use std::sync::Arc;

use crate::platform::{MemoryStore, Platform, Store, StoreWithTimeout};
use crate::protocol::json::Value;

/// For how long the browser remembers a user. See [`Client::remember`](crate::Client::remember).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remember {
    /// As long as the client's [storage](crate::ClientConfig::storage) keeps the session.
    #[default]
    Lastingly,
    /// Until the tab or the browser is closed.
    Briefly,
}

impl Remember {
    /// Reads the field `brief` of an object.
    pub(crate) fn read(value: &Value) -> Self {
        match value.field("brief") {
            Some(Value::Bool(true)) => Remember::Briefly,
            _ => Remember::Lastingly,
        }
    }
}

/// The tabs that share a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// All tabs of the origin. They share one session.
    #[default]
    Origin,
    /// One tab, like `sessionStorage`.
    Tab,
}

/// A custom store, for [`ClientConfig::store`](crate::ClientConfig::store).
///
/// A call that fails, or that takes longer than three seconds, does not end the session: the tab continues with the
/// session that it knows, and a session that cannot be stored lasts as long as the page. After a timeout, calls fail at
/// once for half a minute, except for removals. The future of a call that times out is dropped.
///
/// A sign-out writes a number to `localStorage` (with [`Reach::Tab`] to `sessionStorage`). Records that were written
/// before it are ignored, even if the store fails to remove them or executes a write late. The removal is retried until
/// it succeeds.
///
/// ```
/// use vestibule::platform::MemoryStore;
/// use vestibule::{ClientConfig, CustomStore, Reach};
///
/// let store = CustomStore::new(MemoryStore::default()).reach(Reach::Tab);
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").store(store);
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct CustomStore {
    lasting: (Arc<dyn Store>, Reach),
    brief: (Arc<dyn Store>, Reach),
    wrap: Wrap,
}

/// Wraps the store before it is used.
type Wrap = fn(Arc<dyn Store>, &Platform) -> Arc<dyn Store>;

impl CustomStore {
    /// Creates a store that all tabs of the origin share. With [`Remember::Briefly`] the session is kept in the page's
    /// memory, unless [`brief`](Self::brief) sets another store.
    pub fn new(store: impl Store + 'static) -> Self {
        CustomStore {
            lasting: (Arc::new(store), Reach::Origin),
            brief: (Arc::new(MemoryStore::default()), Reach::Tab),
            wrap: StoreWithTimeout::wrap,
        }
    }

    /// Creates a store in `localStorage` whose values are encrypted by a key that no script can read and that stays in
    /// this browser's IndexedDB. A copy of the storage is useless in another browser. With [`Remember::Briefly`] the
    /// encrypted value is in `sessionStorage`. `docs/STORES.md` says what it protects from. On a server it is a store
    /// in memory.
    ///
    /// <https://www.w3.org/TR/WebCryptoAPI/#security-developers>
    #[cfg(feature = "sealed")]
    pub fn sealed() -> Self {
        #[cfg(target_arch = "wasm32")]
        return CustomStore::from_pair(
            crate::platform::browser::script_store::sealed_stores(),
            Reach::Tab,
        );
        #[cfg(not(target_arch = "wasm32"))]
        CustomStore::new(MemoryStore::default())
    }

    /// Creates a store in cookies, for pages that a server renders for the signed-in user. The server reads them by
    /// [`CookieSession`](crate::CookieSession). With [`Remember::Briefly`] they are session cookies. On a server this
    /// is a store in memory.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) if an option contains characters that are not allowed in
    /// cookies.
    #[cfg(feature = "cookies")]
    pub fn cookies(options: &super::Cookies) -> Result<Self, crate::Error> {
        options.check()?;
        #[cfg(target_arch = "wasm32")]
        if let Some(stores) =
            crate::platform::browser::script_store::cookie_stores(&options.to_json())
        {
            return Ok(CustomStore::from_pair(stores, Reach::Origin));
        }
        Ok(CustomStore::new(MemoryStore::default()))
    }

    #[cfg(all(any(feature = "cookies", feature = "sealed"), target_arch = "wasm32"))]
    fn from_pair([lasting, brief]: [impl Store + 'static; 2], reach: Reach) -> Self {
        CustomStore::new(lasting).brief(brief, reach)
    }

    /// Sets the tabs that share the store.
    pub fn reach(mut self, reach: Reach) -> Self {
        self.lasting.1 = reach;
        self
    }

    /// Sets the store for sessions with [`Remember::Briefly`], and the tabs that share it.
    pub fn brief(mut self, store: impl Store + 'static, reach: Reach) -> Self {
        self.brief = (Arc::new(store), reach);
        self
    }

    /// Uses the store without timeouts, because its calls already have them.
    #[cfg(all(feature = "npm", target_arch = "wasm32"))]
    pub(crate) fn without_timeouts(mut self) -> Self {
        self.wrap = |store, _| store;
        self
    }

    /// Returns the stores for `Lastingly` and `Briefly`, and whether all tabs share them.
    pub(crate) fn stores(&self, platform: &Platform) -> [(Arc<dyn Store>, bool); 2] {
        [&self.lasting, &self.brief].map(|(store, reach)| {
            let store = (self.wrap)(store.clone(), platform);
            (store, *reach == Reach::Origin)
        })
    }
}

/// The custom store is required.
pub(super) fn check(config: &super::ClientConfig) -> Result<(), crate::Error> {
    if config.storage == super::Storage::Custom && config.custom_store.is_none() {
        return Err(crate::Error::configuration(
            "storage",
            "give the store itself, by ClientConfig::store",
        ));
    }
    Ok(())
}

impl fmt::Debug for CustomStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomStore")
            .field("reach", &self.lasting.1)
            .finish_non_exhaustive()
    }
}
