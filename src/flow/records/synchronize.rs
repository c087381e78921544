//! Synchronizes a dataset: pull, merge, push.

use std::time::Duration;

use super::cache::{Cache, Snapshot};
use super::fault::RecordFault;
use super::merge::Merge;
use super::meta::Meta;
use super::record::Row;
use super::write_batch::WriteBatch;
use crate::client::Client;
use crate::config::{Changes, Cursor, Existence, Extent, OnDeleted, Remote, RemoteRecord, Resolve};
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, Timestamp};
use crate::session::ChangeCause;
use vestibule_chunk::chunk;

/// How often pull and push are repeated if other devices write to the same records.
const MAX_ROUNDS: u32 = 8;
/// The time after which the lock is taken from another tab that does not release it.
const LOCK_STEAL_AFTER: Duration = Duration::from_secs(60);

/// The result of a synchronization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Synchronized {
    /// The number of records whose local value has changed.
    pub pulled: usize,
    /// The number of records that were pushed to the remote.
    pub pushed: usize,
    /// The number of open conflicts.
    pub conflicts: usize,
    /// Whether the dataset was deleted elsewhere since the last synchronization.
    pub removed_dataset: bool,
    /// The datasets of other identities that were merged into this one.
    pub merged: Vec<String>,
}

/// A synchronization in progress.
pub(super) struct Synchronization<'a> {
    pub client: &'a Client,
    pub cache: &'a Cache,
    pub remote: &'a dyn Remote,
    pub owner: String,
    pub dataset: &'a str,
    pub resolve: &'a Resolve,
    pub on_deleted: OnDeleted,
    pub done: Synchronized,
}

/// The result of a pull.
pub(super) struct Pulled {
    pub cursor: Cursor,
    pub existence: Existence,
    pub merged: Vec<String>,
}

impl Client {
    /// Synchronizes a dataset. `resolve` replaces the dataset's conflict policy. With `unless_since`, does nothing if
    /// there is nothing to push, and the dataset has been synchronized since then or the remote has nothing of the
    /// person.
    #[chunk(records, load = self)]
    pub(super) async fn synchronize_dataset(
        &self,
        dataset: &str,
        resolve: Option<Resolve>,
        unless_since: Option<Timestamp>,
    ) -> Result<Synchronized, Error> {
        let _lock = self.0.records.locks.acquire(dataset).await;
        let name = [&*self.records_name(), ".", dataset].concat();
        let _lock = self.platform().lock.acquire(&name, LOCK_STEAL_AFTER).await;
        let resolve = match resolve {
            Some(resolve) => resolve,
            None => self.policy_of(dataset)?,
        };
        // A guest may have written something in another tab in the meantime; move it first.
        self.0.records.set_prepared_for(None);
        let cache = self.cache().await?;
        if let Some(asked) = unless_since {
            let snapshot = cache.load(dataset).await?;
            if !snapshot.has_changes()
                && (snapshot.is_synchronized_since(asked, self.platform().clock.now())
                    || !self.may_have_remote_records(&cache.person).await?)
            {
                return Ok(Synchronized::default());
            }
        }
        let remote = self.remote().await?;
        let owner = remote.owner().await?;
        self.ensure_still_active(&cache.person).await?;
        if self.has_other_logins(&cache.person).await? {
            self.merge_other_logins(&cache, &owner, dataset).await?;
        }
        let run = Synchronization {
            client: self,
            cache: &cache,
            remote: &*remote,
            owner,
            dataset,
            resolve: &resolve,
            on_deleted: self.records_config()?.on_deleted,
            done: Synchronized::default(),
        };
        run.run().await
    }

    /// Returns the conflict policy of a dataset.
    pub(super) fn policy_of(&self, dataset: &str) -> Result<Resolve, Error> {
        match self.0.records.policy(dataset) {
            Some(resolve) => Ok(resolve),
            None => Ok(self.records_config()?.on_conflict.clone()),
        }
    }

    /// The name of the channel for records, and the prefix of the names of their locks.
    pub(super) fn records_name(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".records"].concat()
    }
}

