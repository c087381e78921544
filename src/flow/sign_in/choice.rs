//! The first factor, chosen by the person: `USER_AUTH`.

use std::fmt;

use super::SignInStep;
use super::challenge::Pending;
#[cfg(feature = "srp")]
use super::empty;
use super::steps::{debug, steps};
use crate::error::Error;
#[cfg(feature = "srp")]
use crate::error::Field;

steps! {
    /// Waits for the person to say how they want to sign in: `SELECT_CHALLENGE`.
    SelectChallengeStep;

    /// Waits for the password: `PASSWORD`, where it is sent, or `PASSWORD_SRP`, where it is proved.
    PasswordStep;
}

impl SelectChallengeStep {
    /// The ways that the person has, in Cognito's names: `PASSWORD_SRP`, `PASSWORD`, `EMAIL_OTP`,
    /// `SMS_OTP`, `WEB_AUTHN`.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Chooses one of them.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where it is none of them, and as
    /// [`CodeStep::submit`](crate::CodeStep::submit).
    pub async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        self.0.submit(choice).await
    }
}

impl PasswordStep {
    /// Shows Cognito the password, in the way that the challenge asks for.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired).
    pub async fn submit(&self, password: &str) -> Result<SignInStep, Error> {
        self.0.submit_password(password).await
    }
}

impl Pending {
    /// Answers the challenge by one text, which may be a password to be proved.
    pub(crate) async fn submit_password(&self, password: &str) -> Result<SignInStep, Error> {
        match self.challenge() {
            #[cfg(feature = "srp")]
            "PASSWORD_SRP" if password.is_empty() => Err(empty(Field::Password)),
            #[cfg(feature = "srp")]
            "PASSWORD_SRP" => self.client().prove_in(self, password).await,
            _ => self.submit(password).await,
        }
    }
}
