//! The store of a client that shares its session with another library: every stored session is also
//! written for that library, and a newer session of that library becomes the session here.
//!
//! Reading a session of the other library writes no record; the record is written when the session is
//! refreshed, under the lock. So both libraries continue with the tokens of the latest refresh, also
//! with rotation of refresh tokens.

use std::sync::Arc;
use std::time::Duration;

use super::amplify_store::AmplifyStore;
use crate::config::Settings;
use crate::flow::device::{self, KnownDevice};
use crate::platform::{Clock, LocalFuture, Platform, Store, StoreError};
use crate::session::Session;
use crate::session::changes;
use crate::session::record::Record;

/// The time after a refresh during which a missing session of the other library is not a sign-out: with
/// rotation, a library that loses the race for a refresh considers its session ended and removes it.
const RENEWAL_RACE_WINDOW: Duration = Duration::from_secs(10);

pub(super) struct SharedStore {
    /// The store of this library's record.
    inner: Arc<dyn Store>,
    /// The store of the other library, and of this library's devices.
    browser_store: Arc<dyn Store>,
    amplify: AmplifyStore,
    settings: Settings,
    clock: Arc<dyn Clock>,
    key: String,
}

impl SharedStore {
    pub fn new(
        inner: Arc<dyn Store>,
        browser_store: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Self {
        SharedStore {
            inner,
            amplify: AmplifyStore::of(settings, browser_store.clone()),
            browser_store,
            settings: settings.clone(),
            clock: platform.clock.clone(),
            key: changes::session_key(&settings.client_id),
        }
    }

    /// Returns the current record, from this library's store and the other library's.
    async fn reconcile(&self) -> Result<Option<String>, StoreError> {
        let text = self.inner.read(&self.key).await?;
        let ours = text.as_deref().and_then(decode);
        if text.is_some() && ours.is_none() {
            // Damaged or from a later version: left to the caller.
            return Ok(text);
        }
        let foreign = self.amplify.session(&self.settings).await;
        Ok(match (ours, foreign) {
            (None, foreign) => match foreign {
                Some(foreign) => Some(self.adopt(foreign, 0).await),
                None => None,
            },
            (Some(ours), Some((foreign, _))) if foreign.access_token() == ours.access_token() => {
                text
            }
            (Some(ours), Some(foreign)) => {
                if foreign.0.record().issued >= ours.record().issued {
                    Some(self.adopt(foreign, ours.record().revision + 1).await)
                } else {
                    self.write_to_amplify(ours.record()).await;
                    text
                }
            }
            (Some(ours), None) => match self.was_signed_out(&ours).await {
                true => {
                    self.remove_all().await?;
                    None
                }
                false => text,
            },
        })
    }

    /// Returns the other library's session as a record with at least this revision.
    async fn adopt(&self, foreign: (Session, String), least: i64) -> String {
        if let Some(device) = self.amplify.device(&foreign.1, Some(&foreign)).await {
            self.save_device(device).await;
        }
        let record = foreign.0.record();
        let revision = record.revision.max(least);
        let record = Record {
            revision,
            ..record.clone()
        };
        record.encode()
    }

    /// Whether the person has signed out in the other library. If that library never had the session, or
    /// lost it in a race, the session is written for it.
    async fn was_signed_out(&self, ours: &Session) -> bool {
        if self.amplify.has_tokens().await {
            // Incomplete or invalid; the next refresh overwrites it.
            return false;
        }
        let record = ours.record();
        let now = self.clock.now().as_millis() as i64 + record.offset;
        let age = now - record.issued.as_millis() as i64;
        let may_have_lost = (0..RENEWAL_RACE_WINDOW.as_millis() as i64).contains(&age);
        if self.amplify.was_written_here().await && !may_have_lost {
            return true;
        }
        self.write_to_amplify(record).await;
        false
    }

    async fn write_to_amplify(&self, record: &Record) {
        let devices = self.devices().await;
        let device = devices.iter().find(|it| it.is_of(&record.username));
        self.amplify.write_session(record, device).await;
    }

    /// Stores a device that the other library has confirmed.
    async fn save_device(&self, device: KnownDevice) {
        let mut all = self.devices().await;
        if !all.iter().any(|it| it.key == device.key) {
            all.retain(|it| it.username != device.username);
            all.push(device);
            let text = device::serialize_devices(&all);
            let _ = self
                .browser_store
                .write(&device::storage_key(&self.settings), &text)
                .await;
        }
    }

    async fn devices(&self) -> Vec<KnownDevice> {
        let text = self
            .browser_store
            .read(&device::storage_key(&self.settings))
            .await;
        device::parse_devices(&text.ok().flatten().unwrap_or_default())
    }

    /// Removes the other library's session first, so that a page closed in between leaves one session or
    /// none.
    async fn remove_all(&self) -> Result<(), StoreError> {
        self.amplify.remove(false).await;
        self.inner.remove(&self.key).await
    }
}

impl Store for SharedStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        match key == self.key {
            true => Box::pin(self.reconcile()),
            false => self.inner.read(key),
        }
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.inner.write(key, value).await?;
            if key == self.key
                && let Some(session) = decode(value)
            {
                self.write_to_amplify(session.record()).await;
            }
            Ok(())
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        match key == self.key {
            true => Box::pin(self.remove_all()),
            false => self.inner.remove(key),
        }
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.inner.keys(prefix)
    }
}

fn decode(text: &str) -> Option<Session> {
    Session::from_record(Record::decode(text).ok()?)
}
