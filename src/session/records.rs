//! What a tab knows of the record store besides what is kept.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::config::Resolve;
use crate::platform::Guard;
use crate::platform::turns::Turns;

/// Records of a dataset have changed, or may have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatasetChange {
    /// The dataset's name.
    pub dataset: String,
    /// The keys; `None` where any of them may have changed: somebody else uses the app now, or another tab wrote.
    pub keys: Option<Vec<String>>,
    /// What changed them.
    pub cause: ChangeCause,
}

/// What changed records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeCause {
    /// A write in this tab.
    Write,
    /// A synchronisation in this tab: what came from elsewhere, or what is at the remote by now.
    Synchronized,
    /// Another tab wrote or synchronised.
    OtherTab,
    /// Somebody signed in or out: these are the records of somebody else.
    Person,
}

type Listener = Arc<dyn Fn(&DatasetChange) + Send + Sync>;

/// Of all datasets of a client, in one tab.
#[derive(Default)]
pub(crate) struct RecordsState {
    /// One synchronisation at a time.
    pub turns: Turns,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// The datasets that the page has used, and who wins their conflicts where the page says so.
    used: Vec<(String, Option<Resolve>)>,
    next: u64,
    listeners: Vec<(u64, String, Listener)>,
    is_listening: bool,
    /// Who used the app when it was looked at last; whose records need no look any more.
    settled: Option<String>,
    /// Grows with each write: whoever waited for a pause sees whether there was one.
    writes: u64,
    /// Whether a synchronisation waits for the network to come back.
    is_waiting: bool,
}

impl RecordsState {
    /// Takes note that the page uses a dataset; says whether it is the first time.
    pub fn uses(&self, dataset: &str) -> bool {
        self.with(|shared| {
            let is_new = shared.used.iter().all(|(name, _)| name != dataset);
            if is_new {
                shared.used.push((dataset.to_owned(), None));
            }
            is_new
        })
    }

    pub fn used(&self) -> Vec<String> {
        self.with(|shared| shared.used.iter().map(|(name, _)| name.clone()).collect())
    }

    /// Who wins the conflicts of a dataset from now on.
    pub fn set_policy(&self, dataset: &str, resolve: Resolve) {
        self.uses(dataset);
        self.with(|shared| {
            let found = shared.used.iter_mut().find(|(name, _)| name == dataset);
            if let Some((_, policy)) = found {
                *policy = Some(resolve);
            }
        });
    }

    pub fn policy(&self, dataset: &str) -> Option<Resolve> {
        self.with(|shared| {
            let found = shared.used.iter().find(|(name, _)| name == dataset);
            found.and_then(|(_, policy)| policy.clone())
        })
    }

    /// Whether this is the first one who listens to the other tabs.
    pub fn begins_to_listen(&self) -> bool {
        self.with(|shared| !std::mem::replace(&mut shared.is_listening, true))
    }

    /// Whether the records of these people have been looked after.
    pub fn is_settled(&self, people: &str) -> bool {
        self.with(|shared| shared.settled.as_deref() == Some(people))
    }

    pub fn settle(&self, people: Option<String>) {
        self.with(|shared| shared.settled = people);
    }

    /// The number of a write, greater than all before.
    pub fn write(&self) -> u64 {
        self.with(|shared| {
            shared.writes += 1;
            shared.writes
        })
    }

    pub fn last_write(&self) -> u64 {
        self.with(|shared| shared.writes)
    }

    /// Whether a synchronisation waits for the network from now on; says whether one has waited.
    pub fn set_waiting(&self, is_waiting: bool) -> bool {
        self.with(|shared| std::mem::replace(&mut shared.is_waiting, is_waiting))
    }

    pub fn subscribe(&self, dataset: &str, listener: Listener) -> Guard {
        let number = self.with(|shared| {
            shared.next += 1;
            let entry = (shared.next, dataset.to_owned(), listener);
            shared.listeners.push(entry);
            shared.next
        });
        let shared: Weak<_> = Arc::downgrade(&self.shared);
        Guard::new(move || {
            if let Some(shared) = shared.upgrade() {
                // Dropped when the lock is free: it may hold a subscription, too.
                let _ended = {
                    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut all = shared.listeners.iter();
                    let at = all.position(|(other, _, _)| *other == number);
                    at.map(|at| shared.listeners.remove(at))
                };
            }
        })
    }

    /// Tells everybody. A listener may subscribe, end subscriptions and use the client.
    pub fn tell(&self, change: &DatasetChange) {
        let listeners: Vec<Listener> = self.with(|shared| {
            let all = shared.listeners.iter();
            let told = all.filter(|(_, dataset, _)| *dataset == change.dataset);
            told.map(|(_, _, listener)| listener.clone()).collect()
        });
        for listener in listeners {
            listener(change);
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Shared) -> T) -> T {
        act(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
