//! Sign-in with a password that is sent in plain text.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>

use super::Step;
use super::session::{Answer, ChallengedUser};
use crate::config::{ClientSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Choice, Context, Flow, Method, Progress, User};

/// The state after a correct password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignedInState {
    /// Tokens, or a second factor.
    Done,
    /// The password was a temporary one.
    NewPasswordRequired,
}

impl Context<'_> {
    /// Checks a password. Returns the `cognito:username` and the state.
    pub(crate) fn check_password(
        &mut self,
        client: &ClientSettings,
        name: &str,
        password: &str,
    ) -> Result<(String, SignedInState), Failure> {
        let username = self.find_to_sign_in(client, name)?;
        self.trigger(Trigger::PreAuthentication, &username)?;
        self.check_lockout(&username)?;
        let pool_name = self.pool.name().to_owned();
        let is_right = self.user(&username)?.has_password(&pool_name, password);
        let state = self.count_attempt(&username, is_right)?;
        Ok((username, state))
    }

    /// USER_PASSWORD_AUTH, and USER_AUTH with the preferred challenge PASSWORD.
    pub(crate) fn sign_in_with_password(
        &mut self,
        client: &ClientSettings,
        name: &str,
        password: &str,
        progress: Progress,
    ) -> Result<Step, Failure> {
        let (username, _) = self.check_password(client, name, password)?;
        let mut challenged = ChallengedUser::user(self.user(&username)?, &progress);
        challenged.progress.methods.add(Method::Password);
        self.next(client, challenged)
    }

    /// Issues the challenge PASSWORD.
    pub(super) fn issue_password_challenge(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
    ) -> Step {
        let session = self.issue_challenge(client, challenged, ChallengeKind::Password);
        Step::Challenge(super::IssuedChallenge::new("PASSWORD", session))
    }

    /// Answers PASSWORD, also in the session of a SELECT_CHALLENGE that offers it: "When
    /// `AvailableChallenges` includes a `ChallengeName` of `PASSWORD`, you can continue authentication with a
    /// RespondToAuthChallenge"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-password>).
    /// After a wrong one the session stays valid.
    pub(crate) fn answer_password(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        password: &str,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        let is_asked_for = match &challenge.kind {
            ChallengeKind::Password => true,
            ChallengeKind::Select(available) => available.contains(&Choice::Password),
            _ => false,
        };
        if !is_asked_for {
            return Err(Failure::session_invalid());
        }
        let username = challenged.username()?;
        self.check_password(client, username, password)?;
        self.use_session(answer.session);
        challenged.progress.methods.add(Method::Password);
        self.next(client, challenged)
    }

    /// The user with this name or alias, if the user may sign in. An unconfirmed user is an error before the password is
    /// checked.
    pub(super) fn find_to_sign_in(
        &self,
        client: &ClientSettings,
        name: &str,
    ) -> Result<String, Failure> {
        let Some(user) = self.pool.users.find(name) else {
            return Err(self.unknown_user_error(client, name));
        };
        self.check_may_sign_in(&user.username)?;
        Ok(user.username.clone())
    }

    /// The error for a sign-in with an unknown name. "Amazon Cognito invokes the pre authentication trigger when
    /// users attempt to sign in but their username isn't found"
    /// ([managing error responses](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html)).
    fn unknown_user_error(&self, client: &ClientSettings, name: &str) -> Failure {
        if !client.hides_users() {
            return Failure::user_not_found();
        }
        let refused = self.trigger(Trigger::PreAuthentication, name).err();
        refused.unwrap_or(Failure::incorrect_credentials())
    }

    // Source: API_InitiateAuth (`UserNotConfirmedException`, `PasswordResetRequiredException`),
    // signing-up-users-in-your-app, how-to-manage-user-accounts.
    pub(super) fn check_may_sign_in(&self, username: &str) -> Result<(), Failure> {
        let user = self.user(username)?;
        if !user.enabled {
            return Err(Failure::user_disabled());
        }
        match user.status {
            UserStatus::Unconfirmed => Err(Failure::user_not_confirmed()),
            UserStatus::ResetRequired => Err(Failure::password_reset_required()),
            // A federated user has no password in the pool.
            UserStatus::ExternalProvider => Err(Failure::incorrect_credentials()),
            UserStatus::Confirmed | UserStatus::ForceChangePassword => Ok(()),
        }
    }

    // Source: authentication#authentication-flow-lockout-behavior, which has the message.
    pub(super) fn check_lockout(&self, username: &str) -> Result<(), Failure> {
        let is_locked = |user: &User| user.lockout.is_locked(self.now);
        match self.pool.users.by_username(username).is_some_and(is_locked) {
            true => Err(Failure::attempts_exceeded()),
            false => Ok(()),
        }
    }

    /// Counts an attempt, and returns the state after a correct one.
    // Source: authentication#authentication-flow-lockout-behavior,
    // managing-users-passwords#user-pool-settings-policies. Assumed: the message of a temporary password.
    pub(super) fn count_attempt(
        &mut self,
        username: &str,
        is_right: bool,
    ) -> Result<SignedInState, Failure> {
        let now = self.now;
        let user = self.user_mut(username)?;
        if !is_right {
            user.lockout.fail(now);
            return Err(Failure::incorrect_credentials());
        }
        let was_tried = user.lockout.has_failed();
        user.lockout.succeed();
        if user.status != UserStatus::ForceChangePassword {
            if was_tried {
                self.send_risk_notification(username);
            }
            return Ok(SignedInState::Done);
        }
        if user.temporary_until.is_some_and(|until| now >= until) {
            return Err(Failure::temporary_password_expired());
        }
        Ok(SignedInState::NewPasswordRequired)
    }
}

impl Progress {
    /// The progress of a new sign-in.
    pub(crate) fn of(flow: Flow) -> Self {
        Self {
            flow,
            ..Self::default()
        }
    }
}
