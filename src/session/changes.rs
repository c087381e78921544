//! Changes of the session, as the app and the other tabs receive them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Session;
use crate::platform::Guard;
use crate::protocol::json::{self, Object};

/// A change of the session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change {
    /// A user has signed in, possibly in place of another one.
    SignedIn(Session),
    /// The tokens were renewed.
    Refreshed(Session),
    /// The tokens could not be renewed; [`Session::state`] says why. The user stays signed in, and the renewal is
    /// retried after growing pauses. If a trigger [refuses](super::SessionState::Refused) it, the number of retries is
    /// limited.
    Stale(Session),
    /// The session ended.
    SignedOut {
        /// Why.
        reason: SignOutReason,
        /// The number of this change in the order of all changes. See [`Change::sequence`].
        sequence: u64,
    },
}

impl Change {
    /// Returns the number of this change in the order of all sign-ins, renewals and sign-outs of this app client in
    /// all tabs of the origin. A greater number is a later change. A [`Stale`](Self::Stale) session has the number of
    /// the change that brought it.
    pub fn sequence(&self) -> u64 {
        match self {
            Change::SignedIn(session) | Change::Refreshed(session) | Change::Stale(session) => {
                session.record().revision.unsigned_abs()
            }
            Change::SignedOut { sequence, .. } => *sequence,
        }
    }
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignOutReason {
    /// The user signed out, in this tab or in another one.
    Asked,
    /// Cognito has ended the session: it expired, or its user does not exist any more.
    Ended,
    /// Cognito has revoked the session: by a sign-out everywhere, by an administrator, from another device, or because
    /// the user signed in elsewhere (a pool that limits the number of
    /// [sessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolTokenSessionConfigType.html)
    /// of a user ends the least recently used one). Cognito does not say which of these it was. The token endpoint,
    /// which renews some sessions of a redirect, does not distinguish revocation: they end as [`Ended`](Self::Ended).
    Revoked,
    /// There was no user activity in any tab for as long as [`SignOutAfter::idle`](crate::SignOutAfter::idle) allows.
    Idle,
    /// The session has lasted as long as [`SignOutAfter::total`](crate::SignOutAfter::total) allows.
    Total,
}

type Listener = Arc<dyn Fn(&Change) + Send + Sync>;

/// The listeners to changes in this tab.
#[derive(Clone, Default)]
pub(crate) struct ChangeListeners(Arc<Mutex<Listeners>>);

#[derive(Default)]
struct Listeners {
    next: u64,
    all: Vec<(u64, Listener)>,
}

impl ChangeListeners {
    pub fn subscribe(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Guard {
        let number = with(&self.0, |listeners| {
            listeners.next += 1;
            listeners.all.push((listeners.next, Arc::new(listener)));
            listeners.next
        });
        let listeners: Weak<_> = Arc::downgrade(&self.0);
        Guard::new(move || {
            if let Some(listeners) = listeners.upgrade() {
                // Dropped after the mutex is released, because the listener may own another subscription.
                let _ended = with(&listeners, |listeners| {
                    let at = listeners
                        .all
                        .iter()
                        .position(|(other, _)| *other == number)?;
                    Some(listeners.all.remove(at))
                });
            }
        })
    }

    /// Calls all listeners. A listener may subscribe, end subscriptions and use the client.
    pub fn notify(&self, change: &Change) {
        let listeners: Vec<Listener> = with(&self.0, |listeners| {
            listeners
                .all
                .iter()
                .map(|(_, listener)| listener.clone())
                .collect()
        });
        for listener in listeners {
            listener(change);
        }
    }
}

fn with<T>(listeners: &Mutex<Listeners>, act: impl FnOnce(&mut Listeners) -> T) -> T {
    act(&mut listeners.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A message to the other tabs. It contains no token: they read the record from the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub notice: Notice,
    /// The revision of the record; negative after a sign-out. After a failed renewal it is the remaining pause that the
    /// service has asked for, in milliseconds.
    pub revision: i64,
}

impl Message {
    pub fn encode(self) -> String {
        let mut text = Object::new();
        text.text("notice", self.notice.name());
        text.number("revision", self.revision);
        text.end()
    }

    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        Some(Message {
            notice: Notice::from_name(value.string("notice")?)?,
            revision: value.integer("revision")?,
        })
    }
}

/// What happened to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    SignedIn,
    Refreshed,
    SignedOut,
    Ended,
    /// Cognito has revoked it.
    Revoked,
    /// It ended because there was no user activity.
    Idle,
    /// It has reached its maximum duration.
    Total,
    /// It could not be renewed, because there was no network.
    Offline,
    /// It could not be renewed.
    Stale,
    /// A Lambda trigger refuses the renewal.
    Refused,
}

impl Notice {
    const ALL: [(Notice, &str); 10] = [
        (Notice::SignedIn, "signedIn"),
        (Notice::Refreshed, "refreshed"),
        (Notice::SignedOut, "signedOut"),
        (Notice::Ended, "ended"),
        (Notice::Revoked, "revoked"),
        (Notice::Idle, "idle"),
        (Notice::Total, "total"),
        (Notice::Offline, "offline"),
        (Notice::Stale, "stale"),
        (Notice::Refused, "refused"),
    ];

    fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(notice, _)| *notice == self)
            .map_or("", |(_, name)| name)
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, other)| *other == name)
            .map(|(notice, _)| notice)
    }
}

/// Returns the name of an app client's record, lock and channel.
pub(crate) fn session_key(client_id: &str) -> String {
    ["vestibule.", client_id, ".session"].concat()
}
