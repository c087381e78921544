//! Sign-in: the first request and the challenges that follow.
//!
//! - `credentials`: the input of a sign-in.
//! - `challenge`: a challenge that waits for its response.
//! - `steps`, `choice`, `new_password`, `set_up`, `passkey`: the public types around a challenge.
//! - `srp_exchange`: responses that are computed, for a password or a device's secret.
//! - `respond`: sends responses.
//! - `unfinished`: restores an unfinished sign-in after a reload of the page.

mod challenge;
mod choice;
mod credentials;
mod new_password;
mod passkey;
mod respond;
mod set_up;
#[cfg(feature = "srp")]
mod srp_exchange;
mod steps;
mod unfinished;

use vestibule_chunk::chunk;

use super::recover::ResetPasswordStep;
use super::sign_up::{ConfirmSignUpStep, SignedUp};
use crate::client::{Client, missing_field};
use crate::error::{Error, ErrorKind, Field, Form};
use crate::platform::LocalFuture;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;
use crate::session::Session;
use crate::session::StepUpRequirement;
use crate::session::record::{Origin, Record};

pub(crate) use challenge::PendingChallenge;
pub use choice::{PasswordStep, SelectChallengeStep};
use credentials::PasswordMode;
pub use credentials::{Credentials, Password};
pub use new_password::NewPasswordStep;
pub use passkey::PasskeyStep;
use respond::is_resource_not_found;
pub use set_up::{SetUpMfaStep, TotpSetUpStep};
pub use steps::{CodeStep, CustomStep, SelectMfaStep, TotpCodeStep, UnknownStep};

/// The current step of a sign-in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignInStep {
    /// Signed in.
    Done(Session),
    /// An administrator set the password; the person has to choose a new one.
    NewPassword(NewPasswordStep),
    /// Cognito sent a code by text message, as the first factor or as the second.
    SmsCode(CodeStep),
    /// Cognito sent a code by e-mail, as the first factor or as the second.
    EmailCode(CodeStep),
    /// The person's authenticator app shows a code.
    TotpCode(TotpCodeStep),
    /// The person has several second factors and chooses one.
    SelectMfa(SelectMfaStep),
    /// The pool requires a second factor, and the person has none yet.
    SetUpMfa(SetUpMfaStep),
    /// The person chooses the first factor.
    SelectChallenge(SelectChallengeStep),
    /// The person enters their password.
    Password(PasswordStep),
    /// The person uses one of their passkeys.
    Passkey(PasskeyStep),
    /// The pool's Lambda triggers ask a question.
    Custom(CustomStep),
    /// The sign-up is not confirmed yet: the person enters its code, then signs in again.
    ConfirmSignUp(ConfirmSignUpStep),
    /// An administrator reset the password: the person enters a code and a new password first.
    ResetPassword(ResetPasswordStep),
    /// Cognito sent a challenge that this version does not support.
    Unknown(UnknownStep),
}

impl SignInStep {
    /// The user's name: as the person entered it, or as the pool stores it once they are signed in.
    pub fn username(&self) -> &str {
        match self {
            Self::Done(session) => session.username(),
            Self::ConfirmSignUp(step) => step.username(),
            Self::ResetPassword(step) => step.username(),
            step => step.pending().map_or("", PendingChallenge::username),
        }
    }

    pub(crate) fn pending(&self) -> Option<&PendingChallenge> {
        match self {
            Self::Done(_) | Self::ConfirmSignUp(_) | Self::ResetPassword(_) => None,
            Self::NewPassword(step) => Some(step.pending()),
            Self::SmsCode(CodeStep(pending))
            | Self::EmailCode(CodeStep(pending))
            | Self::TotpCode(TotpCodeStep(pending))
            | Self::SelectMfa(SelectMfaStep(pending))
            | Self::SetUpMfa(SetUpMfaStep(pending))
            | Self::SelectChallenge(SelectChallengeStep(pending))
            | Self::Password(PasswordStep(pending))
            | Self::Passkey(PasskeyStep(pending))
            | Self::Custom(CustomStep(pending))
            | Self::Unknown(UnknownStep(pending)) => Some(pending),
        }
    }
}

