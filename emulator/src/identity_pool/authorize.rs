//! Authorization of the operations that need a signature.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html>
//! - <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html>

use std::time::Duration;

use serde_json::{Map, Value};

use super::linking::find;
use crate::access::{SignatureRequirements, authenticate, denial_message, signature_failure};
use crate::errors::Failure;
use crate::http::Request;
use crate::iam::Question;
use crate::signing::Style;
use crate::state::State;
use crate::timestamp::Timestamp;

/// The maximum difference between a request's time and the server's.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (five minutes).
const WINDOW: Duration = Duration::from_secs(300);

/// Checks the signature and the caller's policies.
// Source: CommonErrors. Assumed: the status 400, as of every error of this protocol.
pub(super) fn authorize_call(
    state: &State,
    now: Timestamp,
    request: &Request,
    name: &str,
    members: &Map<String, Value>,
) -> Result<(), Failure> {
    let wanted = SignatureRequirements {
        service: "cognito-identity",
        region: None,
        style: Style::Other,
        window: WINDOW,
    };
    let principal = authenticate(state, now, request, wanted);
    let principal =
        principal.map_err(|fault| signature_failure(&fault, wanted.service, wanted.window, now))?;
    let action = format!("cognito-identity:{name}");
    let resource = resource(state, members);
    let question = Question {
        action: &action,
        resource: &resource,
        keys: &principal.keys(),
    };
    match denial_message(&principal, &question) {
        None => Ok(()),
        Some(message) => Err(Failure::access_denied(message)),
    }
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
