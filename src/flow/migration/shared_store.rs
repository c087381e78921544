//! The store of a client that lives beside another library: every session that is stored is written
//! for that library as well, and one that it has stored since is the session here.
//!
//! Nothing is written on reading their session: it becomes the record when it is renewed, under the
//! lock. So whichever of the two has renewed a session, with rotation as well, both go on with what
//! came of it.

use std::sync::Arc;
use std::time::Duration;

use super::amplify_store::AmplifyStore;
use crate::config::Settings;
use crate::flow::device::{self, Known};
use crate::platform::{Clock, LocalFuture, Platform, Store, StoreError};
use crate::session::Session;
use crate::session::changes;
use crate::session::record::Record;

/// For how long after a renewal their session may vanish without that being a sign-out: with
/// rotation, who loses a race against the renewal takes its own session for dead and forgets it.
const RACE: Duration = Duration::from_secs(10);

pub(super) struct SharedStore {
    /// Where ours rests.
    inner: Arc<dyn Store>,
    /// Where theirs rest, and our devices.
    place: Arc<dyn Store>,
    theirs: AmplifyStore,
    settings: Settings,
    clock: Arc<dyn Clock>,
    key: String,
}

impl SharedStore {
    pub fn new(
        inner: Arc<dyn Store>,
        place: Arc<dyn Store>,
        settings: &Settings,
        platform: &Platform,
    ) -> Self {
        SharedStore {
            inner,
            theirs: AmplifyStore::of(settings, place.clone()),
            place,
            settings: settings.clone(),
            clock: platform.clock.clone(),
            key: changes::name(&settings.client_id),
        }
    }

    /// What both libraries together say that the record is.
    async fn reconcile(&self) -> Result<Option<String>, StoreError> {
        let text = self.inner.read(&self.key).await?;
        let ours = text.as_deref().and_then(decode);
        if text.is_some() && ours.is_none() {
            // Damaged, or a later version's: not for this file to judge.
            return Ok(text);
        }
        let theirs = self.theirs.session(&self.settings).await;
        Ok(match (ours, theirs) {
            (None, theirs) => match theirs {
                Some(theirs) => Some(self.adopt(theirs, 0).await),
                None => None,
            },
            (Some(ours), Some((theirs, _))) if theirs.access_token() == ours.access_token() => text,
            (Some(ours), Some(theirs)) => {
                if theirs.0.record().issued >= ours.record().issued {
                    Some(self.adopt(theirs, ours.record().revision + 1).await)
                } else {
                    self.hand_over(ours.record()).await;
                    text
                }
            }
            (Some(ours), None) => match self.has_left(&ours).await {
                true => {
                    self.remove_all().await?;
                    None
                }
                false => text,
            },
        })
    }

    /// Their session as a record, the one after `least`.
    async fn adopt(&self, theirs: (Session, String), least: i64) -> String {
        if let Some(device) = self.theirs.device(&theirs.1, Some(&theirs)).await {
            self.keep(device).await;
        }
        let record = theirs.0.record();
        let revision = record.revision.max(least);
        let record = Record {
            revision,
            ..record.clone()
        };
        record.encode()
    }

    /// Whether the person has signed out there. What the other library never got, or has lost in a
    /// race, it gets now.
    async fn has_left(&self, ours: &Session) -> bool {
        if self.theirs.has_tokens().await {
            // Something that no session can be made of; it goes with the next renewal.
            return false;
        }
        let record = ours.record();
        let now = self.clock.now().as_millis() as i64 + record.offset;
        let age = now - record.issued.as_millis() as i64;
        let may_have_lost = (0..RACE.as_millis() as i64).contains(&age);
        if self.theirs.were_given().await && !may_have_lost {
            return true;
        }
        self.hand_over(record).await;
        false
    }

    async fn hand_over(&self, record: &Record) {
        let devices = self.devices().await;
        let device = devices.iter().find(|it| it.is_of(&record.username));
        self.theirs.give(record, device).await;
    }

    /// Keeps a device that the other library has had confirmed.
    async fn keep(&self, device: Known) {
        let mut all = self.devices().await;
        if !all.iter().any(|it| it.key == device.key) {
            all.retain(|it| it.username != device.username);
            all.push(device);
            let text = device::write_all(&all);
            let _ = self.place.write(&device::key(&self.settings), &text).await;
        }
    }

    async fn devices(&self) -> Vec<Known> {
        let text = self.place.read(&device::key(&self.settings)).await;
        device::read_all(&text.ok().flatten().unwrap_or_default())
    }

    /// AmplifyStore first: what is left when the page dies in between is still one session, or none.
    async fn remove_all(&self) -> Result<(), StoreError> {
        self.theirs.remove(false).await;
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
                self.hand_over(session.record()).await;
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
