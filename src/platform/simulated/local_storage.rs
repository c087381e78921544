//! The origin's `localStorage` as one tab sees it: its own changes at once, and changes of other tabs with a
//! delay.

use std::sync::Arc;
use std::time::Duration;

use super::World;
use crate::platform::{LocalFuture, MemoryStore, Store, StoreError, Timestamp};

/// The changes that other tabs do not see yet.
#[derive(Default)]
pub(super) struct DelayedChanges {
    /// The maximum delay.
    pub max: Duration,
    drawn: u64,
    /// The latest changes in their order.
    recent: Vec<RecentChange>,
}

struct RecentChange {
    key: String,
    by: u64,
    /// When the other tabs see it. Changes are seen in their order.
    seen: Timestamp,
    before: Option<String>,
}

/// The storage as one tab sees it.
pub(super) struct LocalStorage {
    pub world: World,
    pub tab: u64,
}

impl Store for LocalStorage {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            let current = self.for_reading()?.read(key).await?;
            Ok(self.world.with(|state| {
                let now = state.now;
                state
                    .delayed_changes
                    .view(now, self.tab, key)
                    .unwrap_or(current)
            }))
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let storage = self.for_writing()?;
            self.change(&storage, key, Some(value)).await
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let storage = self.for_reading()?;
            self.change(&storage, key, None).await
        })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move { self.for_reading()?.keys(prefix).await })
    }
}

impl LocalStorage {
    /// The storage, for an operation that adds data.
    fn for_writing(&self) -> Result<Arc<MemoryStore>, StoreError> {
        self.world.with(|state| match state.storage_fault {
            Some(fault) => Err(fault),
            None => Ok(state.local.clone()),
        })
    }

    /// The storage, for an operation that also works when the storage is full.
    fn for_reading(&self) -> Result<Arc<MemoryStore>, StoreError> {
        self.world.with(|state| match state.storage_fault {
            Some(fault) if fault != StoreError::Full => Err(fault),
            _ => Ok(state.local.clone()),
        })
    }

    async fn change(
        &self,
        store: &MemoryStore,
        key: &str,
        value: Option<&str>,
    ) -> Result<(), StoreError> {
        let before = store.read(key).await?;
        // A crashed tab changes nothing. Without a change there is no event.
        if !self.world.with(|state| state.is_alive(self.tab)) || before.as_deref() == value {
            return Ok(());
        }
        match value {
            Some(value) => store.write(key, value).await?,
            None => store.remove(key).await?,
        }
        let seen = self.world.with(|state| {
            let now = state.now;
            state.delayed_changes.add(now, self.tab, key, before)
        });
        let change = super::Seen::Stored {
            tab: self.tab,
            key,
            value,
        };
        self.world.see(&change);
        super::messages::deliver_storage_event(&self.world, self.tab, key, seen);
        Ok(())
    }
}

impl DelayedChanges {
    /// Returns the old value that a tab still sees, or `None` if it sees the current one.
    fn view(&mut self, now: Timestamp, tab: u64, key: &str) -> Option<Option<String>> {
        self.recent.retain(|change| change.seen > now);
        let mut view = None;
        for change in self.recent.iter().filter(|change| change.key == key) {
            if change.by == tab {
                view = None;
            } else if view.is_none() {
                view = Some(change.before.clone());
            }
        }
        view
    }

    /// Adds a change and returns when the other tabs see it.
    fn add(&mut self, now: Timestamp, by: u64, key: &str, before: Option<String>) -> Timestamp {
        if self.max.is_zero() {
            return now;
        }
        self.drawn = self
            .drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let max = u64::try_from(self.max.as_millis()).unwrap_or(u64::MAX);
        let late = (self.drawn >> 33) % (max + 1);
        let last = self.recent.last().map(|change| change.seen);
        let seen = now
            .plus(Duration::from_millis(late))
            .max(last.unwrap_or_default());
        self.recent.push(RecentChange {
            key: key.to_owned(),
            by,
            seen,
            before,
        });
        seen
    }
}