impl Synchronization<'_> {
    async fn run(mut self) -> Result<Synchronized, Error> {
        let mut rounds = 0;
        loop {
            // If the remote keeps refusing, its versions differ from those stored here: read the whole dataset.
            let extent = match rounds {
                0..=2 => Extent::Since,
                _ => Extent::Whole,
            };
            let pulled = self.pull(extent).await?;
            if !pulled.merged.is_empty() {
                self.merge_datasets(&pulled.merged).await?;
            }
            if self.push(&pulled).await? {
                break;
            }
            rounds += 1;
            if rounds == MAX_ROUNDS {
                return Err(Error::new(
                    ErrorKind::ConcurrentModification,
                    "other devices keep writing to the same records",
                ));
            }
        }
        if !self.cache.load(self.dataset).await?.meta.merged.is_empty() {
            self.delete_merged().await?;
        }
        Ok(self.done)
    }

    /// Deletes the dataset at the remote after it was deleted here.
    fn delete(&self, before: Meta) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            // A dataset of another owner is not deleted.
            let is_owner = before
                .owner
                .as_ref()
                .is_none_or(|owner| *owner == self.owner);
            if is_owner {
                self.ask_remote(|| self.remote.delete(&self.owner, self.dataset))
                    .await?;
            }
            let (cache, dataset) = (self.cache, self.dataset);
            let is_done = move |snapshot: &Snapshot, batch: &mut WriteBatch| {
                if snapshot.meta.round == before.round {
                    let mut meta = snapshot.meta.clone();
                    meta.is_deleted = false;
                    batch.put_meta(cache, dataset, snapshot, &meta);
                }
                Ok(())
            };
            cache.change_all(dataset, None, is_done).await?;
            Ok(())
        })
    }

    /// Fetches remote changes, and merges them into the local records.
    fn pull(&mut self, extent: Extent) -> LocalFuture<'_, Result<Pulled, Error>> {
        Box::pin(async move {
            loop {
                let snapshot = self.cache.load(self.dataset).await?;
                if snapshot.meta.is_deleted {
                    self.delete(snapshot.meta).await?;
                    continue;
                }
                let known = snapshot.meta.clone();
                let is_owner = snapshot.meta.owner.as_ref() == Some(&self.owner)
                    || RecordFault::OtherIdentity.is_injected();
                let is_incremental = is_owner && extent == Extent::Since;
                let since = known.cursor.clone().filter(|_| is_incremental);
                let changes = self.changes(self.dataset, since.as_ref()).await?;
                let merge = self.merge()?;
                let mut is_current = true;
                let mut removed = false;
                let merged = |snapshot: &Snapshot, batch: &mut WriteBatch| {
                    // If another tab has synchronized in the meantime, the fetched changes are outdated.
                    is_current = snapshot.meta == known;
                    if is_current {
                        removed = self.merge_changes(&merge, snapshot, batch, &changes);
                    }
                    Ok(())
                };
                let keys = self
                    .cache
                    .change_all(self.dataset, Some(snapshot), merged)
                    .await?;
                if !is_current {
                    continue;
                }
                self.done.removed_dataset |= removed;
                self.done.pulled += keys.len();
                self.notify(keys);
                return Ok(Pulled {
                    cursor: changes.cursor,
                    existence: changes.dataset,
                    merged: changes.merged,
                });
            }
        })
    }

    /// Merges changes into a snapshot, and returns whether the dataset was deleted elsewhere.
    fn merge_changes(
        &self,
        merge: &Merge<'_>,
        snapshot: &Snapshot,
        batch: &mut WriteBatch,
        changes: &Changes,
    ) -> bool {
        let meta = &snapshot.meta;
        // Versions of another identity are not comparable.
        let is_other = |owner: &String| *owner != self.owner;
        let is_rebound =
            meta.owner.as_ref().is_some_and(is_other) && !RecordFault::OtherIdentity.is_injected();
        let is_gone = changes.dataset != Existence::Here;
        let is_removed = changes.dataset == Existence::DeletedSince && !is_rebound;
        let mut was_here = is_removed;
        let mut found: Vec<&RemoteRecord> = changes.records.iter().collect();
        found.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        for stored in &snapshot.rows {
            let mut row = stored.row.clone();
            if is_rebound && let Some(row) = &mut row {
                row.reset_version(merge.edit);
            }
            let at = found.binary_search_by(|record| record.key.as_str().cmp(&stored.key));
            let row = match (row, at) {
                (row, Ok(at)) if is_removed => merge.apply_recreated(row, found.remove(at)),
                (row, Ok(at)) => merge.apply_remote(row, found.remove(at)),
                (Some(row), Err(_)) if is_rebound => {
                    (row.has_content() || row.is_removal()).then_some(row)
                }
                (Some(row), Err(_)) if is_gone => {
                    was_here |= row.version != 0;
                    merge.apply_dataset_deletion(row, self.on_deleted)
                }
                (Some(row), Err(_)) if changes.extent == Extent::Whole => {
                    merge.apply_missing(&stored.key, row)
                }
                (row, Err(_)) => row,
            };
            batch.put_stored(self.cache, self.dataset, &stored.key, Some(stored), row);
        }
        for record in found {
            let row = merge.apply_remote(None, record);
            batch.put_stored(self.cache, self.dataset, &record.key, None, row);
        }
        let meta = Meta {
            owner: Some(self.owner.clone()),
            cursor: Some(changes.cursor.clone()),
            merged: match is_rebound {
                true => Vec::new(),
                false => meta.merged.clone(),
            },
            is_deleted: meta.is_deleted && !is_rebound,
            synchronized: Some(self.client.platform().clock.now()),
            round: merge.edit,
        };
        batch.put_meta(self.cache, self.dataset, snapshot, &meta);
        was_here
    }

    /// Calls the remote, again if it was too busy.
    pub(super) async fn ask_remote<'b, T>(
        &self,
        send: impl Fn() -> LocalFuture<'b, Result<T, Error>>,
    ) -> Result<T, Error> {
        let person = &self.cache.person;
        self.client.ask_remote(self.remote, person, send).await
    }

    /// Fetches the changes of a dataset since the cursor.
    pub(super) async fn changes(
        &self,
        dataset: &str,
        since: Option<&Cursor>,
    ) -> Result<Changes, Error> {
        let (remote, owner) = (self.remote, &self.owner);
        let changes = self
            .ask_remote(|| remote.changes(owner, dataset, since))
            .await?;
        check_unique_keys(&changes)?;
        Ok(changes)
    }

    pub(super) fn merge(&self) -> Result<Merge<'_>, Error> {
        Ok(Merge {
            dataset: self.dataset,
            resolve: self.resolve,
            edit: self.client.new_edit()?,
            now: self.client.now(),
            value_bytes: self.remote.limits().value_bytes,
        })
    }

    pub(super) fn notify(&self, keys: Vec<String>) {
        if !keys.is_empty() {
            let cause = ChangeCause::Synchronized;
            self.client
                .notify_record_change(self.dataset, Some(keys), cause);
        }
    }
}

impl Snapshot {
    /// Whether the dataset has been synchronized since then. A time in the future was written by a clock that was
    /// ahead, and does not count.
    fn is_synchronized_since(&self, asked: Timestamp, now: Timestamp) -> bool {
        (self.meta.synchronized).is_some_and(|time| (asked..=now).contains(&time))
    }

    /// Whether the dataset has changes that can be pushed.
    fn has_changes(&self) -> bool {
        let mut rows = self.rows.iter().filter_map(|stored| stored.row.as_ref());
        self.meta.is_deleted || rows.any(Row::needs_push)
    }
}

/// Rejects changes that contain a key twice.
fn check_unique_keys(changes: &Changes) -> Result<(), Error> {
    let mut keys: Vec<&str> = changes.records.iter().map(|it| it.key.as_str()).collect();
    keys.sort_unstable();
    match keys.windows(2).any(|two| two[0] == two[1]) {
        true => Err(Error::new(
            ErrorKind::InvalidResponse,
            "the remote answered with two records of the same key",
        )),
        false => Ok(()),
    }
}
