//! What the tabs of a simulated origin tell one another.

use std::sync::Arc;

use super::parts::{Part, TO_OTHER_TABS, Waits};
use super::{Seen, World, executor};
use crate::platform::{Channel, Guard, Timestamp};

/// Who hears what is posted under a name.
pub(super) struct Listener {
    number: u64,
    pub tab: u64,
    name: String,
    heard: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Channel for Part {
    fn post(&self, name: &str, message: &str) {
        if !self.is_mute {
            self.world.see(&Seen::Posted {
                tab: self.tab,
                name,
                message,
            });
            let arrives = self.world.now().plus(TO_OTHER_TABS);
            tell(&self.world, self.tab, name, message, arrives);
        }
    }

    fn listen(&self, name: &str, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        let number = self.world.with(|state| {
            let number = state.ticket();
            let (tab, name) = (self.tab, name.to_owned());
            state.listeners.push(Listener {
                number,
                tab,
                name,
                heard: heard.into(),
            });
            number
        });
        let world = self.world.clone();
        Guard::new(move || {
            let ended = world.with(|state| {
                let at = state.listeners.iter().position(|it| it.number == number);
                at.map(|at| state.listeners.remove(at))
            });
            drop(ended);
        })
    }
}

/// Tabs that cannot talk hear of it when another one changes what is stored under a name.
pub(super) fn tell_of_storage(world: &World, from: u64, name: &str, arrives: Timestamp) {
    if world.with(|state| state.lacks.contains(&super::Part::Channels)) {
        tell(world, from, name, "", arrives.plus(TO_OTHER_TABS));
    }
}

/// Tells all tabs but one. Each hears it in its own time, a frozen one once it has thawed.
fn tell(world: &World, from: u64, name: &str, message: &str, arrives: Timestamp) {
    let (listeners, now) = world.with(|state| {
        let is_told = |it: &&Listener| it.tab != from && it.name == name;
        let told: Vec<_> = state
            .listeners
            .iter()
            .filter(is_told)
            .map(|it| (it.number, it.tab))
            .collect();
        (told, state.now)
    });
    for (number, tab) in listeners {
        let (listening, message) = (world.clone(), message.to_owned());
        let delivery = async move {
            Waits::new(&listening, arrives.since(now)).await;
            let heard = listening.with(|state| {
                let listener = state.listeners.iter().find(|it| it.number == number);
                listener.map(|it| it.heard.clone())
            });
            if let Some(heard) = heard {
                heard(&message);
            }
        };
        executor::spawn(world, tab, Box::pin(delivery));
    }
}
