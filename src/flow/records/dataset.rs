//! A dataset: what an app reads and writes of it.

use super::cache::{ChangeRow, Snapshot};
use super::draft::Draft;
use super::fault::RecordFault;
use super::merge::{Merge, conflict};
use super::record::Row;
use super::synchronize::Synchronized;
use crate::client::{Client, Subscription};
use crate::config::{Conflict, Limits, Resolution, Resolve};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::json::integer_text;
use crate::session::{ChangeCause, DatasetChange};
use vestibule_chunk::chunk;

/// Records of whoever uses the app, each a text under a key. [`Records::dataset`](crate::Records::dataset) gives it.
///
/// ```no_run
/// use vestibule::{Client, Error, Resolution};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let notes = client.records().dataset("notes")?;
/// notes.put("greeting", "hello").await?;
///
/// // What other tabs and devices write is seen as well.
/// notes.observe(|change| println!("{:?} changed", change.keys)).forget();
///
/// notes.synchronize().await?;
/// for conflict in notes.conflicts().await? {
///     println!("{:?} or {:?}?", conflict.local, conflict.remote);
///     notes.resolve(&conflict.key, Resolution::Remote).await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
#[derive(Clone, Debug)]
pub struct Dataset {
    client: Client,
    name: String,
}

impl Dataset {
    pub(super) fn new(client: &Client, name: &str) -> Result<Self, Error> {
        client.records_config()?;
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.:-".contains(&b);
        // An address cannot have a dot alone, or two, in its path.
        let is_dots = matches!(name, "." | "..");
        if name.is_empty() || is_dots || name.len() > 128 || !name.bytes().all(is_allowed) {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the name of a dataset has 1 to 128 of the characters a-z, A-Z, 0-9, _, ., : and -, and is neither . nor ..",
            ));
        }
        client.use_dataset(name);
        Ok(Dataset {
            client: client.clone(),
            name: name.to_owned(),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value under a key; `None` where there is none.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) where the browser's database fails.
    #[chunk(records, load = self.client)]
    pub async fn get(&self, key: &str) -> Result<Option<String>, Error> {
        let (_, row) = self.client.cache().await?.row(&self.name, key).await?;
        Ok(row.and_then(|row| row.value))
    }

    /// Keeps a value under a key, in place of the one that was there. It is kept in this browser when this ends, and goes
    /// to the remote when the dataset is synchronised.
    ///
    /// # Errors
    /// - [`LimitExceeded`](ErrorKind::LimitExceeded): the key or the value is larger than the remote takes.
    /// - [`InvalidInput`](ErrorKind::InvalidInput): the key is empty, or has the character U+0000.
    /// - [`Storage`](ErrorKind::Storage): the browser's database fails, or is full. Nothing is kept.
    pub async fn put(&self, key: &str, value: &str) -> Result<(), Error> {
        self.write_all(vec![(key.to_owned(), Some(value.to_owned()))])
            .await
    }

    /// Removes the value under a key. One that is not there is no error.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        self.write_all(vec![(key.to_owned(), None)]).await
    }

    /// Makes several changes in one step: all of them are kept, or none. `None` removes a value.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub async fn write<K: Into<String>>(
        &self,
        changes: impl IntoIterator<Item = (K, Option<String>)>,
    ) -> Result<(), Error> {
        let changes = changes.into_iter().map(|(key, value)| (key.into(), value));
        self.write_all(changes.collect()).await
    }

    /// All keys and values, in the order of the keys.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) where the browser's database fails.
    #[chunk(records, load = self.client)]
    pub async fn entries(&self) -> Result<Vec<(String, String)>, Error> {
        let snapshot = self.client.cache().await?.load(&self.name).await?;
        let entries = snapshot.rows.into_iter().filter_map(|kept| {
            let value = kept.row?.value?;
            Some((kept.key, value))
        });
        Ok(entries.collect())
    }

    /// The conflicts that are open, one for each key, in the order of the keys.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) where the browser's database fails.
    #[chunk(records, load = self.client)]
    pub async fn conflicts(&self) -> Result<Vec<Conflict>, Error> {
        let snapshot = self.client.cache().await?.load(&self.name).await?;
        let rows = snapshot.rows.iter();
        let open = rows.filter_map(|kept| conflict(&self.name, &kept.key, kept.row.as_ref()?));
        Ok(open.collect())
    }

    /// Ends the open conflict of a key. Nothing happens where there is none.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) where the browser's database fails.
    pub async fn resolve(&self, key: &str, resolution: Resolution) -> Result<(), Error> {
        self.end_conflict(key, None, resolution).await?;
        Ok(())
    }

    /// The same, if the conflict is still the one that somebody has seen: whoever decides by its values decides about
    /// nothing that was written since. Says whether it has ended.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    pub async fn settle(&self, seen: &Conflict, resolution: Resolution) -> Result<bool, Error> {
        self.end_conflict(&seen.key, Some(seen), resolution).await
    }

    /// Who wins this dataset's conflicts from now on, in this page, those of synchronisations that begin by themselves as
    /// well; in place of what [`RecordsConfig::on_conflict`](crate::RecordsConfig::on_conflict) says.
    pub fn on_conflict(&self, resolve: Resolve) {
        self.client.0.records.set_policy(&self.name, resolve);
    }

    /// Pulls what has changed elsewhere, merges it with what has changed here, and pushes that.
    ///
    /// Where several tabs or callers want it at once, one does it after the other. What is written meanwhile stays, and
    /// goes to the remote with the next synchronisation at the latest.
    ///
    /// # Errors
    /// - [`IdentityChanged`](ErrorKind::IdentityChanged): somebody signed in or out meanwhile.
    /// - [`LimitExceeded`](ErrorKind::LimitExceeded): the remote has no room for it. What came from there is merged.
    /// - [`ConcurrentModification`](ErrorKind::ConcurrentModification): others write to the same records all the time.
    /// - [`Storage`](ErrorKind::Storage), and those of the remote. Nothing is lost: the next synchronisation goes on.
    pub async fn synchronize(&self) -> Result<Synchronized, Error> {
        self.client
            .synchronize_dataset(&self.name, None, None)
            .await
    }

    /// The same, by another policy for conflicts.
    ///
    /// # Errors
    /// As [`synchronize`](Self::synchronize).
    pub async fn synchronize_by(&self, resolve: Resolve) -> Result<Synchronized, Error> {
        self.client
            .synchronize_dataset(&self.name, Some(resolve), None)
            .await
    }

    /// Hears when records have changed, whoever changed them: this tab, another one, another device, or a change of the
    /// person. The records themselves are read by [`entries`](Self::entries).
    pub fn observe(
        &self,
        listener: impl Fn(&DatasetChange) + Send + Sync + 'static,
    ) -> Subscription {
        let listener = std::sync::Arc::new(listener);
        self.client.0.records.subscribe(&self.name, listener)
    }

    #[chunk(datasets, load = self.client)]
    pub(super) async fn delete(&self) -> Result<(), Error> {
        let (cache, name) = (self.client.cache().await?, &*self.name);
        let round = self.client.new_edit()?;
        let delete = |snapshot: &Snapshot, draft: &mut Draft| {
            let rows = snapshot.rows.iter();
            rows.for_each(|kept| draft.drop_row(&cache, name, kept));
            let mut meta = snapshot.meta.clone();
            meta.is_deleted = true;
            meta.cursor = None;
            meta.round = round;
            draft.put_meta(&cache, name, snapshot, &meta);
            Ok(())
        };
        cache.change_all(name, None, delete).await?;
        self.client.tell_of_records(name, None, ChangeCause::Write);
        self.client.synchronize_after_write();
        Ok(())
    }

    #[chunk(records, load = self.client)]
    async fn write_all(&self, changes: Vec<(String, Option<String>)>) -> Result<(), Error> {
        let limits = self.client.remote_limits()?;
        for (key, value) in &changes {
            check(key, value.as_deref(), &limits)?;
        }
        let (edit, now) = (self.client.new_edit()?, self.client.now());
        // Of several values for one key the last one counts.
        let mut keys: Vec<&str> = changes.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut write = |key: &str, row: Option<Row>| {
            let change = changes.iter().rev().find(|(other, _)| other == key);
            let value = change.and_then(|(_, value)| value.clone());
            Ok(written(row, value, edit, now))
        };
        self.change(&keys, &mut write).await
    }

    /// Ends the open conflict of a key, if it is the one that was seen; says whether it has ended.
    #[chunk(records, load = self.client)]
    async fn end_conflict(
        &self,
        key: &str,
        seen: Option<&Conflict>,
        resolution: Resolution,
    ) -> Result<bool, Error> {
        if let Resolution::Value(value) = &resolution {
            check(key, value.as_deref(), &self.client.remote_limits()?)?;
        }
        let merge = Merge {
            dataset: &self.name,
            resolve: &Resolve::Ask,
            edit: self.client.new_edit()?,
            now: self.client.now(),
        };
        let mut has_ended = false;
        let mut end = |_: &str, row: Option<Row>| {
            let open = row.as_ref().and_then(|row| conflict(&self.name, key, row));
            has_ended = open.is_some_and(|open| seen.is_none_or(|seen| *seen == open));
            Ok(match has_ended {
                true => row.map(|row| merge.end(row, resolution.clone())),
                false => row,
            })
        };
        self.change(&[key], &mut end).await?;
        Ok(has_ended)
    }

    /// Changes records, and tells everybody of those that read otherwise.
    fn change<'a>(
        &'a self,
        keys: &'a [&'a str],
        change: &'a mut ChangeRow<'_>,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let cache = self.client.cache().await?;
            let changed = cache.change(&self.name, keys, change).await?;
            if !changed.is_empty() {
                let cause = ChangeCause::Write;
                self.client
                    .tell_of_records(&self.name, Some(changed), cause);
                self.client.synchronize_after_write();
            }
            Ok(())
        })
    }
}

