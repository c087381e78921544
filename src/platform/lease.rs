//! Locks for browsers without the Web Locks API: a lease in storage, which ends by itself.
//!
//! Storage has no step that compares and writes, and shows a tab late what another one wrote. Who
//! finds the lease free writes its own, waits for longer than that takes, and has it if its own is
//! what stands there then: of several writers only the last one finds its own. A lease that stands
//! for too long is free as well. For how long it has stood, each one who waits measures itself: the
//! machine's clock may be set at any time.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Clock, Guard, LocalFuture, Lock, Random, Store, millis};

/// How long a lease stands before it counts.
const SETTLING: Duration = Duration::from_millis(200);
/// How often somebody who waits looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
/// How much of the time between two looks counts, in milliseconds: the machine may have slept, and
/// whoever holds the lease with it.
const LONGEST_LOOK: u64 = 1000;

/// Locks by leases in a store that all tabs share.
pub(crate) struct Lease {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Lock for Lease {
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard> {
        Box::pin(async move {
            let key = [name, ".lease"].concat();
            let own = self.number();
            let (mut stood, mut before) = (0, None);
            loop {
                let lease = self.store.read(&key).await.ok().flatten();
                if lease.as_ref() == Some(&own) {
                    return release(self.store.clone(), key, own);
                }
                if lease != before {
                    stood = 0;
                }
                let mut pause = BETWEEN_LOOKS;
                if lease.is_none() || stood >= millis(steal_after) {
                    if self.store.write(&key, &own).await.is_err() {
                        // A tab that can store nothing shares nothing that it could break.
                        return Guard::none();
                    }
                    pause = SETTLING;
                }
                before = lease;
                if steal_after.is_zero() {
                    continue;
                }
                let ticks = self.clock.ticks();
                self.clock.sleep(pause).await;
                stood += self.clock.ticks().saturating_sub(ticks).min(LONGEST_LOOK);
            }
        })
    }

    /// There is none; but once storage has settled, everything is seen that others did before.
    fn revision<'a>(&'a self, _: &'a str) -> LocalFuture<'a, i64> {
        Box::pin(async {
            self.clock.sleep(SETTLING).await;
            0
        })
    }
}

impl Lease {
    /// A text that no other lease has.
    fn number(&self) -> String {
        let bytes = self.random.bytes().unwrap_or_default();
        let mut text = String::new();
        for byte in bytes {
            text.push(char::from(b'a' + byte % 16));
        }
        text
    }
}

fn release(store: Arc<dyn Store>, key: String, own: String) -> Guard {
    Guard::new(move || {
        if now(store.read(&key)) == Some(Ok(Some(own))) {
            let _ = now(store.remove(&key));
        }
    })
}

/// What comes of something that does not wait, as of every store that tabs share without a lock.
fn now<T>(mut future: LocalFuture<'_, T>) -> Option<T> {
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
