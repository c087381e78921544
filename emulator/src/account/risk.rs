//! Threat protection: notifications of risky sign-ins, and feedback on them.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html>

use crate::config::AdvancedSecurityMode;
use crate::errors::Failure;
use crate::state::{AuthEvent, Context, Message, MessageKind};

impl Context<'_> {
    /// Sends the user an e-mail about a sign-in after wrong passwords.
    pub(super) fn send_risk_notification(&mut self, username: &str) {
        if self.pool.settings.advanced_security_mode == AdvancedSecurityMode::Off {
            return;
        }
        let id = self.random.uuid();
        let feedback_token = self.random.base64url::<96>();
        let Some(user) = self.pool.users.by_username_mut(username) else {
            return;
        };
        let Some(to) = user.attribute("email").map(str::to_owned) else {
            return;
        };
        user.events.push(AuthEvent {
            id: id.clone(),
            feedback_token: feedback_token.clone(),
            feedback: None,
        });
        self.inbox.push(Message {
            to,
            channel: crate::state::Channel::Email,
            kind: MessageKind::RiskNotification,
            pool_id: self.pool.settings.id.clone(),
            username: username.to_owned(),
            code: feedback_token,
            text: format!(
                "Somebody signed in as {username} after wrong passwords. Was it you? Event {id}"
            ),
            sent_at: self.now.into(),
        });
    }

    /// UpdateAuthEventFeedback.
    // Source: API_UpdateAuthEventFeedback. Assumed: the message.
    pub(crate) fn note_feedback(
        &mut self,
        name: &str,
        event_id: &str,
        token: &str,
        value: &str,
    ) -> Result<(), Failure> {
        if self.pool.settings.advanced_security_mode == AdvancedSecurityMode::Off {
            return Err(Failure::risk_not_assessed());
        }
        let user = self.pool.users.find_mut(name);
        let user = user.ok_or(Failure::user_not_found())?;
        let event = user.events.iter_mut().find(|event| event.id == event_id);
        let event = event.ok_or(Failure::no_such_event())?;
        if event.feedback_token != token {
            return Err(Failure::feedback_token_invalid());
        }
        event.feedback = Some(value.to_owned());
        Ok(())
    }
}
