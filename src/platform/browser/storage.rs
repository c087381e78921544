//! `localStorage` and `sessionStorage`. Each use asks for them anew: a browser may take its
//! permission back while the page is open.

use web_sys::Storage;

use super::thrown_name;
use crate::platform::{LocalFuture, Store, StoreError};

#[derive(Clone, Copy)]
pub(super) enum WebStorage {
    Local,
    Session,
}

impl WebStorage {
    fn open(self) -> Result<Storage, StoreError> {
        let window = web_sys::window().ok_or(StoreError::Forbidden)?;
        let storage = match self {
            WebStorage::Local => window.local_storage(),
            WebStorage::Session => window.session_storage(),
        };
        storage.ok().flatten().ok_or(StoreError::Forbidden)
    }

    fn keys_now(self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let storage = self.open()?;
        let count = storage.length().map_err(|_| StoreError::Forbidden)?;
        let key = |index| storage.key(index).ok().flatten();
        Ok((0..count)
            .filter_map(key)
            .filter(|key| key.starts_with(prefix))
            .collect())
    }
}

impl Store for WebStorage {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        let value = self
            .open()
            .and_then(|storage| storage.get_item(key).map_err(|_| StoreError::Forbidden));
        Box::pin(async move { value })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let written = self.open().and_then(|storage| {
            storage
                .set_item(key, value)
                .map_err(|error| match thrown_name(&error).as_str() {
                    "SecurityError" => StoreError::Forbidden,
                    _ => StoreError::Full,
                })
        });
        Box::pin(async move { written })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        let removed = self
            .open()
            .and_then(|storage| storage.remove_item(key).map_err(|_| StoreError::Forbidden));
        Box::pin(async move { removed })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        let keys = self.keys_now(prefix);
        Box::pin(async move { keys })
    }
}
