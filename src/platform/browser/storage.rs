//! `localStorage` and `sessionStorage`.

use super::ask::act;
use crate::platform::{LocalFuture, Store, StoreError};
use crate::protocol::text::split;

/// By the name under which a page knows it.
pub(super) struct WebStorage(pub &'static str);

impl Store for WebStorage {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        ready(act("read", self.0, key).map_err(refused))
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        let at = [self.0, "\0", key].concat();
        ready(match act("write", &at, value) {
            Ok(_) => Ok(()),
            Err(name) if name == "SecurityError" || name == "TypeError" => {
                Err(StoreError::Forbidden)
            }
            Err(_) => Err(StoreError::Full),
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        ready(act("remove", self.0, key).map(drop).map_err(refused))
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        ready(act("keys", self.0, prefix).map_err(refused).map(|found| {
            let mut keys = Vec::new();
            for key in split(&found.unwrap_or_default(), b'\n') {
                if !key.is_empty() {
                    keys.push(key.to_owned());
                }
            }
            keys
        }))
    }
}

fn refused(_: String) -> StoreError {
    StoreError::Forbidden
}

fn ready<'a, T: 'a>(result: Result<T, StoreError>) -> LocalFuture<'a, Result<T, StoreError>> {
    Box::pin(std::future::ready(result))
}
