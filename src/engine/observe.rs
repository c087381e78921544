//! Who is signed in, at any time: the value now, and each one after it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Subscription;
use crate::client::Client;
use crate::session::changes::{Change, SignOutReason};
use crate::session::{Session, SessionState};

/// Who is signed in, as far as this tab knows.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum AuthState {
    /// Not known yet, as at the start of a page, and always on a server.
    #[default]
    Unknown,
    /// Nobody.
    SignedOut {
        /// Why the session that was there has ended; `None` where there was none.
        reason: Option<SignOutReason>,
    },
    /// Somebody. [`Session::state`] says whether their tokens serve, or could not be renewed because
    /// the network is away.
    SignedIn(Session),
}

impl AuthState {
    /// The session of whoever is signed in.
    pub fn session(&self) -> Option<&Session> {
        match self {
            AuthState::SignedIn(session) => Some(session),
            _ => None,
        }
    }

    /// Whether somebody is signed in whose session could not be renewed for want of a network.
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

    /// Whether there is nothing new in it for whoever knows the other one.
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
    /// Tells who is signed in: soon, as it is then, and again whenever that changes, in this tab or in
    /// another one, in the order in which it happens and without a gap. It ends when the
    /// subscription is dropped.
    ///
    /// The listener is never called before this returns, never with [`AuthState::Unknown`], on a
    /// server not at all, and no more once the last clone of the client is gone.
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
            told: Mutex::default(),
            reason: Mutex::default(),
        });
        let first = Arc::downgrade(&observer);
        let subscription = self.on_change(move |change| {
            // Until the first look it is not known what this is a change of, and that look is at the
            // truth behind it.
            match (observer.has_begun(), change) {
                (true, _) => observer.tell(AuthState::of(change)),
                // That look can itself be what ends a session.
                (false, Change::SignedOut { reason, .. }) => {
                    *observer.reason() = Some(*reason);
                }
                _ => {}
            }
        });
        let client = self.clone();
        let look = async move {
            let session = client.current().await;
            // Gone where the subscription has ended meanwhile.
            if let Some(observer) = first.upgrade() {
                observer.tell(match session {
                    Some(session) => AuthState::SignedIn(session),
                    None => AuthState::SignedOut {
                        reason: *observer.reason(),
                    },
                });
            }
        };
        self.platform().spawn.spawn(Box::pin(look));
        subscription
    }
}

struct Observer {
    listener: Box<dyn Fn(&AuthState) + Send + Sync>,
    told: Mutex<AuthState>,
    /// Why a session ended before anything was told.
    reason: Mutex<Option<SignOutReason>>,
}

impl Observer {
    fn has_begun(&self) -> bool {
        !matches!(*self.lock(), AuthState::Unknown)
    }

    fn tell(&self, state: AuthState) {
        {
            let mut told = self.lock();
            if told.is_same(&state) {
                return;
            }
            told.clone_from(&state);
        }
        // Let go by now: it may use the client, and so bring about the next change.
        (self.listener)(&state);
    }

    fn reason(&self) -> std::sync::MutexGuard<'_, Option<SignOutReason>> {
        self.reason.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, AuthState> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
