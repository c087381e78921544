//! A synchronisation: pull, merge, push.

use std::time::Duration;

use super::cache::{Cache, Draft, Meta, Snapshot};
use super::dataset::exceeded;
use super::fault::RecordFault;
use super::merge::{Merge, Other, digest};
use super::record::Row;
use crate::client::Client;
use crate::config::{
    Changes, Cursor, Existence, Extent, OnDeleted, Patch, Remote, RemoteRecord, Resolve, Written,
};
use crate::error::{Error, ErrorKind};
use crate::platform::{LocalFuture, Timestamp};
use crate::session::ChangeCause;
use vestibule_chunk::chunk;

/// How often it is pulled and pushed again, where others write to the same records meanwhile.
const ROUNDS: u32 = 8;
/// How often a request is sent, where the remote is too busy.
const TRIES: u32 = 5;
/// The first pause between them, in milliseconds, at the most; each further one is twice as long.
const PAUSE: u64 = 500;
/// For how long one waits for another tab that synchronises.
const PATIENCE: Duration = Duration::from_secs(60);

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
struct Run<'a> {
    client: &'a Client,
    cache: &'a Cache,
    remote: &'a dyn Remote,
    owner: String,
    dataset: &'a str,
    resolve: &'a Resolve,
    on_deleted: OnDeleted,
    done: Synchronized,
}

/// What a pull has found.
struct Pulled {
    cursor: Cursor,
    existence: Existence,
    merged: Vec<String>,
}

impl Client {
    #[chunk(records, load = self)]
    pub(super) async fn synchronize_dataset(
        &self,
        dataset: &str,
        resolve: Option<Resolve>,
    ) -> Result<Synchronized, Error> {
        self.synchronize_in_turn(dataset, resolve, None).await
    }

    /// Does nothing where somebody else has done so since, and nothing is to be pushed.
    #[chunk(records, load = self)]
    pub(super) async fn synchronize_unless_since(
        &self,
        dataset: &str,
        asked: Timestamp,
    ) -> Result<Synchronized, Error> {
        self.synchronize_in_turn(dataset, None, Some(asked)).await
    }

