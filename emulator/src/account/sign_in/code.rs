//! Codes by text message and e-mail, as first or second factor.

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step};
use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Context, Delivery, Method, SentCode, User};

impl Context<'_> {
    /// Sends a code and issues its challenge. For an unknown user the sending is simulated.
    pub(super) fn issue_code_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        sent: SentCode,
    ) -> Result<Step, Failure> {
        let (delivery, code) = match &challenged.username {
            Some(username) => {
                let (delivery, code) = self.send_sign_in_code(username, sent)?;
                (delivery, Some(code))
            }
            None => (self.simulated_delivery(&challenged.name), None),
        };
        Ok(self.start_code_challenge(client, challenged, sent, delivery, code))
    }

    /// Sends a code to an address that the user is adding, and issues its challenge.
    pub(super) fn issue_code_challenge_to(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        address: &str,
    ) -> Result<Step, Failure> {
        let sent = SentCode::EmailMfa;
        let username = challenged.username()?.to_owned();
        let code = self.random.six_digits();
        let delivery = self.deliver_sign_in_code(&username, address, sent, &code)?;
        let step = self.start_code_challenge(client, challenged, sent, delivery, Some(code));
        if let Step::Challenge(IssuedChallenge {
            session: Some(session),
            ..
        }) = &step
            && let Some(challenge) = self.pool.challenges.get_mut(session)
            && let ChallengeKind::Code { new_address, .. } = &mut challenge.kind
        {
            *new_address = Some(address.to_owned());
        }
        Ok(step)
    }

    /// Answers SMS_MFA, SMS_OTP or EMAIL_OTP. After a wrong code the session stays valid; the fifth in a row starts the
    /// [lockout](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html).
    pub(crate) fn answer_code(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        challenge_name: &str,
        given: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        let ChallengeKind::Code {
            sent,
            code,
            new_address,
        } = &challenge.kind
        else {
            return Err(Failure::code_or_state());
        };
        if sent.challenge() != challenge_name {
            return Err(Failure::code_or_state());
        }
        let (sent, new_address) = (*sent, new_address.clone());
        let is_right = code.as_deref() == Some(given);
        let Some(username) = challenged.username.clone() else {
            return Err(Failure::code_or_state());
        };
        self.check_code_lockout(&username)?;
        let is_first = matches!(sent, SentCode::SmsOtp | SentCode::EmailOtp);
        let status = self.user(&username)?.status;
        if !(is_first && status == UserStatus::Unconfirmed) {
            self.check_may_sign_in(&username)?;
        }
        let now = self.now;
        let user = self.user_mut(&username)?;
        if !is_right {
            user.code_lockout.fail(now);
            return Err(Failure::code_or_state());
        }
        user.code_lockout.succeed();
        if let Some(address) = new_address {
            user.attributes.insert("email".to_owned(), address);
            user.mfa.email = true;
        }
        // A one-time password confirms the sign-up and verifies the address ("regardless of whether you configured your
        // user pool to automatically verify"):
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passwordless
        if is_first && user.status == UserStatus::Unconfirmed {
            user.status = UserStatus::Confirmed;
            user.modified = now;
        }
        let flag = format!("{}_verified", sent.attribute());
        user.attributes.insert(flag, "true".to_owned());
        self.use_session(answer.session);
        if matches!(sent, SentCode::SmsMfa | SentCode::EmailMfa) {
            challenged.progress.has_second_factor = true;
        }
        challenged.progress.methods.add(match sent {
            SentCode::SmsMfa | SentCode::SmsOtp => Method::Sms,
            SentCode::EmailMfa | SentCode::EmailOtp => Method::Email,
        });
        self.next(client, challenged)
    }

    // Source: user-pool-settings-mfa#user-pool-settings-mfa-prerequisites,
    // authentication#authentication-flow-lockout-behavior.
    pub(super) fn check_code_lockout(&self, username: &str) -> Result<(), Failure> {
        let is_locked = |user: &User| user.code_lockout.is_locked(self.now);
        match self.pool.users.by_username(username).is_some_and(is_locked) {
            true => Err(Failure::attempts_exceeded()),
            false => Ok(()),
        }
    }

    // Source: user-pool-settings-mfa-sms-email-message. Assumed: the number of digits, and the error without an
    // address.
    fn send_sign_in_code(
        &mut self,
        username: &str,
        sent: SentCode,
    ) -> Result<(Delivery, String), Failure> {
        self.trigger(Trigger::CustomMessage, username)?;
        let to = self.user(username)?.attribute(sent.attribute());
        let to = to.map(str::to_owned).ok_or(Failure::mfa_not_found())?;
        // One-time passwords have eight digits, MFA codes six.
        let code = match sent {
            SentCode::SmsMfa | SentCode::EmailMfa => self.random.six_digits(),
            SentCode::SmsOtp | SentCode::EmailOtp => self.random.eight_digits(),
        };
        let delivery = self.deliver_sign_in_code(username, &to, sent, &code)?;
        Ok((delivery, code))
    }

    fn start_code_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        sent: SentCode,
        delivery: Delivery,
        code: Option<String>,
    ) -> Step {
        let user_id = challenged
            .username
            .clone()
            .unwrap_or(challenged.name.clone());
        let kind = ChallengeKind::Code {
            sent,
            code,
            new_address: None,
        };
        let session = self.issue_challenge(client, challenged, kind);
        Step::Challenge(
            IssuedChallenge::new(sent.challenge(), session)
                .with("CODE_DELIVERY_DELIVERY_MEDIUM", delivery.channel.as_str())
                .with("CODE_DELIVERY_DESTINATION", delivery.destination)
                .with("USER_ID_FOR_SRP", user_id),
        )
    }
}
