//! The choice of a first factor, a second factor, or a second factor to set up.

use std::sync::Arc;

use super::{Prompt, StepContext, links};
use crate::ui::form::{Form, FormState, Work};
use crate::ui::node::{Node, node};
use crate::ui::reactive::{BusyGuard, Reactive};
use crate::ui::{Notice, Screen, StepStrings, Text};
use crate::ui::{button, dom};
use crate::{
    Error, ErrorKind, PasskeyStep, SelectChallengeStep, SelectMfaStep, SetUpMfaStep, SignInStep,
};

/// The work after a factor was chosen, by its name.
type Choose = Arc<dyn Fn(String) -> Work + Send + Sync>;

/// The screen for [`SignInStep::SelectChallenge`].
pub(super) fn first(step: &SelectChallengeStep, context: &StepContext) -> Node {
    let (working, chosen) = (context.clone(), step.clone());
    let choose = move |choice: String| {
        let (step, context) = (chosen.clone(), working.clone());
        working.work(
            chosen.username(),
            Box::pin(async move {
                match step.choose(&choice).await? {
                    SignInStep::Passkey(step) => sign_with_passkey(step, &context).await,
                    step => Ok(Prompt::Step(step)),
                }
            }),
        )
    };
    let title = context.texts().choose_title;
    let form = form(context, Screen::ChooseFactor, title, step.username());
    let (choices, choose) = (without_plain_password(step.choices()), Arc::new(choose));
    if let [only] = &choices[..] {
        choose_at_once(&form.state, only, choose.clone());
    }
    list(form, context, choices, choose)
}

/// The screen for [`SignInStep::SelectMfa`].
pub(super) fn second(step: &SelectMfaStep, context: &StepContext) -> Node {
    let (working, chosen) = (context.clone(), step.clone());
    let choose = move |choice: String| {
        let step = chosen.clone();
        working.work(
            chosen.username(),
            Box::pin(async move { step.choose(&choice).await.map(Prompt::Step) }),
        )
    };
    let texts = context.texts();
    let form = Form {
        lead: vec![texts.choose_second_lead.into()],
        ..form(
            context,
            Screen::ChooseFactor,
            texts.choose_second_title,
            step.username(),
        )
    };
    list(form, context, step.choices(), Arc::new(choose))
}

/// The screen for [`SignInStep::SetUpMfa`].
pub(super) fn set_up(step: &SetUpMfaStep, context: &StepContext) -> Node {
    let (working, chosen) = (context.clone(), step.clone());
    let choose = move |choice: String| {
        let step = chosen.clone();
        working.work(
            chosen.username(),
            Box::pin(async move {
                match choice.as_str() {
                    "EMAIL_OTP" => Ok(Prompt::SetUpEmail(step)),
                    _ => step.totp().await.map(Prompt::SetUpApp),
                }
            }),
        )
    };
    let texts = context.texts();
    let form = Form {
        lead: vec![texts.set_up_lead.into()],
        ..form(
            context,
            Screen::SetUpFactor,
            texts.set_up_title,
            step.username(),
        )
    };
    // Codes by text message need a phone number, which only an administrator can add now.
    let mut choices = step.choices();
    choices.retain(|choice| choice != "SMS_MFA");
    list(form, context, choices, Arc::new(choose))
}

/// Chooses the only factor as soon as the screen is rendered. If that fails, the screen shows the error and the
/// factor's button.
fn choose_at_once(state: &FormState, only: &str, choose: Choose) {
    let (state, only) = (state.clone(), String::from(only));
    dom::after_render(move || state.run(Box::new(move || choose(only.clone()))));
}

/// Asks for the passkey at once, since the person has just chosen it.
async fn sign_with_passkey(step: PasskeyStep, context: &StepContext) -> Result<Prompt, Error> {
    let error = match step.sign().await {
        Ok(next) => return Ok(Prompt::Step(next)),
        Err(error) if error.kind() == ErrorKind::SignInExpired => return Err(error),
        Err(error) => error,
    };
    let notice = match error.kind() {
        ErrorKind::PasskeyCancelled => Notice::info(context.texts().passkey_cancelled),
        _ => Notice::error(context.options.0.strings.for_error(&error)),
    };
    Ok(Prompt::PasskeyRetry(step, notice))
}

