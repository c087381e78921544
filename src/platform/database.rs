//! Where the origin keeps more than a handful of values: `IndexedDB`.

use super::{LocalFuture, StoreError};

/// Keeps texts under keys, in their order, for the whole origin, past the end of the browser.
///
/// What several tabs change at once stays whole without any lock: a [`Commit`] names what it has read, and writes
/// nothing where that has changed meanwhile.
pub trait Database: Send + Sync {
    /// What is kept under keys that begin with `prefix`, as pairs of key and text.
    fn read<'a>(
        &'a self,
        prefix: &'a str,
    ) -> LocalFuture<'a, Result<Vec<(String, String)>, StoreError>>;

    /// Writes all of it in one step, or nothing.
    fn commit<'a>(&'a self, commit: &'a Commit) -> LocalFuture<'a, Result<Committed, StoreError>>;

    /// Seals texts by a key that no script can read and that stays in this browser. Each is bound to the key under which
    /// it is to be kept. As many come back, in the same order.
    ///
    /// # Errors
    /// [`StoreError`]; a platform that does not have this method seals nothing.
    fn seal<'a>(
        &'a self,
        _rows: &'a [(String, String)],
    ) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(std::future::ready(Err(StoreError::Failed)))
    }

    /// What was sealed. `None` for a text that cannot be opened: another browser sealed it, it is damaged, or the key
    /// is gone.
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

/// A change of what a [`Database`] keeps. `None`: there is nothing under the key, or there is to be nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// What must be kept under these keys for anything to be written.
    pub expected: Vec<(String, Option<String>)>,
    /// What is written.
    pub writes: Vec<(String, Option<String>)>,
}

/// What became of a [`Commit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All of it is written.
    Done,
    /// Something had changed, and nothing is written.
    Stale,
}
