//! Factors besides the password: MFA and passkeys.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>

use std::fmt;

use crate::config::MfaKind;
use crate::crypto::cose::PublicKey;
use crate::timestamp::Timestamp;

/// The second factors of a user.
#[derive(Debug, Default)]
pub(crate) struct SecondFactors {
    pub(crate) sms: bool,
    pub(crate) email: bool,
    pub(crate) software_token: bool,
    /// Whether a passkey counts as a second factor.
    pub(crate) web_authn: bool,
    pub(crate) preferred: Option<MfaKind>,
    /// The verified authenticator app.
    pub(crate) token: Option<SoftwareToken>,
    /// A secret of AssociateSoftwareToken that is not verified yet.
    pub(crate) new_secret: Option<Vec<u8>>,
    /// Whether text messages were turned on by SetUserSettings, which GetUser reports separately.
    pub(crate) legacy_sms: bool,
}

impl SecondFactors {
    /// The factors that are turned on.
    pub(crate) fn active(&self) -> Vec<MfaKind> {
        let all = [
            (self.sms, MfaKind::Sms),
            (self.software_token, MfaKind::SoftwareToken),
            (self.email, MfaKind::Email),
        ];
        all.into_iter()
            .filter_map(|(is_on, kind)| is_on.then_some(kind))
            .collect()
    }

    pub(crate) fn set(&mut self, kind: MfaKind, is_on: bool) {
        match kind {
            MfaKind::Sms => self.sms = is_on,
            MfaKind::Email => self.email = is_on,
            MfaKind::SoftwareToken => self.software_token = is_on,
        }
        if !is_on && self.preferred == Some(kind) {
            self.preferred = None;
        }
    }
}

/// An authenticator app.
pub(crate) struct SoftwareToken {
    pub(crate) secret: Vec<u8>,
    /// The friendly name.
    pub(crate) name: String,
    /// The 30-second period of the last used code, which cannot be used again.
    pub(crate) last_step: Option<u64>,
}

impl fmt::Debug for SoftwareToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareToken")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A passkey.
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) counter: u32,
    pub(crate) name: String,
    pub(crate) relying_party_id: String,
    pub(crate) attachment: Option<String>,
    pub(crate) transports: Vec<String>,
    pub(crate) created: Timestamp,
}

/// A started registration of a passkey.
pub(crate) struct Registration {
    pub(crate) challenge: Vec<u8>,
    /// The app client that started it.
    pub(crate) client_id: String,
    pub(crate) expires: Timestamp,
}

/// A risky sign-in, of which the user was notified.
pub(crate) struct AuthEvent {
    pub(crate) id: String,
    pub(crate) feedback_token: String,
    pub(crate) feedback: Option<String>,
}
