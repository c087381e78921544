//! A store that lasts as long as the page.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{LocalFuture, Store, StoreError};

/// Keeps values in memory.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, String>>);

impl MemoryStore {
    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let value = self.with(|map| map.get(key).cloned());
        Box::pin(async move { Ok(value) })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|map| map.insert(key.to_owned(), value.to_owned()));
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|map| map.remove(key));
        Box::pin(async { Ok(()) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let keys = self.with(|map| {
            map.keys()
                .filter(|key| key.starts_with(prefix))
                .cloned()
                .collect()
        });
        Box::pin(async move { Ok(keys) })
    }
}
