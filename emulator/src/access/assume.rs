//! Assuming a role.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::iam::{Keys, Policy, PrincipalKind, Verdict};
use crate::state::iam::temporary_key;
use crate::state::{Session, State};
use crate::timestamp::Timestamp;

/// A request to assume a role.
pub(crate) struct RoleRequest<'a> {
    pub(crate) role_arn: &'a str,
    /// `sts:AssumeRoleWithWebIdentity`
    pub(crate) action: &'a str,
    /// The federated principal, in the form of `aws:FederatedProvider`.
    pub(crate) provider: &'a str,
    /// The condition keys that the provider's token sets.
    pub(crate) keys: Keys,
    pub(crate) session_name: &'a str,
    pub(crate) duration: Duration,
    pub(crate) tags: BTreeMap<String, String>,
    /// Session policies: the session is allowed only what these allow, too.
    pub(crate) policies: Option<Vec<Policy>>,
}

/// Why a role cannot be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AssumeRoleError {
    /// There is no such role, or its trust policy does not allow this principal.
    NotTrusted,
    /// The trust policy does not allow `sts:TagSession`.
    TagsNotTrusted,
}

/// Starts a session of the role, if its trust policy allows it.
// Source: role-trust-and-permissions, id_session-tags ("you must have … the `sts:TagSession` action allowed" in the
// role's trust policy).
pub(crate) fn assume(
    state: &mut State,
    now: Timestamp,
    wanted: RoleRequest<'_>,
) -> Result<Arc<Session>, AssumeRoleError> {
    let role = state.iam.role(wanted.role_arn);
    let role = role.ok_or(AssumeRoleError::NotTrusted)?;
    let trust = role.trust.as_ref().ok_or(AssumeRoleError::NotTrusted)?;
    let principal = (PrincipalKind::Federated, wanted.provider);
    let mut asked = wanted.keys.clone();
    asked.set("sts:RoleSessionName", wanted.session_name);
    for (name, value) in &wanted.tags {
        asked.set(&format!("aws:RequestTag/{name}"), value);
    }
    asked.set_all("aws:TagKeys", wanted.tags.keys().cloned().collect());
    if trust.trusts(principal, wanted.action, &asked) != Verdict::Allows {
        return Err(AssumeRoleError::NotTrusted);
    }
    let tags_session = || trust.trusts(principal, "sts:TagSession", &asked);
    if !wanted.tags.is_empty() && tags_session() != Verdict::Allows {
        return Err(AssumeRoleError::TagsNotTrusted);
    }
    let (access_key_id, secret, token) = temporary_key(&mut state.random);
    let (account, name) = account_and_name(wanted.role_arn);
    let user_id = format!("{}:{}", role.id, wanted.session_name);
    let mut keys = wanted.keys;
    for (name, value) in &wanted.tags {
        keys.set(&format!("aws:PrincipalTag/{name}"), value);
    }
    keys.set("aws:FederatedProvider", wanted.provider);
    keys.set("aws:PrincipalAccount", account);
    keys.set("aws:PrincipalArn", wanted.role_arn);
    keys.set("aws:PrincipalType", "AssumedRole");
    keys.set("aws:userid", user_id.as_str());
    let session = Arc::new(Session {
        access_key_id,
        secret,
        token,
        expires: now + wanted.duration,
        arn: format!(
            "arn:aws:sts::{account}:assumed-role/{name}/{}",
            wanted.session_name
        ),
        role,
        user_id,
        keys,
        policies: wanted.policies,
    });
    state.iam.add(session.clone(), now);
    Ok(session)
}

/// The account and the name in a role's ARN, such as `arn:aws:iam::123456789012:role/path/Name`.
// Source: reference_identifiers#identifiers-arns.
fn account_and_name(role_arn: &str) -> (&str, &str) {
    let account = role_arn.split(':').nth(4).unwrap_or_default();
    (account, role_arn.rsplit('/').next().unwrap_or_default())
}
