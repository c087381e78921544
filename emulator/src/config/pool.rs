//! Settings of user pools.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{
    AdvancedSecurityMode, AttributeUpdateSettings, ClientSettings, CustomAuth, DeviceConfiguration,
    EmailConfiguration, GroupSettings, MfaConfiguration, MfaKind, PoolReplica, PreSignUp,
    ProviderSettings, RecoveryMechanism, SchemaAttribute, SignInPolicy, SmsConfiguration,
    TriggerError, UserPoolTier, UserSettings, WebAcl, WebAuthnConfiguration,
};

/// One user pool; see [`CreateUserPool`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolSettings {
    /// `<region>_<letters and digits>`, at most 55 characters.
    pub id: String,
    /// The name of the pool.
    #[serde(default)]
    pub name: String,
    /// The `iss` of its tokens; overrides [`IssuerConfiguration`].
    #[serde(default)]
    pub issuer: Option<String>,
    /// The form of the `iss` of its tokens.
    // Source: API_IssuerConfigurationType (the forms). Assumed: ORIGINAL where there is no setting.
    #[serde(default)]
    pub issuer_configuration: IssuerConfiguration,
    /// The base URL of its hosted pages in `openid-configuration`, such as `http://127.0.0.1:9229`; the host of the request
    /// unless set.
    #[serde(default)]
    pub domain: Option<String>,
    /// `email`, `phone_number` or both: users sign in with these instead of a username, which Cognito generates.
    #[serde(default)]
    pub username_attributes: Vec<String>,
    /// `email`, `phone_number`, `preferred_username`: users can also sign in with these once they are verified. Not together
    /// with `username_attributes`.
    #[serde(default)]
    pub alias_attributes: Vec<String>,
    /// Whether user names are case-sensitive. False unless set, as in pools that the console creates; in pools that
    /// CreateUserPool creates it is true.
    // Source: API_UsernameConfigurationType (true: "This is the default value"), user-pool-case-sensitivity.
    // Assumed: false, as in pools that the console creates.
    #[serde(default)]
    pub username_case_sensitive: bool,
    /// `email`, `phone_number`: the attributes that a sign-up verifies with a code.
    #[serde(default)]
    pub auto_verified_attributes: Vec<String>,
    /// The required attributes.
    #[serde(default)]
    pub required_attributes: Vec<String>,
    /// Names of custom attributes, each starting with `custom:`.
    #[serde(default)]
    pub custom_attributes: Vec<String>,
    /// Attributes with rules, each under `[[pool.schema]]`; custom ones need not be in `custom_attributes`.
    #[serde(default)]
    pub schema: Vec<SchemaAttribute>,
    /// Names of groups that users can be in.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Groups with a role or a precedence, each under `[[pool.group]]`; they need not be in `groups`.
    #[serde(default, rename = "group")]
    pub group_settings: Vec<GroupSettings>,
    /// Whether a second factor is used.
    // Source: API_CreateUserPool. Assumed: OFF where there is no setting.
    #[serde(default)]
    pub mfa_configuration: MfaConfiguration,
    /// The available second factors.
    #[serde(default)]
    pub enabled_mfas: Vec<MfaKind>,
    /// The first factors of USER_AUTH; only a password unless set.
    // Source: API_SignInPolicyType. Assumed: PASSWORD where there is no setting.
    #[serde(default)]
    pub sign_in_policy: SignInPolicy,
    /// Whether devices are remembered, and how.
    // Source: API_CreateUserPool ("A null value indicates that you have deactivated device remembering").
    #[serde(default)]
    pub device_configuration: Option<DeviceConfiguration>,
    /// Passkeys.
    #[serde(default)]
    pub web_authn_configuration: Option<WebAuthnConfiguration>,
    /// How changes of addresses and numbers are handled.
    // Source: API_UserAttributeUpdateSettingsType ("can immediately update").
    #[serde(default)]
    pub user_attribute_update_settings: AttributeUpdateSettings,
    /// Whether risk is assessed, which UpdateAuthEventFeedback needs.
    // Source: API_CreateUserPool. Assumed: OFF where there is no setting.
    #[serde(default)]
    pub advanced_security_mode: AdvancedSecurityMode,
    /// Replaces the Lambda triggers of CUSTOM_AUTH.
    #[serde(default)]
    pub custom_auth: Option<CustomAuth>,
    /// Replaces the pre sign-up Lambda trigger.
    // The emulator's own.
    #[serde(default)]
    pub pre_sign_up: PreSignUp,
    /// Triggers that fail, each under `[[pool.trigger_error]]`.
    #[serde(default, rename = "trigger_error")]
    pub trigger_errors: Vec<TriggerError>,
    /// How it sends e-mail; from Cognito's default address unless set.
    #[serde(default)]
    pub email_configuration: Option<EmailConfiguration>,
    /// How it sends text messages; unless set, sending always succeeds.
    #[serde(default)]
    pub sms_configuration: Option<SmsConfiguration>,
    /// Its web ACL.
    #[serde(default)]
    pub web_acl: Option<WebAcl>,
    /// Its role in multi-Region replication.
    // The emulator's own.
    #[serde(default)]
    pub replica: PoolReplica,
    /// The Region of this replica; the one in the pool's id unless set.
    #[serde(default)]
    pub replica_region: Option<String>,
    /// Whether a recovery to an earlier time is in progress, during which writes are refused.
    // The emulator's own.
    #[serde(default)]
    pub point_in_time_recovery: bool,
    /// Its feature plan.
    // Source: API_CreateUserPool ("Defaults to `ESSENTIALS`").
    #[serde(default)]
    pub user_pool_tier: UserPoolTier,
    /// The maximum number of token sessions of a user (`MaxPerUser`, 1 to 100), which
    /// [SetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html)
    /// sets; unlimited unless set.
    #[serde(default)]
    pub max_token_sessions_per_user: Option<usize>,
    /// Custom names of the authentication levels, by `Level1` to `Level4`; `urn:cognito:loa:1` to `:4` unless set
    /// ([`AcrConfiguration`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AcrLevelConfigType.html)).
    #[serde(default)]
    pub acr_configuration: BTreeMap<String, String>,
    /// The recovery mechanisms in order of priority; the first that the user has verified is used. Unless set, text message
    /// before e-mail.
    // Source: API_CreateUserPool ("In the absence of this setting, Amazon Cognito uses the legacy behavior …
    // where SMS is preferred over email"), managing-users-passwords.
    #[serde(default)]
    pub account_recovery_setting: Vec<RecoveryMechanism>,
    /// Whether only administrators can create users.
    // Source: API_AdminCreateUserConfigType. Assumed: false where there is no setting.
    #[serde(default)]
    pub admin_create_user_only: bool,
    /// The password policy.
    // Source: API_PasswordPolicyType. Assumed: its defaults, but for `temporary_password_validity_days`.
    #[serde(default)]
    pub password_policy: PasswordPolicy,
    /// An RSA key in PKCS#8 PEM that signs ID tokens; the public development key unless set.
    #[serde(default)]
    pub id_token_key_file: Option<PathBuf>,
    /// An RSA key in PKCS#8 PEM that signs access tokens; the public development key unless set.
    #[serde(default)]
    pub access_token_key_file: Option<PathBuf>,
    /// Identity providers, each under `[[pool.provider]]`.
    #[serde(default, rename = "provider")]
    pub providers: Vec<ProviderSettings>,
    /// How tokens are signed.
    // Source: amazon-cognito-user-pools-using-the-access-token ("`alg`").
    #[serde(default)]
    pub token_signatures: TokenSignatures,
    /// App clients, each under `[[pool.client]]`.
    #[serde(default, rename = "client")]
    pub clients: Vec<ClientSettings>,
    /// The initial users, each under `[[pool.user]]`.
    #[serde(default, rename = "user")]
    pub users: Vec<UserSettings>,
}

