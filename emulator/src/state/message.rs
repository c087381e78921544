//! The messages that Cognito would have sent.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html>

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;

/// A message of the inbox.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// The address or the phone number.
    pub to: String,
    /// The channel that it would have been sent by.
    pub channel: Channel,
    /// The purpose of the message.
    pub kind: MessageKind,
    /// The user pool that sent it.
    pub pool_id: String,
    /// The user's name in that pool.
    pub username: String,
    /// The code, or the temporary password of an invitation.
    pub code: String,
    /// The text of the message.
    pub text: String,
    /// The time of sending, by the emulator's clock.
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

/// How a message is sent.
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
    /// The channel for an attribute: e-mail or text message.
    pub(crate) fn of(attribute: &str) -> Self {
        match attribute {
            "phone_number" => Self::Sms,
            _ => Self::Email,
        }
    }

    /// The value in `DeliveryMedium`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }
}

/// The purpose of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MessageKind {
    /// The code that confirms a sign-up.
    SignUp,
    /// The code that resets a password.
    ForgotPassword,
    /// The temporary password of a user that an administrator created.
    Invitation,
    /// The code that verifies a changed attribute.
    AttributeVerification,
    /// The code of a second factor.
    Mfa,
    /// The code of a passwordless sign-in.
    OneTimePassword,
    /// The notification of a risky sign-in. Its code is a feedback token; the event's id is in the text.
    RiskNotification,
}

/// Seconds since 1970.
fn as_seconds<S: serde::Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(crate::timestamp::Timestamp::from(*time).seconds())
}
