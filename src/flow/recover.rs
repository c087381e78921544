//! Resetting a forgotten password.

use std::fmt;

use super::delivery::CodeDelivery;
use super::unfinished_sign_up::RESET_KEY;
use crate::client::Client;
use crate::error::{Error, Form};

/// Waits for the code that was sent, and for a new password.
#[derive(Clone)]
pub struct ResetPasswordStep {
    client: Client,
    username: String,
    pub(super) delivery: Option<CodeDelivery>,
}

impl Client {
    /// Has Cognito send the user a code with which they can set a new password. The step survives a
    /// reload of the page: [`resume_reset_password`](Self::resume_reset_password).
    ///
    /// If the app client hides whether a user exists, the result is the same for a user who does not.
    ///
    /// # Errors
    /// [`UserNotFound`](crate::ErrorKind::UserNotFound),
    /// [`NoVerifiedAddress`](crate::ErrorKind::NoVerifiedAddress),
    /// [`CannotResetPassword`](crate::ErrorKind::CannotResetPassword) for a user who has not yet signed
    /// in with their temporary password, [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`CodeDeliveryFailed`](crate::ErrorKind::CodeDeliveryFailed).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>
    pub async fn forgot_password(
        &self,
        username: impl Into<String>,
    ) -> Result<ResetPasswordStep, Error> {
        self.reset_password(username).resend().await
    }

    /// Returns the step for a user who already has a code. Sends nothing.
    pub fn reset_password(&self, username: impl Into<String>) -> ResetPasswordStep {
        ResetPasswordStep {
            client: self.clone(),
            username: username.into(),
            delivery: None,
        }
    }
}

impl ResetPasswordStep {
    /// The user's name, as the person entered it.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Where the code was sent, if known.
    pub fn delivery(&self) -> Option<&CodeDelivery> {
        self.delivery.as_ref()
    }

    /// Sets the new password, with the code. The person is not signed in by this.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch),
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired),
    /// [`InvalidPassword`](crate::ErrorKind::InvalidPassword),
    /// [`PasswordReused`](crate::ErrorKind::PasswordReused),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>
    pub async fn submit(&self, code: &str, new_password: &str) -> Result<(), Error> {
        let mut input = self.client.user_input(&self.username);
        input.text("ConfirmationCode", code.trim_ascii());
        input.text("Password", new_password);
        let response =
            self.client
                .send_operation("ConfirmForgotPassword", input, Form::NewPassword);
        response.await?;
        self.client.forget_challenge(RESET_KEY).await;
        Ok(())
    }

    /// Has a new code sent, which invalidates the earlier ones.
    ///
    /// # Errors
    /// As [`Client::forgot_password`].
    pub async fn resend(&self) -> Result<ResetPasswordStep, Error> {
        let input = self.client.user_input(&self.username);
        let response = self
            .client
            .send_operation("ForgotPassword", input, Form::Code)
            .await?;
        let delivery = CodeDelivery::from_response(&response)?;
        let step = ResetPasswordStep {
            delivery,
            ..self.clone()
        };
        self.client.save_reset(&step).await;
        Ok(step)
    }
}

impl fmt::Debug for ResetPasswordStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResetPasswordStep")
            .field("username", &self.username)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}
