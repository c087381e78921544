//! The platform: one small trait for each thing that a session or a flow needs of the browser.
//!
//! [`Platform`] has an implementation of each. There are three: `browser` (wasm32 only), `simulated`
//! with virtual time and scripted networks (feature `simulated`), and `server_side` for rendering on a
//! server. This folder only does I/O. Decisions belong to the layers above.

#[cfg(feature = "api")]
mod app;
#[cfg(target_arch = "wasm32")]
pub(crate) mod browser;
#[cfg(feature = "records")]
mod database;
mod guard;
#[cfg(any(target_arch = "wasm32", feature = "simulated"))]
mod lease;
pub(crate) mod lock_queue;
mod memory;
mod passkeys;
mod popup;
#[cfg(feature = "aws")]
pub(crate) mod sdk;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod server_side;
#[cfg(feature = "simulated")]
pub mod simulated;
mod store_timeout;

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
pub use popup::{HandOver, POPUP_TIMEOUT, Popup, PopupError};
pub(crate) use store_timeout::StoreWithTimeout;

/// A boxed future that need not be `Send`, because a browser's futures stay on their thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Everything that a [`Client`](crate::Client) needs of the browser. Each field can be replaced.
#[derive(Clone)]
pub struct Platform {
    /// Sends requests.
    pub fetch: Arc<dyn Fetch>,
    /// Stores values for the whole origin, and keeps them when the browser is closed: `localStorage`.
    pub local: Arc<dyn Store>,
    /// Stores values for this tab: `sessionStorage`.
    pub tab: Arc<dyn Store>,
    /// Stores records for the whole origin: `IndexedDB`.
    #[cfg(feature = "records")]
    pub database: Arc<dyn Database>,
    /// Reads the time and sleeps.
    pub clock: Arc<dyn Clock>,
    /// Runs futures in the background.
    pub spawn: Arc<dyn Spawn>,
    /// Generates random bytes.
    pub random: Arc<dyn Random>,
    /// Locks among all tabs of the origin.
    pub lock: Arc<dyn Lock>,
    /// Sends messages to the other tabs.
    pub channel: Arc<dyn Channel>,
    /// Reports when the tab becomes visible or online again.
    pub wake: Arc<dyn Wake>,
    /// Reads and changes the page's address.
    pub navigator: Arc<dyn Navigator>,
    /// Opens popup windows and receives the addresses at which they end.
    pub popup: Arc<dyn Popup>,
    /// Verifies signatures.
    pub verifier: Arc<dyn Verifier>,
    /// Creates passkeys and signs with them.
    pub passkeys: Arc<dyn Passkeys>,
    /// Logs warnings for the developer.
    pub log: Arc<dyn Log>,
}

impl Platform {
    /// Returns the platform of the browser that this page runs in.
    ///
    /// On a server, for server-side rendering, it returns a platform on which nobody is signed in and
    /// every request fails as it does without a network.
    pub fn browser() -> Self {
        #[cfg(target_arch = "wasm32")]
        return browser::platform();
        #[cfg(not(target_arch = "wasm32"))]
        return server_side::platform();
    }
}

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// Creates a timestamp from milliseconds since 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Timestamp(millis)
    }

    /// Returns the milliseconds since 1970.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Returns the whole seconds since 1970, the unit of times in JWTs.
    pub const fn as_secs(self) -> i64 {
        (self.0 / 1000) as i64
    }

    /// Adds a duration. The result is the largest timestamp on overflow.
    pub const fn plus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_add(millis(duration)))
    }

    /// Subtracts a duration. The result is zero on underflow.
    pub const fn minus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_sub(millis(duration)))
    }

    /// Returns the time from `earlier` to this timestamp, or zero if `earlier` is later.
    pub const fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// Returns a duration in milliseconds, at most `u64::MAX`. The standard library's `as_millis` computes in
/// 128 bits, for which WebAssembly has no instruction.
pub(crate) const fn millis(duration: Duration) -> u64 {
    const MAX_SECS: u64 = u64::MAX / 1000;
    if duration.as_secs() >= MAX_SECS {
        return u64::MAX;
    }
    duration.as_secs() * 1000 + duration.subsec_millis() as u64
}

/// Why a request got no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The service could not be reached, or the connection broke.
    Network,
    /// The response was not complete within the timeout.
    Timeout,
    /// The response is larger than [`MAX_APP_RESPONSE`], or than [`MAX_SERVICE_RESPONSE`].
    TooLarge,
    /// The page's Content-Security-Policy forbids the request. It will fail again until the policy changes.
    Policy,
    /// The worker that should send the request did not start, or has ended. The next request starts a new
    /// worker.
    Worker,
}

