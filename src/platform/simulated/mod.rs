//! A simulated origin in one thread, for tests: tabs, storage, locks and a network, under virtual time.
//!
//! Nothing waits in real time: when all futures wait, time jumps to the next timer. The same seed gives
//! the same run. Tabs can crash, freeze and have wrong clocks, a tab can see another tab's writes late, and
//! the browser can lack newer APIs.
//!
//! ```
//! use std::time::Duration;
//! use vestibule::platform::simulated::World;
//!
//! let world = World::new(7, |_now, _request| Default::default());
//! let tab = world.tab("https://example.com/");
//! let clock = tab.platform().clock;
//! let slept = world.run(async move {
//!     let before = clock.now();
//!     clock.sleep(Duration::from_secs(3600)).await;
//!     clock.now().since(before)
//! });
//! assert_eq!(slept, Duration::from_secs(3600));
//! ```

#[cfg(feature = "api")]
mod app;
#[cfg(feature = "records")]
mod database;
mod executor;
mod local_storage;
mod messages;
mod network;
mod popup;
mod tab;
mod tab_platform;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::lock_queue::LockQueue;
use super::{Ceremony, Clock, FetchError, MemoryStore, PasskeyError, StoreError, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse};
use tab::TabState;

pub use network::Delivery;
pub use tab::Tab;

/// An origin, its tabs, and the service that receives their requests. Clones share one world.
#[derive(Clone)]
pub struct World(Arc<Mutex<State>>);

/// An event that [`World::watch`] reports.
#[derive(Debug)]
#[non_exhaustive]
pub enum Seen<'a> {
    /// A tab sent a request.
    Sent {
        /// The tab's number.
        tab: u64,
        /// The request's number.
        number: u64,
        /// The request.
        request: &'a HttpRequest,
    },
    /// A tab has received the response to a request, or its request has failed. Not reported for a tab that
    /// has crashed.
    Ended {
        /// The tab's number.
        tab: u64,
        /// The request's number.
        number: u64,
        /// The response, or the error.
        outcome: &'a Result<HttpResponse, FetchError>,
    },
    /// A tab changed what the origin stores.
    Stored {
        /// The tab's number.
        tab: u64,
        /// The key.
        key: &'a str,
        /// The new value. `None` if it was removed.
        value: Option<&'a str>,
    },
    /// A tab sent a message to the others.
    Posted {
        /// The tab's number.
        tab: u64,
        /// The channel's name.
        name: &'a str,
        /// The message.
        message: &'a str,
    },
}

/// An API that some browsers lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserApi {
    /// The Web Locks API.
    Locks,
    /// `BroadcastChannel`.
    Channels,
    /// A secure source of random bytes. Open tabs lose it, too.
    Random,
}

