//! A change of a dataset that is to be made in one step.

use super::cache::{Cache, Kept, Snapshot};
use super::meta::Meta;
use super::record::Row;

/// A change of a dataset, made from a snapshot.
#[derive(Default)]
pub(super) struct Draft {
    pub expected: Vec<(String, Option<String>)>,
    pub rows: Vec<(String, Option<String>)>,
    /// What is known of the dataset, which is not sealed.
    pub others: Vec<(String, Option<String>)>,
    /// The keys of records that read otherwise than before.
    pub keys: Vec<String>,
}

impl Draft {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.others.is_empty()
    }

    /// What becomes of a record that was read.
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

    /// The same, of a record of a snapshot, or of one that was not in it.
    pub fn put_kept(
        &mut self,
        cache: &Cache,
        dataset: &str,
        key: &str,
        kept: Option<&Kept>,
        new: Option<Row>,
    ) {
        let raw = kept.map(|kept| kept.raw.clone());
        let old = kept.and_then(|kept| kept.row.clone());
        self.put(cache, dataset, (key, raw, old), new);
    }

    pub fn drop_row(&mut self, cache: &Cache, dataset: &str, kept: &Kept) {
        self.put_kept(cache, dataset, &kept.key, Some(kept), None);
    }

    /// What is known of the dataset from now on.
    pub fn put_meta(&mut self, cache: &Cache, dataset: &str, snapshot: &Snapshot, meta: &Meta) {
        let place = cache.meta_key(dataset);
        self.expected
            .push((place.clone(), snapshot.meta_raw.clone()));
        self.others.push((place, Some(meta.encode())));
        if snapshot.index.is_none() {
            self.others
                .push((cache.index_key(dataset), Some("0".to_owned())));
        }
    }

    /// Nothing is known of the dataset any more.
    pub fn drop_dataset(&mut self, cache: &Cache, dataset: &str, snapshot: &Snapshot) {
        let rows = [
            (cache.meta_key(dataset), &snapshot.meta_raw),
            (cache.index_key(dataset), &snapshot.index),
        ];
        for (key, raw) in rows {
            self.expected.push((key.clone(), raw.clone()));
            if raw.is_some() {
                self.others.push((key, None));
            }
        }
    }
}
