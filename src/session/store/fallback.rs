//! The record in memory, if the backing store could not store it.

use std::sync::PoisonError;

use super::{Record, Session, SessionStore};
use crate::platform::LocalFuture;

/// What happens to the stored record if a newer one cannot be stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OlderRecord {
    /// The other tabs and the next page continue with it, because it has the same refresh token.
    Keep,
    /// It is removed. Otherwise the next page would use it.
    Remove,
}

impl SessionStore {
    /// Replaces the stored session with a renewed one.
    pub fn write_renewed<'a>(
        &'a self,
        record: &'a Record,
        older: OlderRecord,
    ) -> LocalFuture<'a, ()> {
        Box::pin(self.write_one(record, older))
    }

    pub(super) fn fallback(&self) -> Option<String> {
        let fallback = self.fallback.lock();
        fallback.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_fallback(&self, text: Option<String>) {
        let fallback = self.fallback.lock();
        *fallback.unwrap_or_else(PoisonError::into_inner) = text;
    }

    /// Returns the record in memory with this text, or a stored one that another tab has written since, which then
    /// replaces the one in memory.
    pub(super) fn newer_than_fallback(
        &self,
        text: &str,
        stored: Option<Session>,
    ) -> Option<Session> {
        let Some(in_memory) = self.session_of(text) else {
            return stored;
        };
        let is_newer = |it: &Session| it.record().revision > in_memory.record().revision;
        let Some(stored) = stored.filter(is_newer) else {
            self.set_tab_only(in_memory.record());
            return Some(in_memory);
        };
        self.set_fallback(None);
        if stored.refresh_token() != in_memory.refresh_token() {
            self.replaced()
                .extend(in_memory.refresh_token().map(str::to_owned));
        }
        Some(stored)
    }
}
