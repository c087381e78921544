//! The screens, a file each. Every one is a form described as data, and the work that it does
//! when it is sent; how forms and fields look and behave stands in `form` and `field`.

mod change_password;
mod confirm_sign_up;
mod forgot_password;
mod new_password;
mod reset_password;
mod sign_in;
mod sign_up;
mod signed_in;

pub use change_password::{ChangePassword, ChangePasswordProps};
pub use confirm_sign_up::{ConfirmSignUp, ConfirmSignUpProps};
pub use forgot_password::{ForgotPassword, ForgotPasswordProps};
pub use new_password::{NewPasswordRequired, NewPasswordRequiredProps};
pub use reset_password::{ResetPassword, ResetPasswordProps};
pub use sign_in::{SignIn, SignInProps};
pub use sign_up::{SignUp, SignUpProps};
pub use signed_in::{SignedIn, SignedInProps};

use leptos::html;
use leptos::prelude::*;

use super::form::State;
use super::strings::fill;
use super::{Options, Strings, Text, button, frame};

/// A title, with the app's name in it where the app has one.
fn title(options: &Options, plain: &str, with_app: &str) -> String {
    match &options.0.app {
        Some(app) => fill(with_app, "{app}", app),
        None => plain.into(),
    }
}

/// Where a question leads.
struct Answer {
    words: &'static str,
    to: Callback<String>,
}

/// The buttons of other providers: what stands above the form, and what below.
#[cfg(feature = "redirect")]
use super::providers::around_form as providers;
#[cfg(not(feature = "redirect"))]
fn providers(_: &crate::Client, _: &Options, _: State) -> (Vec<AnyView>, Vec<AnyView>) {
    (Vec::new(), Vec::new())
}

/// Whether there is a screen for what the sign-in asks next.
pub(super) fn has_screen(step: &crate::SignInStep) -> bool {
    use crate::SignInStep::{ConfirmSignUp, Done, NewPassword, ResetPassword};
    matches!(
        step,
        Done(_) | NewPassword(_) | ConfirmSignUp(_) | ResetPassword(_)
    )
}

/// A question and the link that answers it, below a form. What was typed as username goes along.
fn question(words: &'static str, answer: Answer, state: State) -> AnyView {
    let link = button::link(Text::Borrowed(answer.words), move || {
        answer.to.try_run(state.typed("username"));
    });
    let words = html::span().child(words).into_any();
    frame::block("vestibule-links", vec![words, link])
}

/// The way back to the sign-in screen.
fn back(strings: &Strings, to: Callback<String>, username: String) -> AnyView {
    button::link(Text::Borrowed(strings.back_to_sign_in), move || {
        to.try_run(username.clone());
    })
}

/// The same from a form that asks for the username.
fn back_from(strings: &Strings, to: Callback<String>, state: State) -> AnyView {
    button::link(Text::Borrowed(strings.back_to_sign_in), move || {
        to.try_run(state.typed("username"));
    })
}
