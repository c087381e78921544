//! AWS credentials, their stored form, and what a tab knows of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::Session;
use super::derived_token::sign_in_id;
use crate::error::Error;
use crate::platform::lock_queue::LockQueue;
use crate::platform::{Guard, Timestamp};
use crate::protocol::json::{self, Object, Value};
use crate::protocol::secret::Secret;

const VERSION: i64 = 1;

/// Temporary AWS credentials of an identity. `Debug` shows neither the secret key nor the session token.
#[derive(Clone, PartialEq, Eq)]
pub struct AwsCredentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Secret,
    /// When they were issued, and when they expire, in Cognito's time.
    pub(crate) issued: Timestamp,
    pub(crate) expires: Timestamp,
    /// Cognito's time minus this machine's, in milliseconds.
    pub(crate) offset: i64,
    pub(crate) identity_id: String,
    pub(crate) replaced: Option<String>,
}

impl AwsCredentials {
    /// Returns the access key id. It is not secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the secret access key.
    pub fn secret_access_key(&self) -> &str {
        self.secret_access_key.expose()
    }

    /// Returns the session token, which each request must contain.
    pub fn session_token(&self) -> &str {
        self.session_token.expose()
    }

    /// Returns when the credentials expire, by this machine's clock, even if that is wrong.
    pub fn expires_at(&self) -> Timestamp {
        let expires = self.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-self.offset))
    }

    /// Returns the id of the identity in the identity pool.
    pub fn identity_id(&self) -> &str {
        &self.identity_id
    }

    /// Returns the id of the guest identity that this identity has replaced, if it was a different one. See
    /// [`IdentityChange`].
    pub fn replaced_identity_id(&self) -> Option<&str> {
        self.replaced.as_deref()
    }

    /// How long before their expiry the credentials are renewed: a tenth of their lifetime, at least 15 seconds and at
    /// most 5 minutes.
    fn margin(&self) -> Duration {
        let life = self.expires.since(self.issued);
        (life / 10).clamp(Duration::from_secs(15), Duration::from_secs(300))
    }

    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        now.plus(self.margin()) < self.expires
    }

    /// Whether a request that is signed now arrives before the credentials expire.
    pub(crate) fn is_usable(&self, now: Timestamp) -> bool {
        now.plus(Duration::from_secs(5)) < self.expires
    }
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsCredentials")
            .field("access_key_id", &self.access_key_id)
            .field("identity_id", &self.identity_id)
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

/// A change of identity: a guest has signed in to an account that already had an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdentityChange {
    /// The former identity. It can no longer be reached.
    pub from: String,
    /// The new identity.
    pub to: String,
}

/// The stored form of an identity and its credentials.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StoredIdentity {
    /// The identity pool and the role. With other settings it is ignored.
    pub source: String,
    /// The sign-in to the user pool, from `sign_in_id`. Empty for a guest.
    pub owner: String,
    /// A digest of the logins of other identity providers. Empty without any.
    pub person: String,
    pub identity_id: String,
    pub credentials: Option<AwsCredentials>,
}

impl StoredIdentity {
    /// Creates a guest identity without credentials.
    pub fn guest(source: String, identity_id: String) -> Self {
        StoredIdentity {
            source,
            owner: String::new(),
            person: String::new(),
            identity_id,
            credentials: None,
        }
    }

    pub fn is_guest(&self) -> bool {
        self.owner.is_empty() && self.person.is_empty()
    }

    pub fn encode(&self) -> String {
        let mut text = Object::new();
        text.number("v", VERSION);
        text.text("source", &self.source);
        text.text("owner", &self.owner);
        let person = Some(self.person.as_str());
        text.optional("person", person.filter(|person| !person.is_empty()));
        text.text("identityId", &self.identity_id);
        if let Some(credentials) = &self.credentials {
            text.optional("replaced", credentials.replaced_identity_id());
            text.text("accessKeyId", &credentials.access_key_id);
            text.text("secretAccessKey", credentials.secret_access_key());
            text.text("sessionToken", credentials.session_token());
            text.number("issued", credentials.issued.as_millis() as i64);
            text.number("expires", credentials.expires.as_millis() as i64);
            text.number("offset", credentials.offset);
        }
        text.end()
    }

