//! What a screen of a further step stands for, and where it leads.

use std::sync::Arc;

use crate::platform::LocalFuture;
use crate::ui::form::Work;
use crate::ui::language::CurrentStrings;
use crate::ui::live::Told;
use crate::ui::{Notice, Options, Screen, StepStrings, Text};
use crate::{Client, Error, ErrorKind, PasskeyStep, SetUpMfaStep, SignInStep, TotpSetUpStep};

/// What a person is asked for.
#[derive(Clone)]
pub(in crate::ui) enum Asked {
    Step(SignInStep),
    /// The first code of an authenticator app, which was chosen to be set up.
    SetUpApp(TotpSetUpStep),
    /// The address for codes by e-mail, which were chosen to be set up.
    SetUpEmail(SetUpMfaStep),
    /// A passkey, after something came of an attempt already.
    PasskeyAfter(PasskeyStep, Notice),
}

impl Asked {
    /// The screen that asks for it.
    pub fn screen(&self) -> Screen {
        let step = match self {
            Asked::Step(step) => step,
            Asked::SetUpApp(_) | Asked::SetUpEmail(_) => return Screen::SetUpFactor,
            Asked::PasskeyAfter(..) => return Screen::Passkey,
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

/// The sign-in is over without having led in: who wanted in, and why.
pub(in crate::ui) struct Over {
    pub username: String,
    pub words: Text,
}

/// Where a screen leads, and what it looks like.
#[derive(Clone)]
pub(in crate::ui) struct Onward {
    pub client: Client,
    pub options: Options,
    pub on: Told<Asked>,
    /// Back to the sign-in screen, with the name.
    pub back: Option<Told<String>>,
    /// What the link back says.
    pub back_words: fn(&CurrentStrings) -> &'static str,
    pub over: Option<Told<Over>>,
    /// To the forgotten password, with the name.
    pub forgot: Option<Told<String>>,
    /// Begins anew, for another way; a sign-in by choice of the factor without it.
    pub anew: Option<Anew>,
}

/// Begins something anew that ends in a step of a sign-in.
pub(in crate::ui) type Anew =
    Arc<dyn Fn() -> LocalFuture<'static, Result<SignInStep, Error>> + Send + Sync>;

impl Onward {
    pub fn words(&self) -> &'static StepStrings {
        self.options.0.strings.of_steps()
    }

    pub fn go(&self, step: SignInStep) {
        (self.on)(Asked::Step(step));
    }

    /// The work of a form: what comes of it leads on, and back where Cognito has ended the sign-in meanwhile.
    pub fn work(&self, username: &str, asking: LocalFuture<'static, Result<Asked, Error>>) -> Work {
        let (onward, username) = (self.clone(), String::from(username));
        Box::pin(async move {
            let asked = onward.unless_over(asking.await, &username)?;
            if let Some(asked) = asked {
                (onward.on)(asked);
            }
            Ok(())
        })
    }

    /// Leads back to the sign-in screen with an error that ends the sign-in, if it leads anywhere.
    pub fn ends(&self, error: &Error, username: &str) -> bool {
        let Some(over) = &self.over else {
            return false;
        };
        lead_back(over, error, username, &self.options);
        true
    }

    /// See [`unless_over`].
    pub fn unless_over<T>(
        &self,
        outcome: Result<T, Error>,
        username: &str,
    ) -> Result<Option<T>, Error> {
        unless_over(outcome, username, &self.options, self.over.as_ref())
    }
}

/// Leads back to the sign-in screen where Cognito has ended the sign-in meanwhile.
pub(in crate::ui) fn unless_over<T>(
    outcome: Result<T, Error>,
    username: &str,
    options: &Options,
    over: Option<&Told<Over>>,
) -> Result<Option<T>, Error> {
    match (outcome, over) {
        (Ok(value), _) => Ok(Some(value)),
        (Err(error), Some(over)) if error.kind() == ErrorKind::SignInExpired => {
            lead_back(over, &error, username, options);
            Ok(None)
        }
        (Err(error), _) => Err(error),
    }
}

fn lead_back(over: &Told<Over>, error: &Error, username: &str, options: &Options) {
    // Before the screen goes: afterwards nobody listens to it.
    options.tell(error);
    over(Over {
        username: username.into(),
        words: options.0.strings.for_error(error),
    });
}
