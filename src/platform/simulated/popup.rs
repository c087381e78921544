//! Popups of a simulated origin: tabs that another tab opened.

use std::time::Duration;

use super::parts::Waits;
use super::{Tab, World};
use crate::platform::{HandOver, MemoryStore, POPUP_TIMEOUT, PopupError, Store};

/// How often the page that opened a popup looks at it.
const GLANCE: Duration = Duration::from_millis(100);

/// A popup, as the page sees it that opened it.
pub(super) struct Window {
    tab: u64,
    opener: u64,
    /// The state of the flow that it was opened for.
    state: String,
    /// What it handed over: a state and an address.
    message: Option<(String, String)>,
    is_closed: bool,
}

impl World {
    /// Lets the browser block popups from now on, or no longer.
    pub fn block_popups(&self, block: bool) {
        self.with(|state| state.popups_blocked = block);
    }

    /// The oldest popup that was opened and that nobody has asked for yet.
    pub fn next_popup(&self) -> Option<Tab> {
        self.with(|state| {
            let has_one = !state.opened.is_empty();
            has_one.then(|| state.opened.remove(0))
        })
    }
}

impl Tab {
    /// Closes the tab, as the person does.
    pub fn close(&self) {
        self.world.with(|state| {
            for window in &mut state.windows {
                window.is_closed |= window.tab == self.number;
            }
        });
    }

    /// Whether this is a popup that was closed, by the person or by a page.
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
    copy(&from, &to).await;
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
        let (message, is_closed) = world.with(|state| look(&mut state.windows, number));
        match message {
            Some((under, address)) if under == flow => {
                return Ok(address);
            }
            _ if is_closed => return Err(PopupError::Closed),
            _ if world.now() > until => {
                world.with(|state| state.windows.retain(|window| window.tab != number));
                return Err(PopupError::Timeout);
            }
            _ => Waits::new(&world, GLANCE).await,
        }
    }
}

pub(super) fn hand_over(world: &World, tab: u64, under: &str, address: &str) -> HandOver {
    world.with(|state| {
        let url = |tab| state.tabs.get(tab).map_or("", |tab| tab.url.as_str());
        let here = origin(url(&tab));
        // Another tab can come back with the state of a popup that is still open.
        let is_it = |it: &&mut Window| it.tab == tab || it.state == under && !it.is_closed;
        let Some(window) = state.windows.iter_mut().find(is_it) else {
            return HandOver::Unclaimed;
        };
        // A browser delivers the message to a page of the same origin alone.
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

/// As a window begins with its opener's session storage.
async fn copy(from: &MemoryStore, to: &MemoryStore) {
    for key in from.keys("").await.unwrap_or_default() {
        if let Ok(Some(value)) = from.read(&key).await {
            let _ = to.write(&key, &value).await;
        }
    }
}

fn look(windows: &mut [Window], tab: u64) -> (Option<(String, String)>, bool) {
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
