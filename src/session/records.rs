//! What a tab knows of the record store besides the stored records.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::config::Resolve;
use crate::platform::Guard;
use crate::platform::lock_queue::LockQueue;

/// A change of records of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatasetChange {
    /// The dataset's name.
    pub dataset: String,
    /// The changed keys. `None` if any key may have changed: another user has signed in, or another tab has written.
    pub keys: Option<Vec<String>>,
    /// What changed them.
    pub cause: ChangeCause,
}

/// The cause of a [`DatasetChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeCause {
    /// A write in this tab.
    Write,
    /// A synchronization in this tab: records were received, or have been sent to the remote.
    Synchronized,
    /// A write or a synchronization in another tab.
    OtherTab,
    /// A user signed in or out: the dataset now has the records of another user.
    Person,
}

type Listener = Arc<dyn Fn(&DatasetChange) + Send + Sync>;

/// The state of all datasets of a client, in one tab.
#[derive(Default)]
pub(crate) struct RecordsState {
    /// One synchronization at a time.
    pub locks: LockQueue,
    shared: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The datasets that the page has used, with its policies for their conflicts.
    used: Vec<(String, Option<Resolve>)>,
    next: u64,
    listeners: Vec<(u64, String, Listener)>,
    is_listening: bool,
    /// The users whose records have been prepared, from the last check.
    prepared_for: Option<String>,
    /// Grows with each write. A task that waits for a pause between writes compares it.
    writes: u64,
    /// Whether a synchronization waits for the network.
    is_waiting: bool,
}

impl RecordsState {
    /// Notes that the page uses a dataset. Returns whether this is the first time.
    pub fn note_use(&self, dataset: &str) -> bool {
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

    /// Sets the policy for conflicts of a dataset.
    pub fn set_policy(&self, dataset: &str, resolve: Resolve) {
        self.note_use(dataset);
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

    /// Returns whether the caller has to start to listen to the other tabs.
    pub fn start_listening(&self) -> bool {
        self.with(|shared| !std::mem::replace(&mut shared.is_listening, true))
    }

    /// Whether the records of these users have been prepared.
    pub fn is_prepared_for(&self, users: &str) -> bool {
        self.with(|shared| shared.prepared_for.as_deref() == Some(users))
    }

    pub fn set_prepared_for(&self, users: Option<String>) {
        self.with(|shared| shared.prepared_for = users);
    }

    /// Returns the number of a new write.
    pub fn note_write(&self) -> u64 {
        self.with(|shared| {
            shared.writes += 1;
            shared.writes
        })
    }

    pub fn last_write(&self) -> u64 {
        self.with(|shared| shared.writes)
    }

    /// Sets whether a synchronization waits for the network. Returns the former value.
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
                // Dropped after the mutex is released, because the listener may own another subscription.
                let _ended = {
                    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut all = shared.listeners.iter();
                    let at = all.position(|(other, _, _)| *other == number);
                    at.map(|at| shared.listeners.remove(at))
                };
            }
        })
    }

    /// Calls the dataset's listeners. A listener may subscribe, end subscriptions and use the client.
    pub fn notify(&self, change: &DatasetChange) {
        let listeners: Vec<Listener> = self.with(|shared| {
            let all = shared.listeners.iter();
            let told = all.filter(|(_, dataset, _)| *dataset == change.dataset);
            told.map(|(_, _, listener)| listener.clone()).collect()
        });
        for listener in listeners {
            listener(change);
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
