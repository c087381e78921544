//! The steps that one answer ends: each a type of its own around the challenge.

use std::fmt;

use super::SignInStep;
use super::challenge::Pending;
use crate::error::Error;
use crate::flow::delivery::CodeDelivery;

/// Makes the types, with what all of them have.
macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(pub(crate) Pending);

        impl $name {
            /// The user's name, as the person gave it: also for a sign-in that starts over.
            pub fn username(&self) -> &str {
                self.0.username()
            }

            /// The challenge, in Cognito's name.
            pub fn challenge(&self) -> &str {
                self.0.challenge()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                debug(&self.0, stringify!($name), f)
            }
        }
    )+};
}

pub(super) use steps;

pub(super) fn debug(pending: &Pending, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name)
        .field("username", &pending.username())
        .field("challenge", &pending.challenge())
        .finish_non_exhaustive()
}

steps! {
    /// Waits for a code that Cognito sent: `SMS_MFA`, `SMS_OTP` or `EMAIL_OTP`.
    CodeStep;

    /// Waits for a code of the person's authenticator app: `SOFTWARE_TOKEN_MFA`.
    TotpCodeStep;

    /// Waits for the person to say which second factor they want to use: `SELECT_MFA_TYPE`.
    SelectMfaStep;

    /// Waits for the answer to a question of the pool's Lambda triggers: `CUSTOM_CHALLENGE`. What
    /// is asked stands in its parameters.
    CustomStep;

    /// Waits for an answer to a challenge that this version does not know, or that is not a
    /// browser's to answer. It can be answered all the same by whoever knows it.
    UnknownStep;
}

impl CodeStep {
    /// Where the code was sent, where Cognito says so.
    pub fn delivery(&self) -> Option<CodeDelivery> {
        let medium = self.0.parameter("CODE_DELIVERY_DELIVERY_MEDIUM")?;
        let destination = self.0.parameter("CODE_DELIVERY_DESTINATION");
        let attribute = match medium {
            "SMS" => "phone_number",
            "EMAIL" => "email",
            _ => "",
        };
        Some(CodeDelivery::of(medium, destination, Some(attribute)))
    }

    /// Answers with the code.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): another try is fine, in this step;
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired) where it took longer than Cognito waits
    /// (three minutes, unless the app client says otherwise): the sign-in starts over, with
    /// [`username`](Self::username).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub async fn submit(&self, code: &str) -> Result<SignInStep, Error> {
        self.0.submit(code).await
    }
}

impl CodeStep {
    /// Whether [`resend`](Self::resend) can have another code sent: the code is the first factor, and nothing was
    /// shown before it that would have to be shown again.
    #[cfg(feature = "ui")]
    pub(crate) fn can_resend(&self) -> bool {
        self.0.is_first()
    }

    /// Has another code sent, where the code is the first factor (`USER_AUTH`): the sign-in starts over by
    /// the same factor. Cognito has no operation that sends a code again in the middle of a sign-in;
    /// `ResendConfirmationCode` is for sign-ups alone. The step that comes of it takes the place of this
    /// one.
    ///
    /// # Errors
    /// [`PasswordNeeded`](crate::ErrorKind::PasswordNeeded) where the code came after a password, which
    /// is kept nowhere: the person signs in again. Those of [`Client::sign_in`](crate::Client::sign_in).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        self.0.resend().await
    }
}

impl TotpCodeStep {
    /// The name that the person gave the app or its device, where they gave one.
    pub fn device_name(&self) -> Option<&str> {
        self.0.parameter("FRIENDLY_DEVICE_NAME")
    }

    /// Answers with the code, six digits.
    ///
    /// # Errors
    /// As [`CodeStep::submit`]. A code that was used already is
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired): the app shows the next one after at most 30
    /// seconds.
    pub async fn submit(&self, code: &str) -> Result<SignInStep, Error> {
        self.0.submit(code).await
    }
}

impl SelectMfaStep {
    /// The second factors that the person has, in Cognito's names: `SMS_MFA`,
    /// `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`.
    pub fn choices(&self) -> Vec<String> {
        self.0.choices()
    }

    /// Chooses one of them.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where it is none of them, and as
    /// [`CodeStep::submit`].
    pub async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        self.0.submit(choice).await
    }
}

impl CustomStep {
    /// The parameter of that name, as the pool's Lambda trigger gave it.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameter(name)
    }

    /// Every parameter, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.parameters()
    }

    /// Answers. A wrong answer leads to another step like this one, for as long as the pool's
    /// Lambda triggers allow it.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials) where the triggers end the sign-in,
    /// [`LambdaRejected`](crate::ErrorKind::LambdaRejected),
    /// [`LambdaFailed`](crate::ErrorKind::LambdaFailed), and as [`CodeStep::submit`].
    pub async fn submit(&self, answer: &str) -> Result<SignInStep, Error> {
        self.0.submit(answer).await
    }
}

impl UnknownStep {
    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameter(name)
    }

    /// Every parameter, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.parameters()
    }

    /// Answers with these responses, as name and value in Cognito's names. `USERNAME` is filled in
    /// where it is missing.
    ///
    /// # Errors
    /// What Cognito answers.
    pub async fn answer(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        self.0.answer_all(responses).await
    }
}
