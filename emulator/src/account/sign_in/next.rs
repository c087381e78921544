//! The next step of a sign-in: another challenge, or tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>

use super::session::ChallengedUser;
use super::{Admitted, Step, Tokens};
use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{Context, Flow, SignInMethod};
use crate::tokens::{SignedIn, USER_ADMIN_SCOPE};

impl Context<'_> {
    /// The next challenge, or the tokens.
    pub(super) fn next(
        &mut self,
        client: &ClientSettings,
        mut challenged: ChallengedUser,
    ) -> Result<Step, Failure> {
        let username = challenged.username()?.to_owned();
        if let Flow::Custom { round, wrong } = challenged.progress.flow
            && let Some(step) = self.next_round(client, &challenged, round, wrong)?
        {
            return Ok(step);
        }
        let user = self.user(&username)?;
        if user.status == UserStatus::ForceChangePassword {
            return self.issue_new_password_challenge(client, &challenged);
        }
        if let Some(level) = challenged.progress.target
            && challenged.progress.methods.level() < Some(level)
        {
            return self.issue_challenge_for_level(client, &challenged, level);
        }
        // "MFA is a floor": what the user or the pool requires is asked for, whatever the target level is.
        // With CUSTOM_AUTH the triggers decide on all factors, the second one included.
        let is_custom = matches!(challenged.progress.flow, Flow::Custom { .. });
        let needs_second = !is_custom && !challenged.progress.has_second_factor;
        if needs_second && !self.device_replaces_second_factor(&username, &challenged.progress) {
            if let Some(step) = self.issue_second_factor_challenge(client, &challenged)? {
                return Ok(step);
            }
            challenged.progress.has_second_factor = true;
        }
        if challenged.progress.flow == Flow::Hosted {
            return Ok(Step::Admitted(Admitted {
                username,
                methods: challenged.progress.methods,
            }));
        }
        if !challenged.progress.has_device && self.is_remembered(&username, &challenged.progress) {
            return Ok(self.issue_device_srp_challenge(client, &challenged));
        }
        self.finish(client, &username, &challenged)
    }

    // Source: API_InitiateAuth (`UserNotFoundException`).
    fn finish(
        &mut self,
        client: &ClientSettings,
        username: &str,
        challenged: &ChallengedUser,
    ) -> Result<Step, Failure> {
        self.trigger(Trigger::PostAuthentication, username)?;
        let source = "TokenGeneration_Authentication";
        self.trigger_from(Trigger::PreTokenGeneration, source, username)?;
        let new_device = self.offer_device(username, &challenged.progress);
        let offered = new_device.as_ref().map(|device| device.key.clone());
        let proof = SignedIn {
            username,
            scopes: vec![USER_ADMIN_SCOPE.to_owned()],
            nonce: None,
            resource: None,
            auth_time: self.now,
            origin_session: None,
            methods: challenged.progress.methods.clone(),
        };
        let device_key = challenged.progress.device_key.clone().or(offered);
        let method = match challenged.progress.flow {
            Flow::Password => SignInMethod::Password,
            Flow::Hosted => SignInMethod::Hosted,
            Flow::Srp | Flow::Choice | Flow::Custom { .. } => SignInMethod::Api,
        };
        let set = self
            .sign_in_from(client, &proof, method, device_key)
            .ok_or(Failure::user_not_found())?;
        Ok(Step::Tokens(Box::new(Tokens { set, new_device })))
    }
}