fn form(context: &StepContext, screen: Screen, title: &'static str, username: &str) -> Form {
    Form {
        button: None,
        below: links::row(vec![links::back(context, username)]),
        ..Form::new(&context.options, screen, title.into(), "")
    }
}

/// Renders the choices as a list of buttons, in place of the form's fields and button.
fn list(form: Form, context: &StepContext, choices: Vec<String>, choose: Choose) -> Node {
    let items = choices.into_iter().map(|choice| {
        let factor = Factor::of(&choice, context.texts());
        let choose = choose.clone();
        let act = move || choose(choice.clone());
        let button = option(&form.state, factor, Arc::new(act));
        node("li").child(button).into()
    });
    let items = items.collect();
    // VoiceOver in Safari does not announce lists without bullets unless they have this role.
    let list = node("ul").attrs("class=vestibule-choices;role=list");
    let form = Form {
        choice: Some(list.children(items).into()),
        ..form
    };
    form.view(Box::new(|_| Box::pin(std::future::ready(Ok(())))))
}

/// Renders a choice. Only the one that was pressed shows a spinner.
fn option(state: &FormState, factor: Factor, act: Arc<dyn Fn() -> Work + Send + Sync>) -> Node {
    let (state, busy) = (state.clone(), Reactive::new(false));
    let is_pressed = busy.clone();
    let press = move || {
        let (act, is_pressed) = (act.clone(), is_pressed.clone());
        state.run(Box::new(move || {
            let (guard, work) = (BusyGuard::new(&is_pressed), act());
            Box::pin(async move {
                let _guard = guard;
                work.await
            })
        }));
    };
    button::option(factor.name, factor.hint, &busy, Box::new(press))
}

/// A factor as people see it.
struct Factor {
    name: Text,
    /// An explanation, if the name is not enough.
    hint: Option<&'static str>,
}

impl Factor {
    /// Returns the factor with Cognito's name. An unknown factor is shown by that name.
    fn of(choice: &str, texts: &StepStrings) -> Self {
        let (name, hint) = match choice {
            "PASSWORD" | "PASSWORD_SRP" => (texts.password, None),
            "WEB_AUTHN" => (texts.passkey, Some(texts.passkey_hint)),
            "EMAIL_OTP" => (texts.email, Some(texts.email_hint)),
            "SMS_OTP" | "SMS_MFA" => (texts.sms, Some(texts.sms_hint)),
            "SOFTWARE_TOKEN_MFA" => (texts.app, Some(texts.app_hint)),
            other => {
                let name = Text::Owned(other.into());
                return Factor { name, hint: None };
            }
        };
        let name = Text::Borrowed(name);
        Factor { name, hint }
    }
}

/// Removes `PASSWORD` if there is `PASSWORD_SRP`: they are the same to people, and SRP does not send the password.
fn without_plain_password(mut choices: Vec<String>) -> Vec<String> {
    if choices.iter().any(|choice| choice == "PASSWORD_SRP") {
        choices.retain(|choice| choice != "PASSWORD");
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(choices: &[&str]) -> Vec<String> {
        choices.iter().map(|choice| String::from(*choice)).collect()
    }

    #[test]
    fn a_password_is_offered_once_and_proved_where_it_can_be() {
        let both = listed(&["PASSWORD", "EMAIL_OTP", "PASSWORD_SRP"]);
        assert_eq!(without_plain_password(both), ["EMAIL_OTP", "PASSWORD_SRP"]);
        assert_eq!(without_plain_password(listed(&["PASSWORD"])), ["PASSWORD"]);
    }

    #[test]
    fn factors_have_everyday_names() {
        let name = |choice: &str| Factor::of(choice, &StepStrings::ENGLISH).name;
        assert_eq!(name("SMS_MFA"), "Text message");
        assert_eq!(name("SMS_OTP"), "Text message");
        assert_eq!(name("PASSWORD_SRP"), "Password");
        assert_eq!(name("PALM_SCAN"), "PALM_SCAN");
    }
}
