//! The origin's storage as one of its tabs sees it: its own changes at once, those of the others
//! perhaps a little late.

use std::sync::Arc;
use std::time::Duration;

use super::World;
use crate::platform::{LocalFuture, MemoryStore, Store, StoreError, Timestamp};

/// What some tabs do not see yet.
#[derive(Default)]
pub(super) struct Lag {
    /// How late a change can be seen.
    pub most: Duration,
    drawn: u64,
    /// The latest changes, in their order.
    recent: Vec<Recent>,
}

struct Recent {
    key: String,
    by: u64,
    /// When the others see it; none later than one that came after it.
    seen: Timestamp,
    before: Option<String>,
}

/// The storage in one tab.
pub(super) struct Origin {
    pub world: World,
    pub tab: u64,
}

impl Store for Origin {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            let truth = self.local()?.read(key).await?;
            Ok(self.world.with(|state| {
                let now = state.now;
                state.lag.view(now, self.tab, key).unwrap_or(truth)
            }))
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let room = self.room()?;
            self.change(&room, key, Some(value)).await
        })
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let local = self.local()?;
            self.change(&local, key, None).await
        })
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        Box::pin(async move { self.local()?.keys(prefix).await })
    }
}

impl Origin {
    /// The storage, where something is to be written.
    fn room(&self) -> Result<Arc<MemoryStore>, StoreError> {
        self.world.with(|state| match state.storage_fault {
            Some(fault) => Err(fault),
            None => Ok(state.local.clone()),
        })
    }

    /// The storage, where nothing is added: a full one can be read and emptied.
    fn local(&self) -> Result<Arc<MemoryStore>, StoreError> {
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
        // A tab that is gone changes nothing; nor is there anything to see where nothing changes.
        if !self.world.with(|state| state.is_alive(self.tab)) || before.as_deref() == value {
            return Ok(());
        }
        match value {
            Some(value) => store.write(key, value).await?,
            None => store.remove(key).await?,
        }
        let seen = self.world.with(|state| {
            let now = state.now;
            state.lag.add(now, self.tab, key, before)
        });
        let change = super::Seen::Stored {
            tab: self.tab,
            key,
            value,
        };
        self.world.see(&change);
        super::messages::tell_of_storage(&self.world, self.tab, key, seen);
        Ok(())
    }
}

impl Lag {
    /// What a tab sees in place of the truth, where it sees something else.
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

    /// When the others see it.
    fn add(&mut self, now: Timestamp, by: u64, key: &str, before: Option<String>) -> Timestamp {
        if self.most.is_zero() {
            return now;
        }
        self.drawn = self
            .drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let most = u64::try_from(self.most.as_millis()).unwrap_or(u64::MAX);
        let late = (self.drawn >> 33) % (most + 1);
        let last = self.recent.last().map(|change| change.seen);
        let seen = now
            .plus(Duration::from_millis(late))
            .max(last.unwrap_or_default());
        self.recent.push(Recent {
            key: key.to_owned(),
            by,
            seen,
            before,
        });
        seen
    }
}
