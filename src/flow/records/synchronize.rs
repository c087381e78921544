//! A synchronisation: pull, merge, push.

use std::time::Duration;

use super::cache::{Cache, Snapshot};
use super::draft::Draft;
use super::fault::RecordFault;
use super::merge::Merge;
use super::meta::Meta;
use super::record::Row;
use crate::client::Client;
use crate::config::{Changes, Cursor, Existence, Extent, OnDeleted, Remote, RemoteRecord, Resolve};
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, Timestamp};
use crate::session::ChangeCause;
use vestibule_chunk::chunk;

/// How often it is pulled and pushed again, where others write to the same records meanwhile.
const ROUNDS: u32 = 8;
/// For how long one waits for another tab that synchronises.
const LOCK_STEAL_AFTER: Duration = Duration::from_secs(60);

/// What a synchronisation has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Synchronized {
    /// How many records have another value here than before.
    pub pulled: usize,
    /// How many records the remote has from here.
    pub pushed: usize,
    /// How many conflicts are open.
    pub conflicts: usize,
    /// Whether the dataset was deleted elsewhere since it was synchronised last.
    pub removed_dataset: bool,
    /// The datasets that came along from other identities, and were merged into this one.
    pub merged: Vec<String>,
}

/// A synchronisation under way.
pub(super) struct Run<'a> {
    pub client: &'a Client,
    pub cache: &'a Cache,
    pub remote: &'a dyn Remote,
    pub owner: String,
    pub dataset: &'a str,
    pub resolve: &'a Resolve,
    pub on_deleted: OnDeleted,
    pub done: Synchronized,
}

/// What a pull has found.
pub(super) struct Pulled {
    pub cursor: Cursor,
    pub existence: Existence,
    pub merged: Vec<String>,
}

