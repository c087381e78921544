//! Exchanging a token for one with fewer scopes.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>

use serde_json::{Map, Value, json};

use crate::config::{ClientSettings, Trigger};
use crate::errors::Failure;
use crate::state::Context;

/// The user and the claims of a valid token of the pool.
pub(crate) struct TokenHolder {
    username: String,
    claims: Map<String, Value>,
    /// `None` for an ID token.
    scopes: Option<Vec<String>>,
}

impl TokenHolder {
    /// `cognito:username`
    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    pub(crate) fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }
}

/// The parameters of an exchange.
pub(crate) struct TokenExchange<'a> {
    pub(crate) actor: Option<&'a TokenHolder>,
    /// If empty, the scopes of the subject's token.
    pub(crate) scopes: &'a [&'a str],
    /// The `aud` of the new token.
    pub(crate) target: Option<&'a str>,
    pub(crate) requested: Requested,
}

/// `RequestedTokenType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Requested {
    AccessToken,
    IdToken,
}

impl Requested {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "ACCESS_TOKEN",
            Self::IdToken => "ID_TOKEN",
        }
    }
}

/// The result of an exchange.
pub(crate) struct DerivedToken {
    pub(crate) token: String,
    /// The lifetime in seconds.
    pub(crate) expires_in: u64,
    pub(crate) scopes: Vec<String>,
}

impl Context<'_> {
    /// Checks a token of this pool.
    // Source: API_GetDerivedToken. Assumed: which error it is.
    pub(crate) fn token_holder(&self, token: &str, kind: &str) -> Result<TokenHolder, Failure> {
        let (key, token_use) = match kind {
            "ID_TOKEN" => (&self.pool.id_token_key, "id"),
            _ => (&self.pool.access_token_key, "access"),
        };
        let claims = key.verify(token).and_then(|claims| match claims {
            Value::Object(claims) => Some(claims),
            _ => None,
        });
        let claims = claims.ok_or(Failure::exchanged_token_not_valid())?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("token_use") != token_use {
            return Err(Failure::exchanged_token_not_valid());
        }
        let expires = claims.get("exp").and_then(Value::as_u64);
        if expires.is_none_or(|expires| self.now.seconds() >= expires) {
            return Err(Failure::exchanged_token_expired());
        }
        let grant = self.pool.grants.get(text("origin_jti"));
        if grant.is_some_and(|grant| grant.revoked) {
            return Err(Failure::exchanged_token_not_valid());
        }
        let name = match token_use {
            "id" => text("cognito:username"),
            _ => text("username"),
        };
        let user = self.pool.users.by_username(name);
        let user = user.ok_or(Failure::user_not_found())?;
        if !user.enabled {
            return Err(Failure::user_disabled());
        }
        let scopes = claims.get("scope").and_then(Value::as_str);
        let scopes = scopes.map(|scopes| scopes.split(' ').map(str::to_owned).collect());
        Ok(TokenHolder {
            username: user.username.clone(),
            scopes,
            claims,
        })
    }

    /// "Amazon Cognito issues a token with the intersection of these requested scopes, the scopes of your
    /// SubjectToken, and the scopes that are allowed for the requesting app client. If you don't specify
    /// any scopes, Amazon Cognito issues a token with the same scopes as your SubjectToken."
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html>
    pub(crate) fn derive_token(
        &mut self,
        client: &ClientSettings,
        subject: &TokenHolder,
        asked: &TokenExchange<'_>,
    ) -> Result<DerivedToken, Failure> {
        let source = "TokenGeneration_TokenExchange";
        self.trigger_from(Trigger::PreTokenGeneration, source, &subject.username)?;
        let scopes = narrowed_scopes(client, subject, asked)?;
        let lifetime = match asked.requested {
            Requested::AccessToken => client.access_token_lifetime(),
            Requested::IdToken => client.id_token_lifetime(),
        };
        let mut claims = self.carried_claims(subject);
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iat", self.now.seconds().into());
        set("exp", (self.now + lifetime).seconds().into());
        set("jti", self.random.uuid().into());
        if let Some(actor) = asked.actor {
            // RFC 8693, section 4.1.
            set("act", json!({ "sub": actor.claims.get("sub") }));
        }
        let token = match asked.requested {
            Requested::AccessToken => {
                set("token_use", "access".into());
                set("client_id", client.id.clone().into());
                set("username", subject.username.clone().into());
                set("scope", scopes.join(" ").into());
                if let Some(target) = asked.target {
                    set("aud", target.into());
                }
                self.pool.access_token_key.sign(&Value::Object(claims))
            }
            Requested::IdToken => {
                set("token_use", "id".into());
                set("cognito:username", subject.username.clone().into());
                set("aud", asked.target.unwrap_or(&client.id).into());
                self.pool.id_token_key.sign(&Value::Object(claims))
            }
        };
        Ok(DerivedToken {
            token,
            expires_in: lifetime.as_secs(),
            scopes,
        })
    }

    /// The claims that the new token takes over from the subject's.
    fn carried_claims(&self, subject: &TokenHolder) -> Map<String, Value> {
        let carried = [
            "sub",
            "iss",
            "auth_time",
            "origin_jti",
            "acr",
            "amr",
            "cognito:groups",
        ];
        let claim = |name: &str| Some((name.to_owned(), subject.claims.get(name)?.clone()));
        carried.into_iter().filter_map(claim).collect()
    }
}

// Source: API_GetDerivedToken. Assumed: an empty intersection.
fn narrowed_scopes(
    client: &ClientSettings,
    subject: &TokenHolder,
    asked: &TokenExchange<'_>,
) -> Result<Vec<String>, Failure> {
    let is_allowed = |scope: &str| client.may_have_scope(scope);
    let held = subject.scopes.as_deref();
    let has = |scope: &str| held.is_none_or(|held| held.iter().any(|other| other == scope));
    if asked.scopes.is_empty() {
        return Ok(held.unwrap_or_default().to_vec());
    }
    let scopes: Vec<String> = asked
        .scopes
        .iter()
        .map(|scope| (*scope).to_owned())
        .collect();
    let kept: Vec<_> = scopes
        .into_iter()
        .filter(|it| has(it) && is_allowed(it))
        .collect();
    match kept.is_empty() {
        true => Err(Failure::no_scope_left()),
        false => Ok(kept),
    }
}
