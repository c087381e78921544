//! Messages between the tabs of a simulated origin.

use std::sync::Arc;

use super::tab_platform::{MESSAGE_DELAY, Sleep, TabPlatform};
use super::{Seen, World, executor};
use crate::platform::{Channel, Guard, Timestamp};

/// A listener to the messages of a channel.
pub(super) struct Listener {
    number: u64,
    pub tab: u64,
    name: String,
    on_message: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Channel for TabPlatform {
    fn post(&self, name: &str, message: &str) {
        if !self.lacks_channels {
            self.world.see(&Seen::Posted {
                tab: self.tab,
                name,
                message,
            });
            let arrives = self.world.now().plus(MESSAGE_DELAY);
            deliver(&self.world, self.tab, name, message, arrives);
        }
    }

    fn listen(&self, name: &str, on_message: Box<dyn Fn(&str) + Send + Sync>) -> Guard {
        let number = self.world.with(|state| {
            let number = state.ticket();
            let (tab, name) = (self.tab, name.to_owned());
            state.listeners.push(Listener {
                number,
                tab,
                name,
                on_message: on_message.into(),
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

/// In browsers without `BroadcastChannel`, the other tabs receive an empty message when a stored value changes.
pub(super) fn deliver_storage_event(world: &World, from: u64, name: &str, arrives: Timestamp) {
    if world.with(|state| state.lacks.contains(&super::BrowserApi::Channels)) {
        deliver(world, from, name, "", arrives.plus(MESSAGE_DELAY));
    }
}

/// Delivers a message to all tabs but the sender. A frozen tab receives it when it thaws.
fn deliver(world: &World, from: u64, name: &str, message: &str, arrives: Timestamp) {
    let (listeners, now) = world.with(|state| {
        let is_receiver = |it: &&Listener| it.tab != from && it.name == name;
        let receivers: Vec<_> = state
            .listeners
            .iter()
            .filter(is_receiver)
            .map(|it| (it.number, it.tab))
            .collect();
        (receivers, state.now)
    });
    for (number, tab) in listeners {
        let (listening, message) = (world.clone(), message.to_owned());
        let delivery = async move {
            Sleep::new(&listening, arrives.since(now)).await;
            let listener = listening.with(|state| {
                let listener = state.listeners.iter().find(|it| it.number == number);
                listener.map(|it| it.on_message.clone())
            });
            if let Some(on_message) = listener {
                on_message(&message);
            }
        };
        executor::spawn(world, tab, Box::pin(delivery));
    }
}
