//! The session store: reads and writes the record, and keeps it in memory if the browser's storage fails.

mod aws;
mod fallback;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use fallback::OlderRecord;

use super::backing_store::{BackingStore, backing_stores};
use super::record::{Record, RecordError};
use super::{Session, TokenSource, changes};
use crate::config::{Remember, Settings, Storage};
use crate::error::Error;
#[cfg(any(feature = "accounts", feature = "srp"))]
use crate::platform::Store;
use crate::platform::{LocalFuture, Log, Platform, StoreError, Timestamp};
use crate::protocol::json::{self, integer_text};

/// Stores the session of one app client.
pub(crate) struct SessionStore {
    /// The name of the app client's record, lock and channel.
    pub key: String,
    lasting: BackingStore,
    /// The store for [`Remember::Briefly`], if it is another one.
    brief: Option<BackingStore>,
    /// Whether the tabs of the origin share the session.
    pub is_shared: bool,
    /// Whether the current session belongs to this tab alone, although the store is shared.
    is_tab_only: AtomicBool,
    /// The record, if the backing store could not store it.
    fallback: Mutex<Option<String>>,
    /// Whether a record was found that is older than the last sign-out.
    has_late_record: AtomicBool,
    /// Whether a task retries to remove a record.
    is_removing: AtomicBool,
    /// Refresh tokens of replaced sessions.
    replaced: Mutex<Vec<String>>,
    /// Whether the time of the last activity is stored next to the record.
    tracks_activity: bool,
    log: Arc<dyn Log>,
    source: TokenSource,
}

