//! What IAM and STS remember: roles with their policies, access keys, and sessions of roles.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::config::{AccountSettings, RoleSettings};
use crate::iam::{Keys, Policy};
use crate::random::{Random, hex};
use crate::timestamp::Timestamp;

/// Roles, keys and sessions.
#[derive(Debug, Default)]
pub(crate) struct Iam {
    roles: BTreeMap<String, Arc<Role>>,
    users: BTreeMap<String, Arc<User>>,
    sessions: BTreeMap<String, Arc<Session>>,
}

/// A role that can be taken on.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) settings: RoleSettings,
    /// `AROA` and 16 capital letters and digits.
    pub(crate) id: String,
    pub(crate) trust: Option<Policy>,
    pub(crate) policies: Vec<Policy>,
}

/// An IAM user with an access key.
pub(crate) struct User {
    pub(crate) secret: String,
    pub(crate) arn: String,
    /// `AIDA` and 16 capital letters and digits.
    pub(crate) id: String,
    pub(crate) policies: Vec<Policy>,
}

/// Credentials for a while.
pub(crate) struct Session {
    pub(crate) access_key_id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) expires: Timestamp,
    pub(crate) role: Arc<Role>,
    /// `arn:aws:sts::123456789012:assumed-role/Name/session`
    pub(crate) arn: String,
    /// `AROA…:session`
    pub(crate) user_id: String,
    /// What policies know of it.
    pub(crate) keys: Keys,
    pub(crate) policies: Option<Vec<Policy>>,
}

impl Iam {
    pub(crate) fn new(account: &AccountSettings) -> Self {
        let role = |settings: &RoleSettings| {
            let role = Role {
                id: unique_id("AROA", &settings.arn),
                trust: settings.trust_policy.as_deref().and_then(parsed),
                policies: settings
                    .policies
                    .values()
                    .filter_map(|it| parsed(it))
                    .collect(),
                settings: settings.clone(),
            };
            (settings.arn.clone(), Arc::new(role))
        };
        let users = account.access_keys.iter().map(|key| {
            let arn = format!("arn:aws:iam::{}:user/{}", account.id(), key.user);
            let user = User {
                secret: key.secret.clone(),
                id: unique_id("AIDA", &arn),
                arn,
                policies: key.policies.values().filter_map(|it| parsed(it)).collect(),
            };
            (key.id.clone(), Arc::new(user))
        });
        Self {
            roles: account.roles.iter().map(role).collect(),
            users: users.collect(),
            sessions: BTreeMap::new(),
        }
    }

    pub(crate) fn role(&self, arn: &str) -> Option<Arc<Role>> {
        self.roles.get(arn).cloned()
    }

    /// The user of an access key.
    pub(crate) fn user(&self, access_key_id: &str) -> Option<Arc<User>> {
        self.users.get(access_key_id).cloned()
    }

    /// The session of an access key.
    pub(crate) fn session(&self, access_key_id: &str) -> Option<Arc<Session>> {
        self.sessions.get(access_key_id).cloned()
    }

    /// Keeps a session, and forgets those that ended a while ago.
    pub(crate) fn add(&mut self, session: Arc<Session>, now: Timestamp) {
        // So that one that has just ended is told apart from one that never was.
        let kept = std::time::Duration::from_secs(24 * 3600);
        self.sessions.retain(|_, other| now < other.expires + kept);
        let id = session.access_key_id.clone();
        self.sessions.insert(id, session);
    }
}

/// Documents that are none were refused before.
fn parsed(text: &str) -> Option<Policy> {
    Policy::parse(text).ok()
}

/// The prefix, and 17 characters that are always the same for a name.
// Source: reference_identifiers#identifiers-unique-ids.
fn unique_id(prefix: &str, name: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let hex = hex(digest.as_ref()).to_ascii_uppercase();
    format!("{prefix}{}", hex.get(..17).unwrap_or_default())
}

/// An access key of a session.
// Source: reference_identifiers#identifiers-unique-ids (`ASIA`). Assumed: the lengths and the alphabets of key and token.
pub(crate) fn temporary_key(random: &mut Random) -> (String, String, String) {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bytes: [u8; 16] = random.bytes();
    let letter = |byte: &u8| {
        let at = usize::from(*byte) % LETTERS.len();
        LETTERS.get(at).copied().map_or('A', char::from)
    };
    let id: String = bytes.iter().map(letter).collect();
    let secret = random.base64::<30>();
    let token = format!("IQoJb3JpZ2luX2Vj{}", random.base64::<600>());
    (format!("ASIA{id}"), secret, token)
}

/// Shows no secret.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

/// Shows no secret.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("access_key_id", &self.access_key_id)
            .field("arn", &self.arn)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}
