//! Sending codes and invitations.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html>

use super::mail::SendOutcome;
use crate::config::Trigger;
use crate::errors::Failure;
use crate::state::{Channel, CodePurpose, Context, Delivery, Message, MessageKind, SentCode};

impl Context<'_> {
    /// Creates a code for a user and sends it to the attribute's value. `note` is returned when the code is spent.
    // Source: API_GetUserAttributeVerificationCode, managing-users-passwords (attempts an hour). Assumed: the
    // message.
    pub(crate) fn send_code(
        &mut self,
        username: &str,
        attribute: &str,
        purpose: CodePurpose,
        note: &str,
    ) -> Result<Delivery, Failure> {
        self.trigger(Trigger::CustomMessage, username)?;
        let code = self.random.six_digits();
        let user = self.user_mut(username)?;
        let waiting = match purpose {
            CodePurpose::Attribute(_) => user.pending_attributes.get(attribute).cloned(),
            CodePurpose::SignUp | CodePurpose::ForgotPassword => None,
        };
        let Some(to) = waiting.or_else(|| user.attribute(attribute).map(str::to_owned)) else {
            return Err(Failure::invalid_parameter(format!(
                "User has no attribute {attribute}"
            )));
        };
        self.ensure_delivered(Channel::of(attribute), &to)?;
        let now = self.now;
        let user = self.user_mut(username)?;
        let (kind, text) = default_text(&purpose, &code);
        if !user
            .codes
            .request(now, purpose, code.clone(), note.to_owned())
        {
            return Err(Failure::limit_exceeded());
        }
        let username = user.username.clone();
        let delivery = Delivery::to(attribute, &to);
        self.inbox.push(Message {
            to,
            channel: delivery.channel,
            kind,
            pool_id: self.pool.settings.id.clone(),
            username,
            code,
            text,
            sent_at: self.now.into(),
        });
        Ok(delivery)
    }

    /// Sends a code of a sign-in. The response does not reveal whether the sandbox holds it back.
    pub(crate) fn deliver_sign_in_code(
        &mut self,
        username: &str,
        to: &str,
        sent: SentCode,
        code: &str,
    ) -> Result<Delivery, Failure> {
        let delivery = Delivery::to(sent.attribute(), to);
        if self.check_sending(delivery.channel, to)? == SendOutcome::HeldInSandbox {
            return Ok(delivery);
        }
        let (kind, text) = match sent {
            SentCode::SmsMfa | SentCode::EmailMfa => (
                MessageKind::Mfa,
                format!("Your authentication code is {code}"),
            ),
            SentCode::SmsOtp | SentCode::EmailOtp => (
                MessageKind::OneTimePassword,
                format!("Your one-time password is {code}"),
            ),
        };
        self.inbox.push(Message {
            to: to.to_owned(),
            channel: delivery.channel,
            kind,
            pool_id: self.pool.settings.id.clone(),
            username: username.to_owned(),
            code: code.to_owned(),
            text,
            sent_at: self.now.into(),
        });
        Ok(delivery)
    }

    /// Sends a temporary password to a user that an administrator created, or only the name if there is no password:
    /// "When you create users with no password, the message says `Your username is {userName}.`"
    /// ([users without passwords](https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html)).
    pub(crate) fn send_invitation(
        &mut self,
        username: &str,
        attribute: &str,
        password: Option<&str>,
    ) {
        let user = self.pool.users.by_username(username);
        let Some(to) = user.and_then(|user| user.attribute(attribute)) else {
            return;
        };
        self.inbox.push(Message {
            to: to.to_owned(),
            channel: Channel::of(attribute),
            kind: MessageKind::Invitation,
            pool_id: self.pool.settings.id.clone(),
            username: username.to_owned(),
            code: password.unwrap_or_default().to_owned(),
            text: match password {
                Some(password) => {
                    format!("Your username is {username} and temporary password is {password}")
                }
                None => format!("Your username is {username}."),
            },
            sent_at: self.now.into(),
        });
    }
}

/// The text of Cognito's default templates.
fn default_text(purpose: &CodePurpose, code: &str) -> (MessageKind, String) {
    match purpose {
        CodePurpose::SignUp => (
            MessageKind::SignUp,
            format!("Your confirmation code is {code}"),
        ),
        CodePurpose::ForgotPassword => (
            MessageKind::ForgotPassword,
            format!("Your password reset code is {code}"),
        ),
        CodePurpose::Attribute(_) => (
            MessageKind::AttributeVerification,
            format!("Your verification code is {code}"),
        ),
    }
}
