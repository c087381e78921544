//! A store that is none of the browser's two, and for how long somebody is remembered.

use std::fmt;
use std::sync::Arc;

use crate::platform::{MemoryStore, Patient, Platform, Store};
use crate::protocol::json::Value;

/// For how long a browser remembers who signs in: see [`Client::remember`](crate::Client::remember).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remember {
    /// For as long as the client's [storage](crate::ClientConfig::storage) keeps it.
    #[default]
    Lastingly,
    /// Until the tab or the browser is closed.
    Briefly,
}

impl Remember {
    /// As an object has it in its field `brief`.
    pub(crate) fn read(value: &Value) -> Self {
        match value.field("brief") {
            Some(Value::Bool(true)) => Remember::Briefly,
            _ => Remember::Lastingly,
        }
    }
}

/// Who sees what a store keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// All tabs of the origin: they share one session, its renewal and its end.
    #[default]
    Origin,
    /// One tab, as `sessionStorage` has it.
    Tab,
}

/// A store of the app's own, for [`ClientConfig::store`](crate::ClientConfig::store).
///
/// A call of it that fails, or that is not answered within three seconds, costs nobody the session:
/// what the tab knows of it holds, and what cannot be stored lasts as long as the page. A store that
/// was silent once is left alone for half a minute, so that nothing waits for it again and again; only
/// a removal is asked for all the same. A call that is given up is dropped, wherever it stands.
///
/// A sign-out leaves a number beside the store, in `localStorage` (with [`Reach::Tab`] in
/// `sessionStorage`): a record that was written before it is no session any more, even where the store
/// failed to remove it or carries out a write late. The removal is tried again until it succeeds.
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

/// What stands between the session and the store.
type Wrap = fn(Arc<dyn Store>, &Platform) -> Arc<dyn Store>;

impl CustomStore {
    /// A store that all tabs of the origin share. Who does not want to be remembered is forgotten
    /// with the page, unless [`brief`](Self::brief) says otherwise.
    pub fn new(store: impl Store + 'static) -> Self {
        CustomStore {
            lasting: (Arc::new(store), Reach::Origin),
            brief: (Arc::new(MemoryStore::default()), Reach::Tab),
            wrap: Patient::around,
        }
    }

    /// Values in `localStorage`, sealed by a key that no script can read and that stays in this
    /// browser, in IndexedDB: a copy of the storage is worth nothing elsewhere. Who does not want to
    /// be remembered has the sealed value in `sessionStorage`. What it protects from, and what not,
    /// is in `docs/STORES.md`. On a server it keeps nothing.
    ///
    /// <https://www.w3.org/TR/WebCryptoAPI/#security-developers>
    #[cfg(feature = "sealed")]
    pub fn sealed() -> Self {
        #[cfg(target_arch = "wasm32")]
        return CustomStore::of(
            crate::platform::browser::script_store::sealed_stores(),
            Reach::Tab,
        );
        #[cfg(not(target_arch = "wasm32"))]
        CustomStore::new(MemoryStore::default())
    }

    /// Values in cookies, for pages that a server renders for whoever is signed in;
    /// [`CookieSession`](crate::CookieSession) reads them there. Who does not want to be remembered
    /// has cookies that end with the browser. On a server it keeps nothing.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) where an option could end the cookie's text.
    #[cfg(feature = "cookies")]
    pub fn cookies(options: &super::Cookies) -> Result<Self, crate::Error> {
        options.check()?;
        #[cfg(target_arch = "wasm32")]
        if let Some(stores) =
            crate::platform::browser::script_store::cookie_stores(&options.to_json())
        {
            return Ok(CustomStore::of(stores, Reach::Origin));
        }
        Ok(CustomStore::new(MemoryStore::default()))
    }

    #[cfg(all(any(feature = "cookies", feature = "sealed"), target_arch = "wasm32"))]
    fn of([lasting, brief]: [impl Store + 'static; 2], reach: Reach) -> Self {
        CustomStore::new(lasting).brief(brief, reach)
    }

    /// Who sees what the store keeps.
    pub fn reach(mut self, reach: Reach) -> Self {
        self.lasting.1 = reach;
        self
    }

    /// Where a session rests whose person does not want to be remembered, and who sees it there.
    pub fn brief(mut self, store: impl Store + 'static, reach: Reach) -> Self {
        self.brief = (Arc::new(store), reach);
        self
    }

    /// The store itself, whose calls all end in time.
    #[cfg(all(feature = "npm", target_arch = "wasm32"))]
    pub(crate) fn that_answers(mut self) -> Self {
        self.wrap = |store, _| store;
        self
    }

    /// The two stores, for who is remembered and for who is not.
    pub(crate) fn places(&self, platform: &Platform) -> [(Arc<dyn Store>, bool); 2] {
        [&self.lasting, &self.brief].map(|(store, reach)| {
            let store = (self.wrap)(store.clone(), platform);
            (store, *reach == Reach::Origin)
        })
    }
}

/// The store of the app's own has to be given.
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
