//! AssumeRoleWithWebIdentity.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::StsError;
use super::parameters::{Parameters, Rule};
use crate::access::{AssumeRoleError, COGNITO_ISSUER, RoleRequest, WebIdentity, assume, verify};
use crate::iam::{Keys, Policy};
use crate::state::{Session, State};
use crate::timestamp::Timestamp;
use crate::xml::Element;

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

pub(super) const ARN: Rule = Rule {
    min: 20,
    max: 2048,
    pattern: r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+",
    fits: |_| true,
};
const SESSION_NAME: Rule = Rule {
    min: 2,
    max: 64,
    pattern: r"[\w+=,.@-]*",
    fits: |c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c),
};
const TOKEN: Rule = Rule {
    min: 4,
    max: 20_000,
    pattern: "",
    fits: |_| true,
};
const PROVIDER: Rule = Rule {
    min: 4,
    max: 2048,
    pattern: "",
    fits: |_| true,
};
pub(super) const POLICY: Rule = Rule {
    min: 1,
    max: 2048,
    pattern: r"[\u0009\u000A\u000D\u0020-\u00FF]+",
    fits: |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}'),
};

/// The minimum, the maximum and the default of `DurationSeconds`.
// Source: API_AssumeRoleWithWebIdentity.
pub(super) const MIN_DURATION: u64 = 900;
// Source: API_AssumeRoleWithWebIdentity.
pub(super) const MAX_DURATION: u64 = 43_200;
// Source: API_AssumeRoleWithWebIdentity ("By default, the value is set to `3600` seconds").
const DEFAULT: u64 = 3600;

/// The federated principal of a token.
struct Federated {
    /// The value in `Federated` of a trust policy's principal.
    principal: String,
    provider: String,
    audience: String,
    subject: String,
    keys: Keys,
    tags: BTreeMap<String, String>,
}

/// [AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)
// Source: API_AssumeRoleWithWebIdentity, role-trust-and-permissions ("Not authorized to perform
// sts:AssumeRoleWithWebIdentity"). Assumed: that `DurationSeconds` is compared with the role before the role is.
pub(super) fn assume_role(
    state: &mut State,
    now: Timestamp,
    mut parameters: Parameters,
) -> Result<Vec<Element>, StsError> {
    let role_arn = parameters.required("RoleArn", &ARN);
    let session_name = parameters.required("RoleSessionName", &SESSION_NAME);
    let token = parameters.required("WebIdentityToken", &TOKEN);
    let provider_id = parameters.optional("ProviderId", &PROVIDER);
    let policy = parameters.optional("Policy", &POLICY);
    let policy_arns = parameters.members("PolicyArns", "arn");
    let seconds = parameters.number("DurationSeconds", MIN_DURATION, MAX_DURATION);
    parameters.number("MinimumSessionTokenSize", 0, 4096);
    parameters.finish()?;

    let seconds = check_duration(state, &role_arn, seconds)?;
    let policies = session_policies(policy.as_deref(), &policy_arns)?;
    let somebody = match provider_id {
        Some(provider) => social(state, &provider, &token)?,
        None => federated(state, now, &token)?,
    };
    let has_policies = policies.is_some();
    let assumption = RoleRequest {
        role_arn: &role_arn,
        action: ACTION,
        provider: &somebody.principal,
        keys: somebody.keys,
        session_name: &session_name,
        duration: Duration::from_secs(seconds),
        tags: somebody.tags,
        policies,
    };
    let session = assume(state, now, assumption).map_err(|why| match why {
        AssumeRoleError::NotTrusted => StsError::access_denied(ACTION),
        AssumeRoleError::TagsNotTrusted => StsError::access_denied("sts:TagSession"),
    })?;
    let mut result = vec![
        Element::text("SubjectFromWebIdentityToken", somebody.subject),
        Element::text("Audience", somebody.audience),
        assumed_role_user(&session),
        credentials(&session),
        Element::text("Provider", somebody.provider),
    ];
    if has_policies {
        // In per cent of the maximum.
        result.push(Element::text("PackedPolicySize", "6"));
    }
    Ok(result)
}

/// The duration of the session, in seconds.
// Source: API_AssumeRoleWithWebIdentity (`DurationSeconds`).
pub(super) fn check_duration(
    state: &State,
    role_arn: &str,
    seconds: Option<u64>,
) -> Result<u64, StsError> {
    let seconds = seconds.unwrap_or(DEFAULT);
    let role = state.iam.role(role_arn);
    let most = role.map_or(MAX_DURATION, |it| {
        u64::from(it.settings.max_session_duration())
    });
    match seconds > most {
        true => Err(StsError::validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )),
        false => Ok(seconds),
    }
}

