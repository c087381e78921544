//! Locks within one thread: first come, first served.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::Guard;

/// The queues of all names. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<Queues>>);

#[derive(Default)]
struct Queues {
    next: u64,
    /// The tickets of each name; the first one's holder has the lock.
    queues: BTreeMap<String, VecDeque<u64>>,
    wakers: BTreeMap<u64, Waker>,
}

impl Turns {
    /// Waits for one's turn, and holds it until the guard is dropped.
    pub fn acquire(&self, name: &str) -> impl Future<Output = Guard> + use<> {
        let ticket = self.with(|queues| {
            queues.next += 1;
            queues
                .queues
                .entry(name.to_owned())
                .or_default()
                .push_back(queues.next);
            queues.next
        });
        Waiting {
            turns: self.clone(),
            name: name.to_owned(),
            ticket: Some(ticket),
        }
    }

    fn leave(&self, name: &str, ticket: u64) {
        let next = self.with(|queues| {
            queues.wakers.remove(&ticket);
            let queue = queues.queues.get_mut(name)?;
            queue.retain(|other| *other != ticket);
            let first = queue.front().copied();
            if first.is_none() {
                queues.queues.remove(name);
            }
            queues.wakers.remove(&first?)
        });
        if let Some(waker) = next {
            waker.wake();
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Queues) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Waiting {
    turns: Turns,
    name: String,
    ticket: Option<u64>,
}

impl Future for Waiting {
    type Output = Guard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Guard> {
        let Some(ticket) = self.ticket else {
            return Poll::Pending;
        };
        let first = self.turns.with(|queues| {
            let first = queues
                .queues
                .get(&self.name)
                .and_then(|queue| queue.front().copied());
            if first != Some(ticket) {
                queues.wakers.insert(ticket, context.waker().clone());
            }
            first
        });
        if first != Some(ticket) {
            return Poll::Pending;
        }
        self.ticket = None;
        let (turns, name) = (self.turns.clone(), self.name.clone());
        Poll::Ready(Guard::new(move || turns.leave(&name, ticket)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.turns.leave(&self.name, ticket);
        }
    }
}
