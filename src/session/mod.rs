//! A session, and all that is known of it: plain values, which know no client.
//!
//! `record` is what is kept, `store` keeps it as one value in a `place` (`cookies`, `tabs`, `worker` are places of their
//! own), `parking` keeps several people's; `tab_state` is what this tab knows of it, `time` is Cognito's, `activity` says
//! when somebody was active last, `changes` what the app and the other tabs receive; `claims` is what a token says,
//! `aws` has the credentials of an identity pool, `records` what a tab knows of the record store, `step_up` how strong a sign-in was or is to be, `derived_token` has narrower tokens, `callback` what came of a
//! sign-in by redirect. What begins, renews, watches and ends a session is the engine's.

pub(crate) mod activity;
#[cfg(feature = "aws")]
pub(crate) mod aws;
#[cfg(feature = "redirect")]
pub(crate) mod callback;
pub(crate) mod changes;
mod claims;
#[cfg(feature = "cookies")]
mod cookies;
pub(crate) mod derived_token;
#[cfg(feature = "accounts")]
pub(crate) mod parking;
mod place;
pub(crate) mod record;
#[cfg(feature = "records")]
pub(crate) mod records;
mod step_up;
pub(crate) mod store;
pub(crate) mod tab_state;
mod tabs;
pub(crate) mod time;
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
pub(crate) use step_up::Wanted;

/// The tokens of the person who is signed in, as they were when it was asked for.
///
/// Cheap to clone. It does not renew itself: ask the client for its session each time that a
/// token is needed, and send that one.
#[derive(Clone)]
pub struct Session(Arc<Inner>, SessionState);

/// How a session stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionState {
    /// Its tokens serve.
    #[default]
    Fresh,
    /// It should have been renewed by now and is not yet, because the service is in trouble or has
    /// not been asked yet. Its tokens may have expired.
    Stale,
    /// It should have been renewed by now, and a Lambda trigger of the pool refuses the renewal. Its tokens
    /// may have expired. [`Client::session`](crate::Client::session) has the trigger's own words. Nobody
    /// asks again but after a while that grows, and after some tries only for the app or the person.
    Refused,
    /// It should have been renewed by now, and the service could not be reached. Its tokens may have
    /// expired.
    Offline,
}

/// Whose tokens are taken: a pool's, for one of its app clients.
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

    /// When the first of the two tokens expires, by the clock of this machine, right or wrong.
    pub fn expires_at(&self) -> Timestamp {
        let record = &self.0.record;
        let expires = record.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-record.offset))
    }

    /// How it stood when it was given: whether its tokens serve, and if not, why they have not been
    /// renewed.
    pub fn state(&self) -> SessionState {
        self.1
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

    pub(crate) fn with_state(self, state: SessionState) -> Self {
        Session(self.0, state)
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0.record
    }

    /// Whether both tokens are of the pool and for the app client. It tells a record that does not
    /// belong here, and no forgery: what it says can be written by whoever writes the record.
    pub(crate) fn is_from(&self, source: &TokenSource) -> bool {
        let has = |claims: &TokenClaims, token_use| {
            let TokenSource { issuers, client_id } = source;
            jwt::check_origin(claims.claims(), issuers, client_id, token_use).is_ok()
        };
        has(&self.0.id, TokenUse::Id) && has(&self.0.access, TokenUse::Access)
    }

    /// `None` where the record's tokens are no tokens, or not of one user.
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
