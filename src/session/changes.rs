//! Changes of the session, told to the app and to the other tabs.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Session;
use crate::platform::Guard;
use crate::protocol::json::{self, Object};

/// A change of the session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change {
    /// Somebody signed in, perhaps in place of somebody else.
    SignedIn(Session),
    /// The tokens were renewed.
    Refreshed(Session),
    /// The tokens should have been renewed and could not be; [`Session::state`] says why. The person
    /// stays signed in, and it is tried again: in ever longer intervals, and of a trigger that
    /// [refuses](super::SessionState::Refused) it not without end.
    Stale(Session),
    /// The session ended.
    SignedOut {
        /// Why.
        reason: SignOutReason,
        /// The change's place in the order of all; see [`Change::sequence`].
        sequence: u64,
    },
}

impl Change {
    /// The change's place in the order of all sign-ins, renewals and sign-outs of this app client in
    /// all tabs of the origin: the greater number is the later one, whichever tab tells it. A session
    /// that has become stale has the number of the change that brought it.
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
    /// The person signed out, in this tab or in another one.
    Asked,
    /// Cognito said that the session is over: expired, or its user is gone.
    Ended,
    /// Cognito said that the session was revoked: by a sign-out everywhere, by an administrator, from another device,
    /// or because the person signed in elsewhere. A pool that limits how many
    /// [sessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolTokenSessionConfigType.html)
    /// a user has ends the one that was used the longest time ago, and does not say which of these it was. The
    /// token endpoint, which renews sessions that came by redirect where there is no other way, tells none of
    /// this apart: they end as [`Ended`](Self::Ended).
    Revoked,
    /// Nobody was active for as long as [`SignOutAfter::idle`](crate::SignOutAfter::idle) says, in any tab.
    Idle,
    /// It has lasted as long as [`SignOutAfter::total`](crate::SignOutAfter::total) says.
    Total,
}

type Listener = Arc<dyn Fn(&Change) + Send + Sync>;

/// Who wants to know of changes, in this tab.
#[derive(Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<Listeners>>);

#[derive(Default)]
struct Listeners {
    next: u64,
    all: Vec<(u64, Listener)>,
}

impl Changes {
    pub fn subscribe(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Guard {
        let number = with(&self.0, |listeners| {
            listeners.next += 1;
            listeners.all.push((listeners.next, Arc::new(listener)));
            listeners.next
        });
        let listeners: Weak<_> = Arc::downgrade(&self.0);
        Guard::new(move || {
            if let Some(listeners) = listeners.upgrade() {
                // Dropped when the lock is free: it may hold a subscription, too.
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

    /// Tells everybody. A listener may subscribe, end subscriptions and use the client.
    pub fn tell(&self, change: &Change) {
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

/// What other tabs receive. They read the record themselves: a message holds no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub notice: Notice,
    /// The revision of the record that the message is about; less than zero where there is none any more.
    /// Of trouble, for how long the service wants to be left alone, in milliseconds.
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
    /// It was revoked.
    Revoked,
    /// Nobody was active.
    Idle,
    /// It has lasted long enough.
    Total,
    /// It could not be renewed, for want of a network.
    Offline,
    /// It could not be renewed.
    Stale,
    /// A Lambda trigger refuses to have it renewed.
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

/// The name under which everything of one app client stands: its record, its lock, its channel.
pub(crate) fn name(client_id: &str) -> String {
    ["vestibule.", client_id, ".session"].concat()
}
