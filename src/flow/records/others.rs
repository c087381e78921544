//! Datasets of others, of which most pages have none: a guest's, of people who do not use the app any more, and of
//! identities that were merged into this one. A chunk of its own.

use super::cache::{Cache, Kept, Snapshot};
use super::draft::Draft;
use super::merge::{Merge, Other};
use super::person::Person;
use super::record::Row;
use super::synchronize::Run;
use crate::client::Client;
use crate::config::OnSignOut;
use crate::error::Error;
use crate::session::ChangeCause;
use vestibule_chunk::chunk;

impl Client {
    /// A guest's datasets go to who has signed in, and of who has signed out stays what the policy says.
    #[chunk(merging)]
    pub(super) async fn settle_others(
        &self,
        cache: &Cache,
        others: Vec<(String, String)>,
    ) -> Result<(), Error> {
        for (id, dataset) in others {
            let other = self.cache_of(Person::of_id(&id));
            if !other.person.is_guest() {
                self.forget_synchronized(&other, &dataset).await?;
            } else if self.move_dataset(&other, cache, &dataset).await? {
                self.tell_of_records(&dataset, None, ChangeCause::Person);
            }
        }
        Ok(())
    }

    /// Takes over what the same person has written here under other tokens. Of those that are no JSON Web Tokens each looks
    /// like another person, until the identity pool has said whose it is.
    #[chunk(merging, load = self)]
    pub(super) async fn adopt_logins(
        &self,
        cache: &Cache,
        owner: &str,
        dataset: &str,
    ) -> Result<(), Error> {
        for (id, name) in self.dataset_index().await? {
            let other = self.cache_of(Person::of_id(&id));
            if name != dataset || id == cache.person.id || !other.person.is_by_logins() {
                continue;
            }
            let known = other.load(dataset).await?.meta.owner;
            if known.as_deref() == Some(owner) && self.move_dataset(&other, cache, dataset).await? {
                self.tell_of_records(dataset, None, ChangeCause::Person);
            }
        }
        Ok(())
    }

    /// Moves a dataset, a guest's to who has signed in, for instance; says whether there was anything.
    async fn move_dataset(&self, from: &Cache, to: &Cache, name: &str) -> Result<bool, Error> {
        loop {
            let guests = from.load(name).await?;
            if guests.is_empty() {
                return Ok(false);
            }
            let own = to.load(name).await?;
            let mut draft = Draft::default();
            match own.is_empty() {
                true => hand_over(to, name, (&guests, &own), &mut draft),
                false => self.absorb_guest(to, name, (&guests, &own), &mut draft)?,
            }
            let rows = guests.rows.iter();
            rows.for_each(|kept| draft.drop_row(from, name, kept));
            draft.drop_dataset(from, name, &guests);
            if to.commit(draft).await?.is_some() {
                return Ok(true);
            }
        }
    }

    /// Merges a guest's dataset into the one that this browser keeps of who has signed in.
    fn absorb_guest(
        &self,
        to: &Cache,
        name: &str,
        (guests, own): (&Snapshot, &Snapshot),
        draft: &mut Draft,
    ) -> Result<(), Error> {
        let resolve = self.policy_of(name)?;
        let merge = Merge {
            dataset: name,
            resolve: &resolve,
            edit: self.new_edit()?,
            now: self.now(),
        };
        for kept in &guests.rows {
            let Some(row) = &kept.row else {
                continue;
            };
            let known = own.row(&kept.key);
            let mut merged = known.and_then(|kept| kept.row.clone());
            for other in others_of(row) {
                merged = Some(merge.absorb(&kept.key, merged, &other));
            }
            if merged.is_some() {
                draft.put_kept(to, name, &kept.key, known, merged);
            }
        }
        draft.put_meta(to, name, own, &own.meta);
        Ok(())
    }

    /// Removes what is at the remote of the records of somebody who does not use the app any more.
    async fn forget_synchronized(&self, cache: &Cache, name: &str) -> Result<(), Error> {
        // Whoever has become the active one meanwhile is parked no more.
        let stays = self.records_config()?.on_sign_out == OnSignOut::Keep
            || self.is_here(cache).await
            || self.person().await?.id == cache.person.id;
        if stays {
            return Ok(());
        }
        let round = self.new_edit()?;
        let forget = |snapshot: &Snapshot, draft: &mut Draft| {
            let is_kept = |kept: &Kept| {
                let row = kept.row.as_ref();
                row.is_some_and(|row| row.is_edited() || !row.incoming.is_empty())
            };
            let gone = snapshot.rows.iter().filter(|kept| !is_kept(kept));
            gone.for_each(|kept| draft.drop_row(cache, name, kept));
            let is_used = snapshot.rows.iter().any(is_kept) || snapshot.meta.is_deleted;
            if !is_used {
                draft.drop_dataset(cache, name, snapshot);
            } else if snapshot.meta.cursor.is_some() {
                let mut meta = snapshot.meta.clone();
                meta.cursor = None;
                meta.round = round;
                draft.put_meta(cache, name, snapshot, &meta);
            }
            Ok(())
        };
        cache.change_all(name, None, forget).await?;
        Ok(())
    }

    /// Whether somebody is signed in, while another account is the active one.
    async fn is_here(&self, cache: &Cache) -> bool {
        #[cfg(feature = "accounts")]
        if self.settings().accounts {
            let parked = self.parked_subs().await;
            return parked
                .iter()
                .any(|sub| ["user.", sub].concat() == cache.person.id);
        }
        let _ = cache;
        false
    }
}

impl Run<'_> {
    /// Merges the datasets of these names, which have come along from other identities.
    #[chunk(merging, load = self.client)]
    pub(super) async fn absorb(&mut self, names: &[String]) -> Result<(), Error> {
        for name in names {
            let known = self.cache.load(self.dataset).await?.meta.merged;
            if known.contains(name) {
                continue;
            }
            let changes = self.changes(name, None).await?;
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

    /// Deletes the datasets that were merged into this one, once the remote has all of what they had.
    #[chunk(merging, load = self.client)]
    pub(super) async fn drop_merged(&self) -> Result<(), Error> {
        let snapshot = self.cache.load(self.dataset).await?;
        let is_open = |row: &Row| row.is_edited() || row.incoming.iter().any(|it| !it.is_remote);
        let mut rows = snapshot.rows.iter().filter_map(|kept| kept.row.as_ref());
        if rows.any(is_open) {
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
}

/// A guest's dataset becomes that of who has signed in, as it is.
fn hand_over(to: &Cache, name: &str, (guests, own): (&Snapshot, &Snapshot), draft: &mut Draft) {
    for kept in guests.rows.iter().filter(|kept| kept.row.is_some()) {
        draft.put_kept(to, name, &kept.key, None, kept.row.clone());
    }
    let mut meta = guests.meta.clone();
    // Of a dataset that the remote has never had, nothing is to be deleted there.
    meta.is_deleted &= meta.owner.is_some();
    draft.put_meta(to, name, own, &meta);
}

/// What a record and its open conflicts have to say to another dataset.
fn others_of(row: &Row) -> Vec<Other> {
    let own = Other {
        value: row.value.clone(),
        modified: row.modified,
        modified_by: row.modified_by.clone(),
    };
    let incoming = row.incoming.iter().map(|incoming| Other {
        value: incoming.value.clone(),
        modified: incoming.modified,
        modified_by: incoming.modified_by.clone(),
    });
    let all = incoming.chain([own]);
    all.filter(|other| other.value.is_some()).collect()
}