impl PoolSettings {
    /// A pool with Cognito's defaults and without users.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            issuer: None,
            issuer_configuration: IssuerConfiguration::default(),
            domain: None,
            username_attributes: Vec::new(),
            alias_attributes: Vec::new(),
            username_case_sensitive: false,
            auto_verified_attributes: Vec::new(),
            required_attributes: Vec::new(),
            custom_attributes: Vec::new(),
            schema: Vec::new(),
            groups: Vec::new(),
            group_settings: Vec::new(),
            mfa_configuration: MfaConfiguration::default(),
            enabled_mfas: Vec::new(),
            sign_in_policy: SignInPolicy::default(),
            device_configuration: None,
            web_authn_configuration: None,
            user_attribute_update_settings: AttributeUpdateSettings::default(),
            advanced_security_mode: AdvancedSecurityMode::default(),
            custom_auth: None,
            pre_sign_up: PreSignUp::default(),
            trigger_errors: Vec::new(),
            email_configuration: None,
            sms_configuration: None,
            web_acl: None,
            replica: PoolReplica::default(),
            replica_region: None,
            point_in_time_recovery: false,
            user_pool_tier: UserPoolTier::default(),
            max_token_sessions_per_user: None,
            acr_configuration: BTreeMap::new(),
            account_recovery_setting: Vec::new(),
            admin_create_user_only: false,
            password_policy: PasswordPolicy::default(),
            id_token_key_file: None,
            access_token_key_file: None,
            providers: Vec::new(),
            token_signatures: TokenSignatures::default(),
            clients: Vec::new(),
            users: Vec::new(),
        }
    }

    /// The name of a level, 1 to 4.
    #[must_use]
    pub fn acr_name(&self, level: u8) -> String {
        let own = self.acr_configuration.get(&format!("Level{level}"));
        own.cloned()
            .unwrap_or_else(|| format!("urn:cognito:loa:{level}"))
    }

    /// The level with this name.
    #[must_use]
    pub fn acr_level(&self, name: &str) -> Option<u8> {
        (1..=4).find(|level| self.acr_name(*level) == name)
    }

    /// The region: the id up to its underscore.
    #[must_use]
    pub fn region(&self) -> &str {
        self.id.split_once('_').map_or("", |(region, _)| region)
    }

    /// The `iss` of the pool's tokens.
    ///
    /// The two forms are those of
    /// [`IssuerConfigurationType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html):
    /// the updated one names the primary Region everywhere, and the original one the Region that hosts
    /// the issuer, which is a replica's own.
    #[must_use]
    pub fn issuer(&self) -> String {
        if let Some(issuer) = &self.issuer {
            return issuer.clone();
        }
        let own = self.replica_region.as_deref();
        let (service, region) = match self.issuer_configuration.kind {
            IssuerType::Original => ("cognito-idp", own.unwrap_or(self.region())),
            IssuerType::Updated => ("issuer-cognito-idp", self.region()),
        };
        let (suffix, id) = (dns_suffix(region), &self.id);
        format!("https://{service}.{region}.{suffix}/{id}")
    }
}

