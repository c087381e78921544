//! ID tokens of user pools, identity pools and IAM OpenID Connect providers.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>

use std::collections::BTreeMap;

use serde_json::Value;

use crate::crypto::jwt::{signed_by_one_of, unverified};
use crate::state::State;
use crate::timestamp::Timestamp;

/// The `iss` of identity pools' tokens.
// Source: role-based-access-control (as the principal of its trust policy).
pub(crate) const COGNITO_ISSUER: &str = "https://cognito-identity.amazonaws.com";

/// The claim with session tags.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
pub(crate) const TAGS: &str = "https://aws.amazon.com/tags";

/// The claims of a valid token.
#[derive(Debug)]
pub(crate) struct WebIdentity {
    pub(crate) claims: Value,
}

/// Why a token is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// Not a JSON Web Token.
    Malformed,
    /// Not signed by its issuer.
    Signature,
    /// The issuer's keys are not known.
    UnknownIssuer(String),
    /// Times in seconds since 1970.
    Expired {
        now: u64,
        expires: u64,
    },
    MissingClaim(&'static str),
}

impl WebIdentity {
    pub(crate) fn text(&self, claim: &str) -> &str {
        self.claims
            .get(claim)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The issuer without its scheme.
    pub(crate) fn provider(&self) -> &str {
        let issuer = self.text("iss");
        issuer.strip_prefix("https://").unwrap_or(issuer)
    }

    /// The values of `aud`.
    pub(crate) fn audiences(&self) -> Vec<&str> {
        match self.claims.get("aud") {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }

    /// The token's session tags.
    pub(crate) fn tags(&self) -> BTreeMap<String, String> {
        let all = self
            .claims
            .get(TAGS)
            .and_then(|it| it.get("principal_tags"));
        let all = all.and_then(Value::as_object).into_iter().flatten();
        let tag = |(name, values): (&String, &Value)| {
            let value = values.get(0).and_then(Value::as_str)?;
            Some((name.clone(), value.to_owned()))
        };
        all.filter_map(tag).collect()
    }

    /// The values of a claim that is a string or an array.
    pub(crate) fn texts(&self, claim: &str) -> Vec<String> {
        match self.claims.get(claim) {
            Some(Value::Array(all)) => all
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        }
    }
}

/// Checks the signature, the expiration, and that `aud` and `sub` are present.
// Source: authentication-flow ("The token is valid and from the configured provider. The token is not expired").
pub(crate) fn verify(
    state: &State,
    now: Timestamp,
    token: &str,
) -> Result<WebIdentity, TokenError> {
    let unverified = unverified(token).ok_or(TokenError::Malformed)?;
    let issuer = unverified.get("iss").and_then(Value::as_str);
    let issuer = issuer.ok_or(TokenError::MissingClaim("iss"))?.to_owned();
    let claims = signed_claims(state, &issuer, token)?;
    let number = |name: &str| claims.get(name).and_then(Value::as_u64);
    let expires = number("exp").ok_or(TokenError::MissingClaim("exp"))?;
    let now = now.seconds();
    if now >= expires {
        return Err(TokenError::Expired { now, expires });
    }
    for claim in ["aud", "sub"] {
        if claims.get(claim).is_none() {
            return Err(TokenError::MissingClaim(claim));
        }
    }
    Ok(WebIdentity { claims })
}

fn signed_claims(state: &State, issuer: &str, token: &str) -> Result<Value, TokenError> {
    let claims = if issuer == COGNITO_ISSUER {
        let key = state.identity_token_key.as_ref();
        key.and_then(|key| key.verify(token))
    } else if let Some(pool) = state.pools.iter().find(|it| it.settings.issuer() == issuer) {
        let keys = [&pool.id_token_key, &pool.access_token_key];
        keys.into_iter().find_map(|key| key.verify(token))
    } else {
        let mut known = state.account.openid_providers.iter();
        let keys = known
            .find(|it| it.url == issuer)
            .and_then(|it| it.jwks.as_deref());
        let keys = keys.and_then(|text| serde_json::from_str::<Value>(text).ok());
        let keys = keys.ok_or_else(|| TokenError::UnknownIssuer(issuer.to_owned()))?;
        signed_by_one_of(token, &keys)
    };
    claims.ok_or(TokenError::Signature)
}
