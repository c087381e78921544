//! Settings of a pool's initial users.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::MfaKind;

/// An initial user of a pool.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSettings {
    /// The name for signing in: in a pool with `username_attributes` an e-mail address or a phone number.
    pub username: String,
    /// The password in plain text, of which the emulator stores only a verifier. Empty for a user without a password.
    #[serde(default)]
    pub password: String,
    /// The status; confirmed unless set.
    // The emulator's own.
    #[serde(default)]
    pub status: UserStatus,
    /// Whether the user is enabled.
    // The emulator's own.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The user's groups, in order of precedence.
    #[serde(default)]
    pub groups: Vec<String>,
    /// The attributes by name, each a string: `email_verified = "true"`. The e-mail address of a confirmed user counts as
    /// verified unless this is set.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The user's second factors.
    // The emulator's own.
    #[serde(default)]
    pub mfa: UserMfaSettings,
}

impl UserSettings {
    /// A confirmed user without attributes.
    #[must_use]
    pub fn new(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: password.to_owned(),
            status: UserStatus::Confirmed,
            enabled: true,
            groups: Vec::new(),
            attributes: BTreeMap::new(),
            mfa: UserMfaSettings::default(),
        }
    }
}

impl fmt::Debug for UserSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserSettings")
            .field("username", &self.username)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The second factors of an initial user.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserMfaSettings {
    /// Codes by text message.
    pub sms: bool,
    /// Codes by e-mail.
    pub email: bool,
    /// The secret of an authenticator app, in base32 and at least 128 bits.
    pub software_token_secret: Option<String>,
    /// The preferred factor.
    pub preferred: Option<MfaKind>,
}

/// `UserStatus`; see [`UserType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Signed up, not confirmed yet.
    Unconfirmed,
    /// Can sign in.
    #[default]
    Confirmed,
    /// Has to reset the password with a code.
    ResetRequired,
    /// Has to choose a new password at the next sign-in.
    ForceChangePassword,
    /// Signs in only at an identity provider.
    #[serde(skip_deserializing)]
    ExternalProvider,
}

impl UserStatus {
    /// Cognito's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}

fn yes() -> bool {
    true
}
