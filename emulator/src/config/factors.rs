//! Settings of first factors, second factors, remembered devices and passkeys.

use serde::Deserialize;

/// `MfaConfiguration`; see [`SetUserPoolMfaConfig`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MfaConfiguration {
    /// No second factor.
    #[default]
    Off,
    /// A second factor for users who have set one up.
    Optional,
    /// A second factor for all users, who have to set one up.
    On,
}

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum MfaKind {
    /// A code by text message.
    #[serde(rename = "SMS_MFA")]
    Sms,
    /// A code of an authenticator app (RFC 6238).
    #[serde(rename = "SOFTWARE_TOKEN_MFA")]
    SoftwareToken,
    /// A code by e-mail.
    #[serde(rename = "EMAIL_OTP")]
    Email,
}

impl MfaKind {
    /// Cognito's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }
}

/// An account recovery mechanism of
/// [`RecoveryMechanisms`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryMechanism {
    /// A code by e-mail.
    VerifiedEmail,
    /// A code by text message.
    VerifiedPhoneNumber,
    /// Only administrators reset passwords.
    AdminOnly,
}

impl RecoveryMechanism {
    /// The attribute that the code is sent to.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::VerifiedEmail => Some("email"),
            Self::VerifiedPhoneNumber => Some("phone_number"),
            Self::AdminOnly => None,
        }
    }
}

/// A first factor of USER_AUTH.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FirstFactor {
    /// A password, in plain text or by SRP.
    Password,
    /// A code by e-mail.
    EmailOtp,
    /// A code by text message.
    SmsOtp,
    /// A passkey.
    WebAuthn,
}

impl FirstFactor {
    /// Cognito's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "PASSWORD",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SmsOtp => "SMS_OTP",
            Self::WebAuthn => "WEB_AUTHN",
        }
    }
}

/// [`SignInPolicy`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignInPolicyType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInPolicy {
    /// The first factors that USER_AUTH allows.
    pub allowed_first_auth_factors: Vec<FirstFactor>,
}

impl SignInPolicy {
    /// Whether USER_AUTH allows this factor.
    #[must_use]
    pub fn allows(&self, factor: FirstFactor) -> bool {
        self.allowed_first_auth_factors.contains(&factor)
    }

    /// Whether users can have no password.
    #[must_use]
    pub fn is_passwordless(&self) -> bool {
        self.allows(FirstFactor::EmailOtp) || self.allows(FirstFactor::SmsOtp)
    }
}

// Assumed: a password alone; the reference has no default.
impl Default for SignInPolicy {
    fn default() -> Self {
        Self {
            allowed_first_auth_factors: vec![FirstFactor::Password],
        }
    }
}

/// [`DeviceConfiguration`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceConfigurationType.html);
/// a pool without it remembers no devices.
// Source: API_DeviceConfigurationType ("When you provide a value for any property …, you activate the device
// remembering"). Assumed: false where a field is not set.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeviceConfiguration {
    /// Whether a remembered device replaces the second factor.
    pub challenge_required_on_new_device: bool,
    /// Whether a device is remembered only after its user has agreed.
    pub device_only_remembered_on_user_prompt: bool,
}

/// [`WebAuthnConfiguration`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebAuthnConfiguration {
    /// The relying party id; `localhost` unless set. Pages of that host and its subdomains may use passkeys, over HTTPS or on
    /// loopback names.
    pub relying_party_id: String,
    /// Whether user verification is required.
    pub user_verification: UserVerification,
    /// Whether a passkey also counts as a second factor.
    pub factor_configuration: FactorConfiguration,
}

impl WebAuthnConfiguration {
    /// The effective requirement. "When set to `MULTI_FACTOR_WITH_USER_VERIFICATION`, your user pool
    /// requires passkey authenticators to perform user verification"
    /// ([`FactorConfiguration`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html)).
    #[must_use]
    pub fn demanded_verification(&self) -> UserVerification {
        match self.factor_configuration {
            FactorConfiguration::MultiFactorWithUserVerification => UserVerification::Required,
            FactorConfiguration::SingleFactor => self.user_verification,
        }
    }
}

// Source: API_WebAuthnConfigurationType ("When set to `SINGLE_FACTOR` or not set, passkeys are a single
// authentication factor"). Assumed: `preferred`, and `localhost`, where a pool of AWS's has its domain.
impl Default for WebAuthnConfiguration {
    fn default() -> Self {
        Self {
            relying_party_id: "localhost".to_owned(),
            user_verification: UserVerification::default(),
            factor_configuration: FactorConfiguration::default(),
        }
    }
}

/// `UserVerification`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserVerification {
    /// Only with user verification.
    Required,
    /// Also without user verification.
    #[default]
    Preferred,
}

impl UserVerification {
    /// The word for it in WebAuthn.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
        }
    }
}

/// `FactorConfiguration`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FactorConfiguration {
    /// A passkey is a first factor.
    #[default]
    SingleFactor,
    /// A passkey with user verification counts as both factors.
    MultiFactorWithUserVerification,
}
