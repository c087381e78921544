//! One person's records in this browser's database.
//!
//! There are three kinds of rows: an index of datasets, the metadata of each dataset, and the records. A write names
//! the rows that it was computed from and fails if they have changed, so that no write of another tab is lost.

use super::keys::{decode_key, encode_key};
use super::meta::Meta;
use super::record::Row;
use super::write_batch::WriteBatch;
use super::{LocalDataset, person::Person};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{Commit, Committed, LocalFuture};
use crate::protocol::json::integer_text;

/// Computes the new row of a key from the current one.
pub(super) type ChangeRow<'a> = dyn FnMut(&str, Option<Row>) -> Result<Option<Row>, Error> + 'a;

/// Computes the changes of a dataset from a snapshot.
type Change<'a> = dyn FnMut(&Snapshot, &mut WriteBatch) -> Result<(), Error> + 'a;

/// How often a change is attempted if other tabs write to the same rows.
const MAX_ATTEMPTS: u32 = 200;

/// The stored text of a record, and the record if it can be read.
type FoundRow = (Option<String>, Option<Row>);

/// The records of one person.
pub(super) struct Cache {
    client: Client,
    pub person: Person,
}

/// The contents of a dataset at one point in time.
pub(super) struct Snapshot {
    pub(super) index: Option<String>,
    pub(super) meta_raw: Option<String>,
    pub meta: Meta,
    /// Sorted by key.
    pub rows: Vec<StoredRow>,
}

/// A record with its stored text.
pub(super) struct StoredRow {
    pub key: String,
    pub(super) raw: String,
    /// `None` if the text cannot be read.
    pub row: Option<Row>,
}

impl StoredRow {
    pub fn value(&self) -> Option<&str> {
        self.row.as_ref()?.value.as_deref()
    }
}

impl Client {
    /// Returns the current person's records, after a guest's records were moved to them.
    pub(super) fn cache(&self) -> LocalFuture<'_, Result<Cache, Error>> {
        Box::pin(async {
            self.records_config()?;
            let person = self.person().await?;
            let cache = self.cache_of(person);
            self.settle_other_people(&cache).await?;
            Ok(cache)
        })
    }

    pub(super) fn cache_of(&self, person: Person) -> Cache {
        let client = self.clone();
        Cache { client, person }
    }
}