    /// `None` for a damaged text, or one that another version has written.
    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        if value.integer("v") != Some(VERSION) {
            return None;
        }
        let own = |name| value.string(name).map(str::to_owned);
        Some(StoredIdentity {
            source: own("source")?,
            owner: own("owner")?,
            person: own("person").unwrap_or_default(),
            identity_id: own("identityId")?,
            credentials: credentials(&value),
        })
    }
}

fn credentials(value: &Value) -> Option<AwsCredentials> {
    let time = |name| {
        let millis = u64::try_from(value.integer(name)?).ok()?;
        Some(Timestamp::from_millis(millis))
    };
    Some(AwsCredentials {
        access_key_id: value.string("accessKeyId")?.to_owned(),
        secret_access_key: value.string("secretAccessKey")?.into(),
        session_token: value.string("sessionToken")?.into(),
        issued: time("issued")?,
        expires: time("expires")?,
        offset: value.integer("offset")?,
        identity_id: value.string("identityId")?.to_owned(),
        replaced: value.string("replaced").map(str::to_owned),
    })
}

/// What this tab knows of the credentials besides what is stored.
#[derive(Default)]
pub(crate) struct AwsState {
    /// One request at a time.
    pub locks: LockQueue,
    shared: Arc<Mutex<State>>,
}

type Listener = Arc<dyn Fn(&IdentityChange) + Send + Sync>;

#[derive(Default)]
struct State {
    /// How many requests have ended.
    ended: u64,
    /// The last failure, with the number of its request and its owner, for all callers that waited for it.
    failure: Option<(u64, String, Error)>,
    /// Until when no renewal starts in the background, by the steady clock.
    pause_until: u64,
    /// The identity that this tab has returned last.
    last_identity: Option<String>,
    next: u64,
    listeners: Vec<(u64, Listener)>,
    /// The identity that could not be stored.
    unstored: Option<UnstoredIdentity>,
}

/// An identity as text, and its owner, because only the chunk `aws` can decode the text.
struct UnstoredIdentity {
    owner: String,
    is_guest: bool,
    text: String,
}

impl AwsState {
    pub fn ended(&self) -> u64 {
        self.with(|shared| shared.ended)
    }

    /// Returns the failure of a request of this owner that has ended since.
    pub fn failure(&self, owner: &str, since: u64) -> Option<Error> {
        self.with(|shared| {
            let (number, whose, error) = shared.failure.as_ref()?;
            (*number > since && whose == owner).then(|| error.clone())
        })
    }

    /// Whether no renewal should start in the background.
    pub fn is_paused(&self, ticks: u64) -> bool {
        self.with(|shared| ticks < shared.pause_until)
    }

    /// Notes the end of a request. After a failure there is a pause in the background.
    pub fn finish(&self, owner: &str, failure: Option<&Error>, pause_until: u64) {
        self.with(|shared| {
            shared.ended += 1;
            shared.pause_until = failure.map_or(0, |_| pause_until);
            let failure = failure.map(|error| (shared.ended, owner.to_owned(), error.clone()));
            shared.failure = failure.or(shared.failure.take());
        });
    }

    pub fn unstored(&self) -> Option<String> {
        self.with(|shared| {
            shared
                .unstored
                .as_ref()
                .map(|unstored| unstored.text.clone())
        })
    }

    pub fn keep_unstored(&self, stored: &StoredIdentity) {
        let unstored = UnstoredIdentity {
            owner: stored.owner.clone(),
            is_guest: stored.is_guest(),
            text: stored.encode(),
        };
        self.with(|shared| shared.unstored = Some(unstored));
    }

