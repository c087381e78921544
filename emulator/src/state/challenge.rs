//! Open challenges.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use crate::config::MfaKind;
use crate::crypto::srp::Exchange;
use crate::state::Methods;
use crate::timestamp::Timestamp;

/// An open challenge of a sign-in.
pub(crate) struct Challenge {
    pub(crate) client_id: String,
    /// `None` for an unknown user and must not be seen to be missing.
    pub(crate) username: Option<String>,
    /// The name that was entered.
    pub(crate) name: String,
    pub(crate) expires: Timestamp,
    pub(crate) progress: Progress,
    pub(crate) kind: ChallengeKind,
}

/// The progress of a sign-in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub(crate) flow: Flow,
    /// The device key that the client sent.
    pub(crate) device_key: Option<String>,
    /// Whether the second factor is done or not needed.
    pub(crate) has_second_factor: bool,
    /// Whether the device is authenticated.
    pub(crate) has_device: bool,
    /// The authentication methods of this sign-in and, for a step-up, of the presented token.
    pub(crate) methods: Methods,
    /// The requested level.
    pub(crate) target: Option<u8>,
}

/// The flow of a sign-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Flow {
    /// USER_SRP_AUTH.
    #[default]
    Srp,
    /// USER_PASSWORD_AUTH.
    Password,
    /// USER_AUTH.
    Choice,
    /// The hosted pages.
    Hosted,
    /// CUSTOM_AUTH, with the next round and the number of wrong answers.
    Custom { round: usize, wrong: u32 },
}

/// A first factor, as USER_AUTH names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    PasswordSrp,
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

impl Choice {
    pub(crate) const ALL: [Self; 5] = [
        Self::PasswordSrp,
        Self::Password,
        Self::EmailOtp,
        Self::SmsOtp,
        Self::WebAuthn,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PasswordSrp => "PASSWORD_SRP",
            Self::Password => "PASSWORD",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SmsOtp => "SMS_OTP",
            Self::WebAuthn => "WEB_AUTHN",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

/// A code that was sent, and the challenge that asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentCode {
    SmsMfa,
    /// EMAIL_OTP as a second factor.
    EmailMfa,
    /// SMS_OTP, a first factor.
    SmsOtp,
    /// EMAIL_OTP as a first factor.
    EmailOtp,
}

impl SentCode {
    pub(crate) fn challenge(self) -> &'static str {
        match self {
            Self::SmsMfa => "SMS_MFA",
            Self::SmsOtp => "SMS_OTP",
            Self::EmailMfa | Self::EmailOtp => "EMAIL_OTP",
        }
    }

    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::SmsMfa | Self::SmsOtp => "phone_number",
            Self::EmailMfa | Self::EmailOtp => "email",
        }
    }
}

/// The kind of a challenge.
pub(crate) enum ChallengeKind {
    /// PASSWORD_VERIFIER, with the username in the proof, and the `Session` of flows with earlier steps.
    Verifier {
        exchange: Box<Exchange>,
        user_id_for_srp: String,
        session: Option<String>,
    },
    /// NEW_PASSWORD_REQUIRED.
    NewPassword,
    /// SELECT_CHALLENGE.
    Select(Vec<Choice>),
    /// PASSWORD.
    Password,
    /// PASSWORD_SRP.
    PasswordSrp,
    /// SMS_MFA, SMS_OTP, EMAIL_OTP. There is no code for an unknown user.
    Code {
        sent: SentCode,
        code: Option<String>,
        /// A new address that the correct code adds to the user.
        new_address: Option<String>,
    },
    /// SOFTWARE_TOKEN_MFA.
    SoftwareToken,
    /// SELECT_MFA_TYPE.
    SelectMfa(Vec<MfaKind>),
    /// MFA_SETUP.
    MfaSetup {
        offered: Vec<MfaKind>,
        /// The secret of AssociateSoftwareToken.
        secret: Option<Vec<u8>>,
        /// Whether VerifySoftwareToken has accepted a code.
        is_verified: bool,
    },
    /// WEB_AUTHN, with the bytes to be signed.
    WebAuthn(Vec<u8>),
    /// CUSTOM_CHALLENGE.
    Custom,
    /// DEVICE_SRP_AUTH.
    DeviceSrp,
    /// DEVICE_PASSWORD_VERIFIER.
    DeviceVerifier {
        exchange: Box<Exchange>,
        secret_block: String,
    },
    /// The `Session` of SignUp, which ConfirmSignUp takes.
    SignedUp,
    /// The `Session` of ConfirmSignUp, which InitiateAuth takes.
    Confirmed,
    /// Answered. It is kept, so that a second answer gets the right error.
    Used,
}
