//! A tab: its address, its clock, and whether it lives.

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
    /// How far the machine's clock is ahead, in milliseconds, as this tab sees it.
    pub clock: i64,
    pub is_alive: bool,
    pub is_frozen: bool,
    /// What was to be polled while it was frozen.
    pub woken_meanwhile: Vec<Waker>,
    pub on_wake: Listeners,
    pub on_activity: Listeners,
}

/// Each by its number.
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
    /// The tab's platform, for a client.
    pub fn platform(&self) -> Platform {
        self.platform.clone()
    }

    /// The tab's number, as a watcher of the world receives it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The address that the tab shows.
    pub fn url(&self) -> String {
        self.world.with(|state| {
            let tab = state.tabs.get(&self.number);
            tab.map(|tab| tab.url.clone()).unwrap_or_default()
        })
    }

    /// Leads the tab to an address, as a link or a redirect does.
    pub fn visit(&self, url: &str) {
        self.change(|tab| tab.url = url.to_owned());
    }

    /// The addresses that the page itself led its tab to, in all tabs.
    pub fn visits(&self) -> Vec<String> {
        self.world.with(|state| state.visits.clone())
    }

    /// Sets the tab's clock so many milliseconds ahead of the true time, or behind it.
    pub fn set_clock(&self, ahead: i64) {
        self.change(|tab| tab.clock = ahead);
    }

    /// The tab hangs: nothing runs in it, and it hears nothing.
    pub fn freeze(&self) {
        self.change(|tab| tab.is_frozen = true);
    }

    /// The tab goes on, and learns that it was away.
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

    /// The tab learns that it is shown again, or has a network again.
    pub fn wake(&self) {
        let all = self.change(|tab| tab.on_wake.clone());
        for (_, woke) in all.into_iter().flatten() {
            woke();
        }
    }

    /// The person does something in the tab.
    pub fn touch(&self) {
        let all = self.change(|tab| tab.on_activity.clone());
        for (_, active) in all.into_iter().flatten() {
            active();
        }
    }

    /// The tab is gone, in the middle of whatever it did. What it had sent is still on its way.
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
