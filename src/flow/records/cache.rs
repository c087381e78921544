//! What this browser keeps of the records of one person, over the platform's database.
//!
//! Three kinds of rows: an index of datasets, what is known of each dataset, and the records. Whoever changes something
//! names what it has read, so that nothing that another tab writes meanwhile is lost.

use super::draft::Draft;
use super::keys::{key_of, parts_of};
use super::meta::Meta;
use super::record::Row;
use super::{LocalDataset, person::Person};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::platform::{Commit, Committed, LocalFuture};
use crate::protocol::json::integer_text;

/// Says what becomes of the record of a key.
pub(super) type ChangeRow<'a> = dyn FnMut(&str, Option<Row>) -> Result<Option<Row>, Error> + 'a;

/// Writes what becomes of a dataset.
type Change<'a> = dyn FnMut(&Snapshot, &mut Draft) -> Result<(), Error> + 'a;

/// How often a change is tried that others get in between of.
const TRIES: u32 = 200;

/// The text that is kept of a record, and the record, where it can be read.
type Found = (Option<String>, Option<Row>);

/// The records of one person.
pub(super) struct Cache {
    client: Client,
    pub person: Person,
}

/// All of a dataset at one moment.
pub(super) struct Snapshot {
    pub(super) index: Option<String>,
    pub(super) meta_raw: Option<String>,
    pub meta: Meta,
    /// In the order of their keys.
    pub rows: Vec<Kept>,
}

/// A record, and the text that is kept of it.
pub(super) struct Kept {
    pub key: String,
    pub(super) raw: String,
    /// `None` where the text cannot be read.
    pub row: Option<Row>,
}

impl Client {
    /// The records of whoever uses the app, once those of a guest have moved to who signed in.
    pub(super) fn cache(&self) -> LocalFuture<'_, Result<Cache, Error>> {
        Box::pin(async {
            self.records_config()?;
            let person = self.person().await?;
            let cache = self.cache_of(person);
            self.settle_records(&cache).await?;
            Ok(cache)
        })
    }

    pub(super) fn cache_of(&self, person: Person) -> Cache {
        let client = self.clone();
        Cache { client, person }
    }
}

