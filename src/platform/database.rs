//! A key-value database for the whole origin: `IndexedDB`.

use super::{LocalFuture, StoreError};

/// Stores texts under ordered keys, for the whole origin. They persist when the browser is closed.
///
/// Several tabs can write at the same time without a lock: a [`Commit`] names what its tab has read, and writes
/// nothing if that has changed.
pub trait Database: Send + Sync {
    /// Returns all rows whose keys begin with `prefix`, as pairs of key and text.
    fn read<'a>(
        &'a self,
        prefix: &'a str,
    ) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>>;

    /// Writes all changes in one transaction, or nothing.
    fn commit<'a>(&'a self, commit: &'a Commit) -> LocalFuture<'a, Result<Committed, StoreError>>;

    /// Encrypts the texts of these rows by a key that no script can read and that stays in this browser. Each text is
    /// bound to the key of its row. Returns the encrypted texts in the same order.
    ///
    /// # Errors
    /// [`StoreError`]. The default implementation always fails.
    fn seal<'a>(
        &'a self,
        _rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(std::future::ready(Err(StoreError::Failed)))
    }

    /// Decrypts texts that [`seal`](Self::seal) has encrypted. `None` for a text that cannot be decrypted: another
    /// browser has encrypted it, it is damaged, or the key is gone.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    fn open<'a>(
        &'a self,
        _rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<Option<String>>, StoreError>> {
        Box::pin(std::future::ready(Err(StoreError::Failed)))
    }
}

/// A conditional write to a [`Database`]. A value of `None` means that there is no row with this key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// The values that these keys must still have. Otherwise nothing is written.
    pub expected: Vec<(String, Option<String>)>,
    /// The new values. `None` deletes a row.
    pub writes: Vec<(String, Option<String>)>,
}

/// The outcome of a [`Commit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All changes are written.
    Done,
    /// An expected value had changed, and nothing is written.
    Stale,
}