type Server = Box<dyn FnMut(Timestamp, &HttpRequest) -> HttpResponse + Send>;
type Network = Box<dyn FnMut(&HttpRequest) -> Delivery + Send>;
type Authenticator = Box<dyn FnMut(Ceremony, &str) -> Result<String, PasskeyError> + Send>;
type Verify = Box<dyn Fn(&str, &str, &[u8], &[u8]) -> Option<bool> + Send>;
type Watcher = Box<dyn FnMut(Timestamp, &Seen<'_>) + Send>;

struct State {
    now: Timestamp,
    seed: u64,
    drawn: u64,
    server: Option<Server>,
    network: Network,
    verify: Verify,
    authenticator: Authenticator,
    watcher: Option<Watcher>,
    latency: Duration,
    requests: Vec<HttpRequest>,
    /// The timers by time and number.
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
    ready: executor::Ready,
    next: u64,
    local: Arc<MemoryStore>,
    #[cfg(feature = "records")]
    database: database::Rows,
    storage_fault: Option<StoreError>,
    #[cfg(feature = "records")]
    database_fault: Option<StoreError>,
    delayed_changes: local_storage::DelayedChanges,
    lacks: Vec<BrowserApi>,
    locks: LockQueue,
    listeners: Vec<messages::Listener>,
    tabs: BTreeMap<u64, TabState>,
    visits: Vec<String>,
    warnings: Vec<String>,
    is_online: bool,
    popups_blocked: bool,
    windows: Vec<popup::Window>,
    /// Popups that [`World::next_popup`] has not returned yet.
    opened: Vec<Tab>,
}

impl World {
    /// Creates a world at 2026-01-01T00:00:00Z. `server` responds to a request at a time of the virtual
    /// clock.
    pub fn new(
        seed: u64,
        server: impl FnMut(Timestamp, &HttpRequest) -> HttpResponse + Send + 'static,
    ) -> Self {
        World(Arc::new(Mutex::new(State {
            now: Timestamp::from_millis(1_767_225_600_000),
            seed,
            drawn: 0,
            server: Some(Box::new(server)),
            network: Box::new(|_| Delivery::Deliver),
            verify: Box::new(|_, _, _, _| None),
            authenticator: Box::new(|_, _| Err(PasskeyError::Unavailable)),
            watcher: None,
            latency: Duration::from_millis(50),
            requests: Vec::new(),
            sleepers: BTreeMap::new(),
            ready: executor::Ready::default(),
            next: 0,
            local: Arc::default(),
            #[cfg(feature = "records")]
            database: database::Rows::default(),
            storage_fault: None,
            #[cfg(feature = "records")]
            database_fault: None,
            delayed_changes: local_storage::DelayedChanges::default(),
            lacks: Vec::new(),
            locks: LockQueue::default(),
            listeners: Vec::new(),
            tabs: BTreeMap::new(),
            visits: Vec::new(),
            warnings: Vec::new(),
            is_online: true,
            popups_blocked: false,
            windows: Vec::new(),
            opened: Vec::new(),
        })))
    }

    /// Opens a tab at a URL.
    pub fn tab(&self, url: &str) -> Tab {
        let number = self.with(|state| {
            let number = state.ticket();
            state.tabs.insert(number, TabState::at(url));
            number
        });
        Tab {
            world: self.clone(),
            number,
            platform: tab_platform::platform(self, number),
        }
    }

    /// Sets how each later request is delivered.
    pub fn network(&self, network: impl FnMut(&HttpRequest) -> Delivery + Send + 'static) {
        self.with(|state| state.network = Box::new(network));
    }

    /// Sets what [`Wake::is_online`](crate::platform::Wake::is_online) returns. It does not change how requests are
    /// delivered ([`network`](Self::network)), and tabs are only notified by [`Tab::wake`].
    pub fn set_online(&self, is_online: bool) {
        self.with(|state| state.is_online = is_online);
    }

    /// Sets the function that verifies signatures: modulus and exponent in base64url, message, signature.
    pub fn verifier(
        &self,
        verify: impl Fn(&str, &str, &[u8], &[u8]) -> Option<bool> + Send + 'static,
    ) {
        self.with(|state| state.verify = Box::new(verify));
    }

    /// Sets the WebAuthn authenticator: a function from the JSON of the options to the JSON of the credential.
    /// Without it, passkeys are unavailable.
    pub fn authenticator(
        &self,
        authenticator: impl FnMut(Ceremony, &str) -> Result<String, PasskeyError> + Send + 'static,
    ) {
        self.with(|state| state.authenticator = Box::new(authenticator));
    }

    /// Reports each later event when it happens.
    pub fn watch(&self, watcher: impl FnMut(Timestamp, &Seen<'_>) + Send + 'static) {
        self.with(|state| state.watcher = Some(Box::new(watcher)));
    }

    /// Removes an API from the browser, for tabs that are opened later.
    pub fn disable(&self, api: BrowserApi) {
        self.with(|state| state.lacks.push(api));
    }

    /// Sets the maximum delay until a tab sees what another one has stored. In Chromium it is about
    /// 50 milliseconds.
    pub fn storage_lag(&self, max: Duration) {
        self.with(|state| state.delayed_changes.max = max);
    }

    /// Makes the origin's storage fail, or work again. A full storage cannot be written to, but it can be read. Any
    /// other error applies to all operations.
    pub fn storage_fault(&self, fault: Option<StoreError>) {
        self.with(|state| state.storage_fault = fault);
    }

    /// Returns the origin's storage, for tests to inspect or damage.
    pub fn local_storage(&self) -> Arc<MemoryStore> {
        self.with(|state| state.local.clone())
    }

    /// Returns the current virtual time.
    pub fn now(&self) -> Timestamp {
        self.with(|state| state.now)
    }

    /// Advances the virtual time and runs everything that is due.
    pub fn advance(&self, duration: Duration) {
        let clock = tab_platform::clock(self);
        self.run(async move { clock.sleep(duration).await });
    }

    /// Runs a future to its end, together with all background tasks.
    ///
    /// # Panics
    /// If the future can never end, because no timer is running.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        executor::run(self, future)
    }

    /// Drops all tasks and tabs of this world.
    pub fn end(&self) {
        self.with(|state| {
            for tab in state.tabs.values_mut() {
                tab.is_alive = false;
            }
            state.watcher = None;
        });
        executor::end(self, None);
        let (listeners, tabs) = self.with(|state| {
            let listeners = std::mem::take(&mut state.listeners);
            (listeners, std::mem::take(&mut state.tabs))
        });
        drop((listeners, tabs));
    }

    /// Returns all requests so far, including lost ones.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.with(|state| state.requests.clone())
    }

    /// Returns all warnings so far.
    pub fn warnings(&self) -> Vec<String> {
        self.with(|state| state.warnings.clone())
    }

    /// Calls the watcher without holding the lock, so that it may use the world.
    fn see(&self, seen: &Seen<'_>) {
        let Some(mut watcher) = self.with(|state| state.watcher.take()) else {
            return;
        };
        watcher(self.now(), seen);
        self.with(|state| state.watcher = Some(watcher));
    }

    fn id(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn ticket(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// A tab's session storage. An empty one if there is no such tab.
    fn session(&self, tab: u64) -> Arc<MemoryStore> {
        let tab = self.tabs.get(&tab);
        tab.map(|tab| tab.session.clone()).unwrap_or_default()
    }

    fn is_alive(&self, tab: u64) -> bool {
        self.tabs.get(&tab).is_some_and(|tab| tab.is_alive)
    }
}
