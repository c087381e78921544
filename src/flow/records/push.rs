//! The last part of a synchronisation: what has changed here goes to the remote.

use super::cache::Snapshot;
use super::dataset::exceeded;
use super::draft::Draft;
use super::fault::RecordFault;
use super::merge::digest;
use super::record::Row;
use super::synchronize::{Pulled, Run};
use crate::config::{Existence, Patch, Written};
use crate::error::Error;
use crate::platform::LocalFuture;

/// What was sent, and by which write it came about.
#[derive(Default)]
struct Sent {
    patches: Vec<Patch>,
    edits: Vec<u64>,
}

impl Run<'_> {
    /// Writes to the remote what has changed here; says whether that was all.
    pub(super) fn push<'b>(
        &'b mut self,
        pulled: &'b Pulled,
    ) -> LocalFuture<'b, Result<bool, Error>> {
        Box::pin(async move {
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
        })
    }

    /// Notes in the records what is going to be sent: where the answer is lost, it is known again when it comes back.
    fn note_sent(&self, snapshot: Snapshot) -> LocalFuture<'_, Result<Sent, Error>> {
        Box::pin(async move {
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
        })
    }

    /// Takes note of what the remote has by now. What was written here meanwhile stays to be sent.
    fn settle<'b>(
        &'b mut self,
        sent: &'b Sent,
        written: &'b Written,
        round: u64,
    ) -> LocalFuture<'b, Result<(), Error>> {
        Box::pin(async move {
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
        })
    }

    /// Whether the remote has room for what is here.
    fn has_room<'b>(
        &'b self,
        snapshot: &'b Snapshot,
        pulled: &'b Pulled,
    ) -> LocalFuture<'b, Result<(), Error>> {
        Box::pin(async move {
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
        })
    }
}
