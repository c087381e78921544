//! `localStorage` and `sessionStorage`.

use web_sys::Storage;

use super::values::name_of;
use super::window;
use crate::platform::{LocalFuture, Store, StoreError};

pub(super) enum WebStorage {
    /// `localStorage`.
    Local,
    /// `sessionStorage`.
    Tab,
}

impl WebStorage {
    /// Looked up on each use, because the browser may withdraw the permission at any time.
    fn storage(&self) -> Result<Storage, StoreError> {
        let storage = match self {
            WebStorage::Local => window().local_storage(),
            WebStorage::Tab => window().session_storage(),
        };
        storage.ok().flatten().ok_or(StoreError::Forbidden)
    }

    fn read(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.storage()?.get_item(key).map_err(forbidden)
    }

    fn write(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let written = self.storage()?.set_item(key, value);
        written.map_err(|thrown| match name_of(thrown).as_str() {
            "SecurityError" => StoreError::Forbidden,
            _ => StoreError::Full,
        })
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.storage()?.remove_item(key).map_err(forbidden)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let storage = self.storage()?;
        let mut keys = Vec::new();
        for at in 0..storage.length().map_err(forbidden)? {
            let key = storage.key(at).map_err(forbidden)?;
            keys.extend(key.filter(|key| key.starts_with(prefix)));
        }
        Ok(keys)
    }
}

impl Store for WebStorage {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        ready(self.read(key))
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        ready(self.write(key, value))
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        ready(self.remove(key))
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        ready(self.keys(prefix))
    }
}

fn forbidden<E>(_: E) -> StoreError {
    StoreError::Forbidden
}

fn ready<'a, T: 'a>(result: Result<T, StoreError>) -> LocalFuture<'a, Result<T, StoreError>> {
    Box::pin(std::future::ready(result))
}
