//! A store that lasts as long as the page.

use std::sync::{Mutex, PoisonError};

use super::{LocalFuture, Store, StoreError};

/// Keeps values in memory.
#[derive(Default)]
pub struct MemoryStore(Mutex<Vec<(String, String)>>);

// There are a handful of keys at the most: a map would weigh more than it saves.
impl MemoryStore {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<(String, String)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let value = self.with(|all| {
            let found = all.iter().find(|(other, _)| other == key);
            found.map(|(_, value)| value.clone())
        });
        Box::pin(async move { Ok(value) })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|all| {
            all.retain(|(other, _)| other != key);
            all.push((key.to_owned(), value.to_owned()));
        });
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.with(|all| all.retain(|(other, _)| other != key));
        Box::pin(async { Ok(()) })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let keys = self.with(|all| {
            let keys = all.iter().map(|(key, _)| key);
            keys.filter(|key| key.starts_with(prefix))
                .cloned()
                .collect()
        });
        Box::pin(async move { Ok(keys) })
    }
}
