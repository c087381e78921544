//! Settings of the AWS account: roles, SES identities, sandboxes, quotas.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{AccessKeySettings, OpenIdProviderSettings, SamlProviderSettings, SocialTokenSettings};

/// The AWS account of the pools.
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
    /// it sends only to verified identities.
    pub ses_sandbox: bool,
    /// SNS is in its [sandbox](https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html): it
    /// sends only to these numbers. Unset: not in the sandbox.
    pub sns_sandbox: Option<Vec<String>>,
    /// The quota of requests per second, by category; unlimited unless set. Cognito's own quotas are in
    /// [its guide](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
    pub request_rates: BTreeMap<QuotaCategory, u32>,
    /// The quota of requests per second to identity pools, by operation; unlimited unless set. Cognito's own are in
    /// [its guide](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
    pub identity_request_rates: BTreeMap<String, u32>,
    /// The maximum number of users of a pool; unlimited unless set.
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
    /// Access tokens of Facebook and Amazon, each under `[[account.social_token]]`.
    #[serde(rename = "social_token")]
    pub social_tokens: Vec<SocialTokenSettings>,
}

impl AccountSettings {
    /// The account number.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or("123456789012")
    }
}

/// An IAM role: one that Cognito assumes to send text messages, or one for identities of an identity pool.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// `arn:aws:iam::123456789012:role/Name`
    pub arn: String,
    /// The services that its trust policy allows to assume it: `cognito-idp.amazonaws.com`.
    #[serde(default)]
    pub trusts: Vec<String>,
    /// The `sts:ExternalId` that the trust policy requires, if any.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The actions that its policies allow: `sns:Publish`.
    #[serde(default)]
    pub allows: Vec<String>,
    /// The trust policy for other principals, as AWS's JSON.
    #[serde(default)]
    pub trust_policy: Option<String>,
    /// The role's policies by name, each a JSON policy document.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
    /// The maximum duration of a session, in seconds, 3600 to 43200; 3600 unless set.
    #[serde(default)]
    pub max_session_duration: Option<u32>,
}

impl RoleSettings {
    /// The maximum duration of a session, in seconds.
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
    /// Whether it is verified.
    // The emulator's own.
    #[serde(default)]
    pub verified: bool,
    /// The services that its policy allows to send from it: `cognito-idp.amazonaws.com`.
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
    /// Signing in. Answers to challenges have a separate quota that is three times as high.
    UserAuthentication,
    /// Creating and confirming users.
    UserCreation,
    /// Recovering and changing passwords.
    UserAccountRecovery,
    /// Reading users.
    UserRead,
    /// Changing users and their attributes.
    UserUpdate,
    /// Renewing and revoking tokens.
    UserToken,
    /// Reading users' resources: devices, factors, sessions.
    UserResourceRead,
    /// Changing users' resources.
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
    /// The ARN of the role that it assumes.
    pub sns_caller_arn: String,
    /// The external id that it sends to the role's trust policy.
    #[serde(default)]
    pub external_id: Option<String>,
}
