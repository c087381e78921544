//! What is done where a record was changed in two places.

use std::fmt;
use std::sync::Arc;

use crate::platform::Timestamp;

/// Who wins where a record was changed here and elsewhere.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Resolve {
    /// Whoever wrote last, by the clocks of the devices.
    #[default]
    LastWriter,
    /// What was written here.
    Local,
    /// What was written elsewhere.
    Remote,
    /// Nobody yet: the conflict stays open, past a reload, until the app resolves it
    /// ([`Dataset::conflicts`](crate::Dataset::conflicts)). Other records go on, and the local value is what is read.
    Ask,
    /// What this function says. It may be asked more than once of the same conflict, and must not use the client.
    With(Arc<dyn Fn(&Conflict) -> Resolution + Send + Sync>),
}

impl Resolve {
    /// By a function: see [`With`](Self::With).
    ///
    /// ```
    /// use vestibule::{Resolution, Resolve};
    ///
    /// // Two lists, of which nothing is to be lost.
    /// let resolve = Resolve::with(|conflict| match (&conflict.local, &conflict.remote) {
    ///     (Some(local), Some(remote)) => Resolution::Value(Some([local.as_str(), remote].join(","))),
    ///     (Some(_), None) => Resolution::Local,
    ///     _ => Resolution::Remote,
    /// });
    /// # let _ = resolve;
    /// ```
    pub fn with(resolve: impl Fn(&Conflict) -> Resolution + Send + Sync + 'static) -> Self {
        Resolve::With(Arc::new(resolve))
    }
}

impl fmt::Debug for Resolve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resolve::LastWriter => "LastWriter",
            Resolve::Local => "Local",
            Resolve::Remote => "Remote",
            Resolve::Ask => "Ask",
            Resolve::With(_) => "With(..)",
        })
    }
}

/// A record that was changed here and elsewhere, to two values. `None`: it was removed, or was not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conflict {
    /// The dataset's name.
    pub dataset: String,
    /// The record's key.
    pub key: String,
    /// What was written here.
    pub local: Option<String>,
    /// When, by this device's clock.
    pub local_modified: Timestamp,
    /// What was written elsewhere.
    pub remote: Option<String>,
    /// When, by the clock of the device that wrote it. The beginning of time where the remote does not say.
    pub remote_modified: Timestamp,
    /// The device that wrote it; empty where the remote does not say.
    pub remote_modified_by: String,
    /// What both began with, as far as this device has seen it.
    pub ancestor: Option<String>,
}

/// How a [`Conflict`] ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// What was written here stays, and goes to the remote.
    Local,
    /// What was written elsewhere is taken.
    Remote,
    /// Both are replaced by this; `None` removes the record.
    Value(Option<String>),
}
