//! The record at rest: read whole, written whole, and kept in memory where the browser refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::record::{Record, RecordError};
use super::{Session, changes};
use crate::config::{Remember, Settings, Storage};
use crate::platform::{Log, MemoryStore, Platform, Store, StoreError};

/// Keeps the session of one app client.
pub(crate) struct SessionStore {
    /// The name under which everything of the app client stands: its record, its lock, its channel.
    pub key: String,
    lasting: Place,
    /// Where the session rests of who does not want to be remembered, if that is another place.
    brief: Option<Place>,
    /// Whether the tabs of the origin have the session in common.
    pub is_shared: bool,
    /// Whether the present session is this tab's own all the same.
    is_apart: AtomicBool,
    /// Holds the record for as long as the page lives where the backing store would not.
    fallback: MemoryStore,
    log: Arc<dyn Log>,
}

struct Place {
    store: Arc<dyn Store>,
    /// Whether all tabs of the origin have it in common.
    is_shared: bool,
}

impl SessionStore {
    pub fn new(settings: &Settings, platform: &Platform) -> Self {
        let place = |store: &Arc<dyn Store>, is_shared| Place {
            store: store.clone(),
            is_shared,
        };
        let tab = place(&platform.tab, false);
        let (lasting, brief) = match (settings.storage, &settings.own) {
            (Storage::Own, Some(own)) => {
                let [lasting, brief] = own.places(platform);
                (place(&lasting.0, lasting.1), Some(place(&brief.0, brief.1)))
            }
            (Storage::Session, _) => (tab, None),
            (Storage::Memory, _) => {
                let memory: Arc<dyn Store> = Arc::new(MemoryStore::default());
                (place(&memory, false), None)
            }
            _ => (place(&platform.local, true), Some(tab)),
        };
        SessionStore {
            key: changes::name(&settings.client_id),
            is_shared: lasting.is_shared,
            lasting,
            brief,
            is_apart: AtomicBool::new(false),
            fallback: MemoryStore::default(),
            log: platform.log.clone(),
        }
    }

    /// Whether other tabs are told of what becomes of the session.
    pub fn is_told(&self) -> bool {
        self.is_shared && !self.is_apart.load(Ordering::Relaxed)
    }

    /// Where what is to outlive the session is kept.
    pub fn lasting(&self) -> &Arc<dyn Store> {
        &self.lasting.store
    }

    /// The session that is kept; `None` where there is none that this version can read.
    ///
    /// # Errors
    /// Where a store is in trouble, which proves nothing.
    pub async fn read(&self) -> Result<Option<Session>, StoreError> {
        if let Ok(Some(text)) = self.fallback.read(&self.key).await {
            return Ok(self.session_of(&text));
        }
        let mut found = self.read_in(&self.lasting).await;
        if let Some(place) = &self.brief {
            let mark = |session: &Session| session.record().mark;
            let lasting = found.as_ref().ok().and_then(Option::as_ref).map(mark);
            match self.read_in(place).await {
                Ok(Some(brief)) if lasting > Some(mark(&brief)) => {
                    // Somebody has signed in since, in another tab.
                    let _ = place.store.remove(&self.key).await;
                }
                Ok(None) => {}
                Err(_) if lasting.is_some() => {}
                brief => found = brief,
            }
        }
        if let Ok(Some(session)) = &found {
            self.set_apart(session.record());
        }
        found
    }

    async fn read_in(&self, place: &Place) -> Result<Option<Session>, StoreError> {
        let text = place.store.read(&self.key).await?;
        Ok(text.and_then(|text| self.session_of(&text)))
    }

    fn session_of(&self, text: &str) -> Option<Session> {
        let session = match Record::decode(text) {
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

    /// Forgets what is kept where a new record does not belong. Says whether that was a session of
    /// all tabs which this one takes the place of in this tab alone.
    pub async fn make_way(&self, record: &Record) -> bool {
        let Some(brief) = &self.brief else {
            return false;
        };
        let (place, other) = match record.remember {
            Remember::Lastingly => (&self.lasting, brief),
            Remember::Briefly => (brief, &self.lasting),
        };
        let is_there = matches!(other.store.read(&self.key).await, Ok(Some(_)));
        if is_there {
            let _ = other.store.remove(&self.key).await;
        }
        is_there && other.is_shared && !place.is_shared
    }

    /// Keeps the session in place of the one before.
    pub async fn write(&self, record: &Record) {
        self.set_apart(record);
        let store = &self.place(record).store;
        let text = record.encode();
        if store.write(&self.key, &text).await.is_ok() {
            let _ = self.fallback.remove(&self.key).await;
            return;
        }
        self.log
            .warn("vestibule: the session cannot be stored and lasts as long as this page");
        // An older record must not come back at the next reload in place of this one.
        let _ = store.remove(&self.key).await;
        let _ = self.fallback.write(&self.key, &text).await;
    }

    /// Forgets the session.
    pub async fn remove(&self) {
        let _ = self.fallback.remove(&self.key).await;
        for place in [Some(&self.lasting), self.brief.as_ref()]
            .into_iter()
            .flatten()
        {
            if place.store.remove(&self.key).await.is_err() {
                self.log
                    .warn("vestibule: the browser refuses to remove the stored session");
            }
        }
    }

    fn place(&self, record: &Record) -> &Place {
        match (&self.brief, record.remember) {
            (Some(brief), Remember::Briefly) => brief,
            _ => &self.lasting,
        }
    }

    fn set_apart(&self, record: &Record) {
        let is_apart = !self.place(record).is_shared;
        self.is_apart.store(is_apart, Ordering::Relaxed);
    }
}
