//! Tokens at rest, and their renewal.
//!
//! `record` is what is kept, `store` keeps it as one value, `refresh` renews it, `changes`
//! tells the app and the other tabs. How a person came to a session belongs to the flows.

pub(crate) mod changes;
mod claims;
pub(crate) mod record;
pub(crate) mod refresh;
mod sign_out;
pub(crate) mod store;

use std::fmt;
use std::sync::Arc;

use crate::platform::Timestamp;
use record::Record;

pub use changes::{Change, SignOutReason};
pub use claims::TokenClaims;
pub use sign_out::SignOutReport;

/// The tokens of the person who is signed in, as they were when it was asked for.
///
/// Cheap to clone. It does not renew itself: ask the client for its session each time that a
/// token is needed, and send that one.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    record: Record,
    id: TokenClaims,
    access: TokenClaims,
}

impl Session {
    /// The ID token: who the person is, for the app itself.
    pub fn id_token(&self) -> &str {
        &self.0.record.id_token
    }

    /// The access token: what the person may do, for APIs (`Authorization: Bearer …`).
    pub fn access_token(&self) -> &str {
        &self.0.record.access_token
    }

    /// The user's name in the pool (`cognito:username`), which does not change.
    pub fn username(&self) -> &str {
        &self.0.record.username
    }

    /// What the ID token says.
    pub fn claims(&self) -> &TokenClaims {
        &self.0.id
    }

    /// What the access token says.
    pub fn access_claims(&self) -> &TokenClaims {
        &self.0.access
    }

    /// When the first of the two tokens expires, by the clock of this machine.
    pub fn expires_at(&self) -> Timestamp {
        self.0.record.expires
    }

    /// The groups that the person is in (`cognito:groups`).
    pub fn groups(&self) -> Vec<String> {
        self.0.access.strings("cognito:groups")
    }

    /// The IAM roles of the person's groups (`cognito:roles`).
    pub fn roles(&self) -> Vec<String> {
        self.0.id.strings("cognito:roles")
    }

    /// The IAM role of the person's group of the highest precedence (`cognito:preferred_role`).
    pub fn preferred_role(&self) -> Option<&str> {
        self.0.id.string("cognito:preferred_role")
    }

    /// The payload of the ID token, as JSON.
    pub fn id_claims_json(&self) -> String {
        self.0.id.to_json()
    }

    /// The payload of the access token, as JSON.
    pub fn access_claims_json(&self) -> String {
        self.0.access.to_json()
    }

    pub(crate) fn refresh_token(&self) -> Option<&str> {
        self.0.record.refresh_token.as_deref()
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0.record
    }

    /// `None` where the record's tokens are no tokens.
    pub(crate) fn from_record(record: Record) -> Option<Self> {
        let id = TokenClaims::read(&record.id_token)?;
        let access = TokenClaims::read(&record.access_token)?;
        Some(Session(Arc::new(Inner { record, id, access })))
    }
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        self.0.record == other.0.record
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("username", &self.username())
            .finish_non_exhaustive()
    }
}
