//! What somebody is told who may not.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>

use std::time::Duration;

use super::{Principal, Skew};
use crate::iam::{Decision, Question};
use crate::moment::Moment;

/// None where it is allowed.
// Source: troubleshoot_access-denied.
pub(crate) fn why_not(principal: &Principal, question: &Question<'_>) -> Option<String> {
    let action = question.action;
    let reason = match principal.may(question) {
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

/// `Signature expired: 20160609T184512Z is now earlier than 20160610T013008Z (20160610T014508Z - 15 min.)`
// Source: reference_sigv-troubleshooting.
pub(crate) fn words_of_skew(skew: &Skew, now: Moment, window: Duration) -> String {
    let minutes = window.as_secs() / 60;
    let at = |seconds: u64| basic_time(Moment::from_seconds(seconds));
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
fn basic_time(moment: Moment) -> String {
    let text = moment.to_text();
    text.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}
