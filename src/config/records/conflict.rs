//! Conflicts: records that were changed on this device and elsewhere.

use std::fmt;
use std::sync::Arc;

use crate::platform::Timestamp;

/// The policy for a record that was changed on this device and elsewhere.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Resolve {
    /// The last write wins, by the clocks of the devices.
    #[default]
    LastWriter,
    /// The local value wins.
    Local,
    /// The remote value wins.
    Remote,
    /// The conflict stays open, also after a reload, until the app resolves it
    /// ([`Dataset::conflicts`](crate::Dataset::conflicts)). Until then reads return the local value. Other records are
    /// synchronized.
    Ask,
    /// This function decides. It may be called more than once for a conflict, and must not use the client. If it
    /// returns a value that is larger than the remote allows, the conflict stays open.
    With(Arc<dyn Fn(&Conflict) -> Resolution + Send + Sync>),
}

impl Resolve {
    /// Creates a policy from a function. See [`With`](Self::With).
    ///
    /// ```
    /// use vestibule::{Resolution, Resolve};
    ///
    /// // Merges two lists.
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

/// A record that was changed on this device and elsewhere, to different values. A value of `None` means that the record
/// was removed or did not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conflict {
    /// The dataset's name.
    pub dataset: String,
    /// The record's key.
    pub key: String,
    /// The local value.
    pub local: Option<String>,
    /// When the local value was written, by this device's clock.
    pub local_modified: Timestamp,
    /// The remote value.
    pub remote: Option<String>,
    /// When the remote value was written, by the clock of the device that wrote it. Zero if the remote does not say.
    pub remote_modified: Timestamp,
    /// The device that wrote the remote value. Empty if the remote does not say.
    pub remote_modified_by: String,
    /// The last common value that this device has seen.
    pub ancestor: Option<String>,
}

/// The resolution of a [`Conflict`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Keeps the local value and sends it to the remote.
    Local,
    /// Takes the remote value.
    Remote,
    /// Replaces both values. `None` removes the record.
    Value(Option<String>),
}
