//! Observes the authentication state: the current one and each later one.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Subscription;
use crate::client::Client;
use crate::session::changes::{Change, SignOutReason};
use crate::session::{Session, SessionState};

/// The authentication state, as far as this tab knows it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum AuthState {
    /// Not known yet, at the start of a page. Always on a server.
    #[default]
    Unknown,
    /// No user is signed in.
    SignedOut {
        /// Why the session has ended. `None` if there was none.
        reason: Option<SignOutReason>,
    },
    /// A user is signed in. [`Session::state`] says whether the tokens are fresh, or why they could not be renewed.
    SignedIn(Session),
}

impl AuthState {
    /// Returns the session of the signed-in user.
    pub fn session(&self) -> Option<&Session> {
        match self {
            AuthState::SignedIn(session) => Some(session),
            _ => None,
        }
    }

    /// Whether a user is signed in whose session could not be renewed because there was no network.
    pub fn is_offline(&self) -> bool {
        self.session().map(Session::state) == Some(SessionState::Offline)
    }

    fn of(change: &Change) -> Self {
        match change {
            Change::SignedIn(session) | Change::Refreshed(session) | Change::Stale(session) => {
                AuthState::SignedIn(session.clone())
            }
            Change::SignedOut { reason, .. } => AuthState::SignedOut {
                reason: Some(*reason),
            },
        }
    }

    /// Whether a listener that knows the other state need not be called.
    fn is_same(&self, other: &AuthState) -> bool {
        match (self, other) {
            (AuthState::SignedIn(new), AuthState::SignedIn(old)) => {
                new == old && new.state() == old.state()
            }
            (AuthState::SignedOut { .. }, AuthState::SignedOut { .. })
            | (AuthState::Unknown, AuthState::Unknown) => true,
            _ => false,
        }
    }
}

impl Client {
    /// Calls a listener with the current state, as soon as it is known, and with each later one, in this tab or in
    /// another one, in order and without gaps, until the subscription is dropped.
    ///
    /// The listener is not called before this method returns, nor with [`AuthState::Unknown`], nor on a server, nor
    /// after the last clone of the client is dropped.
    ///
    /// ```no_run
    /// # fn show(_: &str) {}
    /// # fn start(client: vestibule::Client) {
    /// use vestibule::AuthState;
    ///
    /// let subscription = client.observe(|state| match state {
    ///     AuthState::SignedIn(session) if state.is_offline() => show("offline"),
    ///     AuthState::SignedIn(session) => show(session.username()),
    ///     _ => show("signed out"),
    /// });
    /// # subscription.forget();
    /// # }
    /// ```
    pub fn observe(&self, listener: impl Fn(&AuthState) + Send + Sync + 'static) -> Subscription {
        let observer = Arc::new(Observer {
            listener: Box::new(listener),
            reported: Mutex::default(),
            reason: Mutex::default(),
        });
        let weak_observer = Arc::downgrade(&observer);
        let subscription = self.on_change(move |change| {
            // Before the first read of the session, changes are ignored: that read returns the newest state.
            match (observer.has_reported(), change) {
                (true, _) => observer.report(AuthState::of(change)),
                // The first read can itself end a session.
                (false, Change::SignedOut { reason, .. }) => {
                    *observer.reason() = Some(*reason);
                }
                _ => {}
            }
        });
        let client = self.clone();
        let first_read = async move {
            let session = client.current().await;
            // The observer is gone if the subscription was dropped meanwhile.
            if let Some(observer) = weak_observer.upgrade() {
                observer.report(match session {
                    Some(session) => AuthState::SignedIn(session),
                    None => AuthState::SignedOut {
                        reason: *observer.reason(),
                    },
                });
            }
        };
        self.platform().spawn.spawn(Box::pin(first_read));
        subscription
    }
}

struct Observer {
    listener: Box<dyn Fn(&AuthState) + Send + Sync>,
    reported: Mutex<AuthState>,
    /// Why a session ended before the first call of the listener.
    reason: Mutex<Option<SignOutReason>>,
}

impl Observer {
    fn has_reported(&self) -> bool {
        !matches!(*self.lock(), AuthState::Unknown)
    }

    fn report(&self, state: AuthState) {
        {
            let mut reported = self.lock();
            if reported.is_same(&state) {
                return;
            }
            reported.clone_from(&state);
        }
        // The mutex is released here, because the listener may use the client and cause the next change.
        (self.listener)(&state);
    }

    fn reason(&self) -> std::sync::MutexGuard<'_, Option<SignOutReason>> {
        self.reason.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, AuthState> {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