    pub fn forget(&self) {
        self.with(|shared| shared.unstored = None);
    }

    /// Forgets the identity of another sign-in.
    pub fn keep_for(&self, session: Option<&Session>) {
        self.with(|shared| {
            if let Some(stored) = shared.unstored.as_ref().filter(|stored| !stored.is_guest)
                && stored.owner != session.map(sign_in_id).unwrap_or_default()
            {
                shared.unstored = None;
            }
        });
    }

    pub fn subscribe(&self, listener: Listener) -> Guard {
        let number = self.with(|shared| {
            shared.next += 1;
            shared.listeners.push((shared.next, listener));
            shared.next
        });
        let shared: Weak<_> = Arc::downgrade(&self.shared);
        Guard::new(move || {
            if let Some(shared) = shared.upgrade() {
                // Dropped after the mutex is released, because the listener may own another subscription.
                let _ended = {
                    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let at = shared
                        .listeners
                        .iter()
                        .position(|(other, _)| *other == number);
                    at.map(|at| shared.listeners.remove(at))
                };
            }
        })
    }

    /// Notes an identity that is returned to the app, and notifies the listeners if it has replaced a guest identity.
    pub fn note_identity(&self, stored: &StoredIdentity) {
        let (before, listeners) = self.with(|shared| {
            let before = shared.last_identity.replace(stored.identity_id.clone());
            let listeners = shared
                .listeners
                .iter()
                .map(|(_, listener)| listener.clone());
            (before, listeners.collect::<Vec<_>>())
        });
        if let Some(from) = before.filter(|before| *before != stored.identity_id)
            && stored
                .credentials
                .as_ref()
                .and_then(|it| it.replaced.as_ref())
                == Some(&from)
        {
            let change = IdentityChange {
                from,
                to: stored.identity_id.clone(),
            };
            for listener in listeners {
                listener(&change);
            }
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> StoredIdentity {
        StoredIdentity {
            source: "eu-west-1:1111".to_owned(),
            owner: "sub".to_owned(),
            person: "digest".to_owned(),
            identity_id: "eu-west-1:2222".to_owned(),
            credentials: Some(AwsCredentials {
                access_key_id: "ASIA".to_owned(),
                secret_access_key: "s3cret".into(),
                session_token: "t0ken".into(),
                issued: Timestamp::from_millis(0),
                expires: Timestamp::from_millis(3_600_000),
                offset: -5,
                identity_id: "eu-west-1:2222".to_owned(),
                replaced: Some("eu-west-1:3333".to_owned()),
            }),
        }
    }

    #[test]
    fn reads_what_it_writes() {
        assert!(StoredIdentity::decode(&stored().encode()) == Some(stored()));
        let guest = StoredIdentity {
            owner: String::new(),
            person: String::new(),
            credentials: None,
            ..stored()
        };
        assert!(guest.is_guest() && !guest.encode().contains("person"));
        assert!(StoredIdentity::decode(&guest.encode()) == Some(guest));
        for text in ["", "{}", "[]", "{\"v\":2}", "{\"v\":1,\"owner\":\"x\"}"] {
            assert!(StoredIdentity::decode(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_hides_secrets() {
        let shown = format!("{:?}", stored().credentials);
        assert!(shown.contains("ASIA") && !shown.contains("s3cret") && !shown.contains("t0ken"));
    }

    #[test]
    fn are_renewed_before_they_expire() {
        let credentials = stored().credentials.unwrap();
        let at = |seconds: u64| Timestamp::from_millis(seconds * 1000);
        assert!(credentials.is_fresh(at(3299)) && !credentials.is_fresh(at(3300)));
        assert!(credentials.is_usable(at(3594)) && !credentials.is_usable(at(3595)));
        assert_eq!(credentials.expires_at(), Timestamp::from_millis(3_600_005));
    }
}