impl Cache {
    /// Reads the record of a key, with its stored text.
    pub fn row<'a>(
        &'a self,
        dataset: &'a str,
        key: &'a str,
    ) -> LocalFuture<'a, Result<FoundRow, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let all = database.read(&self.row_key(dataset, key)).await?;
            let mut rows = self.decode_rows(all).await?;
            Ok(match rows.pop() {
                Some(stored) => (Some(stored.raw), stored.row),
                None => (None, None),
            })
        })
    }

    /// Changes records. `change` receives a key and the current record, and returns the new one; it may be called
    /// several times. Returns the keys of the records whose values changed.
    pub async fn change(
        &self,
        dataset: &str,
        keys: &[&str],
        change: &mut ChangeRow<'_>,
    ) -> Result<Vec<String>, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let mut batch = WriteBatch::default();
            match keys {
                [key] => {
                    let (raw, row) = self.row(dataset, key).await?;
                    let new = change(key, row.clone())?;
                    batch.put(self, dataset, (key, raw, row), new);
                }
                keys => {
                    let snapshot = self.load(dataset).await?;
                    for key in keys {
                        let stored = snapshot.row(key);
                        let new = change(key, stored.and_then(|stored| stored.row.clone()))?;
                        batch.put_stored(self, dataset, key, stored, new);
                    }
                }
            }
            if batch.is_empty() {
                return Ok(Vec::new());
            }
            self.touch_index(dataset, &mut batch)?;
            if let Some(keys) = self.commit(batch).await? {
                return Ok(keys);
            }
        }
        Err(concurrent_writes())
    }

    /// Changes a dataset, starting from `snapshot` or else from a new one. If another tab writes in between, it is
    /// repeated, so `change` may be called several times. Returns the keys of the records whose values changed.
    pub fn change_all<'a>(
        &'a self,
        dataset: &'a str,
        snapshot: Option<Snapshot>,
        change: impl FnMut(&Snapshot, &mut WriteBatch) -> Result<(), Error> + 'a,
    ) -> LocalFuture<'a, Result<Vec<String>, Error>> {
        let change: Box<Change<'a>> = Box::new(change);
        Box::pin(self.change_dataset(dataset, snapshot, change))
    }

    async fn change_dataset(
        &self,
        dataset: &str,
        mut snapshot: Option<Snapshot>,
        mut change: Box<Change<'_>>,
    ) -> Result<Vec<String>, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let now = match snapshot.take() {
                Some(snapshot) => snapshot,
                None => self.load(dataset).await?,
            };
            let mut batch = WriteBatch::default();
            change(&now, &mut batch)?;
            if batch.is_empty() {
                return Ok(Vec::new());
            }
            if let Some(keys) = self.commit(batch).await? {
                return Ok(keys);
            }
        }
        Err(concurrent_writes())
    }

    pub fn load<'a>(&'a self, dataset: &'a str) -> LocalFuture<'a, Result<Snapshot, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let index = first(database.read(&self.index_key(dataset)).await?);
            let mut all = database.read(&self.dataset_prefix(dataset)).await?;
            let meta_key = self.meta_key(dataset);
            let meta_at = all.iter().position(|(key, _)| *key == meta_key);
            let meta_raw = meta_at.map(|at| all.remove(at).1);
            let mut rows = self.decode_rows(all).await?;
            rows.sort_unstable_by(|one, other| one.key.cmp(&other.key));
            let mut meta = meta_raw
                .as_deref()
                .and_then(Meta::decode)
                .unwrap_or_default();
            if rows.iter().any(|stored| stored.row.is_none()) {
                meta.cursor = None;
            }
            Ok(Snapshot {
                index,
                meta_raw,
                meta,
                rows,
            })
        })
    }

    /// The names of the stored datasets.
    pub async fn names(&self) -> Result<Vec<String>, Error> {
        let index = self.client.dataset_index().await?;
        let own = index
            .into_iter()
            .filter(|(person, _)| *person == self.person.id);
        Ok(own.map(|(_, dataset)| dataset).collect())
    }

    pub async fn datasets(&self) -> Result<Vec<LocalDataset>, Error> {
        let mut datasets = Vec::new();
        for name in self.names().await? {
            let snapshot = self.load(&name).await?;
            let rows = || {
                snapshot
                    .rows
                    .iter()
                    .filter_map(|stored| stored.row.as_ref())
            };
            datasets.push(LocalDataset {
                records: rows().filter(|row| row.value.is_some()).count(),
                unsynchronized: rows().filter(|row| row.is_edited()).count(),
                conflicts: rows().filter(|row| !row.incoming.is_empty()).count(),
                synchronized: snapshot.meta.synchronized,
                name,
            });
        }
        Ok(datasets)
    }

    /// Removes all datasets of this person, and returns their names.
    pub async fn forget(&self) -> Result<Vec<String>, Error> {
        let names = self.names().await?;
        for name in &names {
            let remove = |snapshot: &Snapshot, batch: &mut WriteBatch| {
                let rows = snapshot.rows.iter();
                rows.for_each(|stored| batch.remove_row(self, name, stored));
                batch.remove_dataset(self, name, snapshot);
                Ok(())
            };
            self.change_all(name, None, remove).await?;
        }
        Ok(names)
    }

    /// Writes a batch, and returns its changed keys; `None` if another tab wrote in between.
    pub fn commit(&self, batch: WriteBatch) -> LocalFuture<'_, Result<Option<Vec<String>>, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let mut writes = batch.rows;
            if self.client.records_config()?.is_sealed {
                let texts = writes.iter();
                let texts = texts.filter_map(|(key, text)| Some((key.clone(), text.clone()?)));
                let mut sealed = database.seal(&texts.collect::<Vec<_>>()).await?.into_iter();
                for (_, text) in writes.iter_mut().filter(|(_, text)| text.is_some()) {
                    *text = sealed.next();
                }
            }
            writes.extend(batch.metadata);
            let expected = batch.expected;
            Ok(match database.commit(&Commit { expected, writes }).await? {
                Committed::Done => Some(batch.keys),
                Committed::Stale => None,
            })
        })
    }

    /// Adds the dataset to the index with a new revision, so that a concurrent removal of the dataset fails.
    fn touch_index(&self, dataset: &str, batch: &mut WriteBatch) -> Result<(), Error> {
        let revision = Some(integer_text(self.client.new_edit()? as i64));
        batch.metadata.push((self.index_key(dataset), revision));
        Ok(())
    }

    fn decode_rows(
        &self,
        all: Vec<(String, String)>,
    ) -> LocalFuture<'_, Result<Vec<StoredRow>, Error>> {
        Box::pin(async move {
            let texts = self.client.unsealed(&all).await?;
            let rows = all.into_iter().zip(texts);
            let stored = rows.filter_map(|((full, raw), text)| {
                let key = decode_key(&full).pop()?;
                let row = text.as_deref().and_then(Row::decode);
                Some(StoredRow { key, raw, row })
            });
            Ok(stored.collect())
        })
    }

    pub(super) fn row_key(&self, dataset: &str, key: &str) -> String {
        [self.dataset_prefix(dataset), encode_key(&["r", key])].concat()
    }

    pub(super) fn meta_key(&self, dataset: &str) -> String {
        [self.dataset_prefix(dataset), encode_key(&["m"])].concat()
    }

    pub(super) fn index_key(&self, dataset: &str) -> String {
        let client_id = &*self.client.settings().client_id;
        encode_key(&[client_id, "d", &self.person.id, dataset])
    }

    /// The prefix of all keys of a dataset.
    fn dataset_prefix(&self, dataset: &str) -> String {
        let client_id = &*self.client.settings().client_id;
        encode_key(&[client_id, "r", &self.person.id, dataset])
    }
}

