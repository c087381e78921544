//! The record at rest: read whole, written whole, and kept in memory where the browser refuses.

mod aws;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::place::{Place, places};
use super::record::{Record, RecordError};
use super::{Session, TokenSource, changes};
use crate::config::{Remember, Settings, Storage};
use crate::error::Error;
#[cfg(any(feature = "accounts", feature = "srp"))]
use crate::platform::Store;
use crate::platform::{LocalFuture, Log, Platform, StoreError, Timestamp};
use crate::protocol::json::{self, integer_text};

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
    /// Whether a record was found that had ended by the revision beside the store.
    has_late_record: AtomicBool,
    /// Whether somebody tries again to remove what a store would not.
    is_removing: AtomicBool,
    /// Refresh tokens of sessions that others have taken the place of.
    replaced: Mutex<Vec<String>>,
    /// Whether the time of the last activity stands beside the record.
    has_activity: bool,
    log: Arc<dyn Log>,
    source: TokenSource,
}

impl SessionStore {
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the platform has no such place.
    pub fn new(settings: &Settings, platform: &mut Platform) -> Result<Self, Error> {
        let tab = Place::of(platform.tab.clone(), false);
        let (lasting, brief) = match settings.storage {
            Storage::Local => (Place::of(platform.local.clone(), true), Some(tab)),
            Storage::Session => (tab, None),
            _ => *places(settings, platform)?,
        };
        Ok(SessionStore {
            key: changes::name(&settings.client_id),
            is_shared: lasting.is_shared,
            lasting,
            brief,
            is_apart: AtomicBool::new(false),
            fallback: Mutex::default(),
            has_late_record: AtomicBool::new(false),
            is_removing: AtomicBool::new(false),
            replaced: Mutex::default(),
            has_activity: settings.sign_out_after.idle.is_some(),
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

    /// Whether other tabs hear what becomes of the session.
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
            let revision = |session: &Session| session.record().revision;
            let lasting = found.as_ref().ok().and_then(Option::as_ref).map(revision);
            match self.read_in(place).await {
                Ok(Some(brief)) if lasting > Some(revision(&brief)) => {
                    // Somebody has signed in since, in another tab.
                    let _ = place.store.remove(&self.key).await;
                    self.replaced()
                        .extend(brief.refresh_token().map(str::to_owned));
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
        let session = text.and_then(|text| self.session_of(&text));
        let Some(session) = session else {
            return Ok(None);
        };
        if session.record().revision < self.ended_in(place).await {
            self.has_late_record.store(true, Ordering::Relaxed);
            return Ok(None);
        }
        Ok(Some(session))
    }

    /// The refresh tokens of all that is kept, and of what has been replaced since this was last asked.
    pub async fn take_tokens(&self) -> Vec<String> {
        let mut tokens = std::mem::take(&mut *self.replaced());
        let fallback = self.fallback().and_then(|text| self.session_of(&text));
        let mut sessions = vec![fallback];
        for place in self.places() {
            sessions.push(self.read_in(place).await.ok().flatten());
        }
        for session in sessions.into_iter().flatten() {
            tokens.extend(session.refresh_token().map(str::to_owned));
        }
        tokens
    }

    /// The refresh tokens of sessions that others have taken the place of.
    pub fn take_replaced(&self) -> Vec<String> {
        std::mem::take(&mut *self.replaced())
    }

    fn replaced(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.replaced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        [Some(&self.lasting), self.brief.as_ref()]
            .into_iter()
            .flatten()
    }

    /// The revision of the newest sign-out that stands beside a store; zero where there is none.
    pub async fn ended(&self) -> i64 {
        let mut newest = 0;
        for place in self.places() {
            newest = newest.max(self.ended_in(place).await);
        }
        newest
    }

    async fn ended_in(&self, place: &Place) -> i64 {
        let Some(ended) = &place.ended else {
            return 0;
        };
        let text = ended.read(&self.ended_key()).await.ok().flatten();
        let value = json::parse(&text.unwrap_or_default()).unwrap_or_default();
        value.as_i64().unwrap_or_default()
    }

    fn ended_key(&self) -> String {
        [&self.key, ".ended"].concat()
    }

    /// When somebody was active last, by the clock of this machine, as it stands beside the record; `None`
    /// where nobody has written it.
    ///
    /// # Errors
    /// Where the store is in trouble.
    pub async fn active(&self, record: &Record) -> Result<Option<Timestamp>, StoreError> {
        let text = self.place(record).store.read(&self.active_key()).await?;
        // The standard library's reader of numbers multiplies in 128 bits.
        let value = json::parse(&text.unwrap_or_default()).unwrap_or_default();
        let millis = value.as_i64().and_then(|millis| millis.try_into().ok());
        Ok(millis.map(Timestamp::from_millis))
    }

    /// Writes it. Where the store fails, this tab alone knows it.
    pub async fn write_active(&self, record: &Record, at: Timestamp) {
        let text = integer_text(at.as_millis() as i64);
        let store = &self.place(record).store;
        let _ = store.write(&self.active_key(), &text).await;
    }

    /// Removes it.
    pub async fn remove_active(&self, record: &Record) {
        let store = &self.place(record).store;
        let _ = store.remove(&self.active_key()).await;
    }

    fn active_key(&self) -> String {
        active_key(&self.key)
    }

    /// Whether a record was found, since this was last asked, that a sign-out should have removed.
    pub fn has_late_record(&self) -> bool {
        self.has_late_record.swap(false, Ordering::Relaxed)
    }

    /// Whether the caller is the one who tries again to remove what is left.
    pub fn begins_to_remove(&self) -> bool {
        !self.is_removing.swap(true, Ordering::Relaxed)
    }

    /// Nobody tries any more.
    pub fn ends_removing(&self) {
        self.is_removing.store(false, Ordering::Relaxed);
    }

    /// Removes what is older than a sign-out with that revision.
    ///
    /// # Errors
    /// Where a store is in trouble: something may be left.
    pub async fn remove_older(&self, ended: i64) -> Result<(), StoreError> {
        for place in self.places() {
            let text = place.store.read(&self.key).await?;
            let session = text.as_deref().and_then(|text| self.session_of(text));
            // What cannot be read goes, too; a later sign-in stays.
            if text.is_some() && session.is_none_or(|it| it.record().revision < ended) {
                place.store.remove(&self.key).await?;
            }
        }
        Ok(())
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

    /// Forgets the session, whose end has that revision.
    ///
    /// # Errors
    /// Where a store did not remove it; [`remove_older`](Self::remove_older) tries again.
    pub fn remove(&self, ended: i64) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.remove_all(ended))
    }

    async fn remove_all(&self, ended: i64) -> Result<(), StoreError> {
        self.set_fallback(None);
        self.remove_stored_aws().await;
        let mut outcome = Ok(());
        for place in self.places() {
            // Before the removal, which may hang: a page that is closed meanwhile has signed out, too.
            if let Some(store) = &place.ended {
                let _ = store.write(&self.ended_key(), &integer_text(ended)).await;
            }
            if self.has_activity {
                let _ = place.store.remove(&self.active_key()).await;
            }
            if let Err(error) = place.store.remove(&self.key).await {
                self.log
                    .warn("vestibule: the stored session could not be removed yet");
                outcome = Err(error);
            }
        }
        outcome
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

/// Where the time of the last activity stands beside a record.
pub(crate) fn active_key(key: &str) -> String {
    [key, ".active"].concat()
}
