//! What a screen of a further step asks for, and the context that it is rendered in.

use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::ui::form::Work;
use crate::ui::language::CurrentStrings;
use crate::ui::reactive::Handler;
use crate::ui::{Notice, Options, Screen, StepStrings, Text};
use crate::{Client, Error, ErrorKind, PasskeyStep, SetUpMfaStep, SignInStep, TotpSetUpStep};

/// What a screen asks the person for.
#[derive(Clone)]
pub(in crate::ui) enum Prompt {
    Step(SignInStep),
    /// The first code of an authenticator app that is being set up.
    SetUpApp(TotpSetUpStep),
    /// The address for codes by e-mail that are being set up.
    SetUpEmail(SetUpMfaStep),
    /// A passkey, after a first attempt, with the notice about that attempt.
    PasskeyRetry(PasskeyStep, Notice),
}

impl Prompt {
    /// Returns the screen that asks for it.
    pub fn screen(&self) -> Screen {
        let step = match self {
            Prompt::Step(step) => step,
            Prompt::SetUpApp(_) | Prompt::SetUpEmail(_) => return Screen::SetUpFactor,
            Prompt::PasskeyRetry(..) => return Screen::Passkey,
        };
        match step {
            SignInStep::SmsCode(_) | SignInStep::EmailCode(_) => Screen::SignInCode,
            SignInStep::TotpCode(_) => Screen::AuthenticatorCode,
            SignInStep::SelectMfa(_) | SignInStep::SelectChallenge(_) => Screen::ChooseFactor,
            SignInStep::SetUpMfa(_) => Screen::SetUpFactor,
            SignInStep::Password(_) => Screen::Password,
            SignInStep::Passkey(_) => Screen::Passkey,
            SignInStep::Custom(_) => Screen::CustomChallenge,
            SignInStep::NewPassword(_) => Screen::NewPassword,
            SignInStep::ConfirmSignUp(_) => Screen::ConfirmSignUp,
            SignInStep::ResetPassword(_) => Screen::ResetPassword,
            SignInStep::Unknown(_) => Screen::UnknownChallenge,
            SignInStep::Done(_) => Screen::SignedIn,
        }
    }
}

/// A sign-in that has failed for good: the username, and the reason.
pub(in crate::ui) struct FailedSignIn {
    pub username: String,
    pub message: Text,
}

/// The context of a screen: client, options, and event handlers.
#[derive(Clone)]
pub(in crate::ui) struct StepContext {
    pub client: Client,
    pub options: Options,
    pub on_prompt: Handler<Prompt>,
    /// Goes back to the sign-in screen, with the username.
    pub on_back: Option<Handler<String>>,
    /// The label of the link back.
    pub back_label: fn(&CurrentStrings) -> &'static str,
    pub on_failed: Option<Handler<FailedSignIn>>,
    /// Goes to the password reset, with the username.
    pub on_forgot_password: Option<Handler<String>>,
    /// Starts again, to choose another factor. By default a sign-in with the choice of a factor.
    pub restart: Option<Restart>,
}

/// Starts a sign-in again and returns its first step.
pub(in crate::ui) type Restart =
    Arc<dyn Fn() -> LocalFuture<'static, Result<SignInStep, Error>> + Send + Sync>;

impl StepContext {
    pub fn texts(&self) -> &'static StepStrings {
        self.options.0.strings.step_strings()
    }

    pub fn go(&self, step: SignInStep) {
        (self.on_prompt)(Prompt::Step(step));
    }

    /// Returns the work of a form that leads to the next prompt, or back to the sign-in screen if the sign-in has
    /// expired.
    pub fn work(
        &self,
        username: &str,
        request: LocalFuture<'static, Result<Prompt, Error>>,
    ) -> Work {
        let (context, username) = (self.clone(), String::from(username));
        Box::pin(async move {
            let prompt = context.unless_failed(request.await, &username)?;
            if let Some(prompt) = prompt {
                (context.on_prompt)(prompt);
            }
            Ok(())
        })
    }

    /// Ends the sign-in with an error. Returns `false` if there is no handler for that.
    pub fn end_with(&self, error: &Error, username: &str) -> bool {
        let Some(on_failed) = &self.on_failed else {
            return false;
        };
        report_failure(on_failed, error, username, &self.options);
        true
    }

    /// See [`unless_failed`].
    pub fn unless_failed<T>(
        &self,
        outcome: Result<T, Error>,
        username: &str,
    ) -> Result<Option<T>, Error> {
        unless_failed(outcome, username, &self.options, self.on_failed.as_ref())
    }
}

/// Ends the sign-in and returns `None` if the error says that it has expired; otherwise returns the outcome.
pub(in crate::ui) fn unless_failed<T>(
    outcome: Result<T, Error>,
    username: &str,
    options: &Options,
    on_failed: Option<&Handler<FailedSignIn>>,
) -> Result<Option<T>, Error> {
    match (outcome, on_failed) {
        (Ok(value), _) => Ok(Some(value)),
        (Err(error), Some(on_failed)) if error.kind() == ErrorKind::SignInExpired => {
            report_failure(on_failed, &error, username, options);
            Ok(None)
        }
        (Err(error), _) => Err(error),
    }
}

fn report_failure(
    on_failed: &Handler<FailedSignIn>,
    error: &Error,
    username: &str,
    options: &Options,
) {
    // Before the screen is removed, and its hooks with it.
    options.report_error(error);
    on_failed(FailedSignIn {
        username: username.into(),
        message: options.0.strings.for_error(error),
    });
}