    fn synchronize_in_turn<'a>(
        &'a self,
        dataset: &'a str,
        resolve: Option<Resolve>,
        unless_since: Option<Timestamp>,
    ) -> LocalFuture<'a, Result<Synchronized, Error>> {
        Box::pin(self.hold_and_synchronize(dataset, resolve, unless_since))
    }

    async fn hold_and_synchronize(
        &self,
        dataset: &str,
        resolve: Option<Resolve>,
        unless_since: Option<Timestamp>,
    ) -> Result<Synchronized, Error> {
        let _turn = self.0.records.turns.acquire(dataset).await;
        let name = [&*self.records_name(), ".", dataset].concat();
        let _held = self.platform().lock.acquire(&name, PATIENCE).await;
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
        let remote = self.remote()?;
        let owner = remote.owner().await?;
        self.is_still(&cache.person).await?;
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
            self.absorb(&pulled).await?;
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
        self.drop_merged().await?;
        Ok(self.done)
    }

    /// Deletes the dataset at the remote, where it was deleted here.
    async fn delete(&self, before: Meta) -> Result<(), Error> {
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
    }

    /// Takes over what has changed at the remote.
    async fn pull(&mut self, extent: Extent) -> Result<Pulled, Error> {
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
            let (remote, owner) = (self.remote, &self.owner);
            let changes = self
                .insist(|| remote.changes(owner, self.dataset, since.as_ref()))
                .await?;
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

    /// Merges the datasets that have come along from other identities.
    async fn absorb(&mut self, pulled: &Pulled) -> Result<(), Error> {
        for name in &pulled.merged {
            let known = self.cache.load(self.dataset).await?.meta.merged;
            if known.contains(name) {
                continue;
            }
            let (remote, owner) = (self.remote, &self.owner);
            let changes = self.insist(|| remote.changes(owner, name, None)).await?;
            let merge = self.merge()?;
            let (cache, dataset) = (self.cache, self.dataset);
            let merged = |snapshot: &Snapshot, draft: &mut Draft| {
                for record in changes.records.iter().filter(|it| it.value.is_some()) {
                    let other = Other {
                        value: record.value.clone(),
                        modified: record.modified,
                        modified_by: record.modified_by.clone(),
                    };
                    let kept = snapshot.row(&record.key);
                    let row = kept.and_then(|kept| kept.row.clone());
                    let row = Some(merge.absorb(&record.key, row, &other));
                    draft.put_kept(cache, dataset, &record.key, kept, row);
                }
                let mut meta = snapshot.meta.clone();
                meta.merged.push(name.clone());
                draft.put_meta(cache, dataset, snapshot, &meta);
                Ok(())
            };
            let keys = cache.change_all(dataset, None, merged).await?;
            self.done.pulled += keys.len();
            self.done.merged.push(name.clone());
            self.tell(keys);
        }
        Ok(())
    }

    /// Writes to the remote what has changed here; says whether that was all.
    async fn push(&mut self, pulled: &Pulled) -> Result<bool, Error> {
        let snapshot = self.cache.load(self.dataset).await?;
        let rows = || snapshot.rows.iter().filter_map(|kept| kept.row.as_ref());
        self.done.conflicts = rows().filter(|row| !row.incoming.is_empty()).count();
        if !rows().any(Row::is_due) {
            return Ok(true);
        }
        self.has_room(&snapshot, pulled).await?;
        let round = snapshot.meta.round;
        let sent = self.note_sent(snapshot).await?;
        let mut cursor = pulled.cursor.clone();
        let mut all = Written {
            stored: Vec::new(),
            refused: Vec::new(),
            cursor: None,
        };
        let mut outcome = Ok(());
        for patches in sent.patches.chunks(self.remote.limits().patches.max(1)) {
            let (remote, owner) = (self.remote, &self.owner);
            let written = self
                .insist(|| remote.write(owner, self.dataset, &cursor, patches))
                .await;
            match written {
                Ok(written) => {
                    all.stored.extend(written.stored);
                    all.refused.extend(written.refused);
                    all.cursor = written.cursor;
                    cursor = all.cursor.clone().unwrap_or(cursor);
                }
                Err(error) => {
                    outcome = Err(error);
                    all.cursor = None;
                    break;
                }
            }
        }
        // Of what did not arrive in front of an error, the remote has all the same what did.
        self.settle(&sent, &all, round).await?;
        outcome?;
        Ok(all.refused.is_empty())
    }

    /// Notes in the records what is going to be sent: where the answer is lost, it is known again when it comes back.
    async fn note_sent(&self, snapshot: Snapshot) -> Result<Sent, Error> {
        let mut sent = Sent::default();
        let (cache, dataset) = (self.cache, self.dataset);
        let noted = |snapshot: &Snapshot, draft: &mut Draft| {
            sent = Sent::default();
            for kept in &snapshot.rows {
                let Some(row) = kept.row.as_ref().filter(|row| row.is_due()) else {
                    continue;
                };
                let mut noted = row.clone();
                let digest = digest(row.value.as_deref());
                if !noted.sent.contains(&digest) {
                    noted.sent.push(digest);
                }
                draft.put_kept(cache, dataset, &kept.key, Some(kept), Some(noted));
                sent.edits.push(row.edit);
                sent.patches.push(Patch {
                    key: kept.key.clone(),
                    value: row.value.clone(),
                    version: row.version,
                    modified: row.modified,
                });
            }
            Ok(())
        };
        cache.change_all(dataset, Some(snapshot), noted).await?;
        Ok(sent)
    }

    /// Takes note of what the remote has by now. What was written here meanwhile stays to be sent.
    async fn settle(&mut self, sent: &Sent, written: &Written, round: u64) -> Result<(), Error> {
        let (cache, dataset) = (self.cache, self.dataset);
        let new_round = self.client.new_edit()?;
        let settled = |snapshot: &Snapshot, draft: &mut Draft| {
            for record in &written.stored {
                let patch = sent.patches.iter().find(|it| it.key == record.key);
                let Some((patch, kept)) = patch.zip(snapshot.row(&record.key)) else {
                    continue;
                };
                let mut row = kept.row.clone();
                if let Some(row) = row.as_mut().filter(|row| row.version == patch.version) {
                    if RecordFault::AnswerOverwrites.is_in() {
                        row.value = patch.value.clone();
                    }
                    row.stand_on(record.version, patch.value.clone());
                }
                draft.put_kept(cache, dataset, &record.key, Some(kept), row);
            }
            let mut meta = snapshot.meta.clone();
            if meta.round == round && written.cursor.is_some() {
                meta.cursor = written.cursor.clone();
            }
            meta.round = new_round;
            draft.put_meta(cache, dataset, snapshot, &meta);
            Ok(())
        };
        cache.change_all(dataset, None, settled).await?;
        self.done.pushed += written.stored.len();
        let keys = written.stored.iter().map(|record| record.key.clone());
        self.tell(keys.collect());
        Ok(())
    }

    /// Deletes the datasets that were merged into this one, once the remote has all of what they had.
    async fn drop_merged(&self) -> Result<(), Error> {
        let snapshot = self.cache.load(self.dataset).await?;
        let is_open = |row: &Row| row.is_edited() || row.incoming.iter().any(|it| !it.is_remote);
        let mut rows = snapshot.rows.iter().filter_map(|kept| kept.row.as_ref());
        if snapshot.meta.merged.is_empty() || rows.any(is_open) {
            return Ok(());
        }
        let merged = snapshot.meta.merged.clone();
        for name in &merged {
            self.insist(|| self.remote.delete(&self.owner, name))
                .await?;
        }
        let (cache, dataset) = (self.cache, self.dataset);
        let dropped = |snapshot: &Snapshot, draft: &mut Draft| {
            let mut meta = snapshot.meta.clone();
            meta.merged.retain(|name| !merged.contains(name));
            draft.put_meta(cache, dataset, snapshot, &meta);
            Ok(())
        };
        cache.change_all(dataset, None, dropped).await?;
        Ok(())
    }

    /// Whether the remote has room for what is here.
    async fn has_room(&self, snapshot: &Snapshot, pulled: &Pulled) -> Result<(), Error> {
        let limits = self.remote.limits();
        let rows = snapshot.rows.iter();
        let sizes = rows.filter_map(|kept| Some(kept.row.as_ref()?.bytes(&kept.key)));
        let sizes: Vec<usize> = sizes.filter(|bytes| *bytes != 0).collect();
        let counts = [
            ("the records of a dataset", sizes.len(), limits.records),
            (
                "the bytes of a dataset",
                sizes.iter().sum(),
                limits.dataset_bytes,
            ),
        ];
        for (what, count, most) in counts {
            if let Some(most) = most.filter(|most| count > *most) {
                return Err(exceeded(what, count, most));
            }
        }
        if let Some(most) = limits.datasets
            && pulled.existence == Existence::Absent
        {
            let all = self.insist(|| self.remote.datasets(&self.owner)).await?;
            if all.len() >= most {
                return Err(exceeded("datasets", all.len() + 1, most));
            }
        }
        Ok(())
    }

    /// Sends a request again where the remote was too busy. The answer is for nobody else than who asked.
    async fn insist<'b, T>(
        &self,
        send: impl Fn() -> LocalFuture<'b, Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            let answer = send().await;
            self.client.is_still(&self.cache.person).await?;
            tries += 1;
            match answer {
                Err(error) if is_busy(&error) && tries < TRIES => {
                    let pause = self.client.chance(PAUSE << tries);
                    self.client.platform().clock.sleep(pause).await;
                }
                answer => return answer,
            }
        }
    }

    fn merge(&self) -> Result<Merge<'_>, Error> {
        Ok(Merge {
            dataset: self.dataset,
            resolve: self.resolve,
            edit: self.client.new_edit()?,
            now: self.client.now(),
        })
    }

    fn tell(&self, keys: Vec<String>) {
        if !keys.is_empty() {
            let cause = ChangeCause::Synchronized;
            self.client.tell_of_records(self.dataset, Some(keys), cause);
        }
    }
}

/// What was sent, and by which write it came about.
#[derive(Default)]
struct Sent {
    patches: Vec<Patch>,
    edits: Vec<u64>,
}

impl Snapshot {
    /// Whether all of it has been synchronised since.
    fn is_fresh(&self, asked: Timestamp) -> bool {
        let mut rows = self.rows.iter().filter_map(|kept| kept.row.as_ref());
        let is_since = self.meta.synchronized.is_some_and(|time| time >= asked);
        is_since && !self.meta.is_deleted && !rows.any(Row::is_due)
    }
}

fn is_busy(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Throttled | ErrorKind::ServiceUnavailable
    )
}
