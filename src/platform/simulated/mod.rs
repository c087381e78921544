//! A whole origin in one thread: tabs, storage, locks and a network, under virtual time.
//!
//! Nothing here waits: when all that runs is waiting, time jumps to the next moment at which
//! something happens. The same seed gives the same run. Tabs can crash, freeze and have clocks that
//! are wrong; storage can be seen late, and the browser can lack what older ones lack. For tests.
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
mod messages;
mod network;
mod origin;
mod parts;
mod popup;
mod tab;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::turns::Turns;
use super::{Ceremony, Clock, FetchError, MemoryStore, PasskeyError, StoreError, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse};
use tab::TabState;

pub use network::Delivery;
pub use tab::Tab;

/// An origin, its tabs, and the service that they talk to. Clones are one.
#[derive(Clone)]
pub struct World(Arc<Mutex<State>>);

/// Something that happened, for who watches a world.
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
    /// A tab has the answer to a request, or has given up waiting for it. It never comes to that
    /// where the tab is gone.
    Ended {
        /// The tab's number.
        tab: u64,
        /// The request's number.
        number: u64,
        /// What came of it.
        outcome: &'a Result<HttpResponse, FetchError>,
    },
    /// A tab changed what the origin stores.
    Stored {
        /// The tab's number.
        tab: u64,
        /// The key.
        key: &'a str,
        /// The new value, unless it was removed.
        value: Option<&'a str>,
    },
    /// A tab told the others something.
    Posted {
        /// The tab's number.
        tab: u64,
        /// The name that the others listen under.
        name: &'a str,
        /// What it told.
        message: &'a str,
    },
}

/// What browsers have, and some do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The Web Locks API.
    Locks,
    /// `BroadcastChannel`.
    Channels,
    /// A secure source of randomness; tabs that are open lack it, too.
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
    /// Who waits for which moment.
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
    ready: executor::Ready,
    next: u64,
    local: Arc<MemoryStore>,
    #[cfg(feature = "records")]
    database: database::Rows,
    storage_fault: Option<StoreError>,
    lag: origin::Lag,
    lacks: Vec<Part>,
    locks: Turns,
    listeners: Vec<messages::Listener>,
    tabs: BTreeMap<u64, TabState>,
    visits: Vec<String>,
    warnings: Vec<String>,
    is_online: bool,
    popups_blocked: bool,
    windows: Vec<popup::Window>,
    /// Popups that the test has not asked for yet.
    opened: Vec<Tab>,
}

impl World {
    /// A world at 2026-01-01T00:00:00Z, whose service is `server`: what it answers to a request at
    /// a moment of virtual time.
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
            lag: origin::Lag::default(),
            lacks: Vec::new(),
            locks: Turns::default(),
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

    /// Opens a tab at an address.
    pub fn tab(&self, url: &str) -> Tab {
        let number = self.with(|state| {
            let number = state.ticket();
            state.tabs.insert(number, TabState::at(url));
            number
        });
        Tab {
            world: self.clone(),
            number,
            platform: parts::platform(self, number),
        }
    }

    /// Decides what becomes of each request from now on.
    pub fn network(&self, network: impl FnMut(&HttpRequest) -> Delivery + Send + 'static) {
        self.with(|state| state.network = Box::new(network));
    }

    /// Whether the browser knows of a network. What requests become is [`network`](Self::network)'s to say, and that there
    /// is one again is heard when a tab [wakes](Tab::wake).
    pub fn set_online(&self, is_online: bool) {
        self.with(|state| state.is_online = is_online);
    }

    /// How signatures are verified: modulus and exponent in base64url, message, signature.
    pub fn verifier(
        &self,
        verify: impl Fn(&str, &str, &[u8], &[u8]) -> Option<bool> + Send + 'static,
    ) {
        self.with(|state| state.verify = Box::new(verify));
    }

    /// What the browser's authenticator, and the person at it, make of a ceremony of WebAuthn: the
    /// text of the options in, the text of the credential out. Without one there are no passkeys.
    pub fn authenticator(
        &self,
        authenticator: impl FnMut(Ceremony, &str) -> Result<String, PasskeyError> + Send + 'static,
    ) {
        self.with(|state| state.authenticator = Box::new(authenticator));
    }

    /// Tells of everything that happens from now on, at the moment when it happens.
    pub fn watch(&self, watcher: impl FnMut(Timestamp, &Seen<'_>) + Send + 'static) {
        self.with(|state| state.watcher = Some(Box::new(watcher)));
    }

    /// The browser lacks something. For tabs that are opened from now on.
    pub fn lack(&self, part: Part) {
        self.with(|state| state.lacks.push(part));
    }

    /// From now on, a tab sees up to that late what another one has stored. Chromium needs some
    /// 50 milliseconds.
    pub fn storage_lag(&self, most: Duration) {
        self.with(|state| state.lag.most = most);
    }

    /// Makes the origin's storage fail from now on, or work again: a full one takes nothing more, a
    /// forbidden one cannot be used at all.
    pub fn storage_fault(&self, fault: Option<StoreError>) {
        self.with(|state| state.storage_fault = fault);
    }

    /// The origin's storage itself, to look into or to damage.
    pub fn local_storage(&self) -> Arc<MemoryStore> {
        self.with(|state| state.local.clone())
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.with(|state| state.now)
    }

    /// Lets time pass, and everything happen that happens meanwhile.
    pub fn advance(&self, duration: Duration) {
        let clock = parts::clock(self);
        self.run(async move { clock.sleep(duration).await });
    }

    /// Runs a future to its end, and everything beside it.
    ///
    /// # Panics
    /// Where it can never end: all that runs waits for something else than time.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        executor::run(self, future)
    }

    /// Ends everything that runs in this world, and all its tabs.
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

    /// The requests that were sent so far, lost ones too.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.with(|state| state.requests.clone())
    }

    /// The warnings so far.
    pub fn warnings(&self) -> Vec<String> {
        self.with(|state| state.warnings.clone())
    }

    /// The watcher is taken out while it looks, so that it may look at the world.
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

    /// A tab's session storage; an empty one where there is no such tab.
    fn session(&self, tab: u64) -> Arc<MemoryStore> {
        let tab = self.tabs.get(&tab);
        tab.map(|tab| tab.session.clone()).unwrap_or_default()
    }

    fn is_alive(&self, tab: u64) -> bool {
        self.tabs.get(&tab).is_some_and(|tab| tab.is_alive)
    }
}
