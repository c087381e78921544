//! A store in the page's memory.

use std::sync::{Mutex, PoisonError};

use super::{LocalFuture, Store, StoreError};

/// Stores values in memory, for as long as the page lives.
#[derive(Default)]
pub struct MemoryStore(Mutex<Vec<(String, String)>>);

// A vector, because there are only a few keys.
impl MemoryStore {
    fn with<T>(&self, operation: impl FnOnce(&mut Vec<(String, String)>) -> T) -> T {
        operation(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let value = self.with(|entries| {
            let found = entries.iter().find(|(name, _)| name == key);
            found.map(|(_, value)| value.clone())
        });
        Box::pin(async move { Ok(value) })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|entries| {
            entries.retain(|(name, _)| name != key);
            entries.push((key.to_owned(), value.to_owned()));
        });
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|entries| entries.retain(|(name, _)| name != key));
        Box::pin(async { Ok(()) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let keys = self.with(|entries| {
            let keys = entries.iter().map(|(key, _)| key);
            keys.filter(|key| key.starts_with(prefix))
                .cloned()
                .collect()
        });
        Box::pin(async move { Ok(keys) })
    }
}
