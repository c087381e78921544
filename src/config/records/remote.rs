//! The trait of a remote that stores users' records.

use std::time::Duration;

use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};

/// A remote that stores users' records in datasets: Cognito Sync, a table, or your own API.
///
/// Each record has a version, which changes with each write. A write names the version that it replaces, and is refused
/// if the record has another one, so that no write of another device is lost.
///
/// Every call but [`owner`](Self::owner) names the owner of the data. If the request would be sent for another user,
/// the remote must fail with [`IdentityChanged`](crate::ErrorKind::IdentityChanged) and send nothing, so that the
/// records of two users are never mixed.
///
/// A transient failure must have a [retryable](crate::ErrorKind::is_retryable) kind. The synchronization retries it, with
/// five attempts in total if the kind is [`Throttled`](crate::ErrorKind::Throttled) or
/// [`ServiceUnavailable`](crate::ErrorKind::ServiceUnavailable). Errors of [`Client::session`](crate::Client::session)
/// and of AWS credentials are not retried: those calls have retried already.
pub trait Remote: Send + Sync {
    /// Returns the current owner of the data: the id of an identity or of a user. If it is already known, this needs no
    /// network.
    ///
    /// # Errors
    /// Those of the session or the credentials. [`SignedOut`](crate::ErrorKind::SignedOut) if the remote has no records
    /// for guests.
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>>;

    /// Returns all datasets of the owner, from all pages.
    ///
    /// # Errors
    /// If the remote does not respond, or refuses.
    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>>;

    /// Returns the changes of a dataset since the cursor, from all pages. Without a cursor, or with one that the remote
    /// no longer knows, it returns everything, with [`Extent::Whole`].
    ///
    /// # Errors
    /// If the remote does not respond, or refuses.
    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>>;

    /// Writes each patch whose record still has the patch's version. Some patches may be refused and others stored.
    /// `at` is the cursor of the last [`Changes`]. There are never more patches than [`Limits::patches`].
    ///
    /// # Errors
    /// If the remote does not respond, or refuses. The next `changes` shows what was stored all the same.
    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>>;

    /// Deletes a dataset with all its records. It is not an error if the dataset does not exist.
    ///
    /// # Errors
    /// If the remote does not respond, or refuses.
    fn delete<'a>(&'a self, owner: &'a str, dataset: &'a str)
    -> LocalFuture<'a, Result<(), Error>>;

    /// Returns the limits of the remote.
    fn limits(&self) -> Limits;

    /// Returns what is left of a pause that the remote has asked for, in a header `Retry-After` for instance; zero if it
    /// has not. A synchronization waits for that long before the next attempt, up to eight seconds while a caller waits.
    fn retry_after(&self) -> Duration {
        Duration::ZERO
    }
}

/// A position up to which a device has read a dataset. Only the remote interprets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// Creates a cursor from the remote's text.
    pub fn new(text: impl Into<String>) -> Self {
        Cursor(text.into())
    }

    /// Returns the remote's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A record at the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteRecord {
    /// Its key in the dataset.
    pub key: String,
    /// Its value. `None` if it was removed. An empty text is a value.
    pub value: Option<String>,
    /// Its version, which changes with each write. Never 0.
    pub version: u64,
    /// When it was changed, by the clock of the device that changed it.
    pub modified: Timestamp,
    /// The device that changed it. Empty if the remote does not say.
    pub modified_by: String,
}

/// The changes of a dataset since a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The changed records, including removed ones. Each key occurs once.
    pub records: Vec<RemoteRecord>,
    /// The new cursor. Later changes are in the next call.
    pub cursor: Cursor,
    /// Whether these are changes, or the whole dataset.
    pub extent: Extent,
    /// Whether the dataset exists.
    pub dataset: Existence,
    /// The datasets of identities that were merged into this one, by their full names, such as `notes.eu-west-1:…`.
    pub merged: Vec<String>,
}

/// How much of a dataset [`Changes`] contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The changes since the cursor.
    Since,
    /// Everything. A record that is not included does not exist.
    Whole,
}

/// Whether a dataset exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// It exists.
    Here,
    /// It does not exist, and did not at the cursor. A write creates it.
    Absent,
    /// It was deleted after the cursor. It may have been created again: then its records are included, and the extent
    /// is [`Extent::Whole`].
    DeletedSince,
}

/// A change to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The record's key in the dataset.
    pub key: String,
    /// Its new value. `None` removes the record. An empty text is a value.
    pub value: Option<String>,
    /// The version that it replaces, the last one that this device has seen. 0 if it has seen none.
    pub version: u64,
    /// When it was changed, by this device's clock.
    pub modified: Timestamp,
}

/// The outcome of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The stored records, as they are at the remote now.
    pub stored: Vec<RemoteRecord>,
    /// The keys of refused patches, whose records have another version. They are read again.
    pub refused: Vec<String>,
    /// The new cursor, if the remote can tell that there were no other changes.
    pub cursor: Option<Cursor>,
}

/// The limits of a remote. `None` means no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of datasets of a user.
    pub datasets: Option<usize>,
    /// The maximum number of records in a dataset.
    pub records: Option<usize>,
    /// The maximum size of all keys and values of a dataset, in bytes.
    pub dataset_bytes: Option<usize>,
    /// The maximum size of a value, in bytes.
    pub value_bytes: usize,
    /// The maximum size of a key, in bytes.
    pub key_bytes: usize,
    /// The maximum number of patches in one write.
    pub patches: usize,
}

/// A dataset at the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetSummary {
    /// Its name.
    pub name: String,
    /// When it was created, if the remote says so.
    pub created: Option<Timestamp>,
    /// When it was last changed, if the remote says so.
    pub modified: Option<Timestamp>,
    /// The device that last changed it. Empty if the remote does not say.
    pub modified_by: String,
    /// The size of its records in bytes, if the remote says so.
    pub bytes: Option<u64>,
    /// The number of its records, if the remote says so.
    pub records: Option<u64>,
}