/// The form of the `iss` of a pool's tokens; see
/// [`IssuerConfigurationType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html).
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfiguration {
    /// `ORIGINAL` unless set.
    // Source: API_IssuerConfigurationType (the forms). Assumed: ORIGINAL where there is no setting.
    #[serde(default, rename = "type")]
    pub kind: IssuerType,
}

/// A form of issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IssuerType {
    /// `https://cognito-idp.<region>.amazonaws.com/<id>`
    #[default]
    Original,
    /// `https://issuer-cognito-idp.<region>.amazonaws.com/<id>`
    Updated,
}

/// How tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenSignatures {
    /// RS256, like Cognito.
    #[default]
    Rs256,
    /// A fast placeholder instead of a signature, for tests that need many tokens and do not verify them. The JWKS is empty.
    Placeholder,
}

/// The password policy; see [`PasswordPolicyType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordPolicy {
    /// The minimum length, 6 to 99 characters.
    // Source: API_PasswordPolicyType (6 to 99).
    pub minimum_length: usize,
    /// Whether a letter from a to z is required.
    pub require_lowercase: bool,
    /// Whether a letter from A to Z is required.
    pub require_uppercase: bool,
    /// Whether a digit is required.
    pub require_numbers: bool,
    /// Whether one of Cognito's symbols is required.
    pub require_symbols: bool,
    /// The number of earlier passwords that cannot be reused, 0 to 24.
    pub password_history_size: usize,
    /// The validity of temporary passwords in days, 1 to 365.
    pub temporary_password_validity_days: u32,
}

// Source: API_PasswordPolicyType (`TemporaryPasswordValidityDays`: "Defaults to `7`"), managing-users-passwords ("a
// minimum length of at least eight characters"). Assumed: the rest.
impl Default for PasswordPolicy {
    /// The default of Cognito's console without symbols: eight characters, lower and upper case, digits.
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_lowercase: true,
            require_uppercase: true,
            require_numbers: true,
            require_symbols: false,
            password_history_size: 0,
            temporary_password_validity_days: 7,
        }
    }
}

/// The DNS suffix of AWS's hosts in a Region.
///
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>
fn dns_suffix(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}
