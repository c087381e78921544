//! A simulated tab.

use std::sync::Arc;
use std::task::Waker;

use super::{World, executor};
use crate::platform::{MemoryStore, Platform};

/// One tab of the origin.
#[derive(Clone)]
pub struct Tab {
    pub(super) world: World,
    pub(super) number: u64,
    pub(super) platform: Platform,
}

pub(super) struct TabState {
    pub url: String,
    /// Its session storage.
    pub session: Arc<MemoryStore>,
    /// How far this tab's clock is ahead, in milliseconds.
    pub clock: i64,
    pub is_alive: bool,
    pub is_frozen: bool,
    /// The wakers of tasks that were woken while the tab was frozen.
    pub woken_meanwhile: Vec<Waker>,
    pub on_wake: Listeners,
    pub on_activity: Listeners,
}

/// Listeners with their numbers.
pub(super) type Listeners = Vec<(u64, Arc<dyn Fn() + Send + Sync>)>;

impl TabState {
    pub fn at(url: &str) -> Self {
        TabState {
            url: url.to_owned(),
            session: Arc::default(),
            clock: 0,
            is_alive: true,
            is_frozen: false,
            woken_meanwhile: Vec::new(),
            on_wake: Vec::new(),
            on_activity: Vec::new(),
        }
    }
}

impl Tab {
    /// Returns the tab's platform, for a client.
    pub fn platform(&self) -> Platform {
        self.platform.clone()
    }

    /// Returns the tab's number, as in [`Seen`](super::Seen).
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the tab's URL.
    pub fn url(&self) -> String {
        self.world.with(|state| {
            let tab = state.tabs.get(&self.number);
            tab.map(|tab| tab.url.clone()).unwrap_or_default()
        })
    }

    /// Navigates the tab to a URL, as a link or a redirect does.
    pub fn visit(&self, url: &str) {
        self.change(|tab| tab.url = url.to_owned());
    }

    /// Returns the URLs to which the pages of all tabs have navigated.
    pub fn visits(&self) -> Vec<String> {
        self.world.with(|state| state.visits.clone())
    }

    /// Sets how far the tab's clock is ahead of the true time, in milliseconds.
    pub fn set_clock(&self, ahead: i64) {
        self.change(|tab| tab.clock = ahead);
    }

    /// Freezes the tab: nothing runs in it, and it receives no messages.
    pub fn freeze(&self) {
        self.change(|tab| tab.is_frozen = true);
    }

    /// Resumes a frozen tab and wakes it.
    pub fn thaw(&self) {
        let woken = self.change(|tab| {
            tab.is_frozen = false;
            std::mem::take(&mut tab.woken_meanwhile)
        });
        for waker in woken.into_iter().flatten() {
            waker.wake();
        }
        self.wake();
    }

    /// Notifies the tab that it is visible or online again.
    pub fn wake(&self) {
        let all = self.change(|tab| tab.on_wake.clone());
        for (_, listener) in all.into_iter().flatten() {
            listener();
        }
    }

    /// Notifies the tab of user activity.
    pub fn touch(&self) {
        let all = self.change(|tab| tab.on_activity.clone());
        for (_, listener) in all.into_iter().flatten() {
            listener();
        }
    }

    /// Crashes the tab. Requests that it has sent are still delivered.
    pub fn crash(&self) {
        self.change(|tab| tab.is_alive = false);
        executor::end(&self.world, Some(self.number));
        let left = self.world.with(|state| {
            let (left, others) = std::mem::take(&mut state.listeners)
                .into_iter()
                .partition::<Vec<_>, _>(|listener| listener.tab == self.number);
            state.listeners = others;
            let on_wake = state.tabs.get_mut(&self.number).map(|tab| {
                let on_activity = std::mem::take(&mut tab.on_activity);
                (std::mem::take(&mut tab.on_wake), on_activity)
            });
            (left, on_wake)
        });
        drop(left);
    }

    fn change<T>(&self, change: impl FnOnce(&mut TabState) -> T) -> Option<T> {
        self.world
            .with(|state| state.tabs.get_mut(&self.number).map(change))
    }
}