impl SessionStore {
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) if the platform does not have the store.
    pub fn new(settings: &Settings, platform: &mut Platform) -> Result<Self, Error> {
        let tab = BackingStore::new(platform.tab.clone(), false);
        let (lasting, brief) = match settings.storage {
            Storage::Local => (BackingStore::new(platform.local.clone(), true), Some(tab)),
            Storage::Session => (tab, None),
            _ => *backing_stores(settings, platform)?,
        };
        Ok(SessionStore {
            key: changes::session_key(&settings.client_id),
            is_shared: lasting.is_shared,
            lasting,
            brief,
            is_tab_only: AtomicBool::new(false),
            fallback: Mutex::default(),
            has_late_record: AtomicBool::new(false),
            is_removing: AtomicBool::new(false),
            replaced: Mutex::default(),
            tracks_activity: settings.sign_out_after.idle.is_some(),
            log: platform.log.clone(),
            source: TokenSource::of(settings),
        })
    }

    /// Wraps the backing store. Afterwards there is no brief store, because values that belong to the records must all
    /// be in one store.
    #[cfg(any(feature = "accounts", feature = "migrate"))]
    pub fn wrap_store(&mut self, wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) {
        self.lasting.store = wrap(self.lasting.store.clone());
        self.brief = None;
    }

    /// Whether there is certainly no record, not even one that this version cannot read.
    #[cfg(any(feature = "migrate", feature = "ui"))]
    pub async fn is_surely_empty(&self) -> bool {
        let has_nothing = self.fallback().is_none()
            && !matches!(self.lasting.store.read(&self.key).await, Ok(Some(_)));
        match &self.brief {
            Some(brief) => has_nothing && !matches!(brief.store.read(&self.key).await, Ok(Some(_))),
            None => has_nothing,
        }
    }

    /// Whether other tabs are notified of changes of the session.
    pub fn notifies_other_tabs(&self) -> bool {
        self.is_shared && !self.is_tab_only.load(Ordering::Relaxed)
    }

    /// The store for values that outlive the session.
    #[cfg(any(feature = "accounts", feature = "srp"))]
    pub fn lasting(&self) -> &Arc<dyn Store> {
        &self.lasting.store
    }

    /// Reads the stored session. `None` if there is none that this version can read.
    ///
    /// # Errors
    /// If a store fails. Then it is unknown whether there is a session.
    // Boxed, like the two methods below, so that each caller's future does not contain all of it.
    pub fn read(&self) -> LocalFuture<'_, Result<Option<Session>, StoreError>> {
        Box::pin(self.read_all())
    }

    async fn read_all(&self) -> Result<Option<Session>, StoreError> {
        let stored = self.read_stores().await;
        match self.fallback() {
            Some(text) => Ok(self.newer_than_fallback(&text, stored.ok().flatten())),
            None => stored,
        }
    }

    async fn read_stores(&self) -> Result<Option<Session>, StoreError> {
        let mut found = self.read_in(&self.lasting).await;
        if let Some(backing) = &self.brief {
            let revision = |session: &Session| session.record().revision;
            let lasting = found.as_ref().ok().and_then(Option::as_ref).map(revision);
            match self.read_in(backing).await {
                Ok(Some(brief)) if lasting > Some(revision(&brief)) => {
                    // A user has signed in since, in another tab.
                    let _ = backing.store.remove(&self.key).await;
                    self.replaced()
                        .extend(brief.refresh_token().map(str::to_owned));
                }
                Ok(None) => {}
                Err(_) if lasting.is_some() => {}
                brief => found = brief,
            }
        }
        if let Ok(Some(session)) = &found {
            self.set_tab_only(session.record());
        }
        found
    }

    async fn read_in(&self, backing: &BackingStore) -> Result<Option<Session>, StoreError> {
        let text = backing.store.read(&self.key).await?;
        let session = text.and_then(|text| self.session_of(&text));
        let Some(session) = session else {
            return Ok(None);
        };
        if session.record().revision < self.sign_out_revision_in(backing).await {
            self.has_late_record.store(true, Ordering::Relaxed);
            return Ok(None);
        }
        Ok(Some(session))
    }

    /// Returns the refresh tokens of all stored sessions, and takes those of replaced sessions.
    pub async fn take_tokens(&self) -> Vec<String> {
        let mut tokens = std::mem::take(&mut *self.replaced());
        let fallback = self.fallback().and_then(|text| self.session_of(&text));
        let mut sessions = vec![fallback];
        for backing in self.stores() {
            sessions.push(self.read_in(backing).await.ok().flatten());
        }
        for session in sessions.into_iter().flatten() {
            tokens.extend(session.refresh_token().map(str::to_owned));
        }
        tokens
    }

    /// Takes the refresh tokens of replaced sessions.
    pub fn take_replaced(&self) -> Vec<String> {
        std::mem::take(&mut *self.replaced())
    }

    fn replaced(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.replaced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stores(&self) -> impl Iterator<Item = &BackingStore> {
        [Some(&self.lasting), self.brief.as_ref()]
            .into_iter()
            .flatten()
    }

    /// Returns the revision of the last sign-out that is stored next to a custom store. Zero if there is none.
    pub async fn sign_out_revision(&self) -> i64 {
        let mut newest = 0;
        for backing in self.stores() {
            newest = newest.max(self.sign_out_revision_in(backing).await);
        }
        newest
    }

    async fn sign_out_revision_in(&self, backing: &BackingStore) -> i64 {
        let Some(store) = &backing.sign_out_store else {
            return 0;
        };
        let text = store.read(&self.sign_out_key()).await.ok().flatten();
        let value = json::parse(&text.unwrap_or_default()).unwrap_or_default();
        value.as_i64().unwrap_or_default()
    }

    fn sign_out_key(&self) -> String {
        [&self.key, ".ended"].concat()
    }

    /// Reads the time of the last user activity, by this machine's clock. `None` if it has never been written.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn last_activity(&self, record: &Record) -> Result<Option<Timestamp>, StoreError> {
        let text = self
            .backing(record)
            .store
            .read(&self.activity_key())
            .await?;
        // Parsed as JSON, because the standard library's parser of integers multiplies in 128 bits, which is slow in
        // WebAssembly.
        let value = json::parse(&text.unwrap_or_default()).unwrap_or_default();
        let millis = value.as_i64().and_then(|millis| millis.try_into().ok());
        Ok(millis.map(Timestamp::from_millis))
    }

    /// Writes the time of the last user activity. If the store fails, only this tab knows it.
    pub async fn write_activity(&self, record: &Record, at: Timestamp) {
        let text = integer_text(at.as_millis() as i64);
        let store = &self.backing(record).store;
        let _ = store.write(&self.activity_key(), &text).await;
    }

    /// Removes the time of the last user activity.
    pub async fn remove_activity(&self, record: &Record) {
        let store = &self.backing(record).store;
        let _ = store.remove(&self.activity_key()).await;
    }

    fn activity_key(&self) -> String {
        activity_key(&self.key)
    }

    /// Returns whether a record was found, since the last call, that is older than the last sign-out.
    pub fn take_late_record(&self) -> bool {
        self.has_late_record.swap(false, Ordering::Relaxed)
    }

    /// Returns whether the caller has to retry the removal of a record, because no other task does.
    pub fn start_removal(&self) -> bool {
        !self.is_removing.swap(true, Ordering::Relaxed)
    }

    /// Notes that the retries have ended.
    pub fn end_removal(&self) {
        self.is_removing.store(false, Ordering::Relaxed);
    }

    /// Removes records that are older than a sign-out with this revision.
    ///
    /// # Errors
    /// If a store fails. A record may be left.
    pub async fn remove_older(&self, sign_out_revision: i64) -> Result<(), StoreError> {
        for backing in self.stores() {
            let text = backing.store.read(&self.key).await?;
            let session = text.as_deref().and_then(|text| self.session_of(text));
            // A damaged record is removed, too. The record of a later sign-in stays.
            if text.is_some() && session.is_none_or(|it| it.record().revision < sign_out_revision) {
                backing.store.remove(&self.key).await?;
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

    /// Whether the tokens are from this pool and for this app client.
    pub fn is_ours(&self, session: &Session) -> bool {
        let is_ours = session.is_from(&self.source);
        if !is_ours {
            self.log.warn(
                "vestibule: the stored session has tokens of another pool or app client; it is left alone",
            );
        }
        is_ours
    }

    /// Removes the session in the other of the two stores before a record is written. Returns whether a session that
    /// all tabs shared is replaced by one of this tab alone.
    pub async fn clear_other_store(&self, record: &Record) -> bool {
        let Some(brief) = &self.brief else {
            return false;
        };
        let (backing, other) = match record.remember {
            Remember::Lastingly => (&self.lasting, brief),
            Remember::Briefly => (brief, &self.lasting),
        };
        let is_there = matches!(other.store.read(&self.key).await, Ok(Some(_)));
        if is_there {
            let _ = other.store.remove(&self.key).await;
        }
        is_there && other.is_shared && !backing.is_shared
    }

    /// Replaces the stored session.
    pub fn write<'a>(&'a self, record: &'a Record) -> LocalFuture<'a, ()> {
        Box::pin(self.write_one(record, OlderRecord::Remove))
    }

    async fn write_one(&self, record: &Record, older: OlderRecord) {
        self.set_tab_only(record);
        let store = &self.backing(record).store;
        let text = record.encode();
        if store.write(&self.key, &text).await.is_ok() {
            self.set_fallback(None);
            return;
        }
        self.log
            .warn("vestibule: the session cannot be stored and lasts as long as this page");
        if older == OlderRecord::Remove {
            let _ = store.remove(&self.key).await;
        }
        self.set_fallback(Some(text));
    }

    /// Fetches changes of other tabs, if the store has to ask for them.
    pub fn catch_up(&self) -> LocalFuture<'_, ()> {
        self.lasting.store.catch_up()
    }

    /// Calls `on_change` when the store has received a record without a message on the session's channel.
    pub fn watch(&self, on_change: impl Fn() + Send + Sync + 'static) {
        self.lasting.store.watch(Box::new(on_change));
    }

    /// Removes the session. `sign_out_revision` is the revision of the sign-out.
    ///
    /// # Errors
    /// If a store fails. [`remove_older`](Self::remove_older) retries.
    pub fn remove(&self, sign_out_revision: i64) -> LocalFuture<'_, Result<(), StoreError>> {
        Box::pin(self.remove_all(sign_out_revision))
    }

    async fn remove_all(&self, sign_out_revision: i64) -> Result<(), StoreError> {
        self.set_fallback(None);
        self.remove_stored_aws().await;
        let mut outcome = Ok(());
        for backing in self.stores() {
            // Before the removal, which may hang: the sign-out must also hold if the page is closed meanwhile.
            if let Some(store) = &backing.sign_out_store {
                let _ = store
                    .write(&self.sign_out_key(), &integer_text(sign_out_revision))
                    .await;
            }
            if self.tracks_activity {
                let _ = backing.store.remove(&self.activity_key()).await;
            }
            if let Err(error) = backing.store.remove(&self.key).await {
                self.log
                    .warn("vestibule: the stored session could not be removed yet");
                outcome = Err(error);
            }
        }
        outcome
    }

    fn backing(&self, record: &Record) -> &BackingStore {
        match (&self.brief, record.remember) {
            (Some(brief), Remember::Briefly) => brief,
            _ => &self.lasting,
        }
    }

    fn set_tab_only(&self, record: &Record) {
        let is_tab_only = !self.backing(record).is_shared;
        self.is_tab_only.store(is_tab_only, Ordering::Relaxed);
    }
}

/// Returns the key of the time of the last activity, for the key of a record.
pub(crate) fn activity_key(key: &str) -> String {
    [key, ".active"].concat()
}
