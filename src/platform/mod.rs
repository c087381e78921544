//! The outside, as the sessions and the flows see it: small traits, one for each thing that a
//! browser does for us.
//!
//! [`Platform`] is a bundle of them. `browser` fills it with the real ones (wasm32 only),
//! `simulated` with virtual time and scripted networks (feature `simulated`), and `detached`
//! with none, for rendering on a server. What belongs here is what talks to the outside; what
//! decides anything does not.

#[cfg(feature = "api")]
mod app;
#[cfg(target_arch = "wasm32")]
pub(crate) mod browser;
#[cfg(feature = "records")]
mod database;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod detached;
mod guard;
#[cfg(any(target_arch = "wasm32", feature = "simulated"))]
mod lease;
mod memory;
mod passkeys;
mod patient;
mod popup;
#[cfg(feature = "aws")]
pub(crate) mod sdk;
#[cfg(feature = "simulated")]
pub mod simulated;
pub(crate) mod turns;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::protocol::http::{HttpRequest, HttpResponse};

#[cfg(feature = "api")]
pub use app::{AppRequest, AppResponse};
#[cfg(feature = "records")]
pub use database::{Commit, Committed, Database};
pub use guard::Guard;
pub use memory::MemoryStore;
pub use passkeys::{Ceremony, PasskeyError, Passkeys};
pub(crate) use patient::Patient;
pub use popup::{HandOver, POPUP_TIMEOUT, Popup, PopupError};

/// A future that stays on its thread, as a browser's do.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Everything that a [`Client`](crate::Client) needs of the outside. Each part can be replaced.
#[derive(Clone)]
pub struct Platform {
    /// Sends requests.
    pub fetch: Arc<dyn Fetch>,
    /// Keeps values for the whole origin, past the end of the browser: `localStorage`.
    pub local: Arc<dyn Store>,
    /// Keeps values for this tab: `sessionStorage`.
    pub tab: Arc<dyn Store>,
    /// Keeps records for the whole origin: `IndexedDB`.
    #[cfg(feature = "records")]
    pub database: Arc<dyn Database>,
    /// Tells the time and waits.
    pub clock: Arc<dyn Clock>,
    /// Runs what nobody waits for.
    pub spawn: Arc<dyn Spawn>,
    /// Gives bytes that nobody can guess.
    pub random: Arc<dyn Random>,
    /// Lets one tab at a time do something.
    pub lock: Arc<dyn Lock>,
    /// Tells the other tabs.
    pub channel: Arc<dyn Channel>,
    /// Tells when the tab comes back to life.
    pub wake: Arc<dyn Wake>,
    /// Knows and changes the page's address.
    pub navigator: Arc<dyn Navigator>,
    /// Opens another window, and hands addresses from there to here.
    pub popup: Arc<dyn Popup>,
    /// Verifies signatures.
    pub verifier: Arc<dyn Verifier>,
    /// Makes passkeys and signs with them.
    pub passkeys: Arc<dyn Passkeys>,
    /// Tells the developer what went wrong without stopping anything.
    pub log: Arc<dyn Log>,
}

impl Platform {
    /// The browser that this page runs in.
    ///
    /// On a server, where a page is only rendered, it is a platform on which nobody is signed in
    /// and every request fails as it does without a network.
    pub fn browser() -> Self {
        #[cfg(target_arch = "wasm32")]
        return browser::platform();
        #[cfg(not(target_arch = "wasm32"))]
        return detached::platform();
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z, by the clock of this machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From milliseconds since 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Timestamp(millis)
    }

    /// In milliseconds since 1970.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// In whole seconds since 1970, as JWTs count.
    pub const fn as_secs(self) -> i64 {
        (self.0 / 1000) as i64
    }

    /// That much later; the end of time where it would be past it.
    pub const fn plus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_add(millis(duration)))
    }

    /// That much earlier; the beginning of time where it would be before it.
    pub const fn minus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_sub(millis(duration)))
    }

    /// How much later this is than `earlier`; zero where it is not.
    pub const fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// A duration in milliseconds, or as many as there are where it is longer. The standard library computes
