//! The steps that are answered with a single value. Each is a type around its challenge.

use std::fmt;

use super::SignInStep;
use super::challenge::PendingChallenge;
use crate::error::Error;
use crate::flow::delivery::CodeDelivery;

/// Defines the step types with the methods that all of them share.
macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(pub(crate) PendingChallenge);

        impl $name {
            /// The user's name, as the person entered it. It can be used to start over.
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

pub(super) fn debug(
    pending: &PendingChallenge,
    name: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
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

    /// Waits for the person to choose a second factor: `SELECT_MFA_TYPE`.
    SelectMfaStep;

    /// Waits for the response to a challenge of the pool's Lambda triggers: `CUSTOM_CHALLENGE`. The
    /// parameters contain the question.
    CustomStep;

    /// Waits for the responses to a challenge that this version does not support, or that a browser
    /// cannot answer. An app that knows the challenge can answer it.
    UnknownStep;
}

impl CodeStep {
    /// Where the code was sent, if Cognito says so.
    pub fn delivery(&self) -> Option<CodeDelivery> {
        let medium = self.0.parameter("CODE_DELIVERY_DELIVERY_MEDIUM")?;
        let destination = self.0.parameter("CODE_DELIVERY_DESTINATION");
        let attribute = match medium {
            "SMS" => "phone_number",
            "EMAIL" => "email",
            _ => "",
        };
        Some(CodeDelivery::new(medium, destination, Some(attribute)))
    }

    /// Submits the code.
    ///
    /// # Errors
    /// [`CodeMismatch`](crate::ErrorKind::CodeMismatch): the person can try again in this step;
    /// [`CodeExpired`](crate::ErrorKind::CodeExpired),
    /// [`TooManyAttempts`](crate::ErrorKind::TooManyAttempts),
    /// [`SignInExpired`](crate::ErrorKind::SignInExpired) if Cognito's session has expired (after three
    /// minutes, unless the app client sets another duration): start over with
    /// [`username`](Self::username).
    ///
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
    pub async fn submit(&self, code: &str) -> Result<SignInStep, Error> {
        self.0.submit(code).await
    }
}

impl CodeStep {
    /// Whether [`resend`](Self::resend) can have another code sent: the code is the first factor, so no
    /// password would be needed again.
    #[cfg(feature = "ui")]
    pub(crate) fn can_resend(&self) -> bool {
        self.0.is_first_factor()
    }

    /// Has another code sent if the code is the first factor (`USER_AUTH`), by restarting the sign-in
    /// with the same factor. The returned step replaces this one. Cognito has no operation that sends a
    /// code again during a sign-in; `ResendConfirmationCode` is only for sign-ups.
    ///
    /// # Errors
    /// [`PasswordNeeded`](crate::ErrorKind::PasswordNeeded) if the code came after a password, which is
    /// not stored: the person signs in again. Those of [`Client::sign_in`](crate::Client::sign_in).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub async fn resend(&self) -> Result<SignInStep, Error> {
        self.0.resend().await
    }
}

impl TotpCodeStep {
    /// The name that the person gave the app or its device, if any.
    pub fn device_name(&self) -> Option<&str> {
        self.0.parameter("FRIENDLY_DEVICE_NAME")
    }

    /// Submits the code, six digits.
    ///
    /// # Errors
    /// As [`CodeStep::submit`]. A code that was already used causes
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
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if it is none of them, and as
    /// [`CodeStep::submit`].
    pub async fn choose(&self, choice: &str) -> Result<SignInStep, Error> {
        self.0.submit(choice).await
    }
}

impl CustomStep {
    /// The parameter of that name, as the pool's Lambda trigger set it.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameter(name)
    }

    /// Every parameter, with its name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.parameters()
    }

    /// Submits the answer. A wrong answer leads to another `CustomStep`, as long as the pool's Lambda
    /// triggers allow it.
    ///
    /// # Errors
    /// [`WrongCredentials`](crate::ErrorKind::WrongCredentials) if the triggers end the sign-in,
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

    /// Sends these responses, as pairs of name and value in Cognito's names. `USERNAME` is added if it
    /// is missing.
    ///
    /// # Errors
    /// Those of Cognito's response.
    pub async fn answer(&self, responses: &[(&str, &str)]) -> Result<SignInStep, Error> {
        self.0.answer_all(responses).await
    }
}
