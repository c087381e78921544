//! Events for JavaScript: the results of commands, and changes.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use super::{records, view};
use vestibule::{Client, Dataset, Subscription};

/// The kinds of changes, with their numbers in JavaScript (`Topic` in `pkg/src/core.ts`).
#[derive(Clone, Copy)]
pub(super) enum Topic {
    /// The session has changed.
    Session = 0,
    /// The AWS identity was replaced by another one.
    Identity = -1,
    /// Records have changed.
    Records = -2,
}

/// Receives the number of a command or a topic, whether it succeeded, and JSON.
type Listener = dyn Fn(i32, bool, &str) + Send + Sync;

/// Sends all events to one function.
#[derive(Clone)]
pub(super) struct Emitter(Arc<Listener>);

/// Subscriptions to changes that not every page uses. They start with the first command of their chunk.
pub(super) struct Events {
    emitter: Emitter,
    identity: OnceCell<Subscription>,
    /// By the names of the datasets.
    datasets: RefCell<Vec<(String, Subscription)>>,
}

impl Emitter {
    pub fn new(listener: impl Fn(i32, bool, &str) + Send + Sync + 'static) -> Self {
        Emitter(Arc::new(listener))
    }

    /// Reports the result of the command with this number, as JSON.
    pub fn command_ended(&self, number: i32, is_success: bool, json: &str) {
        (self.0)(number, is_success, json);
    }

    /// Reports a change, as JSON.
    pub fn changed(&self, topic: Topic, json: &str) {
        (self.0)(topic as i32, true, json);
    }
}

impl Events {
    pub fn new(emitter: Emitter) -> Self {
        Events {
            emitter,
            identity: OnceCell::new(),
            datasets: RefCell::default(),
        }
    }

    /// Reports changes of the AWS identity from now on.
    pub fn follow_identity(&self, client: &Client) {
        self.identity.get_or_init(|| {
            let emitter = self.emitter.clone();
            client.aws().on_identity_change(move |change| {
                emitter.changed(Topic::Identity, &view::identity_change(change));
            })
        });
    }

    /// Reports changes of a dataset from now on.
    pub fn follow_dataset(&self, dataset: &Dataset) {
        let mut datasets = self.datasets.borrow_mut();
        if datasets.iter().any(|(name, _)| name == dataset.name()) {
            return;
        }
        let emitter = self.emitter.clone();
        let subscription = dataset.observe(move |change| {
            emitter.changed(Topic::Records, &records::change(change));
        });
        datasets.push((dataset.name().to_owned(), subscription));
    }
}
