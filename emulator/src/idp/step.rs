//! The responses of sign-in steps.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthenticationResultType.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tokens::authentication_result;
use crate::account::{IssuedChallenge, Step, Tokens};
use crate::errors::Failure;

/// `AuthParameters` or `ChallengeResponses`.
pub(super) struct Parameters<'a>(pub(super) BTreeMap<&'a str, &'a str>);

impl<'a> Parameters<'a> {
    // Source: API_RespondToAuthChallenge. Assumed: the message.
    pub(super) fn required(&self, name: &str) -> Result<&'a str, Failure> {
        self.optional(name)
            .ok_or_else(|| Failure::missing_parameter(name))
    }

    /// An empty string counts as missing.
    pub(super) fn optional(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().filter(|value| !value.is_empty())
    }
}

/// The response to InitiateAuth and RespondToAuthChallenge.
pub(super) fn response(step: Step) -> Value {
    match step {
        Step::Tokens(tokens) => finished(*tokens),
        Step::Challenge(ask) => challenge(ask),
        // Only the hosted pages have this step.
        Step::Admitted(_) => json!({ "ChallengeParameters": {} }),
    }
}

fn finished(tokens: Tokens) -> Value {
    let mut result = authentication_result(tokens.set);
    if let Some(device) = tokens.new_device {
        result["NewDeviceMetadata"] = json!({
            "DeviceKey": device.key,
            "DeviceGroupKey": device.group_key,
        });
    }
    json!({ "AuthenticationResult": result, "ChallengeParameters": {} })
}

fn challenge(ask: IssuedChallenge) -> Value {
    let mut response = json!({
        "ChallengeName": ask.name,
        "ChallengeParameters": ask.parameters,
    });
    if let Some(session) = ask.session {
        response["Session"] = session.into();
    }
    if !ask.available.is_empty() {
        response["AvailableChallenges"] = ask.available.into();
    }
    response
}
