//! Confirming a sign-up, and the sessions that continue it.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>

use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{
    Challenge, ChallengeKind, CodeCheck, CodePurpose, Context, Delivery, Flow, Progress,
};

impl Context<'_> {
    /// The `Session` of a sign-up, which ConfirmSignUp takes; `None` if the client does not
    /// sign in by USER_AUTH.
    pub(crate) fn sign_up_session(
        &mut self,
        client: &ClientSettings,
        username: &str,
    ) -> Option<String> {
        self.sign_up_step(client, username, ChallengeKind::SignedUp)
    }

    /// The `Session` of a confirmation, for the `Session` of its sign-up.
    pub(crate) fn confirmed_session(
        &mut self,
        client: &ClientSettings,
        name: &str,
        session: &str,
    ) -> Option<String> {
        let challenge = self.pool.challenges.get(session)?;
        let user = self.pool.users.find(name)?;
        let is_good = matches!(challenge.kind, ChallengeKind::SignedUp)
            && challenge.client_id == client.id
            && challenge.username.as_deref() == Some(&user.username)
            && self.now < challenge.expires;
        if !is_good {
            return None;
        }
        let username = user.username.clone();
        self.pool.challenges.remove(session);
        self.sign_up_step(client, &username, ChallengeKind::Confirmed)
    }

    fn sign_up_step(
        &mut self,
        client: &ClientSettings,
        username: &str,
        kind: ChallengeKind,
    ) -> Option<String> {
        if !client.allows_flow("USER_AUTH") {
            return None;
        }
        let session = self.random.base64url::<700>();
        let challenge = Challenge {
            client_id: client.id.clone(),
            username: Some(username.to_owned()),
            name: username.to_owned(),
            expires: self.now + client.session_lifetime(),
            progress: Progress::of(Flow::Choice),
            kind,
        };
        self.pool.forget_old_challenges(self.now);
        self.pool.challenges.insert(session.clone(), challenge);
        Some(session)
    }

    /// Confirms a sign-up with the code that was sent. With [`AliasConflict::Move`] an alias of another user moves to this
    /// one.
    // Source: API_ConfirmSignUp, cognito-user-pool-managing-errors. Assumed: the message, and what nobody is
    // told.
    pub(crate) fn confirm_sign_up(
        &mut self,
        client: &ClientSettings,
        name: &str,
        code: &str,
        alias: AliasConflict,
    ) -> Result<(), Failure> {
        let Some(user) = self.pool.users.find_mut(name) else {
            return Err(match client.hides_users() {
                true => Failure::code_expired(),
                false => Failure::username_client_not_found(),
            });
        };
        if user.status != UserStatus::Unconfirmed {
            return Err(Failure::cannot_be_confirmed(user.status.as_str()));
        }
        let username = user.username.clone();
        match user.codes.check(self.now, &CodePurpose::SignUp, code) {
            CodeCheck::Right => {}
            CodeCheck::Wrong => return Err(Failure::code_mismatch()),
            CodeCheck::Expired => return Err(Failure::code_expired()),
            CodeCheck::TooManyTries => return Err(Failure::limit_exceeded()),
        }
        self.confirm_with_alias(&username, alias)?;
        self.trigger(Trigger::PostConfirmation, &username)
    }

    /// Confirms a user without a code, as administrators do.
    // Source: API_AdminConfirmSignUp. Assumed: the message.
    pub(crate) fn confirm_by_admin(&mut self, username: &str) -> Result<(), Failure> {
        let now = self.now;
        let user = self.user_mut(username)?;
        if user.status != UserStatus::Unconfirmed {
            return Err(Failure::cannot_be_confirmed(user.status.as_str()));
        }
        user.status = UserStatus::Confirmed;
        user.modified = now;
        Ok(())
    }

    /// Sends another code. None is sent, and nobody told, where there is no such user and the
    /// client must not know.
    // Source: cognito-user-pool-managing-errors, API_ResendConfirmationCode. Assumed: the message.
    pub(crate) fn resend_sign_up_code(
        &mut self,
        client: &ClientSettings,
        name: &str,
    ) -> Result<Option<Delivery>, Failure> {
        let Some(user) = self.pool.users.find(name) else {
            return match client.hides_users() {
                true => Ok(Some(self.simulated_delivery(name))),
                false => Err(Failure::username_client_not_found()),
            };
        };
        if user.status != UserStatus::Unconfirmed {
            return Err(Failure::already_confirmed());
        }
        if !user.enabled {
            return match client.hides_users() {
                true => Ok(Some(self.simulated_delivery(name))),
                false => Err(Failure::user_disabled()),
            };
        }
        let username = user.username.clone();
        self.send_sign_up_code(&username)
    }

    // Source: API_ConfirmSignUp (`ForceAliasCreation`),
    // user-pool-settings-attributes#user-pool-settings-aliases.
    fn confirm_with_alias(&mut self, username: &str, alias: AliasConflict) -> Result<(), Failure> {
        for name in self.pool.settings.alias_attributes.clone() {
            let user = self.pool.users.by_username(username);
            let Some(value) = user
                .and_then(|user| user.attribute(&name))
                .map(str::to_owned)
            else {
                continue;
            };
            let holder = self.pool.users.alias_holder(&name, &value, username);
            let Some(holder) = holder.map(|holder| holder.username.clone()) else {
                continue;
            };
            if alias == AliasConflict::Refuse {
                return Err(Failure::alias_exists(&name));
            }
            if let Some(holder) = self.pool.users.by_username_mut(&holder) {
                holder
                    .attributes
                    .insert(format!("{name}_verified"), "false".to_owned());
            }
        }
        let now = self.now;
        let user = self.user_mut(username)?;
        user.status = UserStatus::Confirmed;
        user.modified = now;
        if let Some(attribute) = user.codes.spend(&CodePurpose::SignUp) {
            user.attributes
                .insert(format!("{attribute}_verified"), "true".to_owned());
        }
        Ok(())
    }
}

/// How to handle an alias that another confirmed user has
/// (`ForceAliasCreation`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AliasConflict {
    Refuse,
    Move,
}
