//! Tokens of identity pools.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::access::{COGNITO_ISSUER, TAGS};
use crate::state::{Identity, State};
use crate::timestamp::Timestamp;

/// Creates a token for an identity, for STS or GetCredentialsForIdentity.
// Source: role-based-access-control (`iss`, `aud`, `amr`). Assumed: that there are no other claims.
pub(super) fn make(
    state: &State,
    now: Timestamp,
    pool_id: &str,
    identity: &Identity,
    lifetime: Duration,
    tags: &BTreeMap<String, String>,
) -> String {
    let mut claims = json!({
        "sub": identity.id,
        "aud": pool_id,
        "amr": identity.amr(),
        "iss": COGNITO_ISSUER,
        "exp": (now + lifetime).seconds(),
        "iat": now.seconds(),
    });
    if !tags.is_empty() {
        let all = tags.iter();
        let all: Map<String, Value> = all
            .map(|(tag, value)| (tag.clone(), json!([value])))
            .collect();
        claims[TAGS] = json!({ "principal_tags": all, "transitive_tag_keys": [] });
    }
    let key = state.identity_token_key.as_ref();
    key.map(|key| key.sign(&claims)).unwrap_or_default()
}
