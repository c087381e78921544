//! The client: the state that all methods share, and requests to Cognito.
//!
//! `call` calls operations, `retry` computes pauses before retries, `failover` uses a second Region, `chunk` loads
//! chunks of the program, and `hooks` has the functions of the flows that the session engine needs. Sessions belong to
//! the engine, and what a user goes through to the flows.

pub(crate) mod call;
mod chunk;
pub(crate) mod failover;
pub(crate) mod hooks;
pub(crate) mod retry;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
#[cfg(feature = "migrate")]
use std::sync::atomic::AtomicBool;

use crate::config::{Extras, Remember, Settings};
use crate::error::{Error, ErrorKind};
use crate::platform::{Guard, Platform, Timestamp};
#[cfg(feature = "redirect")]
use crate::protocol::jwt;
#[cfg(feature = "srp")]
use crate::protocol::srp;
use crate::session::StepUpRequirement;
#[cfg(feature = "accounts")]
use crate::session::account_store::account_store;
use crate::session::activity::Activity;
#[cfg(feature = "aws")]
use crate::session::aws::AwsState;
#[cfg(feature = "redirect")]
use crate::session::callback::SharedCallback;
use crate::session::changes::{Change, ChangeListeners};
use crate::session::derived_token::DerivedTokens;
#[cfg(feature = "records")]
use crate::session::records::RecordsState;
use crate::session::server_clock::ServerClock;
use crate::session::store::SessionStore;
use crate::session::tab_state::TabState;
pub(crate) use call::{missing_field, required_string};
use failover::Failover;
use hooks::Hooks;

/// A client for one app client of a user pool. Cheap to clone. Clones share their state.
///
/// ```no_run
/// use vestibule::{Client, ClientConfig, Error, Password, SignInStep};
///
/// # async fn example() -> Result<(), Error> {
/// let client = Client::new(ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789"))?;
/// match client.sign_in(Password::srp("ada@example.com", "correct horse")).await? {
///     SignInStep::Done(session) => println!("hello {}", session.username()),
///     step => println!("one more step: {step:?}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// It signs in and out and returns the session. All other methods are in groups:
/// [`profile`](Self::profile), [`mfa`](Self::mfa), [`passkeys`](Self::passkeys),
#[cfg_attr(feature = "srp", doc = "[`devices`](Self::devices),")]
#[cfg_attr(feature = "accounts", doc = "[`accounts`](Self::accounts),")]
/// [`sessions`](Self::sessions).
///
/// A page can have several clients, for example for two pools. They are independent.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Handle>);

/// Behind one pointer, because a client is cloned in many places.
pub(crate) struct Handle {
    pub(crate) inner: Arc<Inner>,
    extras: Extras,
    pub(crate) remember: Remember,
    /// What the tokens of a sign-in with this client must satisfy.
    pub(crate) step_up: Option<Arc<StepUpRequirement>>,
}

pub(crate) struct Inner {
    settings: Box<Settings>,
    platform: Box<Platform>,
    store: SessionStore,
    pub(crate) hooks: &'static dyn Hooks,
    pub(crate) changes: ChangeListeners,
    pub(crate) tab_state: TabState,
    pub(crate) server_clock: ServerClock,
    pub(crate) failover: Failover,
    pub(crate) derived: DerivedTokens,
    pub(crate) activity: Activity,
    #[cfg(feature = "aws")]
    pub(crate) aws: AwsState,
    #[cfg(feature = "records")]
    pub(crate) records: RecordsState,
    /// The ephemeral key of the next sign-in by SRP, computed in advance.
    #[cfg(feature = "srp")]
    pub(crate) ahead: std::sync::Mutex<Option<Box<srp::Ephemeral>>>,
    /// The pool's public keys, after their first use.
    #[cfg(feature = "redirect")]
    pub(crate) keys: std::sync::Mutex<jwt::Jwks>,
    /// The redirect callback that is being handled.
    #[cfg(feature = "redirect")]
    pub(crate) callbacks: SharedCallback,
    /// Whether the session of another library was imported.
    #[cfg(feature = "migrate")]
    pub(crate) has_imported: AtomicBool,
}

/// Ends a subscription when it is dropped. [`forget`](Guard::forget) keeps it for as long as the page lives.
pub type Subscription = Guard;

impl Client {
    /// Creates a client with the functions of the flows.
    pub(crate) fn with_hooks(
        settings: Box<Settings>,
        mut platform: Box<Platform>,
        hooks: &'static dyn Hooks,
    ) -> Result<Self, Error> {
        #[cfg_attr(not(any(feature = "accounts", feature = "migrate")), allow(unused_mut))]
        let mut store = SessionStore::new(&settings, &mut platform)?;
        #[cfg(feature = "accounts")]
        if settings.accounts {
            store.wrap_store(|store| account_store(store, &settings));
        }
        #[cfg(feature = "migrate")]
        if settings.side_by_side {
            store.wrap_store(|place| hooks.shared_store(place, &settings, &platform));
        }
        let inner = Inner {
            settings,
            platform,
            store,
            hooks,
            changes: ChangeListeners::default(),
            tab_state: TabState::default(),
            server_clock: ServerClock::default(),
            failover: Failover::default(),
            derived: DerivedTokens::default(),
            activity: Activity::default(),
            #[cfg(feature = "aws")]
            aws: AwsState::default(),
            #[cfg(feature = "records")]
            records: RecordsState::default(),
            #[cfg(feature = "srp")]
            ahead: std::sync::Mutex::default(),
            #[cfg(feature = "redirect")]
            keys: std::sync::Mutex::default(),
            #[cfg(feature = "redirect")]
            callbacks: Default::default(),
            #[cfg(feature = "migrate")]
            has_imported: AtomicBool::new(false),
        };
        Ok(Client::from_inner(Arc::new(inner)))
    }

    /// Returns the validated settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Calls a listener on each change of the session, in any tab of the origin, until the subscription is dropped.
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Subscription {
        self.0.changes.subscribe(listener)
    }

    /// Returns this client with other extras. Each flow that starts with the returned client sends them with every
    /// request that accepts them, in later steps as well. Everything else, such as the session, is shared with the
    /// original client, whose extras do not change.
    pub fn with_extras(&self, extras: Extras) -> Client {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras,
            remember: self.0.remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    /// Returns the client with this state and without extras.
    pub(crate) fn from_inner(inner: Arc<Inner>) -> Self {
        let (extras, remember) = Default::default();
        Client(Arc::new(Handle {
            inner,
            extras,
            remember,
            step_up: None,
        }))
    }

    pub(crate) fn with_remember(&self, remember: Remember) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: self.0.extras.clone(),
            remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    pub(crate) fn with_step_up(&self, wanted: Arc<StepUpRequirement>) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: self.0.extras.clone(),
            remember: self.0.remember,
            step_up: Some(wanted),
        }))
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    pub(crate) fn store(&self) -> &SessionStore {
        &self.0.store
    }

    /// Returns the estimate of Cognito's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.server_clock.now(&*self.platform().clock)
    }

    /// Returns 32 random bytes.
    pub(crate) fn random(&self) -> Result<[u8; 32], Error> {
        self.0.platform.random.bytes().ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                "this browser has no secure source of randomness",
            )
        })
    }
}

impl Deref for Handle {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
