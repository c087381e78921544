//! What JavaScript hears: how a command ended, and what happens without one.

use std::cell::OnceCell;
use std::sync::Arc;

use super::view;
use vestibule::{Client, Subscription};

/// What happens without a command, by the number that JavaScript knows it by (`Topic` in `pkg/src/core.ts`).
#[derive(Clone, Copy)]
pub(super) enum Topic {
    /// The session has changed.
    Session = 0,
    /// Another AWS identity took the place of the one before.
    Identity = -1,
}

/// Is told the number of a command or a topic, whether it is well, and JSON.
type Told = dyn Fn(i32, bool, &str) + Send + Sync;

/// The one function that everything is told.
#[derive(Clone)]
pub(super) struct Teller(Arc<Told>);

/// What a client tells besides how its commands end. Of what not every page uses, from the first command of its chunk on.
pub(super) struct Events {
    teller: Teller,
    identity: OnceCell<Subscription>,
}

impl Teller {
    pub fn new(tell: impl Fn(i32, bool, &str) + Send + Sync + 'static) -> Self {
        Teller(Arc::new(tell))
    }

    /// Tells how the command of this number ended.
    pub fn ended(&self, number: i32, is_well: bool, text: &str) {
        (self.0)(number, is_well, text);
    }

    /// Tells what has happened, as JSON.
    pub fn happened(&self, topic: Topic, text: &str) {
        (self.0)(topic as i32, true, text);
    }
}

impl Events {
    pub fn new(teller: Teller) -> Self {
        Events {
            teller,
            identity: OnceCell::new(),
        }
    }

    /// Tells of changes of the AWS identity from now on.
    pub fn follow_identity(&self, client: &Client) {
        self.identity.get_or_init(|| {
            let teller = self.teller.clone();
            client.aws().on_identity_change(move |change| {
                teller.happened(Topic::Identity, &view::identity_change(change));
            })
        });
    }
}
