//! The API of a dataset.

use super::cache::{ChangeRow, Snapshot};
use super::fault::RecordFault;
use super::merge::{Merge, conflict};
use super::record::Row;
use super::synchronize::Synchronized;
use super::write_batch::WriteBatch;
use crate::client::{Client, Subscription};
use crate::config::{Conflict, Limits, Resolution, Resolve};
use crate::error::{Error, ErrorKind};
use crate::platform::LocalFuture;
use crate::protocol::json::integer_text;
use crate::session::{ChangeCause, DatasetChange};
use vestibule_chunk::chunk;

/// A dataset of the person: records with a string value under a key.
/// [`Records::dataset`](crate::Records::dataset) returns it.
///
/// ```no_run
/// use vestibule::{Client, Error, Resolution};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let notes = client.records().dataset("notes")?;
/// notes.put("greeting", "hello").await?;
///
/// // Changes of other tabs and devices are reported as well.
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
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
#[derive(Clone, Debug)]
pub struct Dataset {
    client: Client,
    name: String,
}

impl Dataset {
    pub(super) fn new(client: &Client, name: &str) -> Result<Self, Error> {
        client.records_config()?;
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.:-".contains(&b);
        // A URL cannot contain the path segments `.` and `..`.
        let is_dots = matches!(name, "." | "..");
        if name.is_empty() || is_dots || name.len() > 128 || !name.bytes().all(is_allowed) {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the name of a dataset has 1 to 128 of the characters a-z, A-Z, 0-9, _, ., : and -, and is neither . nor ..",
            ));
        }
        client.register_dataset(name);
        Ok(Dataset {
            client: client.clone(),
            name: name.to_owned(),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value under a key; `None` if there is none.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) if the browser's database or the session store fails.
    #[chunk(records, load = self.client)]
    pub async fn get(&self, key: &str) -> Result<Option<String>, Error> {
        let (_, row) = self.client.cache().await?.row(&self.name, key).await?;
        Ok(row.and_then(|row| row.value))
    }

    /// Stores a value under a key, and replaces the previous one. When this returns, the value is stored in this
    /// browser; the next synchronization pushes it to the remote.
    ///
    /// # Errors
    /// - [`LimitExceeded`](ErrorKind::LimitExceeded): the key or the value is larger than the remote allows.
    /// - [`InvalidInput`](ErrorKind::InvalidInput): the key is empty or contains the character U+0000.
    /// - [`Storage`](ErrorKind::Storage): the browser's database fails or is full, or the session store fails. Nothing is
    ///   stored.
    pub async fn put(&self, key: &str, value: &str) -> Result<(), Error> {
        self.write_all(vec![(key.to_owned(), Some(value.to_owned()))])
            .await
    }

    /// Removes the value under a key. It is not an error if there is none.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub async fn remove(&self, key: &str) -> Result<(), Error> {
        self.write_all(vec![(key.to_owned(), None)]).await
    }

    /// Makes several changes atomically: all of them are stored, or none. `None` removes a value.
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

    /// Returns all keys and values, sorted by key.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) if the browser's database or the session store fails.
    #[chunk(records, load = self.client)]
    pub async fn entries(&self) -> Result<Vec<(String, String)>, Error> {
        let snapshot = self.client.cache().await?.load(&self.name).await?;
        let entries = snapshot.rows.into_iter().filter_map(|stored| {
            let value = stored.row?.value?;
            Some((stored.key, value))
        });
        Ok(entries.collect())
    }

    /// Returns the open conflicts, one for each key, sorted by key.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) if the browser's database or the session store fails.
    #[chunk(records, load = self.client)]
    pub async fn conflicts(&self) -> Result<Vec<Conflict>, Error> {
        let snapshot = self.client.cache().await?.load(&self.name).await?;
        let rows = snapshot.rows.iter();
        let open =
            rows.filter_map(|stored| conflict(&self.name, &stored.key, stored.row.as_ref()?));
        Ok(open.collect())
    }

    /// Resolves the open conflict of a key. Does nothing if there is none.
    ///
    /// # Errors
    /// [`Storage`](ErrorKind::Storage) if the browser's database or the session store fails.
    pub async fn resolve(&self, key: &str, resolution: Resolution) -> Result<(), Error> {
        self.resolve_conflict(key, None, resolution).await?;
        Ok(())
    }

    /// Resolves a conflict if it has not changed since it was read, so that a decision based on its values does not
    /// apply to newer ones. Returns whether it was resolved.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    pub async fn settle(&self, seen: &Conflict, resolution: Resolution) -> Result<bool, Error> {
        self.resolve_conflict(&seen.key, Some(seen), resolution)
            .await
    }

    /// Sets the conflict policy of this dataset for this page, also for automatic synchronizations. It replaces
    /// [`RecordsConfig::on_conflict`](crate::RecordsConfig::on_conflict).
    pub fn on_conflict(&self, resolve: Resolve) {
        self.client.0.records.set_policy(&self.name, resolve);
    }

    /// Pulls remote changes, merges them with local changes, and pushes the result.
    ///
    /// Synchronizations of several tabs or callers run one after the other. Values that are written in the meantime are
    /// kept, and pushed at the latest by the next synchronization.
    ///
    /// # Errors
    /// - [`IdentityChanged`](ErrorKind::IdentityChanged): the person signed in or out in the meantime.
    /// - [`LimitExceeded`](ErrorKind::LimitExceeded): the remote has no room for the changes. Remote changes are
    ///   merged.
    /// - [`ConcurrentModification`](ErrorKind::ConcurrentModification): other devices keep writing to the same records.
    /// - [`Storage`](ErrorKind::Storage), and those of the remote. Nothing is lost: the next synchronization continues.
    pub async fn synchronize(&self) -> Result<Synchronized, Error> {
        self.client
            .synchronize_dataset(&self.name, None, None)
            .await
    }

    /// Synchronizes with another conflict policy.
    ///
    /// # Errors
    /// As [`synchronize`](Self::synchronize).
    pub async fn synchronize_by(&self, resolve: Resolve) -> Result<Synchronized, Error> {
        self.client
            .synchronize_dataset(&self.name, Some(resolve), None)
            .await
    }

    /// Calls `listener` when records have changed: by this tab, another tab, another device, or because another person
    /// uses the app. Read the records themselves with [`entries`](Self::entries).
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
        let delete = |snapshot: &Snapshot, batch: &mut WriteBatch| {
            let rows = snapshot.rows.iter();
            rows.for_each(|stored| batch.remove_row(&cache, name, stored));
            let mut meta = snapshot.meta.clone();
            meta.is_deleted = true;
            meta.cursor = None;
            meta.round = round;
            batch.put_meta(&cache, name, snapshot, &meta);
            Ok(())
        };
        cache.change_all(name, None, delete).await?;
        self.client
            .notify_record_change(name, None, ChangeCause::Write);
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
        // If a key occurs several times, the last value is used.
        let mut keys: Vec<&str> = changes.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut write = |key: &str, row: Option<Row>| {
            let change = changes.iter().rev().find(|(other, _)| other == key);
            let value = change.and_then(|(_, value)| value.clone());
            Ok(written_row(row, value, edit, now))
        };
        self.change(&keys, &mut write).await
    }

    /// Resolves the open conflict of a key, if it is `seen` or `seen` is `None`. Returns whether it was resolved.
    #[chunk(records, load = self.client)]
    async fn resolve_conflict(
        &self,
        key: &str,
        seen: Option<&Conflict>,
        resolution: Resolution,
    ) -> Result<bool, Error> {
        let limits = self.client.remote_limits()?;
        if let Resolution::Value(value) = &resolution {
            check(key, value.as_deref(), &limits)?;
        }
        let merge = Merge {
            dataset: &self.name,
            resolve: &Resolve::Ask,
            edit: self.client.new_edit()?,
            now: self.client.now(),
            value_bytes: limits.value_bytes,
        };
        let mut is_resolved = false;
        let mut resolve = |_: &str, row: Option<Row>| {
            let open = row.as_ref().and_then(|row| conflict(&self.name, key, row));
            is_resolved = open.is_some_and(|open| seen.is_none_or(|seen| *seen == open));
            Ok(match is_resolved {
                true => row.map(|row| merge.resolve_first(row, resolution.clone())),
                false => row,
            })
        };
        self.change(&[key], &mut resolve).await?;
        Ok(is_resolved)
    }

    /// Changes records, and notifies listeners of those whose values changed.
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
                    .notify_record_change(&self.name, Some(changed), cause);
                self.client.synchronize_after_write();
            }
            Ok(())
        })
    }
}

/// Returns a record after a write; `None` if nothing has to be stored.
fn written_row(
    row: Option<Row>,
    value: Option<String>,
    edit: u64,
    now: crate::platform::Timestamp,
) -> Option<Row> {
    let is_local =
        row.as_ref().is_none_or(Row::is_only_local) || RecordFault::LostRemoval.is_injected();
    if value.is_none() && is_local {
        return None;
    }
    let mut row = row.unwrap_or_default();
    if row.value != value {
        row.write(value, edit, now);
    }
    Some(row)
}

pub(super) fn check(key: &str, value: Option<&str>, limits: &Limits) -> Result<(), Error> {
    if key.is_empty() || key.contains('\0') {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "the key of a record has one character at the least, and none of them is U+0000",
        ));
    }
    if key.len() > limits.key_bytes {
        return Err(exceeded("the bytes of a key", key.len(), limits.key_bytes));
    }
    let bytes = value.map_or(0, str::len);
    if bytes > limits.value_bytes {
        let what = ["the bytes of the value of \"", key, "\""].concat();
        return Err(exceeded(&what, bytes, limits.value_bytes));
    }
    Ok(())
}

/// The error for a limit of the remote.
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