/// The largest response of an app's own API that is accepted, in bytes.
pub const MAX_APP_RESPONSE: usize = 1024 * 1024;

/// The largest response of Cognito, of AWS's services and of a remote of records that is accepted, in bytes: 64 MiB. A
/// dataset at an app's own API has up to 8 MiB, and JSON escapes can make that six times as long. All other responses
/// are limited to 8 MiB or less where they are read.
pub const MAX_SERVICE_RESPONSE: usize = 64 * 1024 * 1024;

/// Sends requests.
pub trait Fetch: Send + Sync {
    /// Sends a request and reads its whole response within `timeout`.
    ///
    /// # Errors
    /// [`FetchError`] without a complete response. A response with an error status is not an error.
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<HttpResponse, FetchError>>;

    /// Sends a request to one of the app's servers and reads its whole response within `timeout`. It has the browser's
    /// default options: it follows redirects, and sends cookies to the page's own origin. (Requests to the user pool
    /// do neither, and bypass all caches.)
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch). The default implementation always fails.
    #[cfg(feature = "api")]
    fn fetch_app<'a>(
        &'a self,
        _request: &'a AppRequest,
        _timeout: Duration,
    ) -> LocalFuture<'a, Result<AppResponse, FetchError>> {
        Box::pin(std::future::ready(Err(FetchError::Network)))
    }

    /// Loads a chunk of the program, if the build was split into chunks. Otherwise it does nothing.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    fn load_chunk<'a>(&'a self, _name: &'static str) -> LocalFuture<'a, Result<(), FetchError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Whether a server responds at this address, even if the page may not read the response. `None` if the
    /// platform cannot tell.
    #[cfg(feature = "diagnose")]
    fn is_reachable<'a>(
        &'a self,
        _url: &'a str,
        _timeout: Duration,
    ) -> LocalFuture<'a, Option<bool>> {
        Box::pin(async { None })
    }

    /// Returns a worker that sends the requests of an app client and hides its refresh tokens from the page,
    /// which gets handles in their place. It sends only to these `endpoints` of AWS's APIs and to the `domain`
    /// of the hosted pages. `None` on a platform without workers.
    #[cfg(feature = "worker")]
    fn token_worker(
        &self,
        _client_id: &str,
        _endpoints: &[&str],
        _domain: Option<&str>,
    ) -> Option<TokenWorker> {
        None
    }

    /// Passes a refresh token to the worker that sends the requests, and returns its handle. `None` if there
    /// is no such worker.
    ///
    /// # Errors
    /// [`Worker`](FetchError::Worker) if the worker does not run.
    fn import_refresh_token<'a>(
        &'a self,
        _token: &'a str,
    ) -> LocalFuture<'a, Result<Option<String>, FetchError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// The page's connection to a worker that holds refresh tokens. See [`Fetch::token_worker`].
#[cfg(feature = "worker")]
#[derive(Clone)]
pub struct TokenWorker {
    /// Sends requests through the worker, which replaces handles by their refresh tokens.
    pub fetch: Arc<dyn Fetch>,
    /// Stores values in the worker's memory.
    pub store: Arc<dyn Store>,
    /// Whether all tabs of the origin share the worker (`SharedWorker`).
    pub is_shared: bool,
}

/// Why an operation of a store failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The browser does not allow this page to use the storage.
    Forbidden,
    /// The storage is full.
    Full,
    /// A custom store failed, or did not respond within its timeout.
    Failed,
}

/// Stores strings under keys.
pub trait Store: Send + Sync {
    /// Returns the value of `key`, or `None`.
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>>;
    /// Replaces the value of `key` in one step.
    fn write<'a>(&'a self, key: &'a str, value: &'a str)
    -> LocalFuture<'a, Result<(), StoreError>>;
    /// Removes `key` and its value.
    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>>;
    /// Returns the keys that begin with `prefix`, in any order.
    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>>;

    /// Fetches changes of other tabs, within a short time. Called before an operation that needs the newest
    /// value. Most stores always return the newest value and need not implement it.
    fn catch_up(&self) -> LocalFuture<'_, ()> {
        Box::pin(async {})
    }

    /// Registers a listener for values of other tabs that arrive without a message of the session's channel.
    fn watch(&self, on_change: Box<dyn Fn() + Send + Sync>) {
        drop(on_change);
    }
}

