//! A remote in memory that all devices synchronize with, and an unreliable connection to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use vestibule::platform::{Clock, LocalFuture};
use vestibule::{
    Changes, Client, Cursor, DatasetSummary, Error, ErrorKind, Existence, Extent, Limits, Patch,
    Remote, RemoteRecord, Written,
};

/// The remote that all devices synchronize with. Clones share the same state.
#[derive(Clone, Default)]
pub struct Cloud(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// By owner and name.
    datasets: BTreeMap<(String, String), Stored>,
    /// The identity of each user, and of each device's guest.
    identities: BTreeMap<String, String>,
    log: Vec<LogEntry>,
    count: u64,
    /// Cursors older than this are no longer known.
    forgotten: u64,
}

/// Something that happened at the remote.
#[derive(Clone, Debug)]
pub enum LogEntry {
    Stored {
        owner: String,
        dataset: String,
        record: RemoteRecord,
    },
    Deleted {
        owner: String,
        dataset: String,
        version: u64,
    },
}

#[derive(Clone, Default)]
struct Stored {
    records: BTreeMap<String, RemoteRecord>,
    exists: bool,
    /// The version of its last deletion.
    deleted: u64,
}

/// What happens to a request and its response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestOutcome {
    /// How long the request and the response take, in milliseconds.
    pub there: u64,
    pub back: u64,
    pub end: End,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    #[default]
    Answered,
    /// The request never arrives.
    Lost,
    /// The request arrives, but its response is lost.
    AnswerLost,
    Throttled,
}

type OutcomeOf = Box<dyn Fn(&str) -> RequestOutcome + Send + Sync>;

/// The remote of one tab.
pub struct CloudRemote {
    pub cloud: Cloud,
    /// The device. Each device has its own guest.
    pub device: String,
    pub client: Arc<OnceLock<Client>>,
    pub clock: Arc<dyn Clock>,
    /// Decides what happens to a request, by the operation's name.
    pub outcome_of: OutcomeOf,
    pub limits: Limits,
}

/// The limits of this remote.
pub fn limits() -> Limits {
    Limits {
        datasets: Some(20),
        records: Some(1024),
        dataset_bytes: Some(1024 * 1024),
        value_bytes: 1024 * 1024,
        key_bytes: 1024,
        patches: 8,
    }
}

impl Cloud {
    /// The key and value of each record of a dataset that is not removed.
    pub fn entries(&self, owner: &str, dataset: &str) -> Vec<(String, String)> {
        self.with(|state| {
            let stored = state.stored(owner, dataset);
            let records = stored.records.values();
            let entries = records.filter_map(|it| Some((it.key.clone(), it.value.clone()?)));
            entries.collect()
        })
    }

    /// Writes a record as another device would, without checking its version.
    pub fn write(&self, owner: &str, dataset: &str, key: &str, value: Option<&str>, modified: u64) {
        self.with(|state| {
            let patch = Patch {
                key: key.to_owned(),
                value: value.map(str::to_owned),
                version: 0,
                modified: vestibule::Timestamp::from_millis(modified),
            };
            state.store(owner, dataset, &patch, "another");
        });
    }

    /// Deletes a dataset as another device would.
    pub fn delete(&self, owner: &str, dataset: &str) {
        self.with(|state| state.delete(owner, dataset));
    }

    /// Forgets all cursors issued so far.
    pub fn forget_cursors(&self) {
        self.with(|state| state.forgotten = state.count + 1);
    }

    /// Everything that has happened, in order.
    pub fn log(&self) -> Vec<LogEntry> {
        self.with(|state| state.log.clone())
    }

    /// The identity of a user, if they have one yet.
    pub fn known_identity(&self, person: &str) -> Option<String> {
        self.with(|state| state.identities.get(person).cloned())
    }

