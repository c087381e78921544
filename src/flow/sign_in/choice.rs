//! Choosing the first factor (`USER_AUTH`), and the password that belongs to a choice.

use std::fmt;

use vestibule_chunk::chunk;

use super::challenge::{PendingChallenge, Responses, SELECT_CHALLENGE};
use super::credentials::{Credentials, is_password};
use super::steps::{debug, steps};
use super::{SignInStep, empty};
use crate::client::{Client, missing_field};
use crate::error::{Error, ErrorKind, Field};

steps! {
    /// Waits for the person to choose how to sign in: `SELECT_CHALLENGE`.
    SelectChallengeStep;

    /// Waits for the password: `PASSWORD` (it is sent) or `PASSWORD_SRP` (it is proved).
    PasswordStep;
}

impl SelectChallengeStep {
    /// The first factors that the person has, in Cognito's names: `PASSWORD_SRP`, `PASSWORD`,
    /// `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`. Without the feature `srp`, `PASSWORD_SRP` is left out.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Chooses one of them. Cognito expects a password in the same response as the choice, so choosing
    /// `PASSWORD` or `PASSWORD_SRP` sends nothing and returns a [`PasswordStep`].
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if it is none of them, and as
    /// [`CodeStep::submit`](crate::CodeStep::submit).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        self.0.choose(choice).await
    }
}

impl PasswordStep {
    /// Submits the password, sent or proved as [`challenge`](Self::challenge) says. After a wrong
    /// password the person can submit again. If Cognito's session has expired, the sign-in is restarted
    /// with the same factor.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts); for a challenge that the person has not
    /// chosen also [`SignInExpired`](crate::ErrorKind::SignInExpired).
    pub async fn submit(&self, password: &str) -> Result<SignInStep, Error> {
        self.0.submit_password(password).await
    }
}

impl Client {
    /// Returns the step that asks for the password of a preferred factor.
    #[chunk(steps, load = self)]
    pub(super) async fn wait_for_preferred_password(
        &self,
        username: &str,
        choice: &str,
    ) -> Result<SignInStep, Error> {
        let pending = PendingChallenge::awaiting_password(self, username, choice);
        pending
            .ok_or(missing_field("ChallengeName"))?
            .wait_for_password()
            .await
    }
}

impl PendingChallenge {
    /// Answers the challenge with one value, which may also be a choice or a password.
    pub(crate) async fn submit_password(&self, answer: &str) -> Result<SignInStep, Error> {
        match self.challenge() {
            SELECT_CHALLENGE => self.choose(answer).await,
            challenge if is_password(challenge) && answer.is_empty() => Err(empty(Field::Password)),
            _ if self.chosen_factor().is_some() => self.submit_chosen(answer).await,
            _ => self.add_password(answer).await,
        }
    }

    async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        if !is_password(choice) {
            return self.submit(choice).await;
        }
        if !self.choices().iter().any(|offered| offered == choice) {
            let message = "the person cannot sign in this way, or not in this pool";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        self.with_chosen_factor(choice).wait_for_password().await
    }

    async fn wait_for_password(self) -> Result<SignInStep, Error> {
        #[cfg(not(feature = "srp"))]
        if self.challenge() == "PASSWORD_SRP" {
            let message = "PASSWORD_SRP takes a build with the feature `srp`";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        self.client().save_sign_in(&self).await;
        Ok(self.into())
    }

    /// Sends the choice and the password. A session is valid for one response, and AWS does not document
    /// whether a wrong password uses it up: if it has expired, a new sign-in is started with both.
    async fn submit_chosen(&self, password: &str) -> Result<SignInStep, Error> {
        if self.session().is_some() {
            match self.add_password(password).await {
                Err(error) if error.kind() == ErrorKind::SignInExpired => {}
                outcome => return outcome,
            }
        }
        let credentials = Credentials::choice(self.username())
            .preferred(self.challenge())
            .password(password);
        let outcome = self.client().sign_in(credentials).await;
        if outcome.is_err() {
            self.client().save_sign_in(self).await;
        }
        outcome
    }

    async fn add_password(&self, password: &str) -> Result<SignInStep, Error> {
        match self.challenge() {
            #[cfg(feature = "srp")]
            "PASSWORD_SRP" => self.client().choose_srp(self, password).await,
            "PASSWORD" => self.answer(Responses::of("PASSWORD", password)).await,
            _ => self.submit(password).await,
        }
    }
}
