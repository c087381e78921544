//! USER_AUTH: choice of the first factor.

use super::session::{Answer, ChallengedUser};
use super::{IssuedChallenge, Step, Target};
use crate::config::{
    ClientSettings, FactorConfiguration, FirstFactor, MfaConfiguration, Trigger, UserStatus,
};
use crate::errors::Failure;
use crate::state::{ChallengeKind, Choice, Context, Flow, Method, Progress, SentCode, User};

/// The parameters that a client sends with a choice.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ChoiceInput<'a> {
    pub(crate) password: Option<&'a str>,
    pub(crate) srp_a: Option<&'a str>,
}

impl Context<'_> {
    /// Starts USER_AUTH: with the preferred factor if the user has it, otherwise with SELECT_CHALLENGE.
    pub(crate) fn start_choice(
        &mut self,
        client: &ClientSettings,
        name: &str,
        preferred: Option<&str>,
        given: ChoiceInput<'_>,
        device_key: Option<&str>,
        target: Option<&Target<'_>>,
    ) -> Result<Step, Failure> {
        let challenged = self.user_for_choice(client, name, device_key)?;
        if let Some(target) = target.filter(|_| challenged.username.is_some()) {
            return self.start_for_level(client, challenged, preferred, given, target);
        }
        let available = self.choices(&challenged)?;
        let preferred = preferred.and_then(Choice::of_name);
        if let Some(choice) = preferred.filter(|choice| available.contains(choice)) {
            return self.begin_choice(client, &challenged, choice, given);
        }
        if challenged.username.is_none() {
            // Always the same factor for a name, so that repeated requests do not reveal that there is no such user:
            // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
            let at = self.simulated_choice(name, available.len());
            if let Some(choice) = available.get(at) {
                return self.simulate_choice(client, &challenged, *choice);
            }
        }
        let names = available.iter().map(|choice| choice.as_str()).collect();
        let session = self.issue_challenge(client, &challenged, ChallengeKind::Select(available));
        Ok(Step::Challenge(IssuedChallenge {
            available: names,
            ..IssuedChallenge::new("SELECT_CHALLENGE", session)
        }))
    }

    /// Signs in a user who has just confirmed a sign-up, with the `Session` of ConfirmSignUp: "Amazon Cognito
    /// assumes the SMS or email message one-time verification password from ConfirmSignUp as the primary
    /// authentication factor"
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html#CognitoUserPools-InitiateAuth-request-Session>).
    pub(crate) fn sign_in_confirmed(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
    ) -> Result<Step, Failure> {
        let (challenge, mut challenged) = self.open_challenge(client, answer)?;
        if !matches!(challenge.kind, ChallengeKind::Confirmed) {
            return Err(Failure::session_invalid());
        }
        let username = challenged.username()?.to_owned();
        self.check_may_sign_in(&username)?;
        self.trigger(Trigger::PreAuthentication, &username)?;
        self.use_session(answer.session);
        challenged.progress.flow = Flow::Choice;
        // The code of a sign-up is sent to the phone number if there is one.
        let user = self.user(&username)?;
        challenged
            .progress
            .methods
            .add(match user.has_verified("phone_number") {
                true => Method::Sms,
                false => Method::Email,
            });
        self.next(client, challenged)
    }

    /// Answers SELECT_CHALLENGE.
    // Source: API_RespondToAuthChallenge (`ANSWER` "must be one of the challenge types in the
    // AvailableChallenges"). Assumed: the message.
    pub(crate) fn answer_choice(
        &mut self,
        client: &ClientSettings,
        answer: &Answer<'_>,
        choice: &str,
        given: ChoiceInput<'_>,
    ) -> Result<Step, Failure> {
        let (challenge, challenged) = self.open_challenge(client, answer)?;
        let ChallengeKind::Select(available) = &challenge.kind else {
            return Err(Failure::session_invalid());
        };
        let chosen = Choice::of_name(choice).filter(|choice| available.contains(choice));
        let chosen = chosen.ok_or(Failure::no_such_choice())?;
        let step = self.begin_choice(client, &challenged, chosen, given)?;
        self.use_session(answer.session);
        Ok(step)
    }

    /// Starts the chosen factor. A password is sent together with the choice, in the answer to SELECT_CHALLENGE
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>,
    /// `ChallengeResponses`) as with `PREFERRED_CHALLENGE`
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>:
    /// "you must also include `SRP_A`").
    pub(super) fn begin_choice(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        choice: Choice,
        given: ChoiceInput<'_>,
    ) -> Result<Step, Failure> {
        let progress = challenged.progress.clone();
        match choice {
            Choice::Password => {
                let password = given
                    .password
                    .ok_or(Failure::missing_parameter("PASSWORD"))?;
                self.sign_in_with_password(client, &challenged.name, password, progress)
            }
            Choice::PasswordSrp => {
                let srp_a = given.srp_a.ok_or(Failure::missing_parameter("SRP_A"))?;
                let challenge = self.begin_proof(client, &challenged.name, srp_a, progress)?;
                Ok(challenge.into())
            }
            Choice::EmailOtp => self.issue_code_challenge(client, challenged, SentCode::EmailOtp),
            Choice::SmsOtp => self.issue_code_challenge(client, challenged, SentCode::SmsOtp),
            Choice::WebAuthn => self.issue_passkey_challenge(client, challenged),
        }
    }

    /// Simulates the challenge of a factor for an unknown user.
    fn simulate_choice(
        &mut self,
        client: &ClientSettings,
        challenged: &ChallengedUser,
        choice: Choice,
    ) -> Result<Step, Failure> {
        match choice {
            Choice::Password => Ok(self.issue_password_challenge(client, challenged)),
            Choice::PasswordSrp => Ok(self.issue_srp_challenge(client, challenged)),
            other => self.begin_choice(client, challenged, other, ChoiceInput::default()),
        }
    }

    // Source: cognito-user-pool-managing-errors.
    fn user_for_choice(
        &self,
        client: &ClientSettings,
        name: &str,
        device_key: Option<&str>,
    ) -> Result<ChallengedUser, Failure> {
        let mut progress = Progress::of(Flow::Choice);
        let username = match self.pool.users.find(name) {
            Some(user) => {
                self.check_may_choose(user)?;
                self.trigger(Trigger::PreAuthentication, &user.username)?;
                self.note_device(&user.username, device_key, &mut progress)?;
                Some(user.username.clone())
            }
            None if client.hides_users() => {
                self.trigger(Trigger::PreAuthentication, name)?;
                None
            }
            None => return Err(Failure::user_not_found()),
        };
        Ok(ChallengedUser {
            name: username.clone().unwrap_or_else(|| name.to_owned()),
            username,
            progress,
        })
    }

    /// Checks whether a user may sign in by USER_AUTH. An unconfirmed user may if a one-time password is available, since
    /// that confirms the sign-up: "The user status also changed from `UNCONFIRMED` to `CONFIRMED`"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html#amazon-cognito-user-pools-authentication-flow-methods-passwordless>).
    fn check_may_choose(&self, user: &User) -> Result<(), Failure> {
        let codes = [Choice::EmailOtp, Choice::SmsOtp];
        let has_code = codes.iter().any(|choice| self.has_choice(user, *choice));
        match user.status {
            UserStatus::Unconfirmed if user.enabled && has_code => Ok(()),
            _ => self.check_may_sign_in(&user.username),
        }
    }

    // Source: authentication-flows-selection-sdk#authentication-flows-selection-choice. Assumed: that there
    // may be none.
    fn choices(&self, challenged: &ChallengedUser) -> Result<Vec<Choice>, Failure> {
        let choices: Vec<_> = match &challenged.username {
            Some(username) => {
                let user = self.user(username)?;
                let has = |choice: &Choice| self.has_choice(user, *choice);
                Choice::ALL.into_iter().filter(has).collect()
            }
            None => {
                let is_allowed = |choice: &Choice| self.allows_choice(*choice);
                Choice::ALL.into_iter().filter(is_allowed).collect()
            }
        };
        match choices.is_empty() {
            true => Err(Failure::no_first_factor()),
            false => Ok(choices),
        }
    }

    /// Whether a user has this first factor. Users with a second factor need a password first, since a code is no second
    /// factor to another code; a passkey may count as both. "Choice-based sign-in only offers `PASSWORD` and
    /// `PASSWORD_SRP` factors in all app clients when MFA is required in the user pool"
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html#user-pool-settings-mfa-prerequisites>).
    pub(crate) fn has_choice(&self, user: &User, choice: Choice) -> bool {
        let has_password = user.verifier().is_some();
        let must_have_password = user.status == UserStatus::ForceChangePassword
            || self.pool.settings.mfa_configuration == MfaConfiguration::On
            || (!self.second_factors(user).is_empty() && has_password);
        let is_both = self
            .pool
            .settings
            .web_authn_configuration
            .as_ref()
            .is_some_and(|settings| {
                settings.factor_configuration
                    == FactorConfiguration::MultiFactorWithUserVerification
            });
        self.allows_choice(choice)
            && match choice {
                Choice::Password | Choice::PasswordSrp => has_password,
                Choice::EmailOtp => user.attribute("email").is_some() && !must_have_password,
                Choice::SmsOtp => user.attribute("phone_number").is_some() && !must_have_password,
                Choice::WebAuthn => !user.passkeys.is_empty() && (is_both || !must_have_password),
            }
    }

    fn allows_choice(&self, choice: Choice) -> bool {
        let factor = match choice {
            Choice::Password | Choice::PasswordSrp => FirstFactor::Password,
            Choice::EmailOtp => FirstFactor::EmailOtp,
            Choice::SmsOtp => FirstFactor::SmsOtp,
            Choice::WebAuthn => FirstFactor::WebAuthn,
        };
        let settings = &self.pool.settings;
        let is_ready = choice != Choice::WebAuthn || settings.web_authn_configuration.is_some();
        is_ready && settings.sign_in_policy.allows(factor)
    }

    fn simulated_choice(&self, name: &str, count: usize) -> usize {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.pool.simulation_key);
        let tag = ring::hmac::sign(&key, format!("choice {}", name.to_lowercase()).as_bytes());
        let byte = tag.as_ref().first().copied().unwrap_or_default();
        usize::from(byte) % count.max(1)
    }
}