impl Client {
    /// Signs in.
    ///
    /// If Cognito remembers this device, its challenge is answered automatically. If Cognito has
    /// forgotten the device, it is removed here as well and the sign-in continues without it.
    ///
    /// # Errors
    /// [`WrongCredentials`](ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](ErrorKind::TooManyAttempts),
    /// [`FlowNotEnabled`](ErrorKind::FlowNotEnabled), and the others that
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
    /// lists. For a user who is not confirmed, or whose password was reset, the result is a step, not an error.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<SignInStep, Error> {
        if credentials.username.is_empty() {
            return Err(empty(Field::Username));
        }
        if credentials.password.as_ref().is_some_and(Secret::is_empty) {
            return Err(empty(Field::Password));
        }
        if let Some(choice) = credentials.missing_password() {
            return self
                .wait_for_preferred_password(&credentials.username, choice)
                .await;
        }
        let names = [credentials.username.as_str(); 2];
        let key = self.device_key_at_sign_in(names).await?;
        let is_named = key.is_some();
        let mut result = self.start_sign_in(&credentials, key.as_deref()).await;
        if let Err(error) = &result
            && is_named
            && (is_resource_not_found(error) || error.kind() == ErrorKind::SignInExpired)
        {
            // Cognito does not know the device any more.
            self.forget_named_device(&credentials.username).await;
            result = self.start_sign_in(&credentials, None).await;
        }
        self.refusal_to_step(result, &credentials.username)
    }

    /// Signs in a user who has just confirmed their sign-up, without asking for credentials. It uses
    /// the session that Cognito returned with the confirmation, which is valid once and for a few
    /// minutes. The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// # Errors
    /// [`SignInExpired`](ErrorKind::SignInExpired) if there is no such session or it has expired: the
    /// person signs in with their credentials. [`FlowNotEnabled`](ErrorKind::FlowNotEnabled).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>
    pub async fn sign_in_signed_up(&self, signed_up: &SignedUp) -> Result<SignInStep, Error> {
        let Some(session) = signed_up.session() else {
            return Err(Error::new(
                ErrorKind::SignInExpired,
                "the confirmation returned no session",
            ));
        };
        let credentials = Credentials::signed_up(signed_up.username(), session.clone());
        self.sign_in(credentials).await
    }

    async fn start_sign_in(
        &self,
        credentials: &Credentials,
        device_key: Option<&str>,
    ) -> Result<SignInStep, Error> {
        let mut parameters = Object::new();
        parameters.text("USERNAME", &credentials.username);
        let exchange = self.add_password(credentials, &mut parameters)?;
        parameters.optional("PREFERRED_CHALLENGE", credentials.preferred.as_deref());
        parameters.optional("DEVICE_KEY", device_key);
        if let Some(wanted) = &self.0.step_up {
            self.add_step_up(wanted, &mut parameters).await?;
        }
        let mut input = self.client_input();
        input.text("AuthFlow", credentials.flow);
        input.object("AuthParameters", parameters);
        let session = credentials.session.as_ref().map(Secret::expose);
        input.optional("Session", session);
        let response = self
            .send_operation("InitiateAuth", input, Form::SignIn)
            .await?;
        let step = self
            .continue_sign_in(response, &credentials.username, exchange)
            .await?;
        if credentials.password_mode() == PasswordMode::Withheld
            && !matches!(step, SignInStep::Done(_))
        {
            self.mark_as_first_factor(&step).await?;
        }
        Ok(step)
    }

    /// Returns the step that follows from Cognito's response. Boxed, so that its code is compiled once
    /// and not for each crate that signs in.
    fn next_step<'a>(
        &'a self,
        response: Value,
        username: &'a str,
    ) -> LocalFuture<'a, Result<SignInStep, Error>> {
        Box::pin(self.read_response(response, username))
    }

    async fn read_response(&self, response: Value, username: &str) -> Result<SignInStep, Error> {
        let Some(result) = response.field("AuthenticationResult") else {
            return self.next_challenge(response, username).await;
        };
        let record = self.record_from_result(result, Origin::Direct)?;
        if let Some(wanted) = &self.0.step_up {
            self.check_level(wanted, &record).await?;
        }
        let session = self.start_session(record).await?;
        self.forget_sign_in().await;
        if let Some(device) = result.field("NewDeviceMetadata")
            && self.load_chunk("steps").await.is_ok()
        {
            self.confirm_new_device(&session, device, username).await;
        }
        Ok(SignInStep::Done(session))
    }

    /// Answers challenges that need no input, and returns the first one that does.
    #[chunk(steps, load = self)]
    async fn next_challenge(&self, response: Value, username: &str) -> Result<SignInStep, Error> {
        #[cfg(feature = "srp")]
        if response.string("ChallengeName") == Some("DEVICE_SRP_AUTH")
            && let Some(response) = self.answer_device_challenge(&response, username).await?
        {
            return self.next_step(response, username).await;
        }
        match PendingChallenge::of(self, username, response) {
            Some(pending) if pending.is_dead_end() => Err(Error::new(
                ErrorKind::MfaMethodNotFound,
                "the pool wants a code by text message, and the account has no phone number",
            )),
            Some(pending) => {
                self.save_sign_in(&pending).await;
                Ok(pending.into())
            }
            None => Err(missing_field("AuthenticationResult")),
        }
    }

    /// Adds the parameters of a step-up to the first request.
    #[chunk(steps, load = self)]
    async fn add_step_up(
        &self,
        wanted: &StepUpRequirement,
        parameters: &mut Object,
    ) -> Result<(), Error> {
        let step_up = &wanted.step_up;
        parameters.optional("MAX_AGE", step_up.max_age_text().as_deref());
        // Cognito accepts the token only together with levels.
        if !step_up.levels().is_empty() {
            parameters.text("TARGET_ACR_VALUES", &step_up.acr_values());
            parameters.optional("ACCESS_TOKEN", wanted.access_token.as_deref());
        }
        Ok(())
    }

    #[chunk(steps, load = self)]
    async fn check_level(&self, wanted: &StepUpRequirement, record: &Record) -> Result<(), Error> {
        self.check_step_up(wanted, record).await
    }

    #[chunk(steps, load = self)]
    async fn mark_as_first_factor(&self, step: &SignInStep) -> Result<(), Error> {
        step.mark_as_first_factor().await;
        Ok(())
    }

    /// Turns an error that another step resolves into that step.
    fn refusal_to_step(
        &self,
        result: Result<SignInStep, Error>,
        username: &str,
    ) -> Result<SignInStep, Error> {
        let Err(error) = result else {
            return result;
        };
        match error.kind() {
            ErrorKind::UserNotConfirmed => {
                Ok(SignInStep::ConfirmSignUp(self.confirm_sign_up(username)))
            }
            ErrorKind::PasswordResetRequired => {
                Ok(SignInStep::ResetPassword(self.reset_password(username)))
            }
            _ => Err(error),
        }
    }
}

