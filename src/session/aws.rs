//! AWS credentials at rest, and what a tab knows of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::Session;
use super::derived_token::sign_in_of;
use crate::error::Error;
use crate::platform::turns::Turns;
use crate::platform::{Guard, Timestamp};
use crate::protocol::json::{self, Object, Value};
use crate::protocol::secret::Secret;

const VERSION: i64 = 1;

/// Credentials of an identity: temporary keys for AWS. `Debug` shows neither the key nor the session token.
#[derive(Clone, PartialEq, Eq)]
pub struct AwsCredentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Secret,
    /// When they were given, and when they expire, in Cognito's time.
    pub(crate) issued: Timestamp,
    pub(crate) expires: Timestamp,
    /// Cognito's time less that of this machine, in milliseconds.
    pub(crate) offset: i64,
    pub(crate) identity_id: String,
    pub(crate) replaced: Option<String>,
}

impl AwsCredentials {
    /// Which key it is; no secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The key.
    pub fn secret_access_key(&self) -> &str {
        self.secret_access_key.expose()
    }

    /// What goes along with the key in each request.
    pub fn session_token(&self) -> &str {
        self.session_token.expose()
    }

    /// When they expire, by the clock of this machine, right or wrong.
    pub fn expires_at(&self) -> Timestamp {
        let expires = self.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-self.offset))
    }

    /// The identity in the identity pool that they are for.
    pub fn identity_id(&self) -> &str {
        &self.identity_id
    }

    /// The guest's identity whose place this one has taken, where that was another one: see
    /// [`IdentityChange`].
    pub fn replaced_identity_id(&self) -> Option<&str> {
        self.replaced.as_deref()
    }

    /// For how long before their end they are renewed: a tenth of their life, at least 15 seconds and at most
    /// 5 minutes.
    fn margin(&self) -> Duration {
        let life = self.expires.since(self.issued);
        (life / 10).clamp(Duration::from_secs(15), Duration::from_secs(300))
    }

    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        now.plus(self.margin()) < self.expires
    }

    /// Whether a request that is signed now still arrives in time.
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

/// An identity took the place of another: a guest has signed in, and had an account with an identity of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdentityChange {
    /// The identity that there was.
    pub from: String,
    /// The identity that there is now. Nobody reaches the other one any more.
    pub to: String,
}

/// What is kept of an identity.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The identity pool and the role: other settings make it void.
    pub source: String,
    /// Whose it is: a sign-in to the user pool, or nobody's in particular.
    pub owner: String,
    /// Who it is by the logins of other providers; empty without any.
    pub person: String,
    pub identity_id: String,
    pub credentials: Option<AwsCredentials>,
}

impl Kept {
    /// A guest's identity, without credentials.
    pub fn guest(source: String, identity_id: String) -> Self {
        Kept {
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

    /// What a text holds; `None` for one that is damaged, or that another version wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let value = json::parse(text).ok()?;
        if value.integer("v") != Some(VERSION) {
            return None;
        }
        let own = |name| value.string(name).map(str::to_owned);
        Some(Kept {
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

/// What this tab knows of the credentials besides what is kept.
#[derive(Default)]
pub(crate) struct AwsState {
    /// One request at a time.
    pub turns: Turns,
    shared: Arc<Mutex<Shared>>,
}

type Listener = Arc<dyn Fn(&IdentityChange) + Send + Sync>;

#[derive(Default)]
struct Shared {
    /// How many requests have ended, and the last one that failed: all who waited for it hear the same.
    ended: u64,
    failure: Option<(u64, String, Error)>,
    /// The identity that this tab gave out last.
    last: Option<String>,
    next: u64,
    listeners: Vec<(u64, Listener)>,
    /// What the store would not keep.
    kept: Option<InMemory>,
}

/// Something kept, as text, and whose it is: read without reading the text, which only the chunk of credentials can.
struct InMemory {
    owner: String,
    is_guest: bool,
    text: String,
}

impl AwsState {
    pub fn ended(&self) -> u64 {
        self.with(|shared| shared.ended)
    }

    /// The failure of a request of this person's that has ended since.
    pub fn failure(&self, owner: &str, since: u64) -> Option<Error> {
        self.with(|shared| {
            let (number, whose, error) = shared.failure.as_ref()?;
            (*number > since && whose == owner).then(|| error.clone())
        })
    }

    pub fn end(&self, owner: &str, failure: Option<&Error>) {
        self.with(|shared| {
            shared.ended += 1;
            let failure = failure.map(|error| (shared.ended, owner.to_owned(), error.clone()));
            shared.failure = failure.or(shared.failure.take());
        });
    }

    pub fn kept(&self) -> Option<String> {
        self.with(|shared| shared.kept.as_ref().map(|kept| kept.text.clone()))
    }

    pub fn keep(&self, kept: &Kept) {
        let kept = InMemory {
            owner: kept.owner.clone(),
            is_guest: kept.is_guest(),
            text: kept.encode(),
        };
        self.with(|shared| shared.kept = Some(kept));
    }

    pub fn forget(&self) {
        self.with(|shared| shared.kept = None);
    }

    /// Forgets what was another person's.
    pub fn keep_for(&self, session: Option<&Session>) {
        self.with(|shared| {
            if let Some(kept) = shared.kept.as_ref().filter(|kept| !kept.is_guest)
                && kept.owner != session.map(sign_in_of).unwrap_or_default()
            {
                shared.kept = None;
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
                // Dropped when the lock is free: it may hold a subscription, too.
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

    /// Takes note of an identity that is given out, and tells where it took the place of the one before.
    pub fn give_out(&self, kept: &Kept) {
        let (before, listeners) = self.with(|shared| {
            let before = shared.last.replace(kept.identity_id.clone());
            let listeners = shared
                .listeners
                .iter()
                .map(|(_, listener)| listener.clone());
            (before, listeners.collect::<Vec<_>>())
        });
        if let Some(from) = before.filter(|before| *before != kept.identity_id)
            && kept
                .credentials
                .as_ref()
                .and_then(|it| it.replaced.as_ref())
                == Some(&from)
        {
            let change = IdentityChange {
                from,
                to: kept.identity_id.clone(),
            };
            for listener in listeners {
                listener(&change);
            }
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Shared) -> T) -> T {
        act(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
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
    fn what_is_written_is_read() {
        assert!(Kept::decode(&kept().encode()) == Some(kept()));
        let guest = Kept {
            owner: String::new(),
            person: String::new(),
            credentials: None,
            ..kept()
        };
        assert!(guest.is_guest() && !guest.encode().contains("person"));
        assert!(Kept::decode(&guest.encode()) == Some(guest));
        for text in ["", "{}", "[]", "{\"v\":2}", "{\"v\":1,\"owner\":\"x\"}"] {
            assert!(Kept::decode(text).is_none(), "{text}");
        }
    }

    #[test]
    fn no_secret_is_shown() {
        let shown = format!("{:?}", kept().credentials);
        assert!(shown.contains("ASIA") && !shown.contains("s3cret") && !shown.contains("t0ken"));
    }

    #[test]
    fn they_are_renewed_ahead_of_their_end() {
        let credentials = kept().credentials.unwrap();
        let at = |seconds: u64| Timestamp::from_millis(seconds * 1000);
        assert!(credentials.is_fresh(at(3299)) && !credentials.is_fresh(at(3300)));
        assert!(credentials.is_usable(at(3594)) && !credentials.is_usable(at(3595)));
        assert_eq!(credentials.expires_at(), Timestamp::from_millis(3_600_005));
    }
}