/// them in 128 bits, for which WebAssembly has no instruction.
pub(crate) const fn millis(duration: Duration) -> u64 {
    const MOST: u64 = u64::MAX / 1000;
    if duration.as_secs() >= MOST {
        return u64::MAX;
    }
    duration.as_secs() * 1000 + duration.subsec_millis() as u64
}

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The service could not be reached, or the connection broke.
    Network,
    /// No whole answer came within the time-out.
    Timeout,
    /// The answer is larger than [`MAX_ANSWER`], or than [`MAX_SERVICE_ANSWER`].
    TooLarge,
    /// A policy of the page forbids it. The same request will fail until the policy is another one.
    Policy,
    /// The worker that was to send it does not run: it did not start, or has ended. The next request
    /// starts another.
    Worker,
}

/// The largest answer of an app's own API that is read, in bytes.
pub const MAX_ANSWER: usize = 1024 * 1024;

/// The largest answer of Cognito and of AWS's services that is read, in bytes. What is kept for people can be large: a
/// dataset of Cognito Sync has up to 1 MB, which JSON can write six times as long. Of the other answers none is larger
/// than 1 MiB, and their readers hold them to it.
pub const MAX_SERVICE_ANSWER: usize = 8 * 1024 * 1024;

/// Sends requests.
pub trait Fetch: Send + Sync {
    /// Sends one request and reads its answer whole, within `timeout`.
    ///
    /// # Errors
    /// [`FetchError`] where no whole answer came; an answer with an error status is an answer.
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>>;

    /// Sends a request to a server of the app's own and reads its answer whole, within `timeout`. It is sent as the
    /// browser sends requests by itself: it follows redirects, and takes cookies along on the page's own origin. What
    /// goes to the user pool does neither, nor is it kept in any cache.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch). A platform that does not have this method reaches no such server.
    #[cfg(feature = "api")]
    fn fetch_app<'a>(
        &'a self,
        _request: &'a AppRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        Box::pin(std::future::ready(Err(FetchError::Network)))
    }

    /// Has a chunk of this program there that not every page needs, and that a build may have cut off
    /// for a page to fetch when it is wanted. A program in one piece has all of them.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    fn load_chunk<'a>(&'a self, _name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Whether anything answers at that address, be the answer hidden from this page or not;
    /// `None` where it cannot be told.
    #[cfg(feature = "diagnose")]
    fn answers<'a>(&'a self, _url: &'a str, _timeout: Duration) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async { None })
    }

    /// A worker that sends the requests of an app client and keeps its refresh tokens to itself: it
    /// gives the page handles in their place. It sends to the API's `endpoint` and to the `domain` of
    /// the hosted pages, and nowhere else. `None` where there are no workers.
    #[cfg(feature = "worker")]
    fn keeper(
        &self,
        _client_id: &str,
        _endpoints: &[&str],
        _domain: Option<&str>,
    ) -> Option<Keeper> {
        None
    }

    /// Hands over a refresh token that came from elsewhere, to the worker that sends the requests. Gives the
    /// handle that stands for it from then on; `None` where no worker keeps tokens.
    ///
    /// # Errors
    /// [`Worker`](FetchError::Worker) where the worker does not run.
    fn take_in<'a>(
        &'a self,
        _token: &'a str,
    ) -> LocalFuture<'a, Result<Option<String>, FetchError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// A worker that keeps refresh tokens, as a page sees it; from [`Fetch::keeper`].
#[cfg(feature = "worker")]
#[derive(Clone)]
pub struct Keeper {
    /// Sends requests, with the refresh tokens in place of their handles.
    pub fetch: Arc<dyn Fetch>,
    /// Keeps values for as long as the worker runs.
    pub store: Arc<dyn Store>,
    /// Whether all tabs of the origin have the worker in common.
    pub is_shared: bool,
}

/// Why a store did not do what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The browser refuses this page its storage.
    Forbidden,
    /// There is no room left.
    Full,
    /// A store of the app's own failed, or did not answer in time.
    Failed,
}

/// Keeps strings under keys. Asynchronous, since some places to keep things are.
pub trait Store: Send + Sync {
    /// What is kept under `key`.
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>>;
    /// Keeps `value` under `key`, in one step, in place of what was there.
    fn write<'a>(&'a self, key: &'a str, value: &'a str)
    -> LocalFuture<'a, Result<(), StoreError>>;
    /// Forgets what is kept under `key`.
    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>>;
    /// The keys that begin with `prefix`, in any order.
    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>>;

    /// Takes over what others have changed meanwhile, as far as that can be had within a moment. Asked
    /// before something that only the newest value is good for. Most stores know the newest anyway.
    fn catch_up(&self) -> LocalFuture<'_, ()> {
        Box::pin(async {})
    }

    /// From now on, calls `changed` when a value has come by itself of which no other tab told.
    fn watch(&self, changed: Box<dyn Fn() + Send + Sync>) {
        drop(changed);
    }
}

