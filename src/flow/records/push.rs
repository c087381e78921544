//! The last step of a synchronization: pushes local changes to the remote.

use super::cache::Snapshot;
use super::dataset::{check, exceeded};
use super::fault::RecordFault;
use super::merge::value_digest;
use super::record::Row;
use super::synchronize::{Pulled, Synchronization};
use super::write_batch::WriteBatch;
use crate::config::{Existence, Patch, Written};
use crate::error::Error;
use crate::platform::LocalFuture;

impl Synchronization<'_> {
    /// Pushes local changes, and returns whether the remote stored all of them.
    pub(super) fn push<'b>(
        &'b mut self,
        pulled: &'b Pulled,
    ) -> LocalFuture<'b, Result<bool, Error>> {
        Box::pin(async move {
            let snapshot = self.cache.load(self.dataset).await?;
            let rows = || {
                snapshot
                    .rows
                    .iter()
                    .filter_map(|stored| stored.row.as_ref())
            };
            self.done.conflicts = rows().filter(|row| !row.incoming.is_empty()).count();
            if !rows().any(Row::needs_push) {
                return Ok(true);
            }
            self.check_limits(&snapshot, pulled).await?;
            let too_large = self.check_pushed(&snapshot);
            let round = snapshot.meta.round;
            let sent = self.store_sent(snapshot).await?;
            if sent.is_empty() {
                return too_large.map(|()| true);
            }
            let mut cursor = pulled.cursor.clone();
            let mut all = Written {
                stored: Vec::new(),
                refused: Vec::new(),
                cursor: None,
            };
            let mut outcome = Ok(());
            for patches in sent.chunks(self.remote.limits().patches.max(1)) {
                let (remote, owner) = (self.remote, &self.owner);
                let written = self
                    .ask_remote(|| remote.write(owner, self.dataset, &cursor, patches))
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
            // The remote has stored what was pushed before an error.
            self.apply_written(&sent, &all, round).await?;
            outcome?;
            if !all.refused.is_empty() {
                return Ok(false);
            }
            too_large.map(|()| true)
        })
    }

    /// Fails if the remote would refuse a local change for its size: it was written for a remote with other limits. It
    /// stays here, and all other changes are pushed.
    fn check_pushed(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let limits = self.remote.limits();
        let rows = snapshot.rows.iter();
        let mut pushed = rows.filter(|stored| stored.row.as_ref().is_some_and(Row::needs_push));
        pushed.try_for_each(|stored| check(&stored.key, stored.value(), &limits))
    }

    /// Stores digests of the values that will be pushed, so that they are recognized in later changes even if the
    /// response is lost.
    fn store_sent(&self, snapshot: Snapshot) -> LocalFuture<'_, Result<Vec<Patch>, Error>> {
        Box::pin(async move {
            let mut sent = Vec::new();
            let (cache, dataset) = (self.cache, self.dataset);
            let limits = self.remote.limits();
            let noted = |snapshot: &Snapshot, batch: &mut WriteBatch| {
                sent.clear();
                for stored in &snapshot.rows {
                    let Some(row) = stored.row.as_ref().filter(|row| row.needs_push()) else {
                        continue;
                    };
                    if check(&stored.key, stored.value(), &limits).is_err() {
                        continue;
                    }
                    let mut noted = row.clone();
                    noted.note_sent(value_digest(row.value.as_deref()));
                    batch.put_stored(cache, dataset, &stored.key, Some(stored), Some(noted));
                    sent.push(Patch {
                        key: stored.key.clone(),
                        value: row.value.clone(),
                        version: row.version,
                        modified: row.modified,
                    });
                }
                Ok(())
            };
            cache.change_all(dataset, Some(snapshot), noted).await?;
            Ok(sent)
        })
    }

    /// Updates the local records with the response to a push. Values written in the meantime still have to be pushed.
    /// If the dataset was deleted or pulled in the meantime, the response is outdated: what was stored is recognized by
    /// the next pull.
    fn apply_written<'b>(
        &'b mut self,
        sent: &'b [Patch],
        written: &'b Written,
        round: u64,
    ) -> LocalFuture<'b, Result<(), Error>> {
        Box::pin(async move {
            let (cache, dataset) = (self.cache, self.dataset);
            let new_round = self.client.new_edit()?;
            let settled = |snapshot: &Snapshot, batch: &mut WriteBatch| {
                if snapshot.meta.round != round {
                    return Ok(());
                }
                for record in &written.stored {
                    let patch = sent.iter().find(|it| it.key == record.key);
                    let Some((patch, stored)) = patch.zip(snapshot.row(&record.key)) else {
                        continue;
                    };
                    let mut row = stored.row.clone();
                    if let Some(row) = row.as_mut().filter(|row| row.version == patch.version) {
                        if RecordFault::AnswerOverwrites.is_injected() {
                            row.value = patch.value.clone();
                        }
                        // An app's own API may store another value than it was sent. A later local write is kept.
                        if row.value == patch.value {
                            row.value = record.value.clone();
                        }
                        row.rebase_on(record.version, record.value.clone());
                    }
                    batch.put_stored(cache, dataset, &record.key, Some(stored), row);
                }
                let mut meta = snapshot.meta.clone();
                if written.cursor.is_some() {
                    meta.cursor = written.cursor.clone();
                }
                meta.round = new_round;
                batch.put_meta(cache, dataset, snapshot, &meta);
                Ok(())
            };
            cache.change_all(dataset, None, settled).await?;
            self.done.pushed += written.stored.len();
            let keys = written.stored.iter().map(|record| record.key.clone());
            self.notify(keys.collect());
            Ok(())
        })
    }

    /// Fails if the dataset exceeds a limit of the remote.
    fn check_limits<'b>(
        &'b self,
        snapshot: &'b Snapshot,
        pulled: &'b Pulled,
    ) -> LocalFuture<'b, Result<(), Error>> {
        Box::pin(async move {
            let limits = self.remote.limits();
            let rows = snapshot.rows.iter();
            let sizes = rows.filter_map(|stored| Some(stored.row.as_ref()?.bytes(&stored.key)));
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
                let all = self
                    .ask_remote(|| self.remote.datasets(&self.owner))
                    .await?;
                if all.len() >= most {
                    return Err(exceeded("datasets", all.len() + 1, most));
                }
            }
            Ok(())
        })
    }
}
