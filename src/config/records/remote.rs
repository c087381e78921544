//! The remote side of a record store: what every place that keeps records for people has to be able to do.

use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};

/// A place that keeps records for people, in datasets: Cognito Sync, a table, an API of the app's own.
///
/// Each record has a version, which is another one after each change of it. A write names the version that it
/// replaces, and is refused where the record has another one by now: so no write of another device is lost.
///
/// Every call but [`owner`](Self::owner) names whose data it is about. A remote that would send the request for
/// somebody else by now fails with [`IdentityChanged`](crate::ErrorKind::IdentityChanged) and sends nothing: what one
/// person wrote never gets among the records of another.
///
/// What can be tried again fails with a kind that [is retryable](crate::ErrorKind::is_retryable); whoever synchronises
/// waits and does so.
pub trait Remote: Send + Sync {
    /// Whose data it is now: the id of an identity or of a person. Where it was known before, no network is needed.
    ///
    /// # Errors
    /// Those of the session or the credentials by which it is known; [`SignedOut`](crate::ErrorKind::SignedOut) where
    /// the remote keeps nothing for guests.
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>>;

    /// The datasets that the remote has, all pages of them.
    ///
    /// # Errors
    /// Where the remote does not answer, or refuses.
    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>>;

    /// What has changed in a dataset since the cursor; everything where there is none. All pages of it. A cursor that
    /// the remote does not know any more is no error: everything comes, with [`Extent::Whole`].
    ///
    /// # Errors
    /// Where the remote does not answer, or refuses.
    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>>;

    /// Writes each patch, where the record still has the patch's version. Some may be refused and others stored. `at`
    /// is the cursor of the [`Changes`] that were read last; there are never more patches than
    /// [`Limits::patches`].
    ///
    /// # Errors
    /// Where the remote does not answer, or refuses. What arrived all the same is seen by the next `changes`.
    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>>;

    /// Deletes a dataset with all its records. One that does not exist is no error.
    ///
    /// # Errors
    /// Where the remote does not answer, or refuses.
    fn delete<'a>(&'a self, owner: &'a str, dataset: &'a str)
    -> LocalFuture<'a, Result<(), Error>>;

    /// What it takes.
    fn limits(&self) -> Limits;
}

/// Up to where a device has read a dataset. Only the remote knows what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// From what a remote makes of it.
    pub fn new(text: impl Into<String>) -> Self {
        Cursor(text.into())
    }

    /// What the remote made of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A record as the remote has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteRecord {
    /// Its name in the dataset.
    pub key: String,
    /// Its value; `None` where it was removed. An empty text is a value.
    pub value: Option<String>,
    /// Another one after each change. Never 0.
    pub version: u64,
    /// When the person changed it, by the clock of the device that did.
    pub modified: Timestamp,
    /// Which device did; empty where the remote does not say.
    pub modified_by: String,
}

/// What has changed in a dataset since a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The records that have changed, the removed ones among them. Each key once.
    pub records: Vec<RemoteRecord>,
    /// Up to here it was read. A record that changed later comes with the next changes.
    pub cursor: Cursor,
    /// Whether there is more than this.
    pub extent: Extent,
    /// Whether there is such a dataset.
    pub dataset: Existence,
    /// The datasets that have come along from identities that were merged into this one: whole names, as
    /// `notes.eu-west-1:…`.
    pub merged: Vec<String>,
}

/// How much of a dataset [`Changes`] hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What has changed since the cursor.
    Since,
    /// Everything: a record that is not among them does not exist.
    Whole,
}

/// Whether a dataset exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// It does.
    Here,
    /// It does not, and the cursor gives no sign that it did. A write makes it.
    Absent,
    /// It was deleted after the cursor. It may have been made anew since: what it has then is in the records, and the
    /// extent is [`Extent::Whole`].
    DeletedSince,
}

/// A change to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The record's name in the dataset.
    pub key: String,
    /// Its new value; `None` where it is to be removed. An empty text is a value.
    pub value: Option<String>,
    /// The version that it replaces, as this device has seen it last; 0 where it has seen none.
    pub version: u64,
    /// When the person changed it, by this device's clock.
    pub modified: Timestamp,
}

/// What became of patches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Those that were stored, as the remote has them now.
    pub stored: Vec<RemoteRecord>,
    /// The keys of those that were refused, since the record has another version by now. They are read again.
    pub refused: Vec<String>,
    /// Up to where the device has read by this answer, where the remote can tell that nothing else has changed.
    pub cursor: Option<Cursor>,
}

/// What a remote takes. `None`: it sets no such limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many datasets a person has.
    pub datasets: Option<usize>,
    /// How many records a dataset has.
    pub records: Option<usize>,
    /// How many bytes the keys and values of a dataset have.
    pub dataset_bytes: Option<usize>,
    /// How many bytes a value has.
    pub value_bytes: usize,
    /// How many bytes a key has.
    pub key_bytes: usize,
    /// How many patches go in one write.
    pub patches: usize,
}

/// A dataset as the remote has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetSummary {
    /// Its name.
    pub name: String,
    /// When it was made, where the remote says so.
    pub created: Option<Timestamp>,
    /// When it was changed last, where the remote says so.
    pub modified: Option<Timestamp>,
    /// The device that changed it last; empty where the remote does not say.
    pub modified_by: String,
    /// How many bytes its records have, where the remote says so.
    pub bytes: Option<u64>,
    /// How many records it has, where the remote says so.
    pub records: Option<u64>,
}
