//! What follows a proof: another one, or tokens.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>

use super::session::Asked;
use super::{Admitted, Step, Tokens};
use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{Context, Flow, SignInWay};
use crate::tokens::{SignedIn, USER_ADMIN_SCOPE};

impl Context<'_> {
    /// What is asked next of somebody who has proved something, or the tokens.
    pub(super) fn next(
        &mut self,
        client: &ClientSettings,
        mut asked: Asked,
    ) -> Result<Step, Failure> {
        let username = asked.username()?.to_owned();
        if let Flow::Custom { round, wrong } = asked.progress.flow
            && let Some(step) = self.next_round(client, &asked, round, wrong)?
        {
            return Ok(step);
        }
        let user = self.user(&username)?;
        if user.status == UserStatus::ForceChangePassword {
            return self.pose_new_password(client, &asked);
        }
        if let Some(level) = asked.progress.target
            && asked.progress.methods.level() < Some(level)
        {
            return self.pose_toward(client, &asked, level);
        }
        // "MFA is a floor": what the user or the pool demands besides is asked for whatever the target is.
        // The triggers of CUSTOM_AUTH say what it takes, a second factor included.
        let is_custom = matches!(asked.progress.flow, Flow::Custom { .. });
        let needs_second = !is_custom && !asked.progress.has_second_factor;
        if needs_second && !self.device_replaces_second_factor(&username, &asked.progress) {
            if let Some(step) = self.pose_second_factor(client, &asked)? {
                return Ok(step);
            }
            asked.progress.has_second_factor = true;
        }
        if asked.progress.flow == Flow::Hosted {
            return Ok(Step::Admitted(Admitted {
                username,
                methods: asked.progress.methods,
            }));
        }
        if !asked.progress.has_device && self.is_remembered(&username, &asked.progress) {
            return Ok(self.pose_device_srp(client, &asked));
        }
        self.finish(client, &username, &asked)
    }

    // Source: API_InitiateAuth (`UserNotFoundException`).
    fn finish(
        &mut self,
        client: &ClientSettings,
        username: &str,
        asked: &Asked,
    ) -> Result<Step, Failure> {
        self.trigger(Trigger::PostAuthentication, username)?;
        let source = "TokenGeneration_Authentication";
        self.trigger_from(Trigger::PreTokenGeneration, source, username)?;
        let new_device = self.offer_device(username, &asked.progress);
        let offered = new_device.as_ref().map(|device| device.key.clone());
        let proof = SignedIn {
            username,
            scopes: vec![USER_ADMIN_SCOPE.to_owned()],
            nonce: None,
            resource: None,
            auth_time: self.now,
            origin_session: None,
            methods: asked.progress.methods.clone(),
        };
        let device_key = asked.progress.device_key.clone().or(offered);
        let way = match asked.progress.flow {
            Flow::Password => SignInWay::Password,
            Flow::Hosted => SignInWay::Hosted,
            Flow::Srp | Flow::Choice | Flow::Custom { .. } => SignInWay::Api,
        };
        let set = self
            .sign_in_from(client, &proof, way, device_key)
            .ok_or(Failure::user_not_found())?;
        Ok(Step::Tokens(Box::new(Tokens { set, new_device })))
    }
}
