//! The further steps of a sign-in: a code, the choice of a factor, its set-up, a passkey, a custom challenge.
//!
//! `context` has what the screens share, `links` the links below their forms. The other files are the screens.

mod choose;
mod code;
mod context;
mod custom;
mod links;
mod passkey;
mod password;
mod set_up;
mod step_up;
mod unknown;

pub use custom::CustomChallenge;
pub use step_up::*;

pub(in crate::ui) use context::{FailedSignIn, Prompt, StepContext, unless_failed};

use leptos::prelude::*;

use crate::ui::node::{Node, dynamic};
use crate::ui::reactive::{Reactive, handler};
use crate::ui::{Options, frame, style};
use crate::{Client, SignInStep};

/// The screen for a step of a sign-in: a code, the choice of a factor, the set-up of one, a password or a passkey that
/// was chosen, a custom challenge.
///
/// The steps [`NewPassword`](SignInStep::NewPassword), [`ConfirmSignUp`](SignInStep::ConfirmSignUp) and
/// [`ResetPassword`](SignInStep::ResetPassword) have components of their own. For them and for
/// [`Done`](SignInStep::Done) this one shows nothing.
#[component]
pub fn FurtherStep(
    /// The client of the user pool.
    client: Client,
    /// Appearance, texts and behaviour.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: SignInStep,
    /// Called with the next step.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Called with the username when the person goes back to the sign-in screen. Without it there is no such link.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let prompt = Reactive::new(Prompt::Step(step));
    let (shown, on_step) = (prompt.clone(), handler(on_step));
    let context = StepContext {
        client,
        options,
        on_prompt: std::sync::Arc::new(move |next| match next {
            Prompt::Step(step) => on_step(step),
            // A screen within the same step.
            inner => prompt.set(inner),
        }),
        on_back: on_back.map(handler),
        back_label: |strings| strings.back_to_sign_in,
        on_failed: None,
        on_forgot_password: None,
        restart: None,
    };
    context.options.0.strings.follow();
    dynamic(move || match context.options.0.strings.is_ready() {
        true => further_step(&shown.get(), &context).into_iter().collect(),
        false => vec![frame::waiting(&context.options)],
    })
}

/// Returns the screen for a prompt; `None` if the step has a component of its own.
pub(in crate::ui) fn further_step(prompt: &Prompt, context: &StepContext) -> Option<Node> {
    style::adopt_steps(&context.options);
    let step = match prompt {
        Prompt::Step(step) => step.clone(),
        Prompt::SetUpApp(step) => return Some(set_up::app(step, context)),
        Prompt::SetUpEmail(step) => return Some(set_up::email(step, context)),
        Prompt::PasskeyRetry(step, notice) => {
            return Some(passkey::passkey(step, Some(notice.clone()), context));
        }
    };
    Some(match step {
        SignInStep::SmsCode(step) | SignInStep::EmailCode(step) => code::sent(&step, context),
        SignInStep::TotpCode(step) => code::shown_by_app(&step, context),
        SignInStep::SelectMfa(step) => choose::second(&step, context),
        SignInStep::SelectChallenge(step) => choose::first(&step, context),
        SignInStep::SetUpMfa(step) => choose::set_up(&step, context),
        SignInStep::Password(step) => password::password(&step, context),
        SignInStep::Passkey(step) => passkey::passkey(&step, None, context),
        SignInStep::Custom(step) => custom::custom(&step, context),
        SignInStep::Unknown(step) => unknown::unknown(&step, context),
        SignInStep::Done(_)
        | SignInStep::NewPassword(_)
        | SignInStep::ConfirmSignUp(_)
        | SignInStep::ResetPassword(_) => return None,
    })
}