/// The session policies of the call, if any.
// Source: API_AssumeRoleWithWebIdentity (`Policy`, `PolicyArns`, `MalformedPolicyDocument`). Assumed: that the account has
// no managed policies.
pub(super) fn session_policies(
    policy: Option<&str>,
    arns: &[String],
) -> Result<Option<Vec<Policy>>, StsError> {
    if let Some(arn) = arns.first() {
        return Err(StsError::validation(format!(
            "The emulator has no managed policies, {arn} among them: pass the document as Policy"
        )));
    }
    let policy = policy.map(Policy::parse).transpose();
    let policy = policy.map_err(|problem| StsError::policy(&problem))?;
    Ok(policy.map(|policy| vec![policy]))
}

/// The principal of an ID token of an identity pool or an IAM provider.
// Source: reference_policies_iam-condition-keys#condition-keys-wif, API_CreateOpenIDConnectProvider (`ClientIDList`).
fn federated(state: &State, now: Timestamp, token: &str) -> Result<Federated, StsError> {
    let identity = verify(state, now, token).map_err(|fault| StsError::token(&fault))?;
    let audience = identity
        .audiences()
        .first()
        .copied()
        .unwrap_or_default()
        .to_owned();
    let issuer = identity.text("iss").to_owned();
    if issuer == COGNITO_ISSUER {
        return Ok(of_token(
            &identity,
            identity.provider().to_owned(),
            audience,
        ));
    }
    let mut known = state.account.openid_providers.iter();
    let registered = known.find(|it| it.url == issuer).ok_or_else(|| {
        StsError::identity_token(format!(
            "No OpenIDConnect provider found in your account for {issuer}"
        ))
    })?;
    if !registered.client_id_list.contains(&audience) {
        return Err(StsError::identity_token("Incorrect token audience"));
    }
    let principal = registered.arn(state.account.id());
    Ok(of_token(&identity, principal, audience))
}

fn of_token(identity: &WebIdentity, principal: String, audience: String) -> Federated {
    let name = identity.provider().to_owned();
    let subject = identity.text("sub").to_owned();
    let mut keys = Keys::default();
    keys.set(&format!("{name}:aud"), audience.as_str());
    keys.set(&format!("{name}:sub"), subject.as_str());
    let amr = identity.texts("amr");
    if !amr.is_empty() {
        keys.set_all(&format!("{name}:amr"), amr);
    }
    Federated {
        provider: principal.clone(),
        principal,
        audience,
        subject,
        keys,
        tags: identity.tags(),
    }
}

/// The principal of an access token of Facebook or Amazon.
// Source: reference_policies_iam-condition-keys#condition-keys-wif (`app_id`, `id`, `user_id`),
// API_AssumeRoleWithWebIdentity (`IDPRejectedClaim`).
fn social(state: &State, provider: &str, token: &str) -> Result<Federated, StsError> {
    let mut known = state.account.social_tokens.iter();
    let found = known.find(|it| it.provider == provider && it.token == token);
    let found = found.ok_or_else(|| StsError::rejected_by(provider))?;
    let user = match provider {
        "www.amazon.com" => "user_id",
        _ => "id",
    };
    let mut keys = Keys::default();
    keys.set(&format!("{provider}:app_id"), found.app_id.as_str());
    keys.set(&format!("{provider}:{user}"), found.user_id.as_str());
    Ok(Federated {
        principal: provider.to_owned(),
        provider: provider.to_owned(),
        audience: found.app_id.clone(),
        subject: found.user_id.clone(),
        keys,
        tags: BTreeMap::new(),
    })
}

pub(super) fn assumed_role_user(session: &Session) -> Element {
    let elements = vec![
        Element::text("Arn", session.arn.as_str()),
        Element::text("AssumedRoleId", session.user_id.as_str()),
    ];
    Element::of("AssumedRoleUser", elements)
}

/// `Credentials`, with the expiration as text.
pub(super) fn credentials(session: &Session) -> Element {
    let elements = vec![
        Element::text("SessionToken", session.token.as_str()),
        Element::text("SecretAccessKey", session.secret.as_str()),
        Element::text("Expiration", session.expires.to_text()),
        Element::text("AccessKeyId", session.access_key_id.as_str()),
    ];
    Element::of("Credentials", elements)
}
