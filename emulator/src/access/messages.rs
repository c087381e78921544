//! The messages of access errors.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>

use std::time::Duration;

use super::{ClockSkew, Principal, SignatureError};
use crate::errors::Failure;
use crate::iam::{Decision, Question};
use crate::timestamp::Timestamp;

/// The message for a denied request; `None` if it is allowed.
// Source: troubleshoot_access-denied.
pub(crate) fn denial_message(principal: &Principal, question: &Question<'_>) -> Option<String> {
    let action = question.action;
    let reason = match principal.decide(question) {
        Decision::Allowed => return None,
        Decision::DeniedByIdentity => {
            "with an explicit deny in an identity-based policy".to_owned()
        }
        Decision::DeniedBySession => "with an explicit deny in a session policy".to_owned(),
        Decision::NotAllowedByIdentity => {
            format!("because no identity-based policy allows the {action} action")
        }
        Decision::NotAllowedBySession => {
            format!("because no session policy allows the {action} action")
        }
    };
    Some(format!(
        "User: {} is not authorized to perform: {action} on resource: {} {reason}",
        principal.arn(),
        question.resource,
    ))
}

/// The error of a JSON service for an invalid signature.
// Source: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/CommonErrors.html (the types). Assumed: the message, and
// which type belongs to which error.
pub(crate) fn signature_failure(
    fault: &SignatureError,
    service: &str,
    window: Duration,
    now: Timestamp,
) -> Failure {
    match fault {
        SignatureError::Missing => Failure::missing_authentication_token(),
        SignatureError::Malformed(_) | SignatureError::HeadersNotSigned(_) => {
            Failure::incomplete_signature()
        }
        SignatureError::UnknownKey(_) | SignatureError::Token => Failure::unrecognized_client(),
        SignatureError::SessionExpired => Failure::expired_token(),
        SignatureError::Skewed(skew) => Failure::invalid_signature(skew_message(skew, now, window)),
        SignatureError::Expired { .. } => Failure::invalid_signature("Signature expired"),
        SignatureError::Service(_) | SignatureError::Region(_) | SignatureError::Day => {
            Failure::invalid_signature(format!(
                "Credential should be scoped to correct service: '{service}'."
            ))
        }
        SignatureError::NoPayloadHash
        | SignatureError::Payload { .. }
        | SignatureError::Signature(_) => Failure::invalid_signature(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details.",
        ),
    }
}

/// `Signature expired: 20160609T184512Z is now earlier than 20160610T013008Z (20160610T014508Z - 15 min.)`
// Source: reference_sigv-troubleshooting.
pub(crate) fn skew_message(skew: &ClockSkew, now: Timestamp, window: Duration) -> String {
    let minutes = window.as_secs() / 60;
    let at = |seconds: u64| basic_time(Timestamp::from_seconds(seconds));
    let (now, window) = (now.seconds(), window.as_secs());
    let (time, here) = (&skew.time, at(now));
    match skew.is_early {
        true => format!(
            "Signature expired: {time} is now earlier than {} ({here} - {minutes} min.)",
            at(now.saturating_sub(window)),
        ),
        false => format!(
            "Signature not yet current: {time} is still later than {} ({here} + {minutes} min.)",
            at(now.saturating_add(window)),
        ),
    }
}

/// `20161130T120000Z`
fn basic_time(moment: Timestamp) -> String {
    let text = moment.to_text();
    text.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}