impl Cache {
    /// The record of that key, and the text that is kept of it.
    pub fn row<'a>(
        &'a self,
        dataset: &'a str,
        key: &'a str,
    ) -> LocalFuture<'a, Result<Found, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let all = database.read(&self.row_key(dataset, key)).await?;
            let mut rows = self.rows_of(all).await?;
            Ok(match rows.pop() {
                Some(kept) => (Some(kept.raw), kept.row),
                None => (None, None),
            })
        })
    }

    /// Changes records, each from what it is now. `change` gets a key and the record, and says what becomes of it;
    /// it may be asked again. Gives the keys of those that read otherwise.
    pub async fn change(
        &self,
        dataset: &str,
        keys: &[&str],
        change: &mut ChangeRow<'_>,
    ) -> Result<Vec<String>, Error> {
        for _ in 0..TRIES {
            let mut draft = Draft::default();
            match keys {
                [key] => {
                    let (raw, row) = self.row(dataset, key).await?;
                    let new = change(key, row.clone())?;
                    draft.put(self, dataset, (key, raw, row), new);
                }
                keys => {
                    let snapshot = self.load(dataset).await?;
                    for key in keys {
                        let kept = snapshot.row(key);
                        let new = change(key, kept.and_then(|kept| kept.row.clone()))?;
                        draft.put_kept(self, dataset, key, kept, new);
                    }
                }
            }
            if draft.is_empty() {
                return Ok(Vec::new());
            }
            self.mark(dataset, &mut draft)?;
            if let Some(keys) = self.commit(draft).await? {
                return Ok(keys);
            }
        }
        Err(busy())
    }

    /// Changes a dataset from what it is, until nobody gets in between: from the snapshot, or else from what is read.
    /// `change` may be asked again. Gives the keys of the records that read otherwise.
    pub fn change_all<'a>(
        &'a self,
        dataset: &'a str,
        snapshot: Option<Snapshot>,
        change: impl FnMut(&Snapshot, &mut Draft) -> Result<(), Error> + 'a,
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
        for _ in 0..TRIES {
            let now = match snapshot.take() {
                Some(snapshot) => snapshot,
                None => self.load(dataset).await?,
            };
            let mut draft = Draft::default();
            change(&now, &mut draft)?;
            if draft.is_empty() {
                return Ok(Vec::new());
            }
            if let Some(keys) = self.commit(draft).await? {
                return Ok(keys);
            }
        }
        Err(busy())
    }

    pub fn load<'a>(&'a self, dataset: &'a str) -> LocalFuture<'a, Result<Snapshot, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let index = first(database.read(&self.index_key(dataset)).await?);
            let mut all = database.read(&self.place(dataset)).await?;
            let meta_key = self.meta_key(dataset);
            let meta_at = all.iter().position(|(key, _)| *key == meta_key);
            let meta_raw = meta_at.map(|at| all.remove(at).1);
            let mut rows = self.rows_of(all).await?;
            rows.sort_unstable_by(|one, other| one.key.cmp(&other.key));
            let mut meta = meta_raw
                .as_deref()
                .and_then(Meta::decode)
                .unwrap_or_default();
            if rows.iter().any(|kept| kept.row.is_none()) {
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

    /// The names of the datasets that are kept.
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
            let rows = || snapshot.rows.iter().filter_map(|kept| kept.row.as_ref());
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

    /// Removes everything of this person; gives the names of the datasets.
    pub async fn forget(&self) -> Result<Vec<String>, Error> {
        let names = self.names().await?;
        for name in &names {
            let remove = |snapshot: &Snapshot, draft: &mut Draft| {
                let rows = snapshot.rows.iter();
                rows.for_each(|kept| draft.drop_row(self, name, kept));
                draft.drop_dataset(self, name, snapshot);
                Ok(())
            };
            self.change_all(name, None, remove).await?;
        }
        Ok(names)
    }

    /// Writes a draft; `None` where others got in between.
    pub fn commit(&self, draft: Draft) -> LocalFuture<'_, Result<Option<Vec<String>>, Error>> {
        Box::pin(async move {
            let database = &self.client.platform().database;
            let mut writes = draft.rows;
            if self.client.records_config()?.is_sealed {
                let texts = writes.iter();
                let texts = texts.filter_map(|(key, text)| Some((key.clone(), text.clone()?)));
                let mut sealed = database.seal(&texts.collect::<Vec<_>>()).await?.into_iter();
                for (_, text) in writes.iter_mut().filter(|(_, text)| text.is_some()) {
                    *text = sealed.next();
                }
            }
            writes.extend(draft.others);
            let expected = draft.expected;
            Ok(match database.commit(&Commit { expected, writes }).await? {
                Committed::Done => Some(draft.keys),
                Committed::Stale => None,
            })
        })
    }

    /// Notes that the dataset is there, and that it was written to: whoever removes it finds that it has changed.
    fn mark(&self, dataset: &str, draft: &mut Draft) -> Result<(), Error> {
        let mark = Some(integer_text(self.client.new_edit()? as i64));
        draft.others.push((self.index_key(dataset), mark));
        Ok(())
    }

    fn rows_of(&self, all: Vec<(String, String)>) -> LocalFuture<'_, Result<Vec<Kept>, Error>> {
        Box::pin(async move {
            let texts = self.client.opened(&all).await?;
            let rows = all.into_iter().zip(texts);
            let kept = rows.filter_map(|((full, raw), text)| {
                let key = parts_of(&full).pop()?;
                let row = text.as_deref().and_then(Row::decode);
                Some(Kept { key, raw, row })
            });
            Ok(kept.collect())
        })
    }

    pub(super) fn row_key(&self, dataset: &str, key: &str) -> String {
        [self.place(dataset), key_of(&["r", key])].concat()
    }

    pub(super) fn meta_key(&self, dataset: &str) -> String {
        [self.place(dataset), key_of(&["m"])].concat()
    }

    pub(super) fn index_key(&self, dataset: &str) -> String {
        let client_id = &*self.client.settings().client_id;
        key_of(&[client_id, "d", &self.person.id, dataset])
    }

    /// What all keys of a dataset begin with.
    fn place(&self, dataset: &str) -> String {
        let client_id = &*self.client.settings().client_id;
        key_of(&[client_id, "r", &self.person.id, dataset])
    }
}

impl Client {
    /// Every dataset that is kept here, with the person whose it is.
    pub(super) async fn dataset_index(&self) -> Result<Vec<(String, String)>, Error> {
        let prefix = key_of(&[&self.settings().client_id, "d"]);
        let rows = self.platform().database.read(&prefix).await?;
        let names = rows.iter().filter_map(|(key, _)| {
            let mut parts = parts_of(key);
            let dataset = parts.pop()?;
            Some((parts.pop()?, dataset))
        });
        Ok(names.collect())
    }

    /// A number that no write has had.
    pub(super) fn new_edit(&self) -> Result<u64, Error> {
        let bytes = self.random()?;
        let number = bytes
            .iter()
            .take(6)
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Ok(number + 1)
    }

    /// What texts say that are perhaps sealed: what is not begins as JSON does, or as a number.
    async fn opened(&self, rows: &[(String, String)]) -> Result<Vec<Option<String>>, Error> {
        let is_sealed = |text: &str| !text.starts_with('{');
        if rows.iter().any(|(_, text)| is_sealed(text)) {
            return Ok(self.platform().database.open(rows).await?);
        }
        Ok(rows.iter().map(|(_, text)| Some(text.clone())).collect())
    }
}

impl Snapshot {
    pub fn row(&self, key: &str) -> Option<&Kept> {
        let at = self
            .rows
            .binary_search_by(|kept| kept.key.as_str().cmp(key));
        self.rows.get(at.ok()?)
    }

    /// Whether nothing is kept of the dataset.
    pub fn is_empty(&self) -> bool {
        self.meta_raw.is_none() && self.rows.is_empty()
    }
}

fn first(rows: Vec<(String, String)>) -> Option<String> {
    rows.into_iter().next().map(|(_, text)| text)
}

fn busy() -> Error {
    Error::new(
        ErrorKind::ConcurrentModification,
        "other tabs write to the same records all the time",
    )
}
