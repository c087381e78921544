//! ID tokens: of user pools, of identity pools, and of providers of OpenID Connect that IAM knows.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>

use std::collections::BTreeMap;

use serde_json::Value;

use crate::crypto::jwt::{signed_by_one_of, unverified};
use crate::moment::Moment;
use crate::state::State;

/// `iss` of the tokens of identity pools.
// Source: role-based-access-control (as the principal of its trust policy).
pub(crate) const COGNITO_ISSUER: &str = "https://cognito-identity.amazonaws.com";

/// The claim of session tags.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
pub(crate) const TAGS: &str = "https://aws.amazon.com/tags";

/// A token whose signature and times are good.
#[derive(Debug)]
pub(crate) struct WebIdentity {
    pub(crate) claims: Value,
}

/// What is wrong with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// No JSON web token.
    Malformed,
    /// Not signed by its issuer.
    Signature,
    /// Nobody knows the keys of its issuer.
    UnknownIssuer(String),
    /// Seconds since 1970.
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

    /// `aud`, of which there may be several.
    pub(crate) fn audiences(&self) -> Vec<&str> {
        match self.claims.get("aud") {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }

    /// The session tags that it carries.
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

    /// A claim with several values, or one.
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

/// Checks the signature, the times, and that it says for whom it is and about whom.
// Source: authentication-flow ("The token is valid and from the configured provider. The token is not expired").
pub(crate) fn verify(state: &State, now: Moment, token: &str) -> Result<WebIdentity, TokenFault> {
    let unverified = unverified(token).ok_or(TokenFault::Malformed)?;
    let issuer = unverified.get("iss").and_then(Value::as_str);
    let issuer = issuer.ok_or(TokenFault::MissingClaim("iss"))?.to_owned();
    let claims = signed_claims(state, &issuer, token)?;
    let number = |name: &str| claims.get(name).and_then(Value::as_u64);
    let expires = number("exp").ok_or(TokenFault::MissingClaim("exp"))?;
    let now = now.seconds();
    if now >= expires {
        return Err(TokenFault::Expired { now, expires });
    }
    for claim in ["aud", "sub"] {
        if claims.get(claim).is_none() {
            return Err(TokenFault::MissingClaim(claim));
        }
    }
    Ok(WebIdentity { claims })
}

fn signed_claims(state: &State, issuer: &str, token: &str) -> Result<Value, TokenFault> {
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
        let keys = keys.ok_or_else(|| TokenFault::UnknownIssuer(issuer.to_owned()))?;
        signed_by_one_of(token, &keys)
    };
    claims.ok_or(TokenFault::Signature)
}
