//! Derived tokens: access tokens for one service, with fewer scopes.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::platform::lock_queue::LockQueue;
use crate::protocol::json::integer_text;
use crate::protocol::secret::Secret;

/// A cached token is not returned if it expires within this time, because it must reach the API before that.
const MARGIN: Duration = Duration::from_secs(30);

/// The service and the scopes of a [`DerivedToken`]. Equal needs share one token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNeed {
    pub(crate) audiences: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

/// An access token for one service, from [`Client::derived_token`](crate::Client::derived_token). `Debug` does not show
/// the token.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedToken {
    pub(crate) token: Secret,
    pub(crate) expires: Timestamp,
    pub(crate) offset: i64,
    pub(crate) scopes: Vec<String>,
}

impl TokenNeed {
    /// Creates a need with all scopes of the access token, for any service.
    pub fn new() -> Self {
        TokenNeed::default()
    }

    /// Sets the identifier of the resource server. It replaces an audience.
    pub fn resource(mut self, identifier: impl Into<String>) -> Self {
        self.audiences.clear();
        self.resources = vec![identifier.into()];
        self
    }

    /// Sets the logical name of the service. It replaces a resource.
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        self.resources.clear();
        self.audiences = vec![name.into()];
        self
    }

    /// Adds a scope. Without any, the token gets all scopes of the access token. Cognito grants only scopes that the
    /// access token has and that the app client may have.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }
}

impl DerivedToken {
    /// Returns the token, for `Authorization: Bearer …`.
    pub fn token(&self) -> &str {
        self.token.expose()
    }

    /// Returns when the token expires, by this machine's clock, even if that is wrong.
    pub fn expires_at(&self) -> Timestamp {
        let expires = self.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-self.offset))
    }

    /// Returns the granted scopes, which may be fewer than requested.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }
}

impl fmt::Debug for DerivedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DerivedToken")
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// Returns an id of the sign-in that stays the same through its renewals.
pub(crate) fn sign_in_id(session: &Session) -> String {
    let claims = session.access_claims();
    let text = |name| claims.string(name).unwrap_or_default();
    let time = claims.integer("auth_time").unwrap_or_default();
    [text("sub"), text("origin_jti"), &integer_text(time)].join(" ")
}

/// The derived tokens of a client, for one sign-in at a time.
#[derive(Default)]
pub(crate) struct DerivedTokens {
    pub locks: LockQueue,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The id of the sign-in to which the tokens belong.
    sign_in: String,
    tokens: Vec<(TokenNeed, DerivedToken)>,
    /// How many requests have ended.
    ended: u64,
    /// The last failure and the number of its request, for all callers that waited for it.
    failure: Option<(u64, TokenNeed, Error)>,
}

impl DerivedTokens {
    pub fn ended(&self) -> u64 {
        self.with(|state| state.ended)
    }

    pub fn find(
        &self,
        sign_in: &str,
        need: &TokenNeed,
        now: Timestamp,
        since: u64,
    ) -> Option<Result<DerivedToken, Error>> {
        self.with(|state| {
            if state.sign_in != sign_in {
                return None;
            }
            state
                .tokens
                .retain(|(_, token)| now.plus(MARGIN) < token.expires);
            if let Some((_, token)) = state.tokens.iter().find(|(known, _)| known == need) {
                return Some(Ok(token.clone()));
            }
            let (number, failed, error) = state.failure.as_ref()?;
            (*number > since && failed == need).then(|| Err(error.clone()))
        })
    }

    pub fn put(&self, sign_in: String, need: &TokenNeed, result: &Result<DerivedToken, Error>) {
        self.with(|state| {
            if state.sign_in != sign_in {
                state.tokens.clear();
                state.sign_in = sign_in;
            }
            state.ended += 1;
            match result {
                Ok(token) => state.tokens.push((need.clone(), token.clone())),
                Err(error) => state.failure = Some((state.ended, need.clone(), error.clone())),
            }
        });
    }

    #[cfg(feature = "api")]
    pub fn forget(&self, token: &DerivedToken) {
        self.with(|state| state.tokens.retain(|(_, known)| known != token));
    }

    /// Forgets the tokens of another sign-in.
    pub fn keep_for(&self, session: Option<&Session>) {
        self.with(|state| {
            let is_same = |session: &Session| state.sign_in == sign_in_id(session);
            if !state.tokens.is_empty() && !session.is_some_and(is_same) {
                state.tokens.clear();
                state.failure = None;
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
