//! Tokens for one service: what the access token may do, cut down to what one API needs.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use crate::client::Client;
use crate::error::Error;
use crate::platform::Timestamp;
use crate::platform::turns::Turns;
use crate::protocol::idp::{self, IssuedTokenTypeIdentifier, TokenTypeIdentifier};
use crate::protocol::secret::Secret;

/// A token is given out no more when less than this is left of its life: it still has to reach the API.
const MARGIN: Duration = Duration::from_secs(30);

/// What a [`DerivedToken`] is to be good for. Two that are equal share one token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNeed {
    audiences: Vec<String>,
    resources: Vec<String>,
    scopes: Vec<String>,
}

/// A token for one service, which [`Client::derived_token`] gives. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedToken {
    token: Secret,
    expires: Timestamp,
    offset: i64,
    scopes: Vec<String>,
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

impl Client {
    /// A token for one service, made of the access token of whoever is signed in: of fewer scopes, or for
    /// one audience. A service that gets it can do less with it than with the access token.
    ///
    /// It is kept in memory until it expires, for the session that it was made of: the same need is
    /// answered at once, and all who ask at the same time share one request. The app client needs
    /// `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`, and the user pool the plan Essentials or Plus.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput) or
    ///   [`FlowNotEnabled`](crate::ErrorKind::FlowNotEnabled): the app client does not allow the exchange,
    ///   or none of the scopes can be granted.
    /// - those of [`session`](Self::session), and what Cognito answers.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>
    pub async fn derived_token(&self, need: &TokenNeed) -> Result<DerivedToken, Error> {
        let session = self.session().await?;
        self.derived_token_of(&session, need).await
    }

    /// The same, of the access token of this session.
    pub(crate) async fn derived_token_of(
        &self,
        session: &Session,
        need: &TokenNeed,
    ) -> Result<DerivedToken, Error> {
        let kept = &self.0.inner.derived;
        let sign_in = sign_in_of(session);
        let begun = kept.ended();
        let _turn = kept.turns.acquire(&format!("{need:?}")).await;
        if let Some(known) = kept.find(&sign_in, need, self.now(), begun) {
            return known;
        }
        let answer = self.derive(session, need).await;
        kept.put(sign_in, need, &answer);
        answer
    }

    /// Gives a token out no more: the API has refused it.
    pub(crate) fn forget_derived_token(&self, token: &DerivedToken) {
        self.0.inner.derived.forget(token);
    }

    async fn derive(&self, session: &Session, need: &TokenNeed) -> Result<DerivedToken, Error> {
        let request = idp::GetDerivedToken {
            client_id: self.settings().client_id.clone(),
            subject_token: session.access_token().into(),
            subject_token_type: TokenTypeIdentifier::AccessToken,
            scopes: need.scopes.clone(),
            audiences: need.audiences.clone(),
            resources: need.resources.clone(),
            requested_token_type: Some(IssuedTokenTypeIdentifier::AccessToken),
            ..Default::default()
        };
        let answer = self.call_operation(request).await?;
        // The model lets the life be missing: then the token is used once.
        let life = u64::try_from(answer.expires_in.unwrap_or_default()).unwrap_or_default();
        Ok(DerivedToken {
            token: answer.issued_token,
            expires: self.now().plus(Duration::from_secs(life)),
            offset: session.record().offset,
            scopes: answer.scopes,
        })
    }
}

/// What stays the same through all renewals of a sign-in, and through no other one.
fn sign_in_of(session: &Session) -> String {
    let claims = session.access_claims();
    let text = |name| claims.string(name).unwrap_or_default();
    let time = claims.integer("auth_time").unwrap_or_default();
    [text("sub"), text("origin_jti"), &time.to_string()].join(" ")
}

/// The derived tokens of a client, for one sign-in at a time.
#[derive(Default)]
pub(crate) struct DerivedTokens {
    turns: Turns,
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
    fn ended(&self) -> u64 {
        self.with(|kept| kept.ended)
    }

    fn find(
        &self,
        sign_in: &str,
        need: &TokenNeed,
        now: Timestamp,
        begun: u64,
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
            (*number > begun && failed == need).then(|| Err(error.clone()))
        })
    }

    fn put(&self, sign_in: String, need: &TokenNeed, answer: &Result<DerivedToken, Error>) {
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

    fn forget(&self, token: &DerivedToken) {
        self.with(|kept| kept.tokens.retain(|(_, known)| known != token));
    }

    /// Forgets all that was not made of this session's sign-in: somebody else is signed in now, or nobody.
    pub(crate) fn keep_for(&self, session: Option<&Session>) {
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
