//! The record at rest: read whole, written whole, and kept in memory where the browser refuses.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::record::{Record, RecordError};
use super::{Session, TokenSource, changes};
use crate::config::{Remember, Settings, Storage};
use crate::error::Error;
use crate::part::begun;
use crate::platform::{LocalFuture, Log, MemoryStore, Platform, Store, StoreError};

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
    fallback: Mutex<Option<String>>,
    log: Arc<dyn Log>,
    source: TokenSource,
}

struct Place {
    store: Arc<dyn Store>,
    /// Whether all tabs of the origin have it in common.
    is_shared: bool,
}

impl Place {
    fn of(store: Arc<dyn Store>, is_shared: bool) -> Self {
        Place { store, is_shared }
    }
}

impl SessionStore {
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the platform has no such place.
    pub fn new(settings: &Settings, platform: &mut Platform) -> Result<Self, Error> {
        let tab = Place::of(platform.tab.clone(), false);
        let (lasting, brief) = match settings.storage {
            Storage::Local => (Place::of(platform.local.clone(), true), Some(tab)),
            Storage::Session => (tab, None),
            _ => *part_store_places(settings, platform)?,
        };
        Ok(SessionStore {
            key: changes::name(&settings.client_id),
            is_shared: lasting.is_shared,
            lasting,
            brief,
            is_apart: AtomicBool::new(false),
            fallback: Mutex::default(),
            log: platform.log.clone(),
            source: TokenSource::of(settings),
        })
    }

    /// Puts another store around the place where this one keeps the record. It keeps all of them
    /// there: what goes with a record would be split from those of people who are not remembered.
    #[cfg(any(feature = "accounts", feature = "migrate"))]
    pub fn put_within(&mut self, wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) {
        self.lasting.store = wrap(self.lasting.store.clone());
        self.brief = None;
    }

    /// Whether surely nothing is kept, not even what this version cannot read.
    #[cfg(any(feature = "migrate", feature = "ui"))]
    pub async fn holds_nothing(&self) -> bool {
        let has_nothing = self.fallback().is_none()
            && !matches!(self.lasting.store.read(&self.key).await, Ok(Some(_)));
        match &self.brief {
            Some(brief) => has_nothing && !matches!(brief.store.read(&self.key).await, Ok(Some(_))),
            None => has_nothing,
        }
    }

    /// Whether other tabs are told of what becomes of the session.
    pub fn is_told(&self) -> bool {
        self.is_shared && !self.is_apart.load(Ordering::Relaxed)
    }

    /// Where what is to outlive the session is kept.
    #[cfg(any(feature = "accounts", feature = "srp"))]
    pub fn lasting(&self) -> &Arc<dyn Store> {
        &self.lasting.store
    }

    /// The session that is kept; `None` where there is none that this version can read.
    ///
    /// # Errors
    /// Where a store is in trouble, which proves nothing.
    // Boxed, as the two below: or else all of it would stand in each place that reads.
    pub fn read(&self) -> LocalFuture<'_, Result<Option<Session>, StoreError>> {
        Box::pin(self.read_all())
    }

    async fn read_all(&self) -> Result<Option<Session>, StoreError> {
        if let Some(text) = self.fallback() {
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
        session.filter(|session| self.is_ours(session))
    }

    /// Whether the tokens are this pool's, for this app client.
    pub fn is_ours(&self, session: &Session) -> bool {
        let is_ours = session.is_from(&self.source);
        if !is_ours {
            self.log.warn(
                "vestibule: the stored session has tokens of another pool or app client; it is left alone",
            );
        }
        is_ours
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
    pub fn write<'a>(&'a self, record: &'a Record) -> LocalFuture<'a, ()> {
        Box::pin(self.write_one(record))
    }

    async fn write_one(&self, record: &Record) {
        self.set_apart(record);
        let store = &self.place(record).store;
        let text = record.encode();
        if store.write(&self.key, &text).await.is_ok() {
            self.set_fallback(None);
            return;
        }
        self.log
            .warn("vestibule: the session cannot be stored and lasts as long as this page");
        // An older record must not come back at the next reload in place of this one.
        let _ = store.remove(&self.key).await;
        self.set_fallback(Some(text));
    }

    /// Takes over what other tabs have, where they are to be asked for it.
    pub fn catch_up(&self) -> LocalFuture<'_, ()> {
        self.lasting.store.catch_up()
    }

    /// Calls `changed` when a record has come of which no other tab told.
    pub fn watch(&self, changed: impl Fn() + Send + Sync + 'static) {
        self.lasting.store.watch(Box::new(changed));
    }

    /// Forgets the session.
    pub fn remove(&self) -> LocalFuture<'_, ()> {
        Box::pin(self.remove_all())
    }

    async fn remove_all(&self) {
        self.set_fallback(None);
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

    fn fallback(&self) -> Option<String> {
        let fallback = self.fallback.lock();
        fallback.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_fallback(&self, text: Option<String>) {
        let fallback = self.fallback.lock();
        *fallback.unwrap_or_else(PoisonError::into_inner) = text;
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

/// The places that are not the browser's own storage. Few want them: see the module `part`.
#[cfg_attr(feature = "parts", inline(never))]
fn part_store_places(
    settings: &Settings,
    platform: &mut Platform,
) -> Result<Box<(Place, Option<Place>)>, Error> {
    let (lasting, brief) = match settings.storage {
        Storage::SharedMemory => {
            let memory = super::tabs::memory(&changes::name(&settings.client_id), platform);
            (Place::of(memory, true), None)
        }
        #[cfg(feature = "worker")]
        Storage::Worker => {
            let (store, is_shared) = super::worker::open(settings, platform)?;
            (Place::of(store, is_shared), None)
        }
        Storage::Own => match &settings.own {
            Some(own) => {
                let [lasting, brief] = own.places(platform);
                (
                    Place::of(lasting.0, lasting.1),
                    Some(Place::of(brief.0, brief.1)),
                )
            }
            None => (Place::of(platform.tab.clone(), false), None),
        },
        _ => (Place::of(Arc::new(MemoryStore::default()), false), None),
    };
    Ok(begun(Box::new((lasting, brief))))
}
