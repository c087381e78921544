//! What Cognito would have sent by e-mail or text message.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html>

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;

/// One message of the inbox.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// The address or the phone number.
    pub to: String,
    /// How it would have travelled.
    pub channel: Channel,
    /// What it is about.
    pub kind: MessageKind,
    /// The user pool that sent it.
    pub pool_id: String,
    /// The user's name in that pool.
    pub username: String,
    /// The code in it, or the temporary password of an invitation.
    pub code: String,
    /// What the person reads.
    pub text: String,
    /// When, by the emulator's clock.
    #[serde(serialize_with = "as_seconds")]
    pub sent_at: SystemTime,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("to", &self.to)
            .field("channel", &self.channel)
            .field("kind", &self.kind)
            .field("pool_id", &self.pool_id)
            .finish_non_exhaustive()
    }
}

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum Channel {
    /// By e-mail.
    Email,
    /// As a text message.
    Sms,
}

impl Channel {
    /// How a message to the value of an attribute travels.
    pub(crate) fn of(attribute: &str) -> Self {
        match attribute {
            "phone_number" => Self::Sms,
            _ => Self::Email,
        }
    }

    /// Cognito's word for it, in `DeliveryMedium`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MessageKind {
    /// The code that confirms a sign-up.
    SignUp,
    /// The code that resets a password.
    ForgotPassword,
    /// The temporary password of a user whom an administrator made.
    Invitation,
    /// The code that verifies a changed attribute.
    AttributeVerification,
    /// The code of a second factor.
    Mfa,
    /// The code that signs somebody in without a password.
    OneTimePassword,
    /// The question whether a sign-in was the user's own. Its code is a feedback token; the
    /// event's id is in the text.
    RiskNotification,
}

/// Seconds since 1970.
fn as_seconds<S: serde::Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(crate::moment::Moment::from(*time).seconds())
}