impl Client {
    /// All datasets in this browser, as pairs of the person's id and the dataset's name.
    pub(super) async fn dataset_index(&self) -> Result<Vec<(String, String)>, Error> {
        let prefix = encode_key(&[&self.settings().client_id, "d"]);
        let rows = self.platform().database.read(&prefix).await?;
        let names = rows.iter().filter_map(|(key, _)| {
            let mut parts = decode_key(key);
            let dataset = parts.pop()?;
            Some((parts.pop()?, dataset))
        });
        Ok(names.collect())
    }

    /// Returns a random number that identifies a write.
    pub(super) fn new_edit(&self) -> Result<u64, Error> {
        let bytes = self.random()?;
        let number = bytes
            .iter()
            .take(6)
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Ok(number + 1)
    }

    /// Decrypts rows that are sealed. Text that is not sealed starts with `{`.
    async fn unsealed(&self, rows: &[(String, String)]) -> Result<Vec<Option<String>>, Error> {
        let is_sealed = |text: &str| !text.starts_with('{');
        if rows.iter().any(|(_, text)| is_sealed(text)) {
            return Ok(self.platform().database.open(rows).await?);
        }
        Ok(rows.iter().map(|(_, text)| Some(text.clone())).collect())
    }
}

impl Snapshot {
    pub fn row(&self, key: &str) -> Option<&StoredRow> {
        let at = self
            .rows
            .binary_search_by(|stored| stored.key.as_str().cmp(key));
        self.rows.get(at.ok()?)
    }

    /// Whether the dataset is not stored here.
    pub fn is_empty(&self) -> bool {
        self.meta_raw.is_none() && self.rows.is_empty()
    }
}

fn first(rows: Vec<(String, String)>) -> Option<String> {
    rows.into_iter().next().map(|(_, text)| text)
}

fn concurrent_writes() -> Error {
    Error::new(
        ErrorKind::ConcurrentModification,
        "other tabs keep writing to the same records",
    )
}
