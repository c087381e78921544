//! Moving in from other libraries, and living beside them while a site moves.
//!
//! Amplify and amazon-cognito-identity-js keep a session in the browser's storage key by key.
//! `amplify_store` knows those keys; this file takes over what is there, once; `shared_store` is the store of a
//! client that shares its session with them. `docs/MIGRATION.md` tells it to those who move.
//!
//! None of it is needed by a page that never had another library, so the npm package has it in a
//! chunk of its own.

mod amplify_store;
mod shared_store;

use std::sync::Arc;

use vestibule_chunk::chunk;

use super::device::Known;
use crate::client::Client;
use crate::client::hooks::Rest;
use crate::config::{Migration, Settings, Storage};
use crate::engine::refresh::LOCK_STEAL_AFTER;
use crate::platform::{Platform, Store};
use crate::session::Session;
use crate::session::changes::Notice;
use crate::session::record::Record;
use amplify_store::AmplifyStore;
use shared_store::SharedStore;

impl Client {
    /// Takes over the session and the remembered devices that Amplify (5 or 6) or
    /// amazon-cognito-identity-js keep in this browser for the app client, and removes what it took.
    /// Where there is a session already, or none of theirs that serves, nobody notices anything.
    ///
    /// The client does this by itself when it is first asked for a session; what another library has
    /// stored since then is seen by the next call of this.
    ///
    /// Taken is a session whose tokens are this pool's and this app client's; expired ones where a
    /// refresh token is with them.
    pub async fn move_in(&self) {
        self.take_over_from_others(Rest::Stays).await;
    }

    /// What there is to be taken over, from whichever library; the client may be told to let it be.
    #[chunk(migration)]
    pub(crate) async fn take_over_from_others(&self, rest: Rest) {
        if self.settings().migration == Migration::Off && !self.settings().side_by_side {
            return;
        }
        let platform = self.platform();
        for store in [&platform.local, &platform.tab] {
            let theirs = AmplifyStore::of(self.settings(), store.clone());
            if theirs.is_there().await {
                self.take_over(&theirs, rest).await;
            }
        }
    }

    async fn take_over(&self, theirs: &AmplifyStore, rest: Rest) {
        // What was shared once, or holds nobody, serves nobody here any more.
        let stays = rest == Rest::Stays && theirs.has_tokens().await && !theirs.were_given().await;
        if self.settings().side_by_side || stays && self.takeable(theirs).await.is_none() {
            let devices = theirs.devices(None).await;
            self.keep_moved(&devices, None).await;
            return;
        }
        // Of many tabs one takes it over, even where what rests here is the tab's alone.
        let lock = &self.platform().lock;
        let _held = lock.acquire(&self.store().key, LOCK_STEAL_AFTER).await;
        self.catch_up().await;
        let session = self.takeable(theirs).await;
        let devices = theirs.devices(session.as_ref()).await;
        let has_kept = self.keep_moved(&devices, session.as_ref()).await;
        let mut is_taken = false;
        if let Some((session, _)) = &session {
            let needs_device = devices.iter().any(|it| it.username == session.username());
            if has_kept || !needs_device {
                is_taken = self.begin_moved(session).await;
            }
        }
        if is_taken || !stays {
            theirs.remove(has_kept).await;
        }
    }

    /// Their session, where it serves and there is none here.
    async fn takeable(&self, theirs: &AmplifyStore) -> Option<(Session, String)> {
        let found = theirs.session(self.settings()).await?;
        let (session, _) = &found;
        let truth = &self.0.tab_state;
        let serves = session.refresh_token().is_some() || session.record().is_usable(self.now());
        // Of what another tab has just done this one may see nothing yet.
        let is_known = truth.is_behind(None) || truth.has_ended(session);
        (serves && !is_known && self.store().holds_nothing().await).then_some(found)
    }

    /// As if it had always been here: the app of this tab receives no sign-in. Says whether it is here now.
    async fn begin_moved(&self, session: &Session) -> bool {
        let revision = self.0.tab_state.next_revision(session.record().revision);
        let record = Record {
            revision,
            ..session.record().clone()
        };
        #[cfg(feature = "worker")]
        let record = match self.with_handle(record).await {
            Some(record) => record,
            None => return false,
        };
        self.store().write(&record).await;
        self.0.tab_state.hear(revision);
        if self.store().is_shared {
            self.platform()
                .lock
                .leave_revision(&self.store().key, revision);
        }
        self.post(Notice::SignedIn, revision);
        true
    }

    /// The record as it may be written: where a worker keeps refresh tokens, it has taken this one in, and the
    /// record has a handle. None where it cannot have it.
    #[cfg(feature = "worker")]
    async fn with_handle(&self, mut record: Record) -> Option<Record> {
        if let Some(token) = &record.refresh_token
            && let Some(handle) = self.platform().fetch.take_in(token).await.ok()?
        {
            record.refresh_token = Some(handle);
        }
        Some(record)
    }

    /// Keeps their devices, where this library has none for the same user; that of the session in any
    /// case. Says whether they could be kept.
    async fn keep_moved(&self, devices: &[Known], session: Option<&(Session, String)>) -> bool {
        if devices.is_empty() {
            return true;
        }
        let mut all = self.known_devices().await;
        let mut has_changed = false;
        for device in devices {
            let is_of_session = session.is_some_and(|(it, _)| it.username() == device.username);
            let is_known = |it: &Known| match is_of_session {
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
    let place = match settings.storage {
        Storage::Local => &platform.local,
        Storage::Session => &platform.tab,
        // What only this library can read is shared with nobody.
        _ => return inner,
    };
    Arc::new(SharedStore::new(inner, place.clone(), settings, platform))
}
