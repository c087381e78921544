//! SAML assertions as credentials for STS and in the `Logins` of an identity pool.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>
//! - <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/saml-identity-provider.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::{Map, Value};

use crate::iam::Keys;
use crate::saml::{self, Expected, Metadata, Refusal};
use crate::state::State;
use crate::timestamp::Timestamp;

/// The `Recipient` of assertions for AWS.
// Source: id_roles_providers_create_saml_assertions (`Recipient`).
const CONSUMER: &str = "https://signin.aws.amazon.com/saml";
/// The audiences of assertions for AWS.
// Source: id_roles_providers_create_saml_assertions (`AudienceRestriction`).
const AUDIENCES: [&str; 2] = [CONSUMER, "urn:amazon:webservices"];

const ROLE: &str = "https://aws.amazon.com/SAML/Attributes/Role";
const SESSION_NAME: &str = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";

/// The identity in a valid assertion.
#[derive(Debug)]
pub(crate) struct SamlIdentity {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// `persistent`, `transient`, or the format in full.
    pub(crate) subject_type: String,
    pub(crate) audience: &'static str,
    pub(crate) name_qualifier: String,
    /// The ARNs of the roles that the provider allows.
    pub(crate) roles: Vec<String>,
    pub(crate) session_name: Option<String>,
    /// The attributes, by name.
    pub(crate) claims: Value,
}

/// Why an assertion is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SamlError {
    /// IAM has no such provider.
    NoProvider,
    Signature,
    Expired,
    /// This element is missing or not valid.
    Part(&'static str),
}

impl SamlIdentity {
    /// The condition keys of the identity.
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
    pub(crate) fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        keys.set("saml:aud", self.audience);
        keys.set("saml:iss", self.issuer.as_str());
        keys.set("saml:sub", self.subject.as_str());
        keys.set("saml:sub_type", self.subject_type.as_str());
        keys.set("saml:namequalifier", self.name_qualifier.as_str());
        keys
    }
}

/// Checks an assertion, in base64, of an IAM SAML provider.
// Source: id_roles_providers_create_saml_assertions. Assumed: that an assertion without a request is accepted.
pub(crate) fn verify_assertion(
    state: &State,
    now: Timestamp,
    provider_arn: &str,
    assertion: &str,
) -> Result<SamlIdentity, SamlError> {
    let mut known = state.account.saml_providers.iter();
    let provider = known.find(|it| it.arn == provider_arn);
    let provider = provider.ok_or(SamlError::NoProvider)?;
    let metadata = Metadata::read(&provider.metadata).ok_or(SamlError::NoProvider)?;
    let base64: String = assertion.split_ascii_whitespace().collect();
    let document = STANDARD.decode(base64).ok();
    let document = document.and_then(|bytes| String::from_utf8(bytes).ok());
    let seconds = |moment: u64| i64::try_from(moment).unwrap_or(i64::MAX);
    let expected = Expected {
        issuer: &metadata.entity_id,
        keys: &metadata.keys,
        audiences: &AUDIENCES,
        consumer: CONSUMER,
        request: None,
        now: seconds(now.seconds()),
        unshifted_now: seconds(now.seconds().saturating_sub(state.clock_offset.as_secs())),
    };
    let read = saml::read(&document.unwrap_or_default(), &expected);
    let assertion = read.map_err(|refusal| match refusal {
        Refusal::Signature => SamlError::Signature,
        Refusal::Status(..) => SamlError::Part("Status"),
        Refusal::Part("Conditions") => SamlError::Expired,
        Refusal::Part(part) => SamlError::Part(part),
    })?;
    let roles = assertion
        .values
        .get(ROLE)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut claims: Map<String, Value> = Map::new();
    for (name, value) in &assertion.attributes {
        claims.insert(name.clone(), value.as_str().into());
    }
    claims.insert("sub".to_owned(), assertion.name_id.as_str().into());
    let format = assertion.name_id_format.unwrap_or_default();
    Ok(SamlIdentity {
        name_qualifier: name_qualifier(&metadata.entity_id, provider_arn),
        issuer: metadata.entity_id,
        subject: assertion.name_id,
        subject_type: subject_type(&format),
        audience: CONSUMER,
        roles: roles
            .iter()
            .filter_map(|it| role_of(it, provider_arn))
            .collect(),
        session_name: assertion.attributes.get(SESSION_NAME).cloned(),
        claims: claims.into(),
    })
}

/// The role in `role,provider` or `provider,role`, if it is this provider.
// Source: id_roles_providers_create_saml_assertions (`Role`).
fn role_of(pair: &str, provider_arn: &str) -> Option<String> {
    let (first, second) = pair.split_once(',')?;
    let (first, second) = (first.trim(), second.trim());
    match (first == provider_arn, second == provider_arn) {
        (true, _) => Some(second.to_owned()),
        (_, true) => Some(first.to_owned()),
        _ => None,
    }
}

// Source: API_AssumeRoleWithSAML (`SubjectType`: "If the format includes the prefix `urn:oasis:names:tc:SAML:2.0:nameid-format`,
// that prefix is removed"; "If the format includes any other prefix, the format is returned with no modifications").
fn subject_type(format: &str) -> String {
    let prefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
    format.strip_prefix(prefix).unwrap_or(format).to_owned()
}

// Source: API_AssumeRoleWithSAML (`NameQualifier`: "BASE64 ( SHA1 ( "https://example.com/saml" + "123456789012" + "/MySAMLIdP" ) )").
fn name_qualifier(issuer: &str, provider_arn: &str) -> String {
    let account = provider_arn.split(':').nth(4).unwrap_or_default();
    let name = provider_arn.rsplit('/').next().unwrap_or_default();
    let text = format!("{issuer}{account}/{name}");
    STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}
