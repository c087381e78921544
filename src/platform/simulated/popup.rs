//! Popups of a simulated origin: tabs that another tab has opened.

use std::time::Duration;

use super::tab_platform::Sleep;
use super::{Tab, World};
use crate::platform::{HandOver, MemoryStore, POPUP_TIMEOUT, PopupError, Store};

/// How often the opener polls a popup.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// A popup as its opener sees it.
pub(super) struct Window {
    tab: u64,
    opener: u64,
    /// The `state` of its flow.
    state: String,
    /// The state and the address that were handed over.
    message: Option<(String, String)>,
    is_closed: bool,
}

impl World {
    /// Makes the browser block popups, or allow them again.
    pub fn block_popups(&self, block: bool) {
        self.with(|state| state.popups_blocked = block);
    }

    /// Returns the next popup that was opened.
    pub fn next_popup(&self) -> Option<Tab> {
        self.with(|state| {
            let has_one = !state.opened.is_empty();
            has_one.then(|| state.opened.remove(0))
        })
    }
}

impl Tab {
    /// Closes the tab, as a user does.
    pub fn close(&self) {
        self.world.with(|state| {
            for window in &mut state.windows {
                window.is_closed |= window.tab == self.number;
            }
        });
    }

    /// Whether this popup was closed, by the user or by a page.
    pub fn is_closed(&self) -> bool {
        let find = |window: &Window| window.tab == self.number;
        !self.world.with(|state| {
            let window = state.windows.iter().find(|window| find(window));
            window.is_some_and(|window| !window.is_closed)
        })
    }
}

pub(super) async fn run(
    world: World,
    opener: u64,
    url: &str,
    flow: &str,
) -> Result<String, PopupError> {
    if world.with(|state| state.popups_blocked) {
        return Err(PopupError::Blocked);
    }
    let tab = world.tab(url);
    let number = tab.number;
    let (from, to) = world.with(|state| (state.session(opener), state.session(number)));
    copy_storage(&from, &to).await;
    let until = world.now().plus(POPUP_TIMEOUT);
    world.with(|state| {
        state.windows.push(Window {
            tab: number,
            opener,
            state: flow.to_owned(),
            message: None,
            is_closed: false,
        });
        state.opened.push(tab);
    });
    loop {
        let (message, is_closed) = world.with(|state| poll_window(&mut state.windows, number));
        match message {
            Some((under, address)) if under == flow => {
                return Ok(address);
            }
            _ if is_closed => return Err(PopupError::Closed),
            _ if world.now() > until => {
                world.with(|state| state.windows.retain(|window| window.tab != number));
                return Err(PopupError::Timeout);
            }
            _ => Sleep::new(&world, POLL_INTERVAL).await,
        }
    }
}

pub(super) fn hand_over(world: &World, tab: u64, under: &str, address: &str) -> HandOver {
    world.with(|state| {
        let url = |tab| state.tabs.get(tab).map_or("", |tab| tab.url.as_str());
        let here = origin(url(&tab));
        // Another tab may end the flow of a popup that is still open.
        let is_receiver = |it: &&mut Window| it.tab == tab || it.state == under && !it.is_closed;
        let Some(window) = state.windows.iter_mut().find(is_receiver) else {
            return HandOver::Unclaimed;
        };
        // A browser delivers the message only to pages of the same origin.
        let is_taken = here == origin(url(&window.opener));
        if is_taken {
            window.message = Some((under.to_owned(), address.to_owned()));
        }
        if window.tab == tab {
            window.is_closed = true;
            return HandOver::Closing;
        }
        match is_taken {
            true => HandOver::Taken,
            false => HandOver::Unclaimed,
        }
    })
}

/// Copies the opener's session storage, as browsers do for a new window.
async fn copy_storage(from: &MemoryStore, to: &MemoryStore) {
    for key in from.keys("").await.unwrap_or_default() {
        if let Ok(Some(value)) = from.read(&key).await {
            let _ = to.write(&key, &value).await;
        }
    }
}

fn poll_window(windows: &mut [Window], tab: u64) -> (Option<(String, String)>, bool) {
    let window = windows.iter_mut().find(|window| window.tab == tab);
    window.map_or((None, true), |window| {
        (window.message.take(), window.is_closed)
    })
}

fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?', '#']));
    url.get(..end.map_or(url.len(), |end| host + end))
        .unwrap_or_default()
}
