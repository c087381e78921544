//! The screens, a file each, and the list of them. Every one is a form described as data, and the work that it does
//! when it is sent; how forms and fields look and behave stands in `form` and `field`.

mod account;
mod change_password;
mod confirm_sign_up;
mod forgot_password;
mod have_code;
mod new_password;
mod offer_passkey;
mod reset_password;
mod sign_in;
mod sign_up;
mod signed_in;
mod steps;
mod user_button;

// What is `pub` in a screen's file is in the crate's API; what is `pub(in crate::ui)` is for the other screens.
pub use account::*;
pub use change_password::*;
pub use confirm_sign_up::*;
pub use forgot_password::*;
pub(in crate::ui) use have_code::have_code;
pub use new_password::*;
pub use offer_passkey::*;
pub use reset_password::*;
pub use sign_in::*;
pub use sign_up::*;
pub use signed_in::*;
pub use steps::*;
pub use user_button::*;

screens! {
    /// Username and password.
    SignIn = "sign-in",
    /// A new account.
    SignUp = "sign-up",
    /// The code that confirms a new account.
    ConfirmSignUp = "confirm-sign-up",
    /// Whose password was forgotten.
    ForgotPassword = "forgot-password",
    /// The code and the new password.
    ResetPassword = "reset-password",
    /// The password that someone with a temporary one must choose.
    NewPassword = "new-password",
    /// The code of a sign-in, which was sent.
    SignInCode = "sign-in-code",
    /// The code of a sign-in, which an authenticator app shows.
    AuthenticatorCode = "authenticator-code",
    /// The choice of a factor, the first or the second.
    ChooseFactor = "choose-factor",
    /// The choice of a second factor to set up, and its set-up.
    SetUpFactor = "set-up-factor",
    /// The password of somebody whose name is known.
    Password = "password",
    /// The passkey of somebody whose name is known.
    Passkey = "passkey",
    /// A question of the app's own (`CUSTOM_CHALLENGE`).
    CustomChallenge = "custom-challenge",
    /// What stands where Cognito asks for something that the screens do not know.
    UnknownChallenge = "unknown-challenge",
    /// What comes before a stronger or newer sign-in of somebody who is signed in.
    StepUp = "step-up",
    /// A new password for someone who is signed in.
    ChangePassword = "change-password",
    /// The card that says who is signed in.
    SignedIn = "signed-in",
    /// The page of the account of who is signed in.
    Account = "account",
    /// Its section for attributes.
    Profile = "profile",
    /// Its section for the password.
    PasswordSettings = "password-settings",
    /// Its section for second factors.
    SecondFactors = "second-factors",
    /// Its section for passkeys.
    Passkeys = "passkeys",
    /// Its section for remembered devices.
    Devices = "devices",
    /// Its section for sessions.
    Sessions = "sessions",
    /// Its section for accounts at other providers.
    LinkedAccounts = "linked-accounts",
    /// Its section for the end of the account.
    DeleteAccount = "delete-account",
    /// What one of its sections asks in a dialog.
    AccountDialog = "account-dialog",
    /// The offer of a passkey to who has signed in by a password.
    OfferPasskey = "offer-passkey",
    /// The menu of who is signed in.
    UserMenu = "user-menu",
    /// The card that stands where a session could not be renewed just now.
    Unavailable = "unavailable",
}

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
fn providers(client: &crate::Client, options: &Options, state: &State) -> (Vec<Node>, Vec<Node>) {
    match options.0.federation {
        Some(federation) => (federation.around_form)(client, options, state),
        None => (Vec::new(), Vec::new()),
    }
}
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
pub(super) type Navigate = Arc<dyn Fn(String) -> Work + Send + Sync>;

/// A link to a screen that may have to be fetched. Where it cannot be, the form says so, and keeps what
/// was typed.
fn lead(words: &'static str, to: Navigate, state: &State) -> Node {
    let state = state.clone();
    let press = move || {
        let username = state.typed("username");
        state.run(|| to(username));
    };
    button::link(words, Box::new(press)).into()
}

/// To a screen of the app's own.
pub(super) fn navigate(to: Told<String>) -> Navigate {
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
