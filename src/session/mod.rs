//! Sessions and their state: plain values, independent of the client.
//!
//! - `record`: the stored form of a session. `store` reads and writes it in a `backing_store`: the browser's storage,
//!   `shared_memory` of all tabs, or a `worker`. `account_store` also stores the sessions of inactive accounts, and
//!   `cookies` reads a session on a server.
//! - `claims`: the payload of a token. `step_up`: authentication levels.
//! - `tab_state`: what this tab knows besides the stored record. `server_clock`: Cognito's time. `activity`: the last
//!   user activity. `changes`: what the app and the other tabs receive.
//! - `aws`: credentials of an identity pool. `derived_token`: access tokens with fewer scopes. `records`: the state of
//!   the record store. `callback`: the outcome of a sign-in by redirect.
//!
//! The engine starts, renews, watches and ends sessions.

#[cfg(feature = "accounts")]
pub(crate) mod account_store;
pub(crate) mod activity;
#[cfg(feature = "aws")]
pub(crate) mod aws;
mod backing_store;
#[cfg(feature = "redirect")]
pub(crate) mod callback;
pub(crate) mod changes;
mod claims;
#[cfg(feature = "cookies")]
mod cookies;
pub(crate) mod derived_token;
pub(crate) mod record;
#[cfg(feature = "records")]
pub(crate) mod records;
pub(crate) mod server_clock;
mod shared_memory;
mod step_up;
pub(crate) mod store;
pub(crate) mod tab_state;
#[cfg(feature = "worker")]
mod worker;

use std::fmt;
use std::sync::Arc;

use crate::config::Settings;
use crate::platform::Timestamp;
use crate::protocol::jwt::{self, TokenUse};
use record::Record;

#[cfg(feature = "aws")]
pub use aws::{AwsCredentials, IdentityChange};
#[cfg(feature = "redirect")]
pub use callback::RedirectOutcome;
pub use changes::{Change, SignOutReason};
pub use claims::TokenClaims;
#[cfg(feature = "cookies")]
pub use cookies::{CookiePrefix, CookieSession};
pub use derived_token::{DerivedToken, TokenNeed};
#[cfg(feature = "records")]
pub use records::{ChangeCause, DatasetChange};
pub use step_up::StepUp;
pub(crate) use step_up::StepUpRequirement;

/// The tokens of the signed-in user at one point in time.
///
/// Cheap to clone. It does not renew itself: get the session from the client each time that you need a
/// token.
#[derive(Clone)]
pub struct Session(Arc<Inner>, SessionState);

/// The state of a session's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionState {
    /// The tokens are valid.
    #[default]
    Fresh,
    /// The tokens should have been renewed by now, but the renewal has not run yet, or the service failed. They may
    /// have expired.
    Stale,
    /// The tokens should have been renewed by now, but a Lambda trigger of the pool refuses the renewal. They may have
    /// expired. [`Client::session`](crate::Client::session) returns the trigger's message. The renewal is retried
    /// after growing pauses, and after some tries only when the app asks for it.
    Refused,
    /// The tokens should have been renewed by now, but the service could not be reached. They may have expired.
    Offline,
}

/// The pool and the app client whose tokens are accepted.
pub(crate) struct TokenSource {
    issuers: Vec<String>,
    client_id: String,
}

impl TokenSource {
    pub fn of(settings: &Settings) -> Self {
        TokenSource {
            issuers: settings.issuers.clone(),
            client_id: settings.client_id.clone(),
        }
    }
}

struct Inner {
    record: Box<Record>,
    id: TokenClaims,
    access: TokenClaims,
}

impl Session {
    /// Returns the ID token, which tells the app who the user is.
    pub fn id_token(&self) -> &str {
        &self.0.record.id_token
    }

    /// Returns the access token, which authorizes requests to APIs (`Authorization: Bearer …`).
    pub fn access_token(&self) -> &str {
        &self.0.record.access_token
    }

    /// Returns the user's name in the pool (`cognito:username`), which does not change.
    pub fn username(&self) -> &str {
        &self.0.record.username
    }

    /// Returns the claims of the ID token.
    pub fn claims(&self) -> &TokenClaims {
        &self.0.id
    }

    /// Returns the claims of the access token.
    pub fn access_claims(&self) -> &TokenClaims {
        &self.0.access
    }

    /// Returns when the first of the two tokens expires, by this machine's clock, even if that is wrong.
    pub fn expires_at(&self) -> Timestamp {
        let record = &self.0.record;
        let expires = record.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-record.offset))
    }

    /// Returns the state of the tokens when this session was returned.
    pub fn state(&self) -> SessionState {
        self.1
    }

    /// Returns the user's groups (`cognito:groups`).
    pub fn groups(&self) -> Vec<String> {
        self.0.access.strings("cognito:groups")
    }

    /// Returns the IAM roles of the user's groups (`cognito:roles`).
    pub fn roles(&self) -> Vec<String> {
        self.0.id.strings("cognito:roles")
    }

    /// Returns the IAM role of the user's group with the highest precedence (`cognito:preferred_role`).
    pub fn preferred_role(&self) -> Option<&str> {
        self.0.id.string("cognito:preferred_role")
    }

    /// Returns the payload of the ID token as JSON.
    pub fn id_claims_json(&self) -> String {
        self.0.id.to_json()
    }

    /// Returns the payload of the access token as JSON.
    pub fn access_claims_json(&self) -> String {
        self.0.access.to_json()
    }

    pub(crate) fn refresh_token(&self) -> Option<&str> {
        self.0.record.refresh_token.as_deref()
    }

    pub(crate) fn with_state(self, state: SessionState) -> Self {
        Session(self.0, state)
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0.record
    }

    /// Whether both tokens are from this pool and for this app client. This detects a record of another client. It
    /// does not detect forgeries, because the signatures are not verified.
    pub(crate) fn is_from(&self, source: &TokenSource) -> bool {
        let has = |claims: &TokenClaims, token_use| {
            let TokenSource { issuers, client_id } = source;
            jwt::check_origin(claims.claims(), issuers, client_id, token_use).is_ok()
        };
        has(&self.0.id, TokenUse::Id) && has(&self.0.access, TokenUse::Access)
    }

    /// `None` if a token of the record is not a JWT, or the tokens belong to different users.
    pub(crate) fn from_record(mut record: Box<Record>) -> Option<Self> {
        let id = TokenClaims::read(&record.id_token)?;
        let access = TokenClaims::read(&record.access_token)?;
        jwt::check_subjects(id.claims(), access.claims()).ok()?;
        record.issued = access.moment("iat");
        record.expires = access.moment("exp").min(id.moment("exp"));
        if record.revision == 0 {
            record.revision = record.issued.as_millis() as i64;
        }
        Some(Session(
            Arc::new(Inner { record, id, access }),
            SessionState::Fresh,
        ))
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
            .field("state", &self.1)
            .finish_non_exhaustive()
    }
}
