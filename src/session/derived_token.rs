//! Tokens for one service: what the access token may do, cut down to what one API needs.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::platform::turns::Turns;
use crate::protocol::json::integer_text;
use crate::protocol::secret::Secret;

/// A token is given out no more when less than this is left of its life: it still has to reach the API.
const MARGIN: Duration = Duration::from_secs(30);

/// What a [`DerivedToken`] is to be good for. Two that are equal share one token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNeed {
    pub(crate) audiences: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

/// A token for one service, which [`Client::derived_token`](crate::Client::derived_token) gives. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedToken {
    pub(crate) token: Secret,
    pub(crate) expires: Timestamp,
    pub(crate) offset: i64,
    pub(crate) scopes: Vec<String>,
}

impl TokenNeed {
    /// All that the access token may do, for no service in particular.
    pub fn new() -> Self {
        TokenNeed::default()
    }

    /// For the resource server of this identifier, in place of what was named before.
    pub fn resource(mut self, identifier: impl Into<String>) -> Self {
        self.audiences.clear();
        self.resources = vec![identifier.into()];
        self
    }

    /// For the service of this logical name, in place of what was named before.
    pub fn audience(mut self, name: impl Into<String>) -> Self {
        self.resources.clear();
        self.audiences = vec![name.into()];
        self
    }

    /// This scope, and those that were named before; without any, all that the access token has. Cognito
    /// grants what the access token has as well and the app client may have.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }
}

impl DerivedToken {
    /// The token itself, for `Authorization: Bearer …`.
    pub fn token(&self) -> &str {
        self.token.expose()
    }

    /// When it expires, by the clock of this machine, right or wrong.
    pub fn expires_at(&self) -> Timestamp {
        let expires = self.expires.as_millis();
        Timestamp::from_millis(expires.saturating_add_signed(-self.offset))
    }

    /// The scopes that Cognito granted, which may be fewer than were asked for.
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

/// What stays the same through all renewals of a sign-in, and through no other one.
pub(crate) fn sign_in_of(session: &Session) -> String {
    let claims = session.access_claims();
    let text = |name| claims.string(name).unwrap_or_default();
    let time = claims.integer("auth_time").unwrap_or_default();
    [text("sub"), text("origin_jti"), &integer_text(time)].join(" ")
}

/// The derived tokens of a client, for one sign-in at a time.
#[derive(Default)]
pub(crate) struct DerivedTokens {
    pub turns: Turns,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Of which sign-in.
    sign_in: String,
    tokens: Vec<(TokenNeed, DerivedToken)>,
    /// How many requests have ended.
    ended: u64,
    /// The last request that failed, as how many it was, and why: all who waited for it hear the same.
    failure: Option<(u64, TokenNeed, Error)>,
}

impl DerivedTokens {
    pub fn ended(&self) -> u64 {
        self.with(|kept| kept.ended)
    }

    pub fn find(
        &self,
        sign_in: &str,
        need: &TokenNeed,
        now: Timestamp,
        since: u64,
    ) -> Option<Result<DerivedToken, Error>> {
        self.with(|kept| {
            if kept.sign_in != sign_in {
                return None;
            }
            kept.tokens
                .retain(|(_, token)| now.plus(MARGIN) < token.expires);
            if let Some((_, token)) = kept.tokens.iter().find(|(known, _)| known == need) {
                return Some(Ok(token.clone()));
            }
            let (number, failed, error) = kept.failure.as_ref()?;
            (*number > since && failed == need).then(|| Err(error.clone()))
        })
    }

    pub fn put(&self, sign_in: String, need: &TokenNeed, answer: &Result<DerivedToken, Error>) {
        self.with(|kept| {
            if kept.sign_in != sign_in {
                kept.tokens.clear();
                kept.sign_in = sign_in;
            }
            kept.ended += 1;
            match answer {
                Ok(token) => kept.tokens.push((need.clone(), token.clone())),
                Err(error) => kept.failure = Some((kept.ended, need.clone(), error.clone())),
            }
        });
    }

    #[cfg(feature = "api")]
    pub fn forget(&self, token: &DerivedToken) {
        self.with(|kept| kept.tokens.retain(|(_, known)| known != token));
    }

    /// Forgets all that was not made of this session's sign-in: somebody else is signed in now, or nobody.
    pub fn keep_for(&self, session: Option<&Session>) {
        self.with(|kept| {
            let is_same = |session: &Session| kept.sign_in == sign_in_of(session);
            if !kept.tokens.is_empty() && !session.is_some_and(is_same) {
                kept.tokens.clear();
                kept.failure = None;
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
