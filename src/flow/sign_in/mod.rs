//! Signing in: the way in, and the challenges that follow.
//!
//! `credentials` is what a person begins with, `challenge` a challenge that waits for its answer;
//! `steps`, `choice`, `new_password`, `set_up` and `passkey` are the types around it; `proof`
//! answers for the person where a password or a device's secret is proved, `respond` sends what a person or
//! it answers; `kept` lets an unfinished sign-in survive a reload.

mod challenge;
mod choice;
mod credentials;
mod kept;
mod new_password;
mod passkey;
#[cfg(feature = "srp")]
mod proof;
mod respond;
mod set_up;
mod steps;

use vestibule_chunk::chunk;

use super::recover::ResetPasswordStep;
use super::sign_up::{ConfirmSignUpStep, SignedUp};
use crate::client::{Client, lacking};
use crate::error::{Error, ErrorKind, Field, Form};
use crate::platform::LocalFuture;
use crate::protocol::json::{Object, Value};
use crate::protocol::secret::Secret;
use crate::session::Session;
use crate::session::Wanted;
use crate::session::record::{Origin, Record};

pub(crate) use challenge::Pending;
pub use choice::{PasswordStep, SelectChallengeStep};
use credentials::Shown;
pub use credentials::{Credentials, Password};
pub use new_password::NewPasswordStep;
pub use passkey::PasskeyStep;
use respond::is_missing;
pub use set_up::{SetUpMfaStep, TotpSetUpStep};
pub use steps::{CodeStep, CustomStep, SelectMfaStep, TotpCodeStep, UnknownStep};

/// Where a sign-in stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignInStep {
    /// Signed in.
    Done(Session),
    /// An administrator gave the password; the person has to choose one of their own.
    NewPassword(NewPasswordStep),
    /// Cognito sent a code by text message, as the first factor or as the second.
    SmsCode(CodeStep),
    /// Cognito sent a code by e-mail, as the first factor or as the second.
    EmailCode(CodeStep),
    /// The person's authenticator app shows a code.
    TotpCode(TotpCodeStep),
    /// The person has several second factors and says which one to use.
    SelectMfa(SelectMfaStep),
    /// The pool wants a second factor, and the person has none yet.
    SetUpMfa(SetUpMfaStep),
    /// The person says how they want to sign in.
    SelectChallenge(SelectChallengeStep),
    /// The person's password.
    Password(PasswordStep),
    /// One of the person's passkeys.
    Passkey(PasskeyStep),
    /// The pool's Lambda triggers ask something.
    Custom(CustomStep),
    /// The sign-up was never confirmed: the code comes first, then the sign-in again.
    ConfirmSignUp(ConfirmSignUpStep),
    /// An administrator reset the password: a code and a new password come first.
    ResetPassword(ResetPasswordStep),
    /// Cognito asks for something that this version does not know.
    Unknown(UnknownStep),
}

impl SignInStep {
    /// The user's name: as the person gave it, or as the pool has it where they are signed in.
    pub fn username(&self) -> &str {
        match self {
            Self::Done(session) => session.username(),
            Self::ConfirmSignUp(step) => step.username(),
            Self::ResetPassword(step) => step.username(),
            step => step.pending().map_or("", Pending::username),
        }
    }

    pub(crate) fn pending(&self) -> Option<&Pending> {
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
    /// A device that Cognito remembers proves itself on the way; one that Cognito has forgotten is
    /// forgotten here as well, and the sign-in goes on without it.
    ///
    /// # Errors
    /// [`WrongCredentials`](ErrorKind::WrongCredentials),
    /// [`TooManyAttempts`](ErrorKind::TooManyAttempts),
    /// [`FlowNotEnabled`](ErrorKind::FlowNotEnabled), and the others that
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>
    /// lists. A user who is not confirmed, or whose password was reset, is no error but a step.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<SignInStep, Error> {
        if credentials.username.is_empty() {
            return Err(empty(Field::Username));
        }
        if credentials.password.as_ref().is_some_and(Secret::is_empty) {
            return Err(empty(Field::Password));
        }
        if let Some(choice) = credentials.lacks_password() {
            return self.ask_password(&credentials.username, choice).await;
        }
        let names = [credentials.username.as_str(); 2];
        let key = self.device_key_at_sign_in(names).await?;
        let is_named = key.is_some();
        let mut result = self.begin(&credentials, key.as_deref()).await;
        if let Err(error) = &result
            && is_named
            && (is_missing(error) || error.kind() == ErrorKind::SignInExpired)
        {
            // Cognito has forgotten the device, and so has this browser now.
            self.drop_named_device(&credentials.username).await;
            result = self.begin(&credentials, None).await;
        }
        self.or_led_elsewhere(result, &credentials.username)
    }

