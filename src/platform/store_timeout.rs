//! A store with a timeout for each call.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use super::{Clock, LocalFuture, Platform, Store, StoreError};

/// How long a call may take: a renewal reads and writes while other tabs wait for its lock.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);
/// For how long calls fail at once after one has timed out, in milliseconds.
const COOLDOWN: u64 = 30_000;

/// Wraps a store whose calls may never end. Each call ends within [`CALL_TIMEOUT`].
pub(crate) struct StoreWithTimeout {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// By the clock's ticks.
    cooldown_until: AtomicU64,
}

impl StoreWithTimeout {
    pub fn wrap(store: Arc<dyn Store>, platform: &Platform) -> Arc<dyn Store> {
        Arc::new(StoreWithTimeout {
            store,
            clock: platform.clock.clone(),
            cooldown_until: AtomicU64::new(0),
        })
    }

    /// Makes a call, unless the store is in its cooldown.
    fn call<'a, T: 'a>(
        &'a self,
        call: impl FnOnce() -> LocalFuture<'a, Result<T, StoreError>> + 'a,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            if self.clock.ticks() < self.cooldown_until.load(Ordering::Relaxed) {
                return Err(StoreError::Failed);
            }
            self.with_timeout(call()).await
        })
    }

    fn with_timeout<'a, T: 'a>(
        &'a self,
        mut call: LocalFuture<'a, Result<T, StoreError>>,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            let mut timeout = self.clock.sleep(CALL_TIMEOUT);
            poll_fn(|context| {
                if let Poll::Ready(result) = call.as_mut().poll(context) {
                    return Poll::Ready(result);
                }
                timeout.as_mut().poll(context).map(|()| {
                    let until = self.clock.ticks().saturating_add(COOLDOWN);
                    self.cooldown_until.store(until, Ordering::Relaxed);
                    Err(StoreError::Failed)
                })
            })
            .await
        })
    }
}

impl Store for StoreWithTimeout {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        self.call(move || self.store.read(key))
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.call(move || self.store.write(key, value))
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        // Not skipped in a cooldown: a sign-out must remove the record if the store works again.
        self.with_timeout(self.store.remove(key))
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.call(move || self.store.keys(prefix))
    }
}
