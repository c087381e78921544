//! The time of the last user activity.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::platform::Timestamp;

/// What this tab knows of the last activity, by this machine's clock.
#[derive(Default)]
pub(crate) struct Activity(Mutex<State>);

#[derive(Default)]
struct State {
    /// The last activity in any tab. `None` before the store has been read.
    last: Option<Timestamp>,
    /// The last activity that was written to the store.
    written: Timestamp,
    /// Whether there was a later activity.
    is_unwritten: bool,
    /// When an activity last caused the store to be read.
    read: Option<Timestamp>,
}

impl Activity {
    /// Notes an activity. Returns whether the caller has to read the record and write the time of the activity.
    pub fn note(&self, at: Timestamp, idle: Duration) -> bool {
        self.with(|state| {
            // An activity after the session has timed out does not count.
            let is_sure = state
                .last
                .is_some_and(|last| last <= at && at.since(last) < idle);
            if is_sure {
                state.last = Some(at);
                state.is_unwritten = true;
            }
            let is_due = |since: Timestamp| since > at || at.since(since) >= write_interval(idle);
            // Without a session nothing is written, so `written` alone would not limit the reads.
            let reads = (!is_sure || is_due(state.written)) && state.read.is_none_or(is_due);
            if reads {
                state.read = Some(at);
            }
            reads
        })
    }

    pub fn set(&self, last: Timestamp) {
        self.with(|state| state.last = Some(last));
    }

    pub fn set_written(&self, at: Timestamp) {
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

/// The minimum time between two writes.
pub(crate) fn write_interval(idle: Duration) -> Duration {
    idle / 20
}
