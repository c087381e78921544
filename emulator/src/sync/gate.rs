//! Who may call an operation: whoever has the identity's own credentials, or is allowed it by IAM as a developer.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitosync.html>
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/Welcome.html>
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/CommonErrors.html>

use std::time::Duration;

use super::target::Target;
use crate::access::{Principal, Wanted, authenticate, refused, why_not};
use crate::errors::Failure;
use crate::http::Request;
use crate::iam::Question;
use crate::moment::Moment;
use crate::signing::Style;
use crate::state::{Standing, State};

/// How far the time of a request may be off.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (five minutes).
const WINDOW: Duration = Duration::from_secs(300);

/// Refuses whoever has not signed, or may not; who it is otherwise, as `LastModifiedBy` has it.
// Source: Welcome ("the data stored for each identity is accessible only to credentials assigned to that identity").
// Assumed: that IAM is asked first, that an identity that is not there or disabled is NotAuthorizedException, and who
// `LastModifiedBy` names.
pub(super) fn pass(
    state: &State,
    now: Moment,
    request: &Request,
    name: &str,
    target: &Target,
) -> Result<String, Failure> {
    let wanted = Wanted {
        service: "cognito-sync",
        region: target.region(),
        style: Style::Other,
        window: WINDOW,
    };
    let principal = authenticate(state, now, request, wanted);
    let principal = principal.map_err(|fault| refused(&fault, wanted, now))?;
    let resource = resource(state, name, target);
    let question = Question {
        action: &format!("cognito-sync:{name}"),
        resource: &resource,
        keys: &principal.keys(),
    };
    if let Some(words) = why_not(&principal, &question) {
        return Err(Failure::access_denied(words));
    }
    let pool = state.identity_pool(&target.pool_id);
    let identity = pool.and_then(|pool| pool.get(&target.identity_id));
    let is_usable = identity.is_some_and(|it| it.standing == Standing::Enabled);
    match own_identity(&principal) {
        Some(own) if own == target.identity_id && is_usable => Ok(own),
        None if is_usable => Ok(principal.arn().to_owned()),
        _ => Err(Failure::identity_forbidden(&target.identity_id)),
    }
}

/// The identity whose credentials they are; none of a developer's.
fn own_identity(principal: &Principal) -> Option<String> {
    let key = "cognito-identity.amazonaws.com:sub";
    principal.keys().first(key)
}

/// The ARN that an operation is about.
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
