//! The further steps of a sign-in: a code, the choice of a factor, its set-up, a passkey, questions of the app's own.
//!
//! `asked` says what a screen stands for and where it leads, `links` what the screens have below their forms. The
//! other files are the screens.

mod asked;
mod choose;
mod code;
mod custom;
mod links;
mod passkey;
mod password;
mod set_up;
mod step_up;
mod unknown;

pub use custom::CustomChallenge;
pub use step_up::*;

pub(in crate::ui) use asked::{Asked, Onward, Over, unless_over};

use leptos::prelude::*;

use crate::ui::live::{Live, told};
use crate::ui::node::{Node, live};
use crate::ui::{Options, frame, style};
use crate::{Client, SignInStep};

/// The screen for a step of a sign-in: a code, the choice of a factor, the set-up of one, a password or a passkey
/// that was chosen, a question of the app's own.
///
/// The steps [`NewPassword`](SignInStep::NewPassword), [`ConfirmSignUp`](SignInStep::ConfirmSignUp) and
/// [`ResetPassword`](SignInStep::ResetPassword) have components of their own; of them, and of
/// [`Done`](SignInStep::Done), this one shows nothing.
#[component]
pub fn FurtherStep(
    /// Signs in anew with it, where the person wants another way.
    client: Client,
    /// How it looks and reads.
    #[prop(optional)]
    options: Options,
    /// The step to complete.
    step: SignInStep,
    /// Told of the step that follows.
    #[prop(into)]
    on_step: Callback<SignInStep>,
    /// Leads back to the sign-in screen. No link without it.
    #[prop(optional, into)]
    on_back: Option<Callback<String>>,
) -> impl IntoView {
    let here = Live::new(Asked::Step(step));
    let (shown, on_step) = (here.clone(), told(on_step));
    let onward = Onward {
        client,
        options,
        on: std::sync::Arc::new(move |asked| match asked {
            Asked::Step(step) => on_step(step),
            // A screen within the same step.
            inner => here.set(inner),
        }),
        back: on_back.map(told),
        back_words: |strings| strings.back_to_sign_in,
        over: None,
        forgot: None,
        anew: None,
    };
    onward.options.0.strings.follow();
    live(move || match onward.options.0.strings.is_ready() {
        true => further_step(&shown.get(), &onward).into_iter().collect(),
        false => vec![frame::waiting(&onward.options)],
    })
}

/// The screen for what is asked; none where another part of the screens has it.
pub(in crate::ui) fn further_step(asked: &Asked, onward: &Onward) -> Option<Node> {
    style::adopt_steps(&onward.options);
    let step = match asked {
        Asked::Step(step) => step.clone(),
        Asked::SetUpApp(step) => return Some(set_up::app(step, onward)),
        Asked::SetUpEmail(step) => return Some(set_up::email(step, onward)),
        Asked::PasskeyAfter(step, notice) => {
            return Some(passkey::passkey(step, Some(notice.clone()), onward));
        }
    };
    Some(match step {
        SignInStep::SmsCode(step) | SignInStep::EmailCode(step) => code::sent(&step, onward),
        SignInStep::TotpCode(step) => code::shown_by_app(&step, onward),
        SignInStep::SelectMfa(step) => choose::second(&step, onward),
        SignInStep::SelectChallenge(step) => choose::first(&step, onward),
        SignInStep::SetUpMfa(step) => choose::set_up(&step, onward),
        SignInStep::Password(step) => password::password(&step, onward),
        SignInStep::Passkey(step) => passkey::passkey(&step, None, onward),
        SignInStep::Custom(step) => custom::custom(&step, onward),
        SignInStep::Unknown(step) => unknown::unknown(&step, onward),
        SignInStep::Done(_)
        | SignInStep::NewPassword(_)
        | SignInStep::ConfirmSignUp(_)
        | SignInStep::ResetPassword(_) => return None,
    })
}