/// Reads the time and sleeps.
pub trait Clock: Send + Sync {
    /// Returns the time by this machine's clock, which may be wrong.
    fn now(&self) -> Timestamp;
    /// Sleeps for at least this duration.
    fn sleep(&self, duration: Duration) -> LocalFuture<'_, ()>;
    /// Returns the milliseconds of a monotonic clock, with any origin. It may stop while the machine sleeps.
    /// The default implementation returns [`now`](Self::now).
    fn ticks(&self) -> u64 {
        self.now().as_millis()
    }
}

/// Runs futures in the background.
pub trait Spawn: Send + Sync {
    /// Runs a future to its end in the background.
    fn spawn(&self, future: LocalFuture<'static, ()>);
}

/// Generates random bytes.
pub trait Random: Send + Sync {
    /// Returns 32 bytes from a cryptographically secure source. `None` if there is no such source.
    fn bytes(&self) -> Option<[u8; 32]>;
}

/// Named locks among all tabs of the origin.
pub trait Lock: Send + Sync {
    /// Waits for the lock of this name and holds it until the guard is dropped.
    ///
    /// If one holder keeps the lock for longer than `steal_after`, it is assumed to hang, and this call takes
    /// the lock from it. With zero it takes the lock at once. The former holder is not notified, so its later
    /// writes must be safe without the lock.
    fn acquire<'a>(&'a self, name: &'a str, steal_after: Duration) -> LocalFuture<'a, Guard>;

    /// Leaves a revision for the next holder of the lock, which sees it at once, but may see a write to the
    /// storage only later. Only the holder of the lock may call it.
    fn leave_revision(&self, name: &str, revision: i64) {
        let _ = (name, revision);
    }

    /// Returns the revision with the greatest absolute value that recent holders have left. Zero if there is none,
    /// or if this platform shows a write to the storage no later than the release of the lock.
    fn revision<'a>(&'a self, name: &'a str) -> LocalFuture<'a, i64> {
        let _ = name;
        Box::pin(async { 0 })
    }
}

/// Sends messages to the other tabs of the origin.
pub trait Channel: Send + Sync {
    /// Sends a message to the other tabs that listen to this channel name. This tab does not receive it.
    fn post(&self, name: &str, message: &str);
    /// Receives the messages of other tabs under this channel name until the guard is dropped. In browsers
    /// without `BroadcastChannel` it receives an empty message when another tab has changed the value that
    /// `localStorage` has under this name.
    fn listen(&self, name: &str, on_message: Box<dyn Fn(&str) + Send + Sync>) -> Guard;
}

/// Reports when the tab becomes visible or online again.
pub trait Wake: Send + Sync {
    /// Calls `on_wake` whenever the tab becomes visible, is restored from the back/forward cache, or is online
    /// again, until the guard is dropped.
    fn listen(&self, on_wake: Box<dyn Fn() + Send + Sync>) -> Guard;

    /// Calls `on_activity` on each user input on the page, and when the tab becomes visible, until the guard is
    /// dropped. That can be many times per second. The default implementation never calls it.
    fn listen_to_activity(&self, on_activity: Box<dyn Fn() + Send + Sync>) -> Guard {
        drop(on_activity);
        Guard::none()
    }

    /// Whether the browser may be online. `false` is certain. [`listen`](Self::listen) reports when it is online again.
    fn is_online(&self) -> bool {
        true
    }
}

/// Reads and changes the page's address.
pub trait Navigator: Send + Sync {
    /// Returns the page's whole URL. Empty if there is no page.
    fn url(&self) -> String;
    /// Replaces the URL of the current history entry, without loading anything.
    fn replace_url(&self, url: &str);
    /// Navigates to another URL.
    fn go(&self, url: &str);
}

/// Verifies signatures.
pub trait Verifier: Send + Sync {
    /// Whether `signature` is the RS256 signature of `message` by the RSA key with the modulus `n`
    /// and the exponent `e`, both in base64url as a JWK has them. `None` if the platform cannot verify it.
    fn verify_rs256<'a>(
        &'a self,
        n: &'a str,
        e: &'a str,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> LocalFuture<'a, Option<bool>>;
}

/// Logs warnings for the developer.
pub trait Log: Send + Sync {
    /// Logs a warning, which must not contain secrets.
    fn warn(&self, message: &str);
}
