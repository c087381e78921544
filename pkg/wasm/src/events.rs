//! What JavaScript hears: how a command ended, and what happens without one.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use super::{records, view};
use vestibule::{Client, Dataset, Subscription};

/// What happens without a command, by the number that JavaScript knows it by (`Topic` in `pkg/src/core.ts`).
#[derive(Clone, Copy)]
pub(super) enum Topic {
    /// The session has changed.
    Session = 0,
    /// Another AWS identity took the place of the one before.
    Identity = -1,
    /// Records have changed.
    Records = -2,
}

/// Receives the number of a command or a topic, whether it went well, and JSON.
type Listener = dyn Fn(i32, bool, &str) + Send + Sync;

/// The one function that receives everything.
#[derive(Clone)]
pub(super) struct Emitter(Arc<Listener>);

/// What a client reports besides how its commands end. Of what not every page uses, from the first command of its chunk on.
pub(super) struct Events {
    emitter: Emitter,
    identity: OnceCell<Subscription>,
    /// By their names.
    datasets: RefCell<Vec<(String, Subscription)>>,
}

impl Emitter {
    pub fn new(listener: impl Fn(i32, bool, &str) + Send + Sync + 'static) -> Self {
        Emitter(Arc::new(listener))
    }

    /// Reports how the command of this number ended.
    pub fn ended(&self, number: i32, is_well: bool, text: &str) {
        (self.0)(number, is_well, text);
    }

    /// Reports what has happened, as JSON.
    pub fn happened(&self, topic: Topic, text: &str) {
        (self.0)(topic as i32, true, text);
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
                emitter.happened(Topic::Identity, &view::identity_change(change));
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
            emitter.happened(Topic::Records, &records::change(change));
        });
        datasets.push((dataset.name().to_owned(), subscription));
    }
}
