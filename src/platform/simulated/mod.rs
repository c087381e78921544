//! A whole origin in one thread: tabs, storage, locks and a network, under virtual time.
//!
//! Nothing here waits: when all that runs is waiting, time jumps to the next moment at which
//! something happens. The same seed gives the same run. For tests.
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

mod executor;
mod network;
mod parts;
mod popup;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::turns::Turns;
use super::{Ceremony, Clock, MemoryStore, PasskeyError, Platform, StoreError, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse};

pub use network::Delivery;

/// An origin, its tabs, and the service that they talk to. Clones are one.
#[derive(Clone)]
pub struct World(Arc<Mutex<State>>);

/// One tab of the origin.
#[derive(Clone)]
pub struct Tab {
    world: World,
    number: u64,
    platform: Platform,
}

type Server = Box<dyn FnMut(Timestamp, &HttpRequest) -> HttpResponse + Send>;
type Network = Box<dyn FnMut(&HttpRequest) -> Delivery + Send>;
type Authenticator = Box<dyn FnMut(Ceremony, &str) -> Result<String, PasskeyError> + Send>;
type Verify = Box<dyn Fn(&str, &str, &[u8], &[u8]) -> Option<bool> + Send>;

struct State {
    now: Timestamp,
    seed: u64,
    drawn: u64,
    server: Option<Server>,
    network: Network,
    verify: Verify,
    authenticator: Authenticator,
    latency: Duration,
    requests: Vec<HttpRequest>,
    /// Who waits for which moment.
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
    next: u64,
    local: Arc<MemoryStore>,
    storage_fault: Option<StoreError>,
    locks: Turns,
    listeners: Vec<parts::Listener>,
    urls: BTreeMap<u64, String>,
    visits: Vec<String>,
    warnings: Vec<String>,
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
            latency: Duration::from_millis(50),
            requests: Vec::new(),
            sleepers: BTreeMap::new(),
            next: 0,
            local: Arc::default(),
            storage_fault: None,
            locks: Turns::default(),
            listeners: Vec::new(),
            urls: BTreeMap::new(),
            visits: Vec::new(),
            warnings: Vec::new(),
            popups_blocked: false,
            windows: Vec::new(),
            opened: Vec::new(),
        })))
    }

    /// Opens a tab at an address.
    pub fn tab(&self, url: &str) -> Tab {
        let number = self.with(|state| {
            let number = state.ticket();
            state.urls.insert(number, url.to_owned());
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

    /// The requests that were sent so far, lost ones too.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.with(|state| state.requests.clone())
    }

    /// The warnings so far.
    pub fn warnings(&self) -> Vec<String> {
        self.with(|state| state.warnings.clone())
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
}

impl Tab {
    /// The tab's platform, for a client.
    pub fn platform(&self) -> Platform {
        self.platform.clone()
    }

    /// The address that the tab shows.
    pub fn url(&self) -> String {
        self.world
            .with(|state| state.urls.get(&self.number).cloned())
            .unwrap_or_default()
    }

    /// Leads the tab to an address, as a link or a redirect does.
    pub fn visit(&self, url: &str) {
        self.world
            .with(|state| state.urls.insert(self.number, url.to_owned()));
    }

    /// The addresses that the page itself led its tab to, in all tabs.
    pub fn visits(&self) -> Vec<String> {
        self.world.with(|state| state.visits.clone())
    }
}
