//! Named locks within one thread, granted in the order of the requests. A lock can also be stolen.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Guard;

/// The queues of all lock names. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct LockQueue(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    next: u64,
    /// All requests in their order. The first one of each name holds the lock. There are only a few at a time.
    tickets: Vec<Ticket>,
    /// The last revision that a holder has left, by lock name.
    #[cfg(feature = "simulated")]
    revisions: Vec<(String, i64)>,
}

struct Ticket {
    name: String,
    number: u64,
    waker: Option<Waker>,
}

impl LockQueue {
    /// Waits for the lock of this name and holds it until the guard is dropped.
    pub fn acquire(&self, name: &str) -> impl Future<Output = Guard> + use<> {
        let number = self.with(|state| {
            state.next += 1;
            state.tickets.push(Ticket {
                name: name.to_owned(),
                number: state.next,
                waker: None,
            });
            state.next
        });
        Acquire {
            locks: self.clone(),
            name: name.to_owned(),
            ticket: Some(number),
        }
    }

    /// The number of the request that holds the lock.
    #[cfg(feature = "simulated")]
    pub fn holder(&self, name: &str) -> Option<u64> {
        self.with(|state| {
            let first = state.tickets.iter().find(|it| it.name == name);
            first.map(|it| it.number)
        })
    }

    /// Takes the lock from its holder, ahead of all waiting requests.
    #[cfg(feature = "simulated")]
    pub fn steal(&self, name: &str) -> Guard {
        let number = self.with(|state| {
            let holder_index = state.tickets.iter().position(|it| it.name == name);
            if let Some(at) = holder_index {
                state.tickets.remove(at);
            }
            state.next += 1;
            let ticket = Ticket {
                name: name.to_owned(),
                number: state.next,
                waker: None,
            };
            state.tickets.insert(0, ticket);
            state.next
        });
        let locks = self.clone();
        Guard::new(move || locks.release(number))
    }

    /// Leaves a revision for the next holder.
    #[cfg(feature = "simulated")]
    pub fn leave_revision(&self, name: &str, revision: i64) {
        self.with(|state| {
            state.revisions.retain(|(other, _)| other != name);
            state.revisions.push((name.to_owned(), revision));
        });
    }

    /// The revision that the last holder left, or zero.
    #[cfg(feature = "simulated")]
    pub fn revision(&self, name: &str) -> i64 {
        self.with(|state| {
            let found = state.revisions.iter().find(|(other, _)| other == name);
            found.map_or(0, |(_, revision)| *revision)
        })
    }

    fn release(&self, number: u64) {
        let next = self.with(|state| {
            let at = state.tickets.iter().position(|it| it.number == number)?;
            let left = state.tickets.remove(at);
            let mut others = state.tickets.iter_mut();
            others.find(|it| it.name == left.name)?.waker.take()
        });
        if let Some(waker) = next {
            waker.wake();
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The future of [`LockQueue::acquire`].
struct Acquire {
    locks: LockQueue,
    name: String,
    /// `None` once the lock is granted.
    ticket: Option<u64>,
}

impl Future for Acquire {
    type Output = Guard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Guard> {
        let Some(number) = self.ticket else {
            return Poll::Pending;
        };
        let name = &self.name;
        let is_granted = self.locks.with(|state| {
            let Some(at) = state.tickets.iter().position(|it| it.number == number) else {
                // The lock was stolen before this future was polled: wait again, behind the others.
                state.tickets.push(Ticket {
                    name: name.clone(),
                    number,
                    waker: Some(context.waker().clone()),
                });
                return None;
            };
            let (before, own) = state.tickets.split_at_mut(at);
            let own = own.first_mut()?;
            let is_first = before.iter().all(|it| it.name != own.name);
            own.waker = (!is_first).then(|| context.waker().clone());
            Some(is_first)
        });
        if is_granted != Some(true) {
            return Poll::Pending;
        }
        self.ticket = None;
        let locks = self.locks.clone();
        Poll::Ready(Guard::new(move || locks.release(number)))
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        if let Some(number) = self.ticket {
            self.locks.release(number);
        }
    }
}

#[cfg(all(test, feature = "simulated"))]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;

    #[derive(Default)]
    struct WakeCounter(AtomicU32);

    impl Wake for WakeCounter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn poll(
        waiting: Pin<&mut impl Future<Output = Guard>>,
        wakes: &Arc<WakeCounter>,
    ) -> Option<Guard> {
        let waker = Waker::from(Arc::clone(wakes));
        match waiting.poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(guard) => Some(guard),
            Poll::Pending => None,
        }
    }

    #[test]
    fn grants_locks_of_one_name_in_order() {
        let locks = LockQueue::default();
        let wakes = Arc::new(WakeCounter::default());
        let (mut first, mut second) = (pin!(locks.acquire("a")), pin!(locks.acquire("a")));
        let mut other = pin!(locks.acquire("b"));
        assert!(poll(second.as_mut(), &wakes).is_none());
        let held = poll(first.as_mut(), &wakes).unwrap();
        let _other_guard = poll(other.as_mut(), &wakes).unwrap();
        assert!(poll(second.as_mut(), &wakes).is_none());
        drop(held);
        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
        assert!(poll(second.as_mut(), &wakes).is_some());
    }

    #[test]
    fn removes_a_dropped_request() {
        let locks = LockQueue::default();
        let wakes = Arc::new(WakeCounter::default());
        let mut first = Box::pin(locks.acquire("a"));
        let mut second = Box::pin(locks.acquire("a"));
        let mut third = pin!(locks.acquire("a"));
        let held = poll(first.as_mut(), &wakes);
        assert!(poll(second.as_mut(), &wakes).is_none());
        assert!(poll(third.as_mut(), &wakes).is_none());
        drop(second);
        drop(held);
        assert!(poll(third.as_mut(), &wakes).is_some());
        drop(first);
        assert!(locks.with(|state| state.tickets.is_empty()));
    }

    #[test]
    fn steals_a_lock_ahead_of_the_queue() {
        let locks = LockQueue::default();
        let wakes = Arc::new(WakeCounter::default());
        let mut first = pin!(locks.acquire("a"));
        let mut second = pin!(locks.acquire("a"));
        let first_guard = poll(first.as_mut(), &wakes);
        let holder = locks.holder("a");
        assert!(poll(second.as_mut(), &wakes).is_none());
        let stolen = locks.steal("a");
        assert_ne!(locks.holder("a"), holder);
        drop(first_guard);
        assert!(
            poll(second.as_mut(), &wakes).is_none(),
            "the lock is stolen"
        );
        drop(stolen);
        assert!(poll(second.as_mut(), &wakes).is_some());
    }

    #[test]
    fn keeps_revisions_by_name() {
        let locks = LockQueue::default();
        locks.leave_revision("a", 5);
        locks.leave_revision("a", -7);
        assert_eq!((locks.revision("a"), locks.revision("b")), (-7, 0));
    }
}