/// Tells the time and waits.
pub trait Clock: Send + Sync {
    /// The time by this machine's clock, right or wrong.
    fn now(&self) -> Timestamp;
    /// Waits at least that long.
    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()>;
    /// Milliseconds by a clock that nobody can set, counted from any moment. It may stand still
    /// while the machine sleeps. A platform that has none gives its usual time.
    fn ticks(&self) -> u64 {
        self.now().as_millis()
    }
}

/// Runs what nobody waits for.
pub trait Spawn: Send + Sync {
    /// Runs a future to its end, beside everything else.
    fn spawn(&self, future: LocalFuture<'static, ()>);
}

/// Gives bytes that nobody can guess.
pub trait Random: Send + Sync {
    /// 32 new bytes from a cryptographically secure source; `None` where there is no such source.
    fn bytes(&self) -> Option<[u8; 32]>;
}

/// Lets one holder at a time pass, among all tabs of the origin.
pub trait Lock: Send + Sync {
    /// Waits for the lock of that name and holds it until the guard is dropped.
    ///
    /// Somebody who holds it for longer than `steal_after` is taken for one that hangs, and loses it
    /// to whoever waited for so long; with zero it is taken at once. The one that lost
    /// it is not told: what it writes must be safe all the same.
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard>;

    /// Leaves a number for the next holder, who sees it at once, while it may see what was stored
    /// only later. To be called by whoever holds the lock.
    fn leave_revision(&self, name: &str, revision: i64) {
        let _ = (name, revision);
    }

    /// The number farthest from zero that earlier holders have left not long ago; zero where there
    /// is none, or where what they stored is seen no later than that the lock is free.
    fn revision<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        let _ = name;
        Box::pin(async { 0 })
    }
}

/// Tells the other tabs of the origin.
pub trait Channel: Send + Sync {
    /// Tells the tabs that listen under `name`; this listener itself does not hear it.
    fn post(&self, name: &str, message: &str);
    /// Hears what other tabs post under `name`, until the guard is dropped. Where tabs cannot talk,
    /// it hears an empty message when one of them has changed what is stored under `name`.
    fn listen(&self, name: &str, heard: Box<dyn Fn(&str) + Send + Sync>) -> Guard;
}

/// Tells when the tab comes back to life.
pub trait Wake: Send + Sync {
    /// Calls `woke` whenever the tab is shown again, comes back from the browser's cache of pages,
    /// or has a network again, until the guard is dropped.
    fn listen(&self, woke: Box<dyn Fn() + Send + Sync>) -> Guard;

    /// Calls `active` whenever the person does something on the page, or has the tab shown again, until the
    /// guard is dropped. That can be many times in a second. A platform that cannot tell never calls it.
    fn listen_to_activity(&self, active: Box<dyn Fn() + Send + Sync>) -> Guard {
        drop(active);
        Guard::none()
    }

    /// Whether there may be a network: not where the browser is certain that there is none. When it is back, those who
    /// [listen](Self::listen) hear of it.
    fn is_online(&self) -> bool {
        true
    }
}

/// Knows and changes the page's address.
pub trait Navigator: Send + Sync {
    /// The page's whole address; empty where there is no page.
    fn url(&self) -> String;
    /// Changes the address that is shown, and the history's entry, without loading anything.
    fn replace_url(&self, url: &str);
    /// Leaves the page for another address.
    fn go(&self, url: &str);
}

/// Verifies signatures.
pub trait Verifier: Send + Sync {
    /// Whether `signature` is the RS256 signature of `message` by the RSA key with the modulus `n`
    /// and the exponent `e`, both in base64url as a JWK has them; `None` where it cannot be told.
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>>;
}

/// Tells the developer what went wrong without stopping anything.
pub trait Log: Send + Sync {
    /// A warning, without any secret in it.
    fn warn(&self, message: &str);
}
