//! Checks before every operation of a pool, in this order: the web ACL, the quotas, the replication role.

use serde_json::{Map, Value};

use super::operation::{Operation, Secondary};
use crate::config::{PoolReplica, PoolSettings, PositionalConstraint, WebAclAction};
use crate::errors::Failure;
use crate::http::{Request, header};
use crate::state::{QuotaKey, State};
use crate::timestamp::Timestamp;

/// Challenges that cannot be answered while writes are refused.
const NOT_ANSWERED: [&str; 3] = ["MFA_SETUP", "NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA"];

/// Checks a request. If its pool is unknown, the operation itself returns the error.
// Source: user-pool-waf, quotas, user-pool-multi-region. Assumed: the message.
pub(super) fn check(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    operation: &Operation,
    members: &Map<String, Value>,
) -> Result<(), Failure> {
    let Some(settings) = pool_of(state, members) else {
        return Ok(());
    };
    if operation.is_guarded && is_blocked(settings, request, operation.name, members) {
        return Err(Failure::blocked_by_firewall());
    }
    let replica = settings.replica;
    let is_being_recovered = settings.point_in_time_recovery;
    if let Some((category, times)) = operation.quota
        && let Some(rate) = state.account.request_rates.get(&category)
    {
        // Answers to challenges have a quota of their own.
        let counted = QuotaKey::Category(category, times);
        if !state
            .requests
            .count(now, counted, rate.saturating_mul(times))
        {
            return Err(Failure::too_many_requests());
        }
    }
    if replica == PoolReplica::InactiveSecondary {
        return Err(Failure::not_in_this_region());
    }
    if (replica == PoolReplica::Secondary || is_being_recovered) && is_paused(operation, members) {
        return Err(Failure::not_in_this_region());
    }
    Ok(())
}

/// Whether a secondary replica, or a pool during a point-in-time recovery, refuses the operation. Sign-in works in both,
/// except by an authenticator app or if it changes the account.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html>,
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiatePointInTimeRecovery.html>
fn is_paused(operation: &Operation, members: &Map<String, Value>) -> bool {
    let challenge = members.get("ChallengeName").and_then(Value::as_str);
    operation.secondary == Secondary::Refuses
        || operation.name == "RespondToAuthChallenge"
            && challenge.is_some_and(|name| NOT_ANSWERED.contains(&name))
}

/// The pool of a request.
fn pool_of<'a>(state: &'a State, members: &Map<String, Value>) -> Option<&'a PoolSettings> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let (client, token) = (text("ClientId"), text("AccessToken"));
    let (id, session) = (text("UserPoolId"), text("Session"));
    let pool = state.pools.iter().find(|pool| {
        client.is_some_and(|id| pool.clients.contains_key(id))
            || token.is_some_and(|token| pool.access_token_key.is_named_by(token))
            || id == Some(pool.settings.id.as_str())
            || session.is_some_and(|session| pool.challenges.contains_key(session))
    })?;
    Some(&pool.settings)
}

fn is_blocked(
    settings: &PoolSettings,
    request: &Request,
    operation: &str,
    members: &Map<String, Value>,
) -> bool {
    let Some(acl) = &settings.web_acl else {
        return false;
    };
    let client = members.get("ClientId").and_then(Value::as_str);
    let value = |name: &str| match name.to_ascii_lowercase().as_str() {
        "x-amzn-cognito-operation-name" => Some(operation),
        "x-amzn-cognito-client-id" => client,
        // The web ACL does not see headers with secrets.
        "authorization" => None,
        name => header(request, name),
    };
    let deciding = acl.rules.iter().find(|rule| {
        let Some(value) = value(&rule.header) else {
            return false;
        };
        let sought = rule.search_string.as_str();
        rule.action != WebAclAction::Count
            && match rule.positional_constraint {
                PositionalConstraint::Exactly => value == sought,
                PositionalConstraint::StartsWith => value.starts_with(sought),
                PositionalConstraint::EndsWith => value.ends_with(sought),
                PositionalConstraint::Contains => value.contains(sought),
            }
    });
    let action = deciding.map_or(acl.default_action, |rule| rule.action);
    action == WebAclAction::Block
}