    /// The identity of a user, or of the device's guest if nobody is signed in.
    pub fn identity(&self, device: &str, person: Option<&str>) -> String {
        self.with(|state| state.identity(device, person))
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn stored(&mut self, owner: &str, dataset: &str) -> &mut Stored {
        let place = (owner.to_owned(), dataset.to_owned());
        self.datasets.entry(place).or_default()
    }

    fn store(&mut self, owner: &str, dataset: &str, patch: &Patch, by: &str) -> RemoteRecord {
        self.count += 1;
        let record = RemoteRecord {
            key: patch.key.clone(),
            value: patch.value.clone(),
            version: self.count,
            modified: patch.modified,
            modified_by: by.to_owned(),
        };
        let stored = self.stored(owner, dataset);
        stored.exists = true;
        stored.records.insert(patch.key.clone(), record.clone());
        self.log.push(LogEntry::Stored {
            owner: owner.to_owned(),
            dataset: dataset.to_owned(),
            record: record.clone(),
        });
        record
    }

    fn delete(&mut self, owner: &str, dataset: &str) {
        self.count += 1;
        let count = self.count;
        let stored = self.stored(owner, dataset);
        if stored.exists {
            *stored = Stored {
                deleted: count,
                ..Stored::default()
            };
            self.log.push(LogEntry::Deleted {
                owner: owner.to_owned(),
                dataset: dataset.to_owned(),
                version: count,
            });
        }
    }

    /// Works as an identity pool does: a guest's identity becomes the identity of the user who signs in, or is merged
    /// into the one that the user already has.
    fn identity(&mut self, device: &str, person: Option<&str>) -> String {
        let guest = format!("guest of {device}");
        let Some(person) = person else {
            self.count += 1;
            let new = format!("identity-{}", self.count);
            return self.identities.entry(guest).or_insert(new).clone();
        };
        let own = self.identities.get(person).cloned();
        let guests = self.identities.remove(&guest);
        let identity = match (own, guests) {
            (Some(own), Some(guests)) => {
                self.merge(&own, &guests);
                own
            }
            (Some(own), None) => own,
            (None, Some(guests)) => guests,
            (None, None) => {
                self.count += 1;
                format!("identity-{}", self.count)
            }
        };
        self.identities.insert(person.to_owned(), identity.clone());
        identity
    }

    /// Moves the datasets of one identity to another, under new names.
    fn merge(&mut self, into: &str, from: &str) {
        let all = std::mem::take(&mut self.datasets);
        for ((owner, name), stored) in all {
            let place = match owner == from && stored.exists {
                true => (into.to_owned(), format!("{name}.{from}")),
                false => (owner, name),
            };
            self.datasets.insert(place, stored);
        }
    }
}

impl CloudRemote {
    /// Delivers a request and its response.
    async fn carry<T>(
        &self,
        operation: &str,
        owner: &str,
        act: impl FnOnce(&mut State) -> T,
    ) -> Result<T, Error> {
        let outcome = (self.outcome_of)(operation);
        // The request is signed with the credentials of the current user.
        if *owner != self.identity_now().await {
            let message = "another user is signed in now";
            return Err(Error::from_remote(ErrorKind::IdentityChanged, message));
        }
        self.clock.sleep(Duration::from_millis(outcome.there)).await;
        if outcome.end == End::Lost {
            return Err(Error::from_remote(ErrorKind::Network, "lost"));
        }
        if outcome.end == End::Throttled {
            return Err(Error::from_remote(
                ErrorKind::Throttled,
                "too many requests",
            ));
        }
        let response = self.cloud.with(act);
        self.clock.sleep(Duration::from_millis(outcome.back)).await;
        match outcome.end {
            End::AnswerLost => Err(Error::from_remote(
                ErrorKind::Network,
                "the response was lost",
            )),
            _ => Ok(response),
        }
    }

    async fn identity_now(&self) -> String {
        let session = match self.client.get() {
            Some(client) => client.current().await,
            None => None,
        };
        let name = session.as_ref().map(|it| it.username());
        self.cloud.identity(&self.device, name)
    }
}

impl Remote for CloudRemote {
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>> {
        Box::pin(async {
            let outcome = (self.outcome_of)("owner");
            self.clock.sleep(Duration::from_millis(outcome.there)).await;
            match outcome.end {
                End::Lost => Err(Error::from_remote(ErrorKind::Network, "lost")),
                _ => Ok(self.identity_now().await),
            }
        })
    }

    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>> {
        Box::pin(self.carry("datasets", owner, move |state| {
            let all = state.datasets.iter();
            let own = all.filter(|((whose, _), stored)| whose == owner && stored.exists);
            own.map(|((_, name), stored)| DatasetSummary {
                name: name.clone(),
                created: None,
                modified: None,
                modified_by: String::new(),
                bytes: None,
                records: Some(stored.records.len() as u64),
            })
            .collect()
        }))
    }

    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>> {
        Box::pin(self.carry("changes", owner, move |state| {
            let (now, forgotten) = (state.count, state.forgotten);
            let own = state.datasets.keys().filter(|(whose, _)| whose == owner);
            let begins = format!("{dataset}.");
            let merged: Vec<String> = own
                .map(|(_, name)| name.clone())
                .filter(|name| name.starts_with(&begins))
                .collect();
            let merged = merged
                .into_iter()
                .filter(|name| state.stored(owner, name).exists);
            let merged = merged.collect();
            let stored = state.stored(owner, dataset).clone();
            let since: Option<u64> = since.and_then(|it| it.as_str().parse().ok());
            let since = since.filter(|since| *since >= forgotten);
            let is_deleted = since.is_some_and(|since| stored.deleted > since);
            let is_whole = since.is_none() || is_deleted;
            let after = since.filter(|_| !is_whole).unwrap_or_default();
            let records = stored.records.into_values();
            Changes {
                records: records.filter(|it| it.version > after).collect(),
                cursor: Cursor::new(now.to_string()),
                extent: if is_whole {
                    Extent::Whole
                } else {
                    Extent::Since
                },
                dataset: match (is_deleted, stored.exists) {
                    (true, _) => Existence::DeletedSince,
                    (false, true) => Existence::Here,
                    (false, false) => Existence::Absent,
                },
                merged,
            }
        }))
    }

    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        _at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>> {
        assert!(patches.len() <= self.limits.patches);
        Box::pin(self.carry("write", owner, move |state| {
            let mut written = Written {
                stored: Vec::new(),
                refused: Vec::new(),
                cursor: None,
            };
            for patch in patches {
                let stored = state.stored(owner, dataset);
                let version = stored.records.get(&patch.key).map_or(0, |it| it.version);
                if version == patch.version {
                    let record = state.store(owner, dataset, patch, &self.device);
                    written.stored.push(record);
                } else {
                    written.refused.push(patch.key.clone());
                }
            }
            written
        }))
    }

    fn delete<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(self.carry("delete", owner, move |state| state.delete(owner, dataset)))
    }

    fn limits(&self) -> Limits {
        self.limits.clone()
    }
}
