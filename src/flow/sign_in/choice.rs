//! The first factor, chosen by the person: `USER_AUTH`.

use std::fmt;

use vestibule_chunk::chunk;

use super::challenge::{Pending, Responses, SELECT_CHALLENGE};
use super::credentials::{Credentials, is_password};
use super::steps::{debug, steps};
use super::{SignInStep, empty};
use crate::client::{Client, lacking};
use crate::error::{Error, ErrorKind, Field};

steps! {
    /// Waits for the person to say how they want to sign in: `SELECT_CHALLENGE`.
    SelectChallengeStep;

    /// Waits for the password: `PASSWORD`, where it is sent, or `PASSWORD_SRP`, where it is proved.
    PasswordStep;
}

impl SelectChallengeStep {
    /// The ways that the person has, in Cognito's names: `PASSWORD_SRP`, `PASSWORD`, `EMAIL_OTP`,
    /// `SMS_OTP`, `WEB_AUTHN`. Without the feature `srp`, `PASSWORD_SRP` is left out.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Chooses one of them. A password is asked for first: Cognito takes it in the same answer, so the
    /// choice of `PASSWORD` or `PASSWORD_SRP` sends nothing and gives a [`PasswordStep`].
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where it is none of them, and as
    /// [`CodeStep::submit`](crate::CodeStep::submit).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        self.0.choose(choice).await
    }
}

impl PasswordStep {
    /// Shows Cognito the password, in the way that [`challenge`](Self::challenge) names. A wrong one
    /// leaves the step as it is: submit again. Where Cognito has ended its session meanwhile, the
    /// sign-in begins anew, by the same factor, and the person notices nothing.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts); for a challenge that was not chosen by
    /// the person also [`SignInExpired`](crate::ErrorKind::SignInExpired).
    pub async fn submit(&self, password: &str) -> Result<SignInStep, Error> {
        self.0.submit_password(password).await
    }
}

impl Client {
    /// Asks for the password that goes with a preferred factor.
    #[chunk(steps, load = self)]
    pub(super) async fn ask_password(
        &self,
        username: &str,
        choice: &str,
    ) -> Result<SignInStep, Error> {
        let pending = Pending::password_first(self, username, choice);
        pending
            .ok_or(lacking("ChallengeName"))?
            .wait_for_password()
            .await
    }
}

impl Pending {
    /// Answers the challenge by one text, which may be a choice, or a password to be proved.
    pub(crate) async fn submit_password(&self, answer: &str) -> Result<SignInStep, Error> {
        match self.challenge() {
            SELECT_CHALLENGE => self.choose(answer).await,
            challenge if is_password(challenge) && answer.is_empty() => Err(empty(Field::Password)),
            _ if self.chosen().is_some() => self.submit_chosen(answer).await,
            _ => self.show_password(answer).await,
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
        self.with_choice(choice).wait_for_password().await
    }

    async fn wait_for_password(self) -> Result<SignInStep, Error> {
        #[cfg(not(feature = "srp"))]
        if self.challenge() == "PASSWORD_SRP" {
            let message = "PASSWORD_SRP takes a build with the feature `srp`";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        self.client().keep_sign_in(&self).await;
        Ok(self.into())
    }

    /// Sends the choice and the password. A session serves for one answer, and AWS does not say whether
    /// a wrong password uses it up: where it has ended, the sign-in begins anew with both.
    async fn submit_chosen(&self, password: &str) -> Result<SignInStep, Error> {
        if self.session().is_some() {
            match self.show_password(password).await {
                Err(error) if error.kind() == ErrorKind::SignInExpired => {}
                outcome => return outcome,
            }
        }
        let credentials = Credentials::choice(self.username())
            .preferred(self.challenge())
            .password(password);
        let outcome = self.client().sign_in(credentials).await;
        if outcome.is_err() {
            self.client().keep_sign_in(self).await;
        }
        outcome
    }

    async fn show_password(&self, password: &str) -> Result<SignInStep, Error> {
        match self.challenge() {
            #[cfg(feature = "srp")]
            "PASSWORD_SRP" => self.client().prove_in(self, password).await,
            "PASSWORD" => self.answer(Responses::of("PASSWORD", password)).await,
            _ => self.submit(password).await,
        }
    }
}
