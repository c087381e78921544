//! Settings of a user who is there from the start.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::MfaKind;

/// A user whom a pool has from the start.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSettings {
    /// What the user signs in with: in a pool with `username_attributes` an e-mail address or
    /// a phone number.
    pub username: String,
    /// The password in clear; the emulator keeps only a verifier. Empty for somebody without.
    #[serde(default)]
    pub password: String,
    /// Confirmed unless set.
    // The emulator's own.
    #[serde(default)]
    pub status: UserStatus,
    /// Whether the user can sign in at all.
    // The emulator's own.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Groups of the pool, in order of precedence.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Attributes by name, each a text: `email_verified = "true"`. The e-mail address of a
    /// confirmed user counts as verified unless this says otherwise.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// Second factors that are set up.
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

/// Second factors that a user has from the start.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserMfaSettings {
    /// Codes by text message.
    pub sms: bool,
    /// Codes by e-mail.
    pub email: bool,
    /// The secret of an authenticator app, in base32 and at least 128 bits.
    pub software_token_secret: Option<String>,
    /// Which one is asked for where there are several.
    pub preferred: Option<MfaKind>,
}

/// `UserStatus`; see [`UserType`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Signed up, and the code has not come back yet.
    Unconfirmed,
    /// Can sign in.
    #[default]
    Confirmed,
    /// Must get a code and choose a new password.
    ResetRequired,
    /// Must choose a new password at the next sign-in.
    ForceChangePassword,
    /// Signs in at an identity provider, and nowhere else.
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
