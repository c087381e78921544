//! The choice of a factor: the first, the second, or the one to set up.

use std::sync::Arc;

use super::{Asked, Onward, links};
use crate::ui::form::{Form, State, Work};
use crate::ui::live::{Live, While};
use crate::ui::node::{Node, node};
use crate::ui::{Notice, Screen, StepStrings, Text};
use crate::ui::{button, dom};
use crate::{
    Error, ErrorKind, PasskeyStep, SelectChallengeStep, SelectMfaStep, SetUpMfaStep, SignInStep,
};

/// What is done once the choice of this name was made.
type Choose = Arc<dyn Fn(String) -> Work + Send + Sync>;

/// The screen for [`SignInStep::SelectChallenge`].
pub(super) fn first(step: &SelectChallengeStep, onward: &Onward) -> Node {
    let (leading, chosen) = (onward.clone(), step.clone());
    let choose = move |choice: String| {
        let (step, onward) = (chosen.clone(), leading.clone());
        leading.work(
            chosen.username(),
            Box::pin(async move {
                match step.choose(&choice).await? {
                    SignInStep::Passkey(step) => sign(step, &onward).await,
                    step => Ok(Asked::Step(step)),
                }
            }),
        )
    };
    let title = onward.words().choose_title;
    let form = form(onward, Screen::ChooseFactor, title, step.username());
    let (choices, choose) = (one_password(step.choices()), Arc::new(choose));
    if let [only] = &choices[..] {
        at_once(&form.state, only, choose.clone());
    }
    list(form, onward, choices, choose)
}

/// The screen for [`SignInStep::SelectMfa`].
pub(super) fn second(step: &SelectMfaStep, onward: &Onward) -> Node {
    let (leading, chosen) = (onward.clone(), step.clone());
    let choose = move |choice: String| {
        let step = chosen.clone();
        leading.work(
            chosen.username(),
            Box::pin(async move { step.choose(&choice).await.map(Asked::Step) }),
        )
    };
    let words = onward.words();
    let form = Form {
        lead: vec![words.choose_second_lead.into()],
        ..form(
            onward,
            Screen::ChooseFactor,
            words.choose_second_title,
            step.username(),
        )
    };
    list(form, onward, step.choices(), Arc::new(choose))
}

/// The screen for [`SignInStep::SetUpMfa`].
pub(super) fn set_up(step: &SetUpMfaStep, onward: &Onward) -> Node {
    let (leading, chosen) = (onward.clone(), step.clone());
    let choose = move |choice: String| {
        let step = chosen.clone();
        leading.work(
            chosen.username(),
            Box::pin(async move {
                match choice.as_str() {
                    "EMAIL_OTP" => Ok(Asked::SetUpEmail(step)),
                    _ => step.totp().await.map(Asked::SetUpApp),
                }
            }),
        )
    };
    let words = onward.words();
    let form = Form {
        lead: vec![words.set_up_lead.into()],
        ..form(
            onward,
            Screen::SetUpFactor,
            words.set_up_title,
            step.username(),
        )
    };
    // A text message takes a number that only an administrator can give the account.
    let mut choices = step.choices();
    choices.retain(|choice| choice != "SMS_MFA");
    list(form, onward, choices, Arc::new(choose))
}

/// Takes the only choice that there is, once the screen stands: there is nothing to choose. Where that fails, the
/// screen is there with what went wrong, and with the button to try again.
fn at_once(state: &State, only: &str, choose: Choose) {
    let (state, only) = (state.clone(), String::from(only));
    dom::soon(move || state.run(|| choose(only)));
}

/// Has the browser ask for the passkey at once: the person has just chosen it.
async fn sign(step: PasskeyStep, onward: &Onward) -> Result<Asked, Error> {
    let error = match step.sign().await {
        Ok(next) => return Ok(Asked::Step(next)),
        Err(error) if error.kind() == ErrorKind::SignInExpired => return Err(error),
        Err(error) => error,
    };
    let notice = match error.kind() {
        ErrorKind::PasskeyCancelled => Notice::plain(onward.words().passkey_cancelled),
        _ => Notice::bad(onward.options.0.strings.for_error(&error)),
    };
    Ok(Asked::PasskeyAfter(step, notice))
}

fn form(onward: &Onward, screen: Screen, title: &'static str, username: &str) -> Form {
    Form {
        button: None,
        below: links::row(vec![links::back(onward, username)]),
        ..Form::new(&onward.options, screen, title.into(), "")
    }
}

/// The choices as a list of buttons, in the place of a form's fields and its button.
fn list(form: Form, onward: &Onward, choices: Vec<String>, choose: Choose) -> Node {
    let items = choices.into_iter().map(|choice| {
        let factor = Factor::of(&choice, onward.words());
        let choose = choose.clone();
        let act = move || choose(choice.clone());
        let button = option(&form.state, factor, Box::new(act));
        node("li").child(button).into()
    });
    let items = items.collect();
    // Where a list has no bullets, Safari tells of none: the role says it.
    let list = node("ul").attrs("class=vestibule-choices;role=list");
    let form = Form {
        choice: Some(list.children(items).into()),
        ..form
    };
    form.view(Box::new(|_| Box::pin(std::future::ready(Ok(())))))
}

/// One of the choices. Only the one that was pressed turns.
fn option(state: &State, factor: Factor, act: Box<dyn Fn() -> Work + Send>) -> Node {
    let (state, busy) = (state.clone(), Live::new(false));
    let turning = busy.clone();
    let press = move || {
        if state.is_busy() {
            return;
        }
        let turning = While::new(&turning);
        state.run(|| {
            let work = act();
            Box::pin(async move {
                let _turning = turning;
                work.await
            })
        });
    };
    button::option(factor.name, factor.hint, &busy, Box::new(press))
}

/// A factor, as people know it.
struct Factor {
    name: Text,
    /// What will happen, where that has to be said.
    hint: Option<&'static str>,
}

impl Factor {
    /// By Cognito's name. One that this version does not know keeps it.
    fn of(choice: &str, words: &StepStrings) -> Self {
        let (name, hint) = match choice {
            "PASSWORD" | "PASSWORD_SRP" => (words.password, None),
            "WEB_AUTHN" => (words.passkey, Some(words.passkey_hint)),
            "EMAIL_OTP" => (words.email, Some(words.email_hint)),
            "SMS_OTP" | "SMS_MFA" => (words.sms, Some(words.sms_hint)),
            "SOFTWARE_TOKEN_MFA" => (words.app, Some(words.app_hint)),
            other => {
                let name = Text::Owned(other.into());
                return Factor { name, hint: None };
            }
        };
        let name = Text::Borrowed(name);
        Factor { name, hint }
    }
}

/// A password can be proved or sent, which is one and the same to people: it is proved where it can be.
fn one_password(mut choices: Vec<String>) -> Vec<String> {
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
        assert_eq!(one_password(both), ["EMAIL_OTP", "PASSWORD_SRP"]);
        assert_eq!(one_password(listed(&["PASSWORD"])), ["PASSWORD"]);
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
