//! Authorization of an operation of Cognito's APIs that need a signature: identity pools and Cognito Sync.

use std::time::Duration;

use super::{Principal, SignatureRequirements, authenticate, denial_message, signature_failure};
use crate::errors::Failure;
use crate::http::Request;
use crate::iam::Question;
use crate::signing::Style;
use crate::state::State;
use crate::timestamp::Timestamp;

/// The maximum difference between a request's time and the server's.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (five minutes).
const WINDOW: Duration = Duration::from_secs(300);

/// What a caller wants to do.
pub(crate) struct RequestedAction<'a> {
    /// The service's name, in signatures and in actions of policies.
    pub(crate) service: &'a str,
    /// The Region of the resource; `None` for any.
    pub(crate) region: Option<&'a str>,
    pub(crate) operation: &'a str,
    /// The ARN of the resource.
    pub(crate) resource: &'a str,
}

/// Checks the signature and the caller's policies. Returns the caller.
// Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html (`AccessDeniedException`).
pub(crate) fn authorize(
    state: &State,
    now: Timestamp,
    request: &Request,
    action: &RequestedAction<'_>,
) -> Result<Principal, Failure> {
    let wanted = SignatureRequirements {
        service: action.service,
        region: action.region,
        style: Style::Other,
        window: WINDOW,
    };
    let principal = authenticate(state, now, request, wanted);
    let principal =
        principal.map_err(|fault| signature_failure(&fault, action.service, WINDOW, now))?;
    let question = Question {
        action: &format!("{}:{}", action.service, action.operation),
        resource: action.resource,
        keys: &principal.keys(),
    };
    match denial_message(&principal, &question) {
        None => Ok(principal),
        Some(message) => Err(Failure::access_denied(message)),
    }
}