    /// Signs in whoever has just signed up and was confirmed, without asking them for anything: by
    /// the session that Cognito gave with the confirmation. It serves once, for some minutes. The
    /// app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// # Errors
    /// [`SignInExpired`](ErrorKind::SignInExpired) where there is no such session, or it is over: the
    /// person signs in as ever. [`FlowNotEnabled`](ErrorKind::FlowNotEnabled).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>
    pub async fn sign_in_signed_up(&self, signed_up: &SignedUp) -> Result<SignInStep, Error> {
        let Some(session) = signed_up.session() else {
            return Err(Error::new(
                ErrorKind::SignInExpired,
                "the confirmation came with no session to sign in by",
            ));
        };
        let credentials = Credentials::signed_up(signed_up.username(), session.clone());
        self.sign_in(credentials).await
    }

    async fn begin(
        &self,
        credentials: &Credentials,
        device_key: Option<&str>,
    ) -> Result<SignInStep, Error> {
        let mut parameters = Object::new();
        parameters.text("USERNAME", &credentials.username);
        let exchange = self.show_password(credentials, &mut parameters)?;
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
        let answer = self.ask("InitiateAuth", input, Form::SignIn).await?;
        let step = self
            .proceed(answer, &credentials.username, exchange)
            .await?;
        if credentials.shown() == Shown::Withheld && !matches!(step, SignInStep::Done(_)) {
            self.mark_first(&step).await?;
        }
        Ok(step)
    }

    /// What Cognito's answer asks of the person next. Boxed, so that its code is compiled once,
    /// and not for each crate that signs in.
    fn next_step<'a>(
        &'a self,
        answer: Value,
        username: &'a str,
    ) -> LocalFuture<'a, Result<SignInStep, Error>> {
        Box::pin(self.read_answer(answer, username))
    }

    async fn read_answer(&self, answer: Value, username: &str) -> Result<SignInStep, Error> {
        let Some(result) = answer.field("AuthenticationResult") else {
            return self.go_on(answer, username).await;
        };
        let record = self.record_of_answer(result, Origin::Direct)?;
        if let Some(wanted) = &self.0.step_up {
            self.check_level(wanted, &record).await?;
        }
        let session = self.begin_session(record).await?;
        self.drop_sign_in().await;
        if let Some(device) = result.field("NewDeviceMetadata")
            && self.load_chunk("steps").await.is_ok()
        {
            self.keep_device(&session, device, username).await;
        }
        Ok(SignInStep::Done(session))
    }

    /// Answers what needs nobody, until a person is asked for something.
    #[chunk(steps, load = self)]
    async fn go_on(&self, answer: Value, username: &str) -> Result<SignInStep, Error> {
        #[cfg(feature = "srp")]
        if answer.string("ChallengeName") == Some("DEVICE_SRP_AUTH")
            && let Some(answer) = self.prove_device(&answer, username).await?
        {
            return self.next_step(answer, username).await;
        }
        match Pending::of(self, username, answer) {
            Some(pending) if pending.is_dead_end() => Err(Error::new(
                ErrorKind::MfaMethodNotFound,
                "the pool wants a code by text message, and the account has no phone number",
            )),
            Some(pending) => {
                self.keep_sign_in(&pending).await;
                Ok(pending.into())
            }
            None => Err(lacking("AuthenticationResult")),
        }
    }

    /// What a step-up adds to the request that begins it.
    #[chunk(steps, load = self)]
    async fn add_step_up(&self, wanted: &Wanted, parameters: &mut Object) -> Result<(), Error> {
        let step_up = &wanted.step_up;
        parameters.optional("MAX_AGE", step_up.max_age_text().as_deref());
        // Cognito takes the token together with levels only.
        if !step_up.levels().is_empty() {
            parameters.text("TARGET_ACR_VALUES", &step_up.acr_values());
            parameters.optional("ACCESS_TOKEN", wanted.access_token.as_deref());
        }
        Ok(())
    }

    #[chunk(steps, load = self)]
    async fn check_level(&self, wanted: &Wanted, record: &Record) -> Result<(), Error> {
        self.check_step_up(wanted, record).await
    }

    #[chunk(steps, load = self)]
    async fn mark_first(&self, step: &SignInStep) -> Result<(), Error> {
        step.mark_first().await;
        Ok(())
    }

    /// Some refusals are only a detour: the person has to do something else first.
    fn or_led_elsewhere(
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

/// Without the feature, passwords are sent and devices are not remembered.
#[cfg(not(feature = "srp"))]
mod plain {
    use super::*;

    pub(super) enum Exchange {}

    impl Client {
        pub(super) fn show_password(
            &self,
            credentials: &Credentials,
            parameters: &mut Object,
        ) -> Result<Option<Exchange>, Error> {
            let password = credentials.password.as_ref().map(Secret::expose);
            if credentials.shown() != Shown::Withheld {
                parameters.optional("PASSWORD", password);
            }
            Ok(None)
        }

        pub(super) async fn proceed(
            &self,
            answer: Value,
            username: &str,
            _: Option<Exchange>,
        ) -> Result<SignInStep, Error> {
            self.next_step(answer, username).await
        }
    }
}

impl From<Pending> for SignInStep {
    fn from(pending: Pending) -> Self {
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
