//! Authorization of the operations that need a signature.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html>
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html>

use serde_json::{Map, Value};

use super::linking::find;
use crate::access::{RequestedAction, authorize};
use crate::errors::Failure;
use crate::http::Request;
use crate::state::State;
use crate::timestamp::Timestamp;

/// Checks the signature and the caller's policies.
// Source: CommonErrors. Assumed: the status 400, as of every error of this protocol.
pub(super) fn authorize_call(
    state: &State,
    now: Timestamp,
    request: &Request,
    name: &str,
    members: &Map<String, Value>,
) -> Result<(), Failure> {
    let action = RequestedAction {
        service: "cognito-identity",
        region: None,
        operation: name,
        resource: &resource(state, members),
    };
    authorize(state, now, request, &action).map(drop)
}

/// The ARN of the operation's pool, which it names directly or by an identity.
// Source: list_amazoncognitoidentity.
fn resource(state: &State, members: &Map<String, Value>) -> String {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let of_identity = || {
        Some(
            find(state, text("IdentityId")?)
                .ok()?
                .0
                .settings
                .id
                .as_str(),
        )
    };
    let Some(pool_id) = text("IdentityPoolId").or_else(of_identity) else {
        return "*".to_owned();
    };
    let region = pool_id.split_once(':').map_or("", |(region, _)| region);
    let account = state.account.id();
    format!("arn:aws:cognito-identity:{region}:{account}:identitypool/{pool_id}")
}
