//! Locks for browsers without the Web Locks API: a lease in storage, which expires.
//!
//! Storage has no compare-and-swap, and a tab sees late what another one has written. A tab that finds
//! the lease free writes its own id, waits for longer than that delay, and holds the lock if the id is
//! still its own: of several writers only the last one finds its id. A lease that has not changed for
//! too long is free as well. Each waiting tab measures that time itself by the steady clock, because
//! the machine's clock may be set at any time.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Clock, Guard, LocalFuture, Lock, Random, Store, millis};

/// How long a tab waits after writing its lease before it reads the lease again.
const SETTLE_TIME: Duration = Duration::from_millis(200);
/// How often a waiting tab reads the lease.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// How much of the time between two reads counts at most, in milliseconds: the machine may have slept, and
/// the holder of the lease with it.
const MAX_COUNTED_INTERVAL: u64 = 1000;

/// Locks by leases in a store that all tabs share.
pub(crate) struct LeaseLock {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Lock for LeaseLock {
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            let key = [name, ".lease"].concat();
            let id = self.new_id();
            let (mut held_for, mut before) = (0, None);
            loop {
                let lease = self.store.read(&key).await.ok().flatten();
                if lease.as_ref() == Some(&id) {
                    return release(self.store.clone(), key, id);
                }
                if lease != before {
                    held_for = 0;
                }
                let mut pause = POLL_INTERVAL;
                if lease.is_none() || held_for >= millis(steal_after) {
                    if self.store.write(&key, &id).await.is_err() {
                        // A tab that cannot write to the storage cannot break what is shared there.
                        return Guard::none();
                    }
                    pause = SETTLE_TIME;
                }
                before = lease;
                if steal_after.is_zero() {
                    continue;
                }
                let ticks = self.clock.ticks();
                self.clock.sleep(pause).await;
                held_for += self
                    .clock
                    .ticks()
                    .saturating_sub(ticks)
                    .min(MAX_COUNTED_INTERVAL);
            }
        })
    }

    /// Always zero: after the settle time, this tab sees all earlier writes of other tabs.
    fn revision<'a>(&'a self, _: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async {
            self.clock.sleep(SETTLE_TIME).await;
            0
        })
    }
}

impl LeaseLock {
    /// A new random id.
    fn new_id(&self) -> String {
        let bytes = self.random.bytes().unwrap_or_default();
        let mut text = String::new();
        for byte in bytes {
            text.push(char::from(b'a' + byte % 16));
        }
        text
    }
}

fn release(store: Arc<dyn Store>, key: String, id: String) -> Guard {
    Guard::new(move || {
        if poll_once(store.read(&key)) == Some(Ok(Some(id))) {
            let _ = poll_once(store.remove(&key));
        }
    })
}

/// The output of a future that is ready at once, as those of `localStorage` are.
fn poll_once<T>(mut future: LocalFuture<'_, T>) -> Option<T> {
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
