//! Datasets that do not belong to the current person: of a guest, of people who have signed out, and of identities that
//! were merged into the current one. In a chunk of its own, because most pages have none.

use super::cache::{Cache, Snapshot, StoredRow};
use super::merge::{ForeignRecord, Merge};
use super::person::Person;
use super::record::Row;
use super::synchronize::Synchronization;
use super::write_batch::WriteBatch;
use crate::client::Client;
use crate::config::OnSignOut;
use crate::error::Error;
use crate::session::ChangeCause;
use vestibule_chunk::chunk;

impl Client {
    /// Moves a guest's datasets to the current person, and applies the sign-out policy to those of other people.
    #[chunk(merging)]
    pub(super) async fn settle_foreign_datasets(
        &self,
        cache: &Cache,
        others: Vec<(String, String)>,
    ) -> Result<(), Error> {
        for (id, dataset) in others {
            let other = self.cache_of(Person::from_id(&id));
            if !other.person.is_guest() {
                self.remove_synchronized(&other, &dataset).await?;
            } else if self.move_dataset(&other, cache, &dataset).await? {
                self.notify_record_change(&dataset, None, ChangeCause::Person);
            }
        }
        Ok(())
    }

    /// Merges what the same person has written here with other tokens. Each token that is not a JSON Web Token looks
    /// like another person until the identity pool has returned its identity.
    #[chunk(merging, load = self)]
    pub(super) async fn merge_other_logins(
        &self,
        cache: &Cache,
        owner: &str,
        dataset: &str,
    ) -> Result<(), Error> {
        for (id, name) in self.dataset_index().await? {
            let other = self.cache_of(Person::from_id(&id));
            if name != dataset || id == cache.person.id || !other.person.is_identified_by_logins() {
                continue;
            }
            let known = other.load(dataset).await?.meta.owner;
            if known.as_deref() == Some(owner) && self.move_dataset(&other, cache, dataset).await? {
                self.notify_record_change(dataset, None, ChangeCause::Person);
            }
        }
        Ok(())
    }

    /// Moves a dataset to another person, and returns whether it was not empty.
    async fn move_dataset(&self, from: &Cache, to: &Cache, name: &str) -> Result<bool, Error> {
        loop {
            let guests = from.load(name).await?;
            if guests.is_empty() {
                return Ok(false);
            }
            let own = to.load(name).await?;
            let mut batch = WriteBatch::default();
            match own.is_empty() {
                true => move_rows(to, name, (&guests, &own), &mut batch),
                false => self.merge_guest(to, name, (&guests, &own), &mut batch)?,
            }
            let rows = guests.rows.iter();
            rows.for_each(|stored| batch.remove_row(from, name, stored));
            batch.remove_dataset(from, name, &guests);
            if to.commit(batch).await?.is_some() {
                return Ok(true);
            }
        }
    }

    /// Merges a guest's dataset into that of the signed-in person.
    fn merge_guest(
        &self,
        to: &Cache,
        name: &str,
        (guests, own): (&Snapshot, &Snapshot),
        batch: &mut WriteBatch,
    ) -> Result<(), Error> {
        let resolve = self.policy_of(name)?;
        let merge = Merge {
            dataset: name,
            resolve: &resolve,
            edit: self.new_edit()?,
            now: self.now(),
            value_bytes: self.remote_limits()?.value_bytes,
        };
        for stored in &guests.rows {
            let Some(row) = &stored.row else {
                continue;
            };
            let known = own.row(&stored.key);
            let mut merged = known.and_then(|stored| stored.row.clone());
            for other in foreign_records(row) {
                merged = Some(merge.merge_foreign(&stored.key, merged, &other));
            }
            if merged.is_some() {
                batch.put_stored(to, name, &stored.key, known, merged);
            }
        }
        batch.put_meta(to, name, own, &own.meta);
        Ok(())
    }

    /// Removes the synchronized records of a person who has signed out, unless the policy is to keep them.
    async fn remove_synchronized(&self, cache: &Cache, name: &str) -> Result<(), Error> {
        // The last check is needed because a parked account may have become the active one in the meantime.
        let stays = self.records_config()?.on_sign_out == OnSignOut::Keep
            || self.is_parked_account(cache).await
            || self.person().await?.id == cache.person.id;
        if stays {
            return Ok(());
        }
        let round = self.new_edit()?;
        let forget = |snapshot: &Snapshot, batch: &mut WriteBatch| {
            let is_kept = |stored: &StoredRow| {
                let row = stored.row.as_ref();
                row.is_some_and(|row| row.is_edited() || !row.incoming.is_empty())
            };
            let gone = snapshot.rows.iter().filter(|stored| !is_kept(stored));
            gone.for_each(|stored| batch.remove_row(cache, name, stored));
            let is_used = snapshot.rows.iter().any(is_kept) || snapshot.meta.is_deleted;
            if !is_used {
                batch.remove_dataset(cache, name, snapshot);
            } else if snapshot.meta.cursor.is_some() {
                let mut meta = snapshot.meta.clone();
                meta.cursor = None;
                meta.round = round;
                batch.put_meta(cache, name, snapshot, &meta);
            }
            Ok(())
        };
        cache.change_all(name, None, forget).await?;
        Ok(())
    }