/// What becomes of a record that is written.
fn written(
    row: Option<Row>,
    value: Option<String>,
    edit: u64,
    now: crate::platform::Timestamp,
) -> Option<Row> {
    let is_local = row.as_ref().is_none_or(Row::is_only_local) || RecordFault::LostRemoval.is_in();
    if value.is_none() && is_local {
        return None;
    }
    let mut row = row.unwrap_or_default();
    if row.value != value {
        row.write(value, edit, now);
    }
    Some(row)
}

fn check(key: &str, value: Option<&str>, limits: &Limits) -> Result<(), Error> {
    if key.is_empty() || key.contains('\0') {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "the key of a record has one character at the least, and none of them is U+0000",
        ));
    }
    let limits = [
        ("key", key.len(), limits.key_bytes),
        ("value", value.map_or(0, str::len), limits.value_bytes),
    ];
    for (what, bytes, most) in limits {
        if bytes > most {
            return Err(exceeded(&["the bytes of a ", what].concat(), bytes, most));
        }
    }
    Ok(())
}

/// There is no room for so much of something.
pub(super) fn exceeded(what: &str, wanted: usize, most: usize) -> Error {
    let [wanted, most] = [wanted, most].map(|number| integer_text(number as i64));
    let message = [
        what,
        ": ",
        &wanted,
        " where the remote takes ",
        &most,
        " at the most",
    ];
    Error::new(ErrorKind::LimitExceeded, message.concat())
}
