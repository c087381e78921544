//! What an AWS account has around its pools: roles, mail identities, sandboxes, quotas.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{AccessKeySettings, OpenIdProviderSettings, SamlProviderSettings, SocialTokenSettings};

/// The account that the pools are in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountSettings {
    /// Its number, 12 digits; `123456789012` unless set.
    pub id: Option<String>,
    /// IAM roles, each under `[[account.role]]`.
    #[serde(rename = "role")]
    pub roles: Vec<RoleSettings>,
    /// Identities of Amazon SES, each under `[[account.identity]]`.
    #[serde(rename = "identity")]
    pub identities: Vec<IdentitySettings>,
    /// SES is in its [sandbox](https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html):
    /// it sends to verified identities alone.
    pub ses_sandbox: bool,
    /// SNS is in its [sandbox](https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html): it
    /// sends to these numbers alone. Nothing here stands for no sandbox.
    pub sns_sandbox: Option<Vec<String>>,
    /// Requests per second, by category; as many as come unless set. Cognito's own quotas are in
    /// [its guide](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
    pub request_rates: BTreeMap<QuotaCategory, u32>,
    /// Requests per second to identity pools, by operation; as many as come unless set. Cognito's own are in
    /// [its guide](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
    pub identity_request_rates: BTreeMap<String, u32>,
    /// How many users a pool may have; any number unless set.
    pub users_per_pool: Option<usize>,
    /// Access keys of IAM users, each under `[[account.access_key]]`.
    #[serde(rename = "access_key")]
    pub access_keys: Vec<AccessKeySettings>,
    /// Providers of OpenID Connect, each under `[[account.openid_provider]]`.
    #[serde(rename = "openid_provider")]
    pub openid_providers: Vec<OpenIdProviderSettings>,
    /// SAML providers, each under `[[account.saml_provider]]`.
    #[serde(rename = "saml_provider")]
    pub saml_providers: Vec<SamlProviderSettings>,
    /// Tokens of Facebook and Amazon, each under `[[account.social_token]]`.
    #[serde(rename = "social_token")]
    pub social_tokens: Vec<SocialTokenSettings>,
}

impl AccountSettings {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or("123456789012")
    }
}

/// An IAM role: one that Cognito may take on to send text messages, or that people of an identity pool get.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// `arn:aws:iam::123456789012:role/Name`
    pub arn: String,
    /// The services that its trust policy lets take it on: `cognito-idp.amazonaws.com`.
    #[serde(default)]
    pub trusts: Vec<String>,
    /// The `sts:ExternalId` that the trust policy asks for, if any.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The actions that its policies allow: `sns:Publish`.
    #[serde(default)]
    pub allows: Vec<String>,
    /// Who else may take it on, in JSON as AWS writes it.
    #[serde(default)]
    pub trust_policy: Option<String>,
    /// What it may do, by the policies' names, each a document in JSON as AWS writes it.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
    /// How long a session may last, in seconds, 3600 to 43200; 3600 unless set.
    #[serde(default)]
    pub max_session_duration: Option<u32>,
}

impl RoleSettings {
    /// How long a session may last, in seconds.
    // Source: API_CreateRole ("If you do not specify a value for this setting, the default value of one hour is applied").
    #[must_use]
    pub fn max_session_duration(&self) -> u32 {
        self.max_session_duration.unwrap_or(3600)
    }
}

/// An e-mail address or a domain of Amazon SES.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySettings {
    /// `arn:aws:ses:eu-west-1:123456789012:identity/example.com`
    pub arn: String,
    /// Whether its owner has proved that it is theirs.
    // The emulator's own.
    #[serde(default)]
    pub verified: bool,
    /// The services that its policy lets send from it: `cognito-idp.amazonaws.com`.
    #[serde(default)]
    pub senders: Vec<String>,
}

impl IdentitySettings {
    /// The address or the domain.
    pub(crate) fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}

/// A category of operations that share a quota.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum QuotaCategory {
    /// Signing in. Answers to challenges have three times as much, of their own.
    UserAuthentication,
    /// Making and confirming users.
    UserCreation,
    /// Passwords forgotten and changed.
    UserAccountRecovery,
    /// Reading users.
    UserRead,
    /// Changing users and their attributes.
    UserUpdate,
    /// Renewing and revoking tokens.
    UserToken,
    /// Reading what users have: devices, factors, sessions.
    UserResourceRead,
    /// Changing what users have.
    UserResourceUpdate,
}

/// How a pool sends e-mail; see
/// [`EmailConfigurationType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailConfiguration {
    /// The SES identity that it sends from.
    pub source_arn: String,
}

/// How a pool sends text messages; see
/// [`SmsConfigurationType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfiguration {
    /// The role that it takes on.
    pub sns_caller_arn: String,
    /// What it says to the role's trust policy.
    #[serde(default)]
    pub external_id: Option<String>,
}
