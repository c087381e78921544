//! Chooses the role of an identity and starts its session.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/attributes-for-access-control.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::login::{DEVELOPER, Login};
use super::scope_down;
use crate::access::{RoleRequest, assume};
use crate::config::{
    AmbiguousRoleResolution, IdentityPoolSettings, MappingRule, MatchType, PrincipalTagMap,
    RoleMapping, RoleMappingType,
};
use crate::errors::Failure;
use crate::iam::Keys;
use crate::state::{Identity, Session, State};
use crate::timestamp::Timestamp;

/// The lifetime of credentials of the enhanced flow.
// Assumed: an hour (`https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html` has it as the
// default of `DurationSeconds`).
const LIFETIME: Duration = Duration::from_secs(3600);

/// The role session name of the enhanced flow.
// Assumed: as logs of CloudTrail have it.
const SESSION_NAME: &str = "CognitoIdentityCredentials";

/// Starts a session of the enhanced flow.
// Source: API_GetCredentialsForIdentity (`InvalidIdentityPoolConfigurationException`), iam-roles ("Amazon Cognito applies a
// scope-down policy to credentials that you assign your unauthenticated users in the enhanced flow").
pub(super) fn credentials(
    state: &mut State,
    now: Timestamp,
    pool: &IdentityPoolSettings,
    identity: &Identity,
    tags: BTreeMap<String, String>,
    role_arn: &str,
) -> Result<Arc<Session>, Failure> {
    let policies = identity.is_guest().then(scope_down::policies);
    let assumption = RoleRequest {
        role_arn,
        action: "sts:AssumeRoleWithWebIdentity",
        provider: DEVELOPER,
        keys: keys(&pool.id, identity),
        session_name: SESSION_NAME,
        duration: LIFETIME,
        tags,
        policies,
    };
    assume(state, now, assumption).map_err(|_| Failure::identity_pool_roles())
}

/// The condition keys of an identity.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
fn keys(pool_id: &str, identity: &Identity) -> Keys {
    let mut keys = Keys::default();
    keys.set(&format!("{DEVELOPER}:aud"), pool_id);
    keys.set(&format!("{DEVELOPER}:sub"), identity.id.as_str());
    keys.set_all(&format!("{DEVELOPER}:amr"), identity.amr());
    keys
}

/// The role for these logins, or for a guest.
// Source: role-based-access-control, API_SetIdentityPoolRoles. Assumed: that the first login with a mapping decides, and
// that `CustomRoleArn` is ignored where nothing is mapped ("optional for identity providers that do not support role
// customization").
pub(super) fn choose(
    pool: &IdentityPoolSettings,
    identity: &Identity,
    logins: &[Login],
    custom: Option<&str>,
) -> Result<String, Failure> {
    if identity.is_guest() {
        let role = pool.roles.unauthenticated.clone();
        return role.ok_or(Failure::identity_pool_roles());
    }
    let mapped = logins.iter().find_map(|login| {
        let mapping = pool.role_mappings.get(&login.role_key);
        mapping.map(|mapping| (login, mapping))
    });
    let role = match mapped {
        Some((login, mapping)) => by_mapping(mapping, login, custom)?,
        None => None,
    };
    role.or_else(|| pool.roles.authenticated.clone())
        .ok_or(Failure::identity_pool_roles())
}

/// The role of a mapping; `None` for the pool's role of authenticated identities.
// Source: role-based-access-control ("If this parameter doesn't match a role in `cognito:roles`, deny access"; "If the
// `cognito:preferred_role` claim is set, use it"; "the IAM role for the first matching rule is used, unless
// `CustomRoleArn` is specified to override the order"). Assumed: that a token with one role and no preferred one gives
// that role, and the message of a role that is denied.
fn by_mapping(
    mapping: &RoleMapping,
    login: &Login,
    custom: Option<&str>,
) -> Result<Option<String>, Failure> {
    let allowed: Vec<String> = match mapping.kind {
        RoleMappingType::Token => texts(&login.claims, "cognito:roles"),
        RoleMappingType::Rules => {
            let meant = mapping
                .rules
                .iter()
                .filter(|rule| is_met(rule, &login.claims));
            meant.map(|rule| rule.role_arn.clone()).collect()
        }
    };
    if let Some(custom) = custom {
        return match allowed.iter().any(|role| role == custom) {
            true => Ok(Some(custom.to_owned())),
            false => Err(Failure::role_forbidden(custom)),
        };
    }
    let preferred = texts(&login.claims, "cognito:preferred_role");
    let role = match (mapping.kind, allowed.as_slice()) {
        (RoleMappingType::Rules, all) => all.first().cloned(),
        (RoleMappingType::Token, all) => preferred.into_iter().next().or(match all {
            [only] => Some(only.clone()),
            _ => None,
        }),
    };
    match (role, mapping.ambiguous_role_resolution) {
        (Some(role), _) => Ok(Some(role)),
        (None, AmbiguousRoleResolution::AuthenticatedRole) => Ok(None),
        (None, AmbiguousRoleResolution::Deny) => Err(Failure::ambiguous_role(&login.link.provider)),
    }
}

// Source: role-based-access-control ("If the match type is `NotEqual` and the claim doesn't exist, the rule is not
// evaluated"). Assumed: that a claim with several values is met by one of them.
fn is_met(rule: &MappingRule, claims: &Value) -> bool {
    let found = texts(claims, &rule.claim);
    let fits = |text: &String| match rule.match_type {
        MatchType::Equals => *text == rule.value,
        MatchType::Contains => text.contains(&rule.value),
        MatchType::StartsWith => text.starts_with(&rule.value),
        MatchType::NotEqual => *text != rule.value,
    };
    match rule.match_type {
        MatchType::NotEqual => !found.is_empty() && found.iter().all(fits),
        _ => found.iter().any(fits),
    }
}

/// The principal tags from claims.
// Source: provider-mappings (`aud` and `sub`), API_SetPrincipalTagAttributeMap ("default (username and clientID)").
// Assumed: the names of the default tags, `client` and `username`.
pub(super) fn tags(pool: &IdentityPoolSettings, logins: &[Login]) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    for login in logins {
        let map = pool.principal_tags.get(&login.link.provider);
        let map = map.or_else(|| pool.principal_tags.get(&login.role_key));
        if let Some(map) = map {
            tags.extend(mapped(map, &login.claims));
        }
    }
    tags
}

fn mapped(map: &PrincipalTagMap, claims: &Value) -> BTreeMap<String, String> {
    let defaults = [("client", "aud"), ("username", "sub")];
    let defaults = defaults.iter().filter(|_| map.use_defaults).copied();
    let own = map.principal_tags.iter();
    let own = own.map(|(tag, claim)| (tag.as_str(), claim.as_str()));
    let value = |(tag, claim): (&str, &str)| {
        let value = texts(claims, claim).into_iter().next()?;
        Some((tag.to_owned(), value))
    };
    defaults.chain(own).filter_map(value).collect()
}

/// The values of a claim.
fn texts(claims: &Value, name: &str) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match claims.get(name) {
        Some(Value::Array(all)) => all.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}
