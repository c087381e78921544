//! When somebody was active last.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::platform::Timestamp;

/// What this tab knows of the last activity, by the clock of this machine.
#[derive(Default)]
pub(crate) struct Activity(Mutex<State>);

#[derive(Default)]
struct State {
    /// The latest one, here or in another tab; `None` before the record was looked at.
    last: Option<Timestamp>,
    /// What was written beside the record.
    written: Timestamp,
    /// Whether there was one since.
    is_unwritten: bool,
    /// When the record was last to be looked at for the sake of an activity.
    asked: Option<Timestamp>,
}

impl Activity {
    /// Somebody is active. Says whether the record is to be looked at, and the time to be written.
    pub fn note(&self, at: Timestamp, idle: Duration) -> bool {
        self.with(|state| {
            // Nothing that comes after the end makes up for it.
            let is_sure = state
                .last
                .is_some_and(|last| last <= at && at.since(last) < idle);
            if is_sure {
                state.last = Some(at);
                state.is_unwritten = true;
            }
            let is_due = |since: Timestamp| since > at || at.since(since) >= between_writes(idle);
            // Where nobody is signed in, nothing is ever written.
            let asks = (!is_sure || is_due(state.written)) && state.asked.is_none_or(is_due);
            if asks {
                state.asked = Some(at);
            }
            asks
        })
    }

    pub fn set(&self, last: Timestamp) {
        self.with(|state| state.last = Some(last));
    }

    pub fn is_written(&self, at: Timestamp) {
        self.with(|state| {
            state.written = at;
            state.is_unwritten = state.last.is_some_and(|last| last > at);
        });
    }

    pub fn last(&self) -> Option<Timestamp> {
        self.with(|state| state.last)
    }

    pub fn is_unwritten(&self) -> bool {
        self.with(|state| state.is_unwritten)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How long at least there is between two times that are written.
pub(crate) fn between_writes(idle: Duration) -> Duration {
    idle / 20
}
