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
mod steps;

pub use change_password::{ChangePassword, ChangePasswordProps};
pub use confirm_sign_up::{ConfirmSignUp, ConfirmSignUpProps};
pub use forgot_password::{ForgotPassword, ForgotPasswordProps};
pub use new_password::{NewPasswordRequired, NewPasswordRequiredProps};
pub use reset_password::{ResetPassword, ResetPasswordProps};
pub use sign_in::{SignIn, SignInProps};
pub use sign_up::{SignUp, SignUpProps};
pub use signed_in::{SignedIn, SignedInProps};
pub use steps::{FurtherStep, FurtherStepProps};

pub(super) use confirm_sign_up::confirm_sign_up;
pub(super) use forgot_password::forgot_password;
pub(super) use new_password::new_password;
pub(super) use reset_password::reset_password;
pub(super) use sign_in::{Follower, sign_in};
pub(super) use sign_up::sign_up;
pub(super) use signed_in::signed_in;
pub(super) use steps::{Asked, Onward, Over, screen as further_step};

use steps::unless_over;

use std::sync::Arc;

use super::form::{State, Work};
use super::live::Told;
use super::node::{Node, node};
use super::strings::fill;
use super::{Options, Text, button, frame};

/// A title, with the app's name in it where the app has one.
fn title(options: &Options, plain: &'static str, with_app: &'static str) -> Text {
    match &options.0.app {
        Some(app) => Text::Owned(fill(with_app, "{app}", app)),
        None => Text::Borrowed(plain),
    }
}

/// The buttons of other providers: what stands above the form, and what below.
#[cfg(feature = "redirect")]
use super::providers::around_form as providers;
#[cfg(not(feature = "redirect"))]
fn providers(_: &crate::Client, _: &Options, _: &State) -> (Vec<Node>, Vec<Node>) {
    (Vec::new(), Vec::new())
}

/// A question and the link that answers it, below a form.
fn question(words: &'static str, answer: Node) -> Node {
    let words = node("span").child(words).into();
    frame::block("vestibule-links", vec![words, answer])
}

/// A link to another screen. What was typed as username goes along.
fn way(words: &'static str, to: Told<String>, state: &State) -> Node {
    let state = state.clone();
    button::link(words, Box::new(move || to(state.typed("username")))).into()
}

/// Leads to another screen with what was typed as username, once that screen is there.
pub(super) type Leads = Arc<dyn Fn(String) -> Work + Send + Sync>;

/// A link to a screen that may have to be fetched. Where it cannot be, the form says so, and keeps what
/// was typed.
fn lead(words: &'static str, to: Leads, state: &State) -> Node {
    let state = state.clone();
    let press = move || {
        let username = state.typed("username");
        state.run(|| to(username));
    };
    button::link(words, Box::new(press)).into()
}

/// To a screen of the app's own.
pub(super) fn leads(to: Told<String>) -> Leads {
    Arc::new(move |username| {
        to(username);
        Box::pin(std::future::ready(Ok(())))
    })
}

/// The way back to the sign-in screen from a form that knows the username.
fn back(options: &Options, to: Told<String>, username: String) -> Node {
    let words = options.0.strings.back_to_sign_in;
    button::link(words, Box::new(move || to(username.clone()))).into()
}
