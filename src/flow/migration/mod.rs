//! Imports sessions of other libraries, and shares a session with them while a site migrates.
//!
//! Amplify and amazon-cognito-identity-js store a session under several keys of the browser's storage.
//! `amplify_store` reads and writes these keys; this file imports a session once; `shared_store` is the
//! store of a client that shares its session with another library. See `docs/MIGRATION.md`.
//!
//! In the npm package it is a chunk of its own, which most pages do not need.

mod amplify_store;
mod shared_store;

use std::sync::Arc;

use vestibule_chunk::chunk;

use super::device::KnownDevice;
use crate::client::Client;
use crate::client::hooks::ForeignSession;
use crate::config::{Migration, Settings, Storage};
use crate::engine::refresh::LOCK_STEAL_AFTER;
use crate::platform::{Platform, Store};
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::record::Record;
use amplify_store::AmplifyStore;
use shared_store::SharedStore;

impl Client {
    /// Imports the session and the remembered devices that Amplify (5 or 6) or
    /// amazon-cognito-identity-js stores in this browser for the app client, and removes them there.
    /// Does nothing if this client already has a session or the other library has no usable one.
    ///
    /// The client does this automatically when it is first asked for a session. Call it to import what
    /// another library has stored since then.
    ///
    /// A session is imported if its tokens are for this pool and app client, and either have not expired
    /// or come with a refresh token.
    pub async fn import_session(&self) {
        self.import_foreign_session(ForeignSession::Keep).await;
    }

    /// Imports the sessions and devices of all stores, unless migration is turned off.
    #[chunk(migration)]
    pub(crate) async fn import_foreign_session(&self, foreign: ForeignSession) {
        if self.settings().migration == Migration::Off && !self.settings().side_by_side {
            return;
        }
        let platform = self.platform();
        for store in [&platform.local, &platform.tab] {
            let amplify = AmplifyStore::of(self.settings(), store.clone());
            if amplify.exists().await {
                self.import_from(&amplify, foreign).await;
            }
        }
    }

    async fn import_from(&self, amplify: &AmplifyStore, foreign: ForeignSession) {
        // A session that this library wrote, or keys without tokens, are not needed any more.
        let keep_foreign = foreign == ForeignSession::Keep
            && amplify.has_tokens().await
            && !amplify.was_written_here().await;
        if self.settings().side_by_side
            || keep_foreign && self.importable_session(amplify).await.is_none()
        {
            let devices = amplify.devices(None).await;
            self.save_devices(&devices, None).await;
            return;
        }
        // Only one tab imports it, even if this client's own store belongs to one tab.
        let lock = &self.platform().lock;
        let _lock = lock.acquire(&self.store().key, LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        let session = self.importable_session(amplify).await;
        let devices = amplify.devices(session.as_ref()).await;
        let are_devices_saved = self.save_devices(&devices, session.as_ref()).await;
        let mut is_imported = false;
        if let Some((session, _)) = &session {
            let needs_device = devices.iter().any(|it| it.username == session.username());
            if are_devices_saved || !needs_device {
                is_imported = self.store_session(session).await;
            }
        }
        if is_imported || !keep_foreign {
            amplify.remove(are_devices_saved).await;
        }
    }

    /// Returns the other library's session if it is usable and this client has none.
    async fn importable_session(&self, amplify: &AmplifyStore) -> Option<(Session, String)> {
        let found = amplify.session(self.settings()).await?;
        let (session, _) = &found;
        let tab_state = &self.0.tab_state;
        let is_usable = session.refresh_token().is_some() || session.record().is_usable(self.now());
        // Another tab may have just signed in or out, and the store may not show it yet.
        let is_known = tab_state.is_behind(None) || tab_state.has_ended(session);
        (is_usable && !is_known && self.store().is_surely_empty().await).then_some(found)
    }

    /// Stores an imported session. The app of this tab does not receive a sign-in event. Returns whether
    /// the session was stored.
    async fn store_session(&self, session: &Session) -> bool {
        let revision = self.0.tab_state.next_revision(session.record().revision);
        let record = Record {
            revision,
            ..session.record().clone()
        };
        #[cfg(feature = "worker")]
        let record = match self.hand_token_to_worker(record).await {
            Some(record) => record,
            None => return false,
        };
        self.store().write(&record).await;
        self.0.tab_state.note_revision(revision);
        if self.store().is_shared {
            self.platform()
                .lock
                .leave_revision(&self.store().key, revision);
        }
        self.post(Notice::SignedIn, revision);
        true
    }

    /// If a worker holds the refresh tokens, passes the record's token to it and replaces it by a handle.
    /// `None` if the worker cannot take it.
    #[cfg(feature = "worker")]
    async fn hand_token_to_worker(&self, mut record: Record) -> Option<Record> {
        if let Some(token) = &record.refresh_token
            && let Some(handle) = self
                .platform()
                .fetch
                .import_refresh_token(token)
                .await
                .ok()?
        {
            record.refresh_token = Some(handle);
        }
        Some(record)
    }

    /// Stores the other library's devices for users of whom none is stored; the device of the session's
    /// user replaces a stored one. Returns whether they could be stored.
    async fn save_devices(
        &self,
        devices: &[KnownDevice],
        session: Option<&(Session, String)>,
    ) -> bool {
        if devices.is_empty() {
            return true;
        }
        let mut all = self.known_devices().await;
        let mut has_changed = false;
        for device in devices {
            let is_of_session = session.is_some_and(|(it, _)| it.username() == device.username);
            let is_known = |it: &KnownDevice| match is_of_session {
                true => it.key == device.key,
                false => it.is_of(&device.username),
            };
            if !all.iter().any(is_known) {
                all.retain(|it| it.username != device.username);
                all.push(device.clone());
                has_changed = true;
            }
        }
        !has_changed || self.write_devices(&all).await
    }
}

/// The store of a client that shares its session with another library.
#[chunk(migration)]
pub(crate) fn shared_store(
    inner: Arc<dyn Store>,
    settings: &Settings,
    platform: &Platform,
) -> Arc<dyn Store> {
    let browser_store = match settings.storage {
        Storage::Local => &platform.local,
        Storage::Session => &platform.tab,
        // The other library cannot read these stores.
        _ => return inner,
    };
    Arc::new(SharedStore::new(
        inner,
        browser_store.clone(),
        settings,
        platform,
    ))
}
