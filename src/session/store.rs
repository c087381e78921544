//! The record at rest: read whole, written whole, and kept in memory where the browser refuses.

use std::sync::Arc;

use super::record::{Record, RecordError};
use super::{Session, changes};
use crate::config::{Settings, Storage};
use crate::error::Error;
use crate::platform::{LocalFuture, Log, MemoryStore, Platform, Store};

/// Keeps the session of one app client.
pub(crate) struct SessionStore {
    /// The name under which everything of the app client stands: its record, its lock, its channel.
    pub key: String,
    backing: Arc<dyn Store>,
    /// Whether all tabs of the origin have it in common.
    pub is_shared: bool,
    /// Holds the record for as long as the page lives where the backing store would not.
    fallback: MemoryStore,
    log: Arc<dyn Log>,
}

impl SessionStore {
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the platform has no such place.
    pub fn new(settings: &Settings, platform: &mut Platform) -> Result<Self, Error> {
        let (backing, is_shared) = match settings.storage {
            Storage::Local => (platform.local.clone(), true),
            Storage::Session => (platform.tab.clone(), false),
            Storage::Memory => (Arc::new(MemoryStore::default()) as _, false),
            Storage::SharedMemory => {
                let key = changes::name(&settings.client_id);
                (*super::tabs::part_store_memory(&key, platform), true)
            }
            #[cfg(feature = "worker")]
            Storage::Worker => super::worker::open(settings, platform)?,
        };
        Ok(SessionStore {
            key: changes::name(&settings.client_id),
            backing,
            is_shared,
            fallback: MemoryStore::default(),
            log: platform.log.clone(),
        })
    }

    /// The same store with another one around the place where it keeps the record.
    #[cfg(any(feature = "accounts", feature = "migrate"))]
    pub fn within(self, wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) -> Self {
        SessionStore {
            backing: wrap(self.backing),
            ..self
        }
    }

    /// Where the record is kept, and what belongs to it.
    #[cfg(feature = "accounts")]
    pub fn place(&self) -> &Arc<dyn Store> {
        &self.backing
    }

    /// Whether surely nothing is kept, not even what this version cannot read.
    #[cfg(feature = "migrate")]
    pub async fn holds_nothing(&self) -> bool {
        matches!(self.fallback.read(&self.key).await, Ok(None))
            && !matches!(self.backing.read(&self.key).await, Ok(Some(_)))
    }

    /// The session that is kept; `None` where there is none that this version can read.
    pub async fn read(&self) -> Option<Session> {
        let text = match self.fallback.read(&self.key).await {
            Ok(Some(text)) => text,
            _ => self.backing.read(&self.key).await.ok().flatten()?,
        };
        let session = match Record::decode(&text) {
            Ok(record) => Session::from_record(record),
            Err(RecordError::Newer) => {
                self.log
                    .warn("vestibule: a later version wrote the stored session; it is left alone");
                return None;
            }
            Err(RecordError::Foreign) => None,
        };
        if session.is_none() {
            self.log
                .warn("vestibule: the stored session is damaged; the person has to sign in again");
        }
        session
    }

    /// Keeps the session in place of the one before.
    pub async fn write(&self, record: &Record) {
        let text = record.encode();
        if self.backing.write(&self.key, &text).await.is_ok() {
            let _ = self.fallback.remove(&self.key).await;
            return;
        }
        self.log
            .warn("vestibule: the session cannot be stored and lasts as long as this page");
        // An older record must not come back at the next reload in place of this one.
        let _ = self.backing.remove(&self.key).await;
        let _ = self.fallback.write(&self.key, &text).await;
    }

    /// Takes over what other tabs have, where they are to be asked for it.
    pub fn catch_up(&self) -> LocalFuture<'_, ()> {
        self.backing.catch_up()
    }

    /// Calls `changed` when a record has come of which no other tab told.
    pub fn watch(&self, changed: impl Fn() + Send + Sync + 'static) {
        self.backing.watch(Box::new(changed));
    }

    /// Forgets the session.
    pub async fn remove(&self) {
        let _ = self.fallback.remove(&self.key).await;
        if self.backing.remove(&self.key).await.is_err() {
            self.log
                .warn("vestibule: the browser refuses to remove the stored session");
        }
    }
}