impl Client {
    /// Synchronises a dataset, by another policy for conflicts where there is one. Does nothing where somebody else has
    /// done so since `unless_since`, and nothing is to be pushed.
    #[chunk(records, load = self)]
    pub(super) async fn synchronize_dataset(
        &self,
        dataset: &str,
        resolve: Option<Resolve>,
        unless_since: Option<Timestamp>,
    ) -> Result<Synchronized, Error> {
        let _turn = self.0.records.turns.acquire(dataset).await;
        let name = [&*self.records_name(), ".", dataset].concat();
        let _held = self.platform().lock.acquire(&name, LOCK_STEAL_AFTER).await;
        let resolve = match resolve {
            Some(resolve) => resolve,
            None => self.policy_of(dataset)?,
        };
        // What a guest has written since in another tab goes along.
        self.0.records.settle(None);
        let cache = self.cache().await?;
        if let Some(asked) = unless_since
            && cache.load(dataset).await?.is_fresh(asked)
        {
            return Ok(Synchronized::default());
        }
        let remote = self.remote().await?;
        let owner = remote.owner().await?;
        self.is_still(&cache.person).await?;
        if self.has_other_logins(&cache.person).await? {
            self.adopt_logins(&cache, &owner, dataset).await?;
        }
        let run = Run {
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

    /// Who wins the conflicts of a dataset.
    pub(super) fn policy_of(&self, dataset: &str) -> Result<Resolve, Error> {
        match self.0.records.policy(dataset) {
            Some(resolve) => Ok(resolve),
            None => Ok(self.records_config()?.on_conflict.clone()),
        }
    }

    /// The name of the records' channel, and what those of their locks begin with.
    pub(super) fn records_name(&self) -> String {
        ["vestibule.", &self.settings().client_id, ".records"].concat()
    }
}

impl Run<'_> {
    async fn run(mut self) -> Result<Synchronized, Error> {
        let mut rounds = 0;
        loop {
            // What is refused again and again has another version than is known here: all is read.
            let extent = match rounds {
                0..=2 => Extent::Since,
                _ => Extent::Whole,
            };
            let pulled = self.pull(extent).await?;
            if !pulled.merged.is_empty() {
                self.absorb(&pulled.merged).await?;
            }
            if self.push(&pulled).await? {
                break;
            }
            rounds += 1;
            if rounds == ROUNDS {
                return Err(Error::new(
                    ErrorKind::ConcurrentModification,
                    "others write to the same records all the time",
                ));
            }
        }
        if !self.cache.load(self.dataset).await?.meta.merged.is_empty() {
            self.drop_merged().await?;
        }
        Ok(self.done)
    }

    /// Deletes the dataset at the remote, where it was deleted here.
    fn delete(&self, before: Meta) -> LocalFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            // What was deleted was somebody else's.
            let is_theirs = before
                .owner
                .as_ref()
                .is_none_or(|owner| *owner == self.owner);
            if is_theirs {
                self.insist(|| self.remote.delete(&self.owner, self.dataset))
                    .await?;
            }
            let (cache, dataset) = (self.cache, self.dataset);
            let is_done = move |snapshot: &Snapshot, draft: &mut Draft| {
                if snapshot.meta.round == before.round {
                    let mut meta = snapshot.meta.clone();
                    meta.is_deleted = false;
                    draft.put_meta(cache, dataset, snapshot, &meta);
                }
                Ok(())
            };
            cache.change_all(dataset, None, is_done).await?;
            Ok(())
        })
    }

    /// Takes over what has changed at the remote.
    fn pull(&mut self, extent: Extent) -> LocalFuture<'_, Result<Pulled, Error>> {
        Box::pin(async move {
            loop {
                let snapshot = self.cache.load(self.dataset).await?;
                if snapshot.meta.is_deleted {
                    self.delete(snapshot.meta).await?;
                    continue;
                }
                let known = snapshot.meta.clone();
                let is_theirs = snapshot.meta.owner.as_ref() == Some(&self.owner)
                    || RecordFault::OtherIdentity.is_in();
                let is_some = is_theirs && extent == Extent::Since;
                let since = known.cursor.clone().filter(|_| is_some);
                let changes = self.changes(self.dataset, since.as_ref()).await?;
                let merge = self.merge()?;
                let mut is_current = true;
                let mut removed = false;
                let merged = |snapshot: &Snapshot, draft: &mut Draft| {
                    // Another tab has synchronised meanwhile: what was read is older than what is here.
                    is_current = snapshot.meta == known;
                    if is_current {
                        removed = self.take_over(&merge, snapshot, draft, &changes);
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
                self.tell(keys);
                return Ok(Pulled {
                    cursor: changes.cursor,
                    existence: changes.dataset,
                    merged: changes.merged,
                });
            }
        })
    }

    /// Merges changes into a snapshot; says whether the dataset was deleted elsewhere.
    fn take_over(
        &self,
        merge: &Merge<'_>,
        snapshot: &Snapshot,
        draft: &mut Draft,
        changes: &Changes,
    ) -> bool {
        let meta = &snapshot.meta;
        // Versions of another identity mean nothing here.
        let is_other = |owner: &String| *owner != self.owner;
        let is_rebound =
            meta.owner.as_ref().is_some_and(is_other) && !RecordFault::OtherIdentity.is_in();
        let is_gone = changes.dataset != Existence::Here;
        let is_removed = changes.dataset == Existence::DeletedSince && !is_rebound;
        let mut was_here = is_removed;
        let mut found: Vec<&RemoteRecord> = changes.records.iter().collect();
        found.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        for kept in &snapshot.rows {
            let mut row = kept.row.clone();
            if is_rebound && let Some(row) = &mut row {
                row.restart(merge.edit);
            }
            let at = found.binary_search_by(|record| record.key.as_str().cmp(&kept.key));
            let row = match (row, at) {
                (row, Ok(at)) if is_removed => merge.pull_anew(row, found.remove(at)),
                (row, Ok(at)) => merge.pull(row, found.remove(at)),
                (Some(row), Err(_)) if is_rebound => {
                    (row.is_worth_keeping() || row.is_removal()).then_some(row)
                }
                (Some(row), Err(_)) if is_gone => {
                    was_here |= row.version != 0;
                    merge.lose(row, self.on_deleted)
                }
                (Some(row), Err(_)) if changes.extent == Extent::Whole => {
                    merge.miss(&kept.key, row)
                }
                (row, Err(_)) => row,
            };
            draft.put_kept(self.cache, self.dataset, &kept.key, Some(kept), row);
        }
        for record in found {
            let row = merge.pull(None, record);
            draft.put_kept(self.cache, self.dataset, &record.key, None, row);
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
        draft.put_meta(self.cache, self.dataset, snapshot, &meta);
        was_here
    }

    /// Asks the remote for something, again where it was too busy.
    pub(super) async fn insist<'b, T>(
        &self,
        send: impl Fn() -> LocalFuture<'b, Result<T, Error>>,
    ) -> Result<T, Error> {
        self.client.ask_remote(&self.cache.person, send).await
    }

    /// What the remote has of a dataset since it was read up to the cursor.
    pub(super) async fn changes(
        &self,
        dataset: &str,
        since: Option<&Cursor>,
    ) -> Result<Changes, Error> {
        let (remote, owner) = (self.remote, &self.owner);
        let changes = self
            .insist(|| remote.changes(owner, dataset, since))
            .await?;
        check(&changes)?;
        Ok(changes)
    }

    pub(super) fn merge(&self) -> Result<Merge<'_>, Error> {
        Ok(Merge {
            dataset: self.dataset,
            resolve: self.resolve,
            edit: self.client.new_edit()?,
            now: self.client.now(),
        })
    }

    pub(super) fn tell(&self, keys: Vec<String>) {
        if !keys.is_empty() {
            let cause = ChangeCause::Synchronized;
            self.client.tell_of_records(self.dataset, Some(keys), cause);
        }
    }
}

impl Snapshot {
    /// Whether all of it has been synchronised since.
    fn is_fresh(&self, asked: Timestamp) -> bool {
        let mut rows = self.rows.iter().filter_map(|kept| kept.row.as_ref());
        let is_since = self.meta.synchronized.is_some_and(|time| time >= asked);
        is_since && !self.meta.is_deleted && !rows.any(Row::is_due)
    }
}

/// Of two records of one key nobody can say which one it is.
fn check(changes: &Changes) -> Result<(), Error> {
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
