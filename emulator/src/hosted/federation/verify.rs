//! The checks of a provider's ID token
//! ([OpenID Connect Core, section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html>

use std::time::Duration;

use serde_json::Value;

use super::error::FederationError;
use crate::crypto::jwt::signed_by_one_of;
use crate::timestamp::Timestamp;

/// The tolerance for differences between clocks, in seconds.
// Assumed: two minutes.
const LEEWAY: u64 = 120;

/// The expected claims of a token.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Timestamp,
    /// How far `now` is ahead of the provider's clock, which shows the real time.
    pub(super) clock_offset: Duration,
}

/// Checks the signature and the claims of an ID token. Returns the claims.
// Source: cognito-user-pools-oidc-flow (signature, `iss`, `aud`, `exp`, in this order; "RSA, HMAC, Elliptic Curve"; the
// `kid` is listed at the `jwks_uri`),
// amazon-cognito-user-pools-using-the-id-token (`nonce`). Assumed: the check of `iat`, and the message.
pub(super) fn id_token(
    token: &str,
    keys: &Value,
    expected: &Expected<'_>,
) -> Result<Value, FederationError> {
    let claims =
        signed_by_one_of(token, keys).ok_or(FederationError::invalid("Bad id_token signature"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(Value::as_u64);
    if text("iss") != Some(expected.issuer) {
        return Err(FederationError::invalid("Bad id_token issuer"));
    }
    if !is_for(&claims, expected.client_id) {
        return Err(FederationError::invalid("Bad id_token audience"));
    }
    let now = expected.now.seconds();
    let unshifted_now = now.saturating_sub(expected.clock_offset.as_secs());
    let is_live = time("exp").is_some_and(|exp| unshifted_now < exp.saturating_add(LEEWAY));
    if !is_live {
        return Err(FederationError::invalid("The id_token has expired"));
    }
    if time("iat").is_none_or(|iat| iat > now.saturating_add(LEEWAY)) {
        return Err(FederationError::invalid("The id_token is of the future"));
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(FederationError::invalid("Bad id_token nonce"));
    }
    Ok(claims)
}

/// Whether the client is among the audiences and, if the token has `azp`, the authorized party.
// Source: cognito-user-pools-oidc-flow ("or that it contains the configured client ID if there are multiple values").
// Assumed: the check of `azp` (OpenID Connect Core, section 3.1.3.7).
fn is_for(claims: &Value, client_id: &str) -> bool {
    let is_client = |value: &Value| value.as_str() == Some(client_id);
    let is_among = match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().any(is_client),
        one => one.is_some_and(is_client),
    };
    is_among && claims.get("azp").is_none_or(is_client)
}
