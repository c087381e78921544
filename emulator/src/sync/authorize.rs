//! Authorization: an operation needs the identity's own credentials, or a developer's policy that allows it.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitosync.html>
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/Welcome.html>
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/CommonErrors.html>

use super::target::Target;
use crate::access::{Principal, RequestedAction, authorize};
use crate::errors::Failure;
use crate::http::Request;
use crate::state::{IdentityStatus, State};
use crate::timestamp::Timestamp;

/// Checks the signature and the caller's policies. Returns the caller as in `LastModifiedBy`.
// Source: Welcome ("the data stored for each identity is accessible only to credentials assigned to that identity").
// Assumed: that IAM is asked first, that an identity that is not there or disabled is NotAuthorizedException, and who
// `LastModifiedBy` names.
pub(super) fn authorize_call(
    state: &State,
    now: Timestamp,
    request: &Request,
    name: &str,
    target: &Target,
) -> Result<String, Failure> {
    let action = RequestedAction {
        service: "cognito-sync",
        region: target.region(),
        operation: name,
        resource: &resource(state, name, target),
    };
    let principal = authorize(state, now, request, &action)?;
    let pool = state.identity_pool(&target.pool_id);
    let identity = pool.and_then(|pool| pool.get(&target.identity_id));
    let is_usable = identity.is_some_and(|it| it.standing == IdentityStatus::Enabled);
    match own_identity(&principal) {
        Some(own) if own == target.identity_id && is_usable => Ok(own),
        None if is_usable => Ok(principal.arn().to_owned()),
        _ => Err(Failure::identity_forbidden(&target.identity_id)),
    }
}

/// The identity of the credentials; `None` for a developer's.
fn own_identity(principal: &Principal) -> Option<String> {
    let key = "cognito-identity.amazonaws.com:sub";
    principal.keys().first(key)
}

/// The ARN of an operation's resource.
// Source: list_amazoncognitosync, https://github.com/aws/aws-sdk-java/issues/1912 (ListDatasets is about `dataset/null`).
fn resource(state: &State, name: &str, target: &Target) -> String {
    let region = target.region().unwrap_or_default();
    let account = state.account.id();
    let identity = format!(
        "arn:aws:cognito-sync:{region}:{account}:identitypool/{}/identity/{}",
        target.pool_id, target.identity_id
    );
    match name {
        "DescribeIdentityUsage" => identity,
        _ => {
            let dataset = target.dataset.as_deref().unwrap_or("null");
            format!("{identity}/dataset/{dataset}")
        }
    }
}
