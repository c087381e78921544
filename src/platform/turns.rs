//! Locks within one thread: first come, first served.

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
    /// Everybody's ticket, in the order in which they came; of each name the first one holds the
    /// lock. There are a handful at the most.
    tickets: Vec<Ticket>,
}

struct Ticket {
    name: String,
    number: u64,
    waker: Option<Waker>,
}

impl Turns {
    /// Waits for one's turn, and holds it until the guard is dropped.
    pub fn acquire(&self, name: &str) -> impl Future<Output = Guard> + use<> {
        let number = self.with(|queues| {
            queues.next += 1;
            queues.tickets.push(Ticket {
                name: name.to_owned(),
                number: queues.next,
                waker: None,
            });
            queues.next
        });
        Waiting {
            turns: self.clone(),
            ticket: Some(number),
        }
    }

    fn leave(&self, number: u64) {
        let next = self.with(|queues| {
            let at = queues.tickets.iter().position(|it| it.number == number)?;
            let left = queues.tickets.remove(at);
            let mut others = queues.tickets.iter_mut();
            others.find(|it| it.name == left.name)?.waker.take()
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
    ticket: Option<u64>,
}

impl Future for Waiting {
    type Output = Guard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Guard> {
        let Some(number) = self.ticket else {
            return Poll::Pending;
        };
        let holds = self.turns.with(|queues| {
            let at = queues.tickets.iter().position(|it| it.number == number)?;
            let (before, own) = queues.tickets.split_at_mut(at);
            let own = own.first_mut()?;
            let holds = before.iter().all(|it| it.name != own.name);
            own.waker = (!holds).then(|| context.waker().clone());
            Some(holds)
        });
        if holds != Some(true) {
            return Poll::Pending;
        }
        self.ticket = None;
        let turns = self.turns.clone();
        Poll::Ready(Guard::new(move || turns.leave(number)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(number) = self.ticket {
            self.turns.leave(number);
        }
    }
}