/// Without the feature `srp`, passwords are sent as they are and devices are not remembered.
#[cfg(not(feature = "srp"))]
mod without_srp {
    use super::*;

    pub(super) enum SrpExchange {}

    impl Client {
        pub(super) fn add_password(
            &self,
            credentials: &Credentials,
            parameters: &mut Object,
        ) -> Result<Option<SrpExchange>, Error> {
            let password = credentials.password.as_ref().map(Secret::expose);
            if credentials.password_mode() != PasswordMode::Withheld {
                parameters.optional("PASSWORD", password);
            }
            Ok(None)
        }

        pub(super) async fn continue_sign_in(
            &self,
            response: Value,
            username: &str,
            _: Option<SrpExchange>,
        ) -> Result<SignInStep, Error> {
            self.next_step(response, username).await
        }
    }
}

impl From<PendingChallenge> for SignInStep {
    fn from(pending: PendingChallenge) -> Self {
        match pending.challenge() {
            "NEW_PASSWORD_REQUIRED" => Self::NewPassword(NewPasswordStep::new(pending)),
            "SMS_MFA" | "SMS_OTP" => Self::SmsCode(CodeStep(pending)),
            "EMAIL_OTP" => Self::EmailCode(CodeStep(pending)),
            "SOFTWARE_TOKEN_MFA" => Self::TotpCode(TotpCodeStep(pending)),
            "SELECT_MFA_TYPE" => Self::SelectMfa(SelectMfaStep(pending)),
            "MFA_SETUP" => Self::SetUpMfa(SetUpMfaStep(pending)),
            "SELECT_CHALLENGE" => Self::SelectChallenge(SelectChallengeStep(pending)),
            "PASSWORD" => Self::Password(PasswordStep(pending)),
            #[cfg(feature = "srp")]
            "PASSWORD_SRP" => Self::Password(PasswordStep(pending)),
            "WEB_AUTHN" => Self::Passkey(PasskeyStep(pending)),
            "CUSTOM_CHALLENGE" => Self::Custom(CustomStep(pending)),
            _ => Self::Unknown(UnknownStep(pending)),
        }
    }
}

pub(crate) fn empty(field: Field) -> Error {
    Error::new(ErrorKind::InvalidInput, "it is empty").with_field(field)
}
