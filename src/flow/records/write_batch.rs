//! An atomic change of a dataset.

use super::cache::{Cache, Snapshot, StoredRow};
use super::meta::Meta;
use super::record::Row;

/// An atomic change of a dataset, computed from a snapshot.
#[derive(Default)]
pub(super) struct WriteBatch {
    /// The rows from which it was computed. They must be unchanged when it is written.
    pub expected: Vec<(String, Option<String>)>,
    /// The records, which may be sealed.
    pub rows: Vec<(String, Option<String>)>,
    /// The metadata of the dataset, which is never sealed.
    pub metadata: Vec<(String, Option<String>)>,
    /// The keys of records whose value or conflict changes.
    pub keys: Vec<String>,
}

impl WriteBatch {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.metadata.is_empty()
    }

    /// Replaces a record that was read by `new`.
    pub fn put(
        &mut self,
        cache: &Cache,
        dataset: &str,
        (key, raw, old): (&str, Option<String>, Option<Row>),
        new: Option<Row>,
    ) {
        if raw.is_some() == new.is_some() && old == new {
            return;
        }
        let value = |row: &Option<Row>| row.as_ref().and_then(|row| row.value.clone());
        let conflict = |row: &Option<Row>| {
            row.as_ref()
                .map(|row| row.incoming.clone())
                .unwrap_or_default()
        };
        if value(&old) != value(&new) || conflict(&old) != conflict(&new) {
            self.keys.push(key.to_owned());
        }
        let place = cache.row_key(dataset, key);
        self.expected.push((place.clone(), raw));
        self.rows.push((place, new.map(|row| row.encode())));
    }

    /// Replaces a record of a snapshot by `new`; `stored` is `None` if the snapshot has no such record.
    pub fn put_stored(
        &mut self,
        cache: &Cache,
        dataset: &str,
        key: &str,
        stored: Option<&StoredRow>,
        new: Option<Row>,
    ) {
        let raw = stored.map(|stored| stored.raw.clone());
        let old = stored.and_then(|stored| stored.row.clone());
        self.put(cache, dataset, (key, raw, old), new);
    }

    pub fn remove_row(&mut self, cache: &Cache, dataset: &str, stored: &StoredRow) {
        self.put_stored(cache, dataset, &stored.key, Some(stored), None);
    }

    /// Replaces the metadata of the dataset.
    pub fn put_meta(&mut self, cache: &Cache, dataset: &str, snapshot: &Snapshot, meta: &Meta) {
        let place = cache.meta_key(dataset);
        self.expected
            .push((place.clone(), snapshot.meta_raw.clone()));
        self.metadata.push((place, Some(meta.encode())));
        if snapshot.index.is_none() {
            self.metadata
                .push((cache.index_key(dataset), Some("0".to_owned())));
        }
    }

    /// Removes the metadata of the dataset and its entry in the index.
    pub fn remove_dataset(&mut self, cache: &Cache, dataset: &str, snapshot: &Snapshot) {
        let rows = [
            (cache.meta_key(dataset), &snapshot.meta_raw),
            (cache.index_key(dataset), &snapshot.index),
        ];
        for (key, raw) in rows {
            self.expected.push((key.clone(), raw.clone()));
            if raw.is_some() {
                self.metadata.push((key, None));
            }
        }
    }
}