    /// Whether the person is signed in with an account that is not the active one.
    async fn is_parked_account(&self, cache: &Cache) -> bool {
        #[cfg(feature = "accounts")]
        if self.settings().accounts {
            let parked = self.inactive_subs().await;
            return parked
                .iter()
                .any(|sub| ["user.", sub].concat() == cache.person.id);
        }
        let _ = cache;
        false
    }
}

impl Synchronization<'_> {
    /// Merges the datasets of these names, which come from identities that were merged into the current one.
    #[chunk(merging, load = self.client)]
    pub(super) async fn merge_datasets(&mut self, names: &[String]) -> Result<(), Error> {
        for name in names {
            let known = self.cache.load(self.dataset).await?.meta.merged;
            if known.contains(name) {
                continue;
            }
            let changes = self.changes(name, None).await?;
            let merge = self.merge()?;
            let (cache, dataset) = (self.cache, self.dataset);
            let merged = |snapshot: &Snapshot, batch: &mut WriteBatch| {
                for record in changes.records.iter().filter(|it| it.value.is_some()) {
                    let other = ForeignRecord {
                        value: record.value.clone(),
                        modified: record.modified,
                        modified_by: record.modified_by.clone(),
                    };
                    let stored = snapshot.row(&record.key);
                    let row = stored.and_then(|stored| stored.row.clone());
                    let row = Some(merge.merge_foreign(&record.key, row, &other));
                    batch.put_stored(cache, dataset, &record.key, stored, row);
                }
                let mut meta = snapshot.meta.clone();
                meta.merged.push(name.clone());
                batch.put_meta(cache, dataset, snapshot, &meta);
                Ok(())
            };
            let keys = cache.change_all(dataset, None, merged).await?;
            self.done.pulled += keys.len();
            self.done.merged.push(name.clone());
            self.notify(keys);
        }
        Ok(())
    }

    /// Deletes the datasets that were merged into this one, once the remote has all of their records.
    #[chunk(merging, load = self.client)]
    pub(super) async fn delete_merged(&self) -> Result<(), Error> {
        let snapshot = self.cache.load(self.dataset).await?;
        let is_open = |row: &Row| row.is_edited() || row.incoming.iter().any(|it| !it.is_remote);
        let mut rows = snapshot
            .rows
            .iter()
            .filter_map(|stored| stored.row.as_ref());
        if rows.any(is_open) {
            return Ok(());
        }
        let merged = snapshot.meta.merged.clone();
        for name in &merged {
            self.ask_remote(|| self.remote.delete(&self.owner, name))
                .await?;
        }
        let (cache, dataset) = (self.cache, self.dataset);
        let dropped = |snapshot: &Snapshot, batch: &mut WriteBatch| {
            let mut meta = snapshot.meta.clone();
            meta.merged.retain(|name| !merged.contains(name));
            batch.put_meta(cache, dataset, snapshot, &meta);
            Ok(())
        };
        cache.change_all(dataset, None, dropped).await?;
        Ok(())
    }
}

/// Moves a guest's dataset without a merge, because the signed-in person has none of this name.
fn move_rows(
    to: &Cache,
    name: &str,
    (guests, own): (&Snapshot, &Snapshot),
    batch: &mut WriteBatch,
) {
    for stored in guests.rows.iter().filter(|stored| stored.row.is_some()) {
        batch.put_stored(to, name, &stored.key, None, stored.row.clone());
    }
    let mut meta = guests.meta.clone();
    // A dataset that the remote never had does not have to be deleted there.
    meta.is_deleted &= meta.owner.is_some();
    batch.put_meta(to, name, own, &meta);
}

/// The values of a record and of its open conflicts, to be merged into another dataset.
fn foreign_records(row: &Row) -> Vec<ForeignRecord> {
    let own = ForeignRecord {
        value: row.value.clone(),
        modified: row.modified,
        modified_by: row.modified_by.clone(),
    };
    let incoming = row.incoming.iter().map(|incoming| ForeignRecord {
        value: incoming.value.clone(),
        modified: incoming.modified,
        modified_by: incoming.modified_by.clone(),
    });
    let all = incoming.chain([own]);
    all.filter(|other| other.value.is_some()).collect()
}
