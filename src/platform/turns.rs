//! Locks within one thread: first come, first served, but for those who cannot wait any longer.

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
    /// The numbers that holders left.
    #[cfg(feature = "simulated")]
    revisions: Vec<(String, i64)>,
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
            name: name.to_owned(),
            ticket: Some(number),
        }
    }

    /// Who holds the lock.
    #[cfg(feature = "simulated")]
    pub fn holder(&self, name: &str) -> Option<u64> {
        self.with(|queues| {
            let first = queues.tickets.iter().find(|it| it.name == name);
            first.map(|it| it.number)
        })
    }

    /// Takes the lock at once, before everybody else.
    #[cfg(feature = "simulated")]
    pub fn steal(&self, name: &str) -> Guard {
        let number = self.with(|queues| {
            let held = queues.tickets.iter().position(|it| it.name == name);
            if let Some(at) = held {
                queues.tickets.remove(at);
            }
            queues.next += 1;
            let ticket = Ticket {
                name: name.to_owned(),
                number: queues.next,
                waker: None,
            };
            queues.tickets.insert(0, ticket);
            queues.next
        });
        let turns = self.clone();
        Guard::new(move || turns.leave(number))
    }

    /// Leaves a number for the next holder.
    #[cfg(feature = "simulated")]
    pub fn leave_revision(&self, name: &str, revision: i64) {
        self.with(|queues| {
            queues.revisions.retain(|(other, _)| other != name);
            queues.revisions.push((name.to_owned(), revision));
        });
    }

    /// The number that a holder left.
    #[cfg(feature = "simulated")]
    pub fn revision(&self, name: &str) -> i64 {
        self.with(|queues| {
            let found = queues.revisions.iter().find(|(other, _)| other == name);
            found.map_or(0, |(_, revision)| *revision)
        })
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
    name: String,
    ticket: Option<u64>,
}

impl Future for Waiting {
    type Output = Guard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Guard> {
        let Some(number) = self.ticket else {
            return Poll::Pending;
        };
        let name = &self.name;
        let holds = self.turns.with(|queues| {
            let Some(at) = queues.tickets.iter().position(|it| it.number == number) else {
                // Stolen before it was taken: it waits behind the others again.
                queues.tickets.push(Ticket {
                    name: name.clone(),
                    number,
                    waker: Some(context.waker().clone()),
                });
                return None;
            };
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

#[cfg(all(test, feature = "simulated"))]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn poll(waiting: Pin<&mut impl Future<Output = Guard>>, woken: &Arc<Woken>) -> Option<Guard> {
        let waker = Waker::from(Arc::clone(woken));
        match waiting.poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(guard) => Some(guard),
            Poll::Pending => None,
        }
    }

    #[test]
    fn first_come_first_served_by_name() {
        let turns = Turns::default();
        let woken = Arc::new(Woken::default());
        let (mut first, mut second) = (pin!(turns.acquire("a")), pin!(turns.acquire("a")));
        let mut other = pin!(turns.acquire("b"));
        assert!(poll(second.as_mut(), &woken).is_none());
        let held = poll(first.as_mut(), &woken).unwrap();
        let _apart = poll(other.as_mut(), &woken).unwrap();
        assert!(poll(second.as_mut(), &woken).is_none());
        drop(held);
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        assert!(poll(second.as_mut(), &woken).is_some());
    }

    #[test]
    fn one_who_gives_up_holds_nobody_back() {
        let turns = Turns::default();
        let woken = Arc::new(Woken::default());
        let mut first = Box::pin(turns.acquire("a"));
        let mut second = Box::pin(turns.acquire("a"));
        let mut third = pin!(turns.acquire("a"));
        let held = poll(first.as_mut(), &woken);
        assert!(poll(second.as_mut(), &woken).is_none());
        assert!(poll(third.as_mut(), &woken).is_none());
        drop(second);
        drop(held);
        assert!(poll(third.as_mut(), &woken).is_some());
        drop(first);
        assert!(turns.with(|queues| queues.tickets.is_empty()));
    }

    #[test]
    fn a_thief_holds_it_before_everybody_else() {
        let turns = Turns::default();
        let woken = Arc::new(Woken::default());
        let mut first = pin!(turns.acquire("a"));
        let mut second = pin!(turns.acquire("a"));
        let robbed = poll(first.as_mut(), &woken);
        let holder = turns.holder("a");
        assert!(poll(second.as_mut(), &woken).is_none());
        let stolen = turns.steal("a");
        assert_ne!(turns.holder("a"), holder);
        drop(robbed);
        assert!(
            poll(second.as_mut(), &woken).is_none(),
            "the thief holds it"
        );
        drop(stolen);
        assert!(poll(second.as_mut(), &woken).is_some());
    }

    #[test]
    fn a_mark_is_for_those_of_its_name() {
        let turns = Turns::default();
        turns.leave_revision("a", 5);
        turns.leave_revision("a", -7);
        assert_eq!((turns.revision("a"), turns.revision("b")), (-7, 0));
    }
}
