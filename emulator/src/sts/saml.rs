//! AssumeRoleWithSAML.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::StsError;
use super::parameters::{Parameters, Rule};
use super::web_identity::{
    ARN, MAX_DURATION, MIN_DURATION, POLICY, assumed_role_user, check_duration, credentials,
    session_policies,
};
use crate::access::{RoleRequest, assume, verify_assertion};
use crate::state::State;
use crate::timestamp::Timestamp;
use crate::xml::Element;

const ACTION: &str = "sts:AssumeRoleWithSAML";

const ASSERTION: Rule = Rule {
    min: 4,
    max: 100_000,
    pattern: "",
    fits: |_| true,
};

/// [AssumeRoleWithSAML](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html)
// Source: API_AssumeRoleWithSAML, https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html. Assumed: that
// `SessionDuration` of the assertion is passed over.
pub(super) fn assume_role(
    state: &mut State,
    now: Timestamp,
    mut parameters: Parameters,
) -> Result<Vec<Element>, StsError> {
    let role_arn = parameters.required("RoleArn", &ARN);
    let provider = parameters.required("PrincipalArn", &ARN);
    let assertion = parameters.required("SAMLAssertion", &ASSERTION);
    let policy = parameters.optional("Policy", &POLICY);
    let policy_arns = parameters.members("PolicyArns", "arn");
    let seconds = parameters.number("DurationSeconds", MIN_DURATION, MAX_DURATION);
    parameters.number("MinimumSessionTokenSize", 0, 4096);
    parameters.finish()?;

    let seconds = check_duration(state, &role_arn, seconds)?;
    let policies = session_policies(policy.as_deref(), &policy_arns)?;
    let somebody = verify_assertion(state, now, &provider, &assertion);
    let somebody = somebody.map_err(StsError::assertion)?;
    let session_name = somebody.session_name.clone();
    let session_name = session_name.ok_or_else(StsError::no_session_name)?;
    if !somebody.roles.contains(&role_arn) {
        return Err(StsError::access_denied(ACTION));
    }
    let assumption = RoleRequest {
        role_arn: &role_arn,
        action: ACTION,
        provider: &provider,
        keys: somebody.keys(),
        session_name: &session_name,
        duration: Duration::from_secs(seconds),
        tags: BTreeMap::new(),
        policies,
    };
    let session = assume(state, now, assumption);
    let session = session.map_err(|_| StsError::access_denied(ACTION))?;
    Ok(vec![
        Element::text("Audience", somebody.audience),
        assumed_role_user(&session),
        credentials(&session),
        Element::text("Subject", somebody.subject),
        Element::text("NameQualifier", somebody.name_qualifier),
        Element::text("SubjectType", somebody.subject_type),
        Element::text("Issuer", somebody.issuer),
    ])
}
