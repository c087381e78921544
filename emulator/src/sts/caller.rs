//! GetCallerIdentity.

use super::error::{StsError, WINDOW};
use crate::access::{SignatureRequirements, authenticate};
use crate::http::Request;
use crate::signing::Style;
use crate::state::State;
use crate::timestamp::Timestamp;
use crate::xml::Element;

/// [GetCallerIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html)
// Source: API_GetCallerIdentity ("No permissions are required to perform this operation").
pub(super) fn get_caller_identity(
    state: &State,
    now: Timestamp,
    request: &Request,
) -> Result<Vec<Element>, StsError> {
    let wanted = SignatureRequirements {
        service: "sts",
        region: None,
        style: Style::Other,
        window: WINDOW,
    };
    let principal = authenticate(state, now, request, wanted);
    let principal = principal.map_err(|fault| StsError::signature(&fault, now))?;
    let account = principal.arn().split(':').nth(4).unwrap_or_default();
    Ok(vec![
        Element::text("Arn", principal.arn()),
        Element::text("UserId", principal.user_id()),
        Element::text("Account", account),
    ])
}
