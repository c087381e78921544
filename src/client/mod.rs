//! The client of one app client of one user pool: what everything else hangs on.
//!
//! `call` writes, sends and reads the operations, `retry` says when again, `failover` asks a second Region, `chunk` has
//! what not every page needs, `hooks` is what the session engine needs of the flows. What keeps a session belongs to the
//! engine, and what a person goes through to the flows: the client knows neither.

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
use crate::session::Wanted;
use crate::session::activity::Activity;
#[cfg(feature = "aws")]
use crate::session::aws::AwsState;
#[cfg(feature = "redirect")]
use crate::session::callback::CallbackFlights;
use crate::session::changes::{Change, Changes};
use crate::session::derived_token::DerivedTokens;
#[cfg(feature = "accounts")]
use crate::session::parking::parking;
#[cfg(feature = "records")]
use crate::session::records::RecordsState;
use crate::session::store::SessionStore;
use crate::session::tab_state::TabState;
use crate::session::time::Time;
pub(crate) use call::{lacking, needed};
use failover::Failover;
use hooks::Hooks;

/// A client of one app client of one user pool. Cheap to clone; all clones are one.
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
/// It signs in and out and gives the session. What else a person does hangs on its groups:
/// [`profile`](Self::profile), [`mfa`](Self::mfa), [`passkeys`](Self::passkeys),
#[cfg_attr(feature = "srp", doc = "[`devices`](Self::devices),")]
#[cfg_attr(feature = "accounts", doc = "[`accounts`](Self::accounts),")]
/// [`sessions`](Self::sessions).
///
/// Two clients for two pools live on one page without touching each other.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Handle>);

/// One pointer to all of it: a client is cloned in many places.
pub(crate) struct Handle {
    pub(crate) inner: Arc<Inner>,
    extras: Extras,
    pub(crate) remember: Remember,
    /// What the tokens of a sign-in that begins with this client have to be.
    pub(crate) step_up: Option<Arc<Wanted>>,
}

pub(crate) struct Inner {
    settings: Box<Settings>,
    platform: Box<Platform>,
    store: SessionStore,
    pub(crate) hooks: &'static dyn Hooks,
    pub(crate) changes: Changes,
    pub(crate) tab_state: TabState,
    pub(crate) time: Time,
    pub(crate) failover: Failover,
    pub(crate) derived: DerivedTokens,
    pub(crate) activity: Activity,
    #[cfg(feature = "aws")]
    pub(crate) aws: AwsState,
    #[cfg(feature = "records")]
    pub(crate) records: RecordsState,
    /// What a sign-in begins with, computed ahead.
    #[cfg(feature = "srp")]
    pub(crate) ahead: std::sync::Mutex<Option<Box<srp::Ephemeral>>>,
    /// The pool's keys, once they were needed.
    #[cfg(feature = "redirect")]
    pub(crate) keys: std::sync::Mutex<jwt::Jwks>,
    /// The end of a redirect that is under way.
    #[cfg(feature = "redirect")]
    pub(crate) callbacks: CallbackFlights,
    /// Whether it has looked for a session of another library.
    #[cfg(feature = "migrate")]
    pub(crate) has_looked: AtomicBool,
}

/// Ends a subscription when it is dropped; [`forget`](Guard::forget) lets it live with the page.
pub type Subscription = Guard;

impl Client {
    /// A client for which these do what the session needs of the flows.
    pub(crate) fn with_hooks(
        settings: Box<Settings>,
        mut platform: Box<Platform>,
        hooks: &'static dyn Hooks,
    ) -> Result<Self, Error> {
        #[cfg_attr(not(any(feature = "accounts", feature = "migrate")), allow(unused_mut))]
        let mut store = SessionStore::new(&settings, &mut platform)?;
        #[cfg(feature = "accounts")]
        if settings.accounts {
            store.put_within(|place| parking(place, &settings));
        }
        #[cfg(feature = "migrate")]
        if settings.side_by_side {
            store.put_within(|place| hooks.shared_store(place, &settings, &platform));
        }
        let inner = Inner {
            settings,
            platform,
            store,
            hooks,
            changes: Changes::default(),
            tab_state: TabState::default(),
            time: Time::default(),
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
            has_looked: AtomicBool::new(false),
        };
        Ok(Client::of(Arc::new(inner)))
    }

    /// The settings, checked.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Hears of every change of the session, in this tab and in the others of the origin, until
    /// the subscription is dropped.
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Subscription {
        self.0.changes.subscribe(listener)
    }

    /// This client, with something to send along: each flow that begins with it sends it with every
    /// request that takes it, its later steps included. The session and all else are shared with the
    /// client that it came from, which sends what it sent before.
    pub fn with_extras(&self, extras: Extras) -> Client {
        self.accompanied(extras)
    }

    /// The client of which this is the rest, with nothing to send along.
    pub(crate) fn of(inner: Arc<Inner>) -> Self {
        let (extras, remember) = Default::default();
        Client(Arc::new(Handle {
            inner,
            extras,
            remember,
            step_up: None,
        }))
    }

    pub(crate) fn accompanied(&self, extras: Extras) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras,
            remember: self.0.remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    pub(crate) fn remembering(&self, remember: Remember) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: self.0.extras.clone(),
            remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    pub(crate) fn stepping_up(&self, wanted: Arc<Wanted>) -> Self {
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

    /// Cognito's time, as far as this machine can tell.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.time.now(&*self.platform().clock)
    }

    /// 32 bytes that nobody can guess.
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
