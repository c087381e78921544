//! A store that may fail or never answer, seen through one whose calls all end.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use super::{Clock, LocalFuture, Platform, Store, StoreError};

/// How long a call may take: a renewal reads and writes while other tabs wait for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);
/// For how long a store that was silent is left alone, in milliseconds.
const REST: u64 = 30_000;

pub(crate) struct Patient {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    rests_until: AtomicU64,
}

impl Patient {
    pub fn around(store: Arc<dyn Store>, platform: &Platform) -> Arc<dyn Store> {
        Arc::new(Patient {
            store,
            clock: platform.clock.clone(),
            rests_until: AtomicU64::new(0),
        })
    }

    fn in_time<'a, T: 'a>(
        &'a self,
        call: impl FnOnce() -> LocalFuture<'a, Result<T, StoreError>> + 'a,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            if self.clock.ticks() < self.rests_until.load(Ordering::Relaxed) {
                return Err(StoreError::Failed);
            }
            self.answered(call()).await
        })
    }

    fn answered<'a, T: 'a>(
        &'a self,
        mut answer: LocalFuture<'a, Result<T, StoreError>>,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            let mut late = self.clock.sleep(CALL_TIMEOUT);
            poll_fn(|context| {
                if let Poll::Ready(answer) = answer.as_mut().poll(context) {
                    return Poll::Ready(answer);
                }
                late.as_mut().poll(context).map(|()| {
                    let until = self.clock.ticks().saturating_add(REST);
                    self.rests_until.store(until, Ordering::Relaxed);
                    Err(StoreError::Failed)
                })
            })
            .await
        })
    }
}

impl Store for Patient {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        self.in_time(move || self.store.read(key))
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.in_time(move || self.store.write(key, value))
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        // Never skipped: somebody signs out, and the store may answer again by now.
        self.answered(self.store.remove(key))
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.in_time(move || self.store.keys(prefix))
    }
}
