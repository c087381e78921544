//! The screens, a file each, and the list of them. Each is a form described as data, with the work that runs when it is
//! submitted; `form` and `field` render them.

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

// `pub` items of a screen's file are public API; `pub(in crate::ui)` items are for the other screens.
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
    /// Sign-up.
    SignUp = "sign-up",
    /// The code that confirms a new account.
    ConfirmSignUp = "confirm-sign-up",
    /// The username of somebody who forgot their password.
    ForgotPassword = "forgot-password",
    /// The code and the new password of a password reset.
    ResetPassword = "reset-password",
    /// The new password of somebody who signs in with a temporary one.
    NewPassword = "new-password",
    /// A code that was sent for a sign-in.
    SignInCode = "sign-in-code",
    /// A code of an authenticator app for a sign-in.
    AuthenticatorCode = "authenticator-code",
    /// The choice of a first or second factor.
    ChooseFactor = "choose-factor",
    /// The choice of a second factor to set up, and its set-up.
    SetUpFactor = "set-up-factor",
    /// The password of somebody whose username is known.
    Password = "password",
    /// The passkey of somebody whose username is known.
    Passkey = "passkey",
    /// A question of the pool's Lambda triggers (`CUSTOM_CHALLENGE`).
    CustomChallenge = "custom-challenge",
    /// A challenge that the screens do not know.
    UnknownChallenge = "unknown-challenge",
    /// The card before a stronger or newer sign-in of somebody who is signed in.
    StepUp = "step-up",
    /// A new password for somebody who is signed in.
    ChangePassword = "change-password",
    /// The card that says who is signed in.
    SignedIn = "signed-in",
    /// The account page.
    Account = "account",
    /// The account page's section for attributes.
    Profile = "profile",
    /// The account page's section for the password.
    PasswordSettings = "password-settings",
    /// The account page's section for second factors.
    SecondFactors = "second-factors",
    /// The account page's section for passkeys.
    Passkeys = "passkeys",
    /// The account page's section for remembered devices.
    Devices = "devices",
    /// The account page's section for sessions.
    Sessions = "sessions",
    /// The account page's section for accounts at identity providers.
    LinkedAccounts = "linked-accounts",
    /// The account page's section for deleting the account.
    DeleteAccount = "delete-account",
    /// A dialog of a section of the account page.
    AccountDialog = "account-dialog",
    /// The offer of a passkey to somebody who has signed in with a password.
    OfferPasskey = "offer-passkey",
    /// The menu of the user button.
    UserMenu = "user-menu",
    /// The card for a session that could not be renewed just now.
    Unavailable = "unavailable",
}

use std::sync::Arc;

use super::form::{FormState, Work};
use super::node::{Node, node};
use super::reactive::Handler;
use super::strings::fill;
use super::{Options, Text, button, frame};

/// Returns a title, with the app's name if it has one.
fn title(options: &Options, plain: &'static str, with_app: &'static str) -> Text {
    match &options.0.app {
        Some(app) => Text::Owned(fill(with_app, "{app}", app)),
        None => Text::Borrowed(plain),
    }
}

/// Returns the buttons of identity providers: the views above and below the form.
#[cfg(feature = "redirect")]
fn providers(
    client: &crate::Client,
    options: &Options,
    state: &FormState,
) -> (Vec<Node>, Vec<Node>) {
    match options.0.federation {
        Some(federation) => (federation.around_form)(client, options, state),
        None => (Vec::new(), Vec::new()),
    }
}
#[cfg(not(feature = "redirect"))]
fn providers(_: &crate::Client, _: &Options, _: &FormState) -> (Vec<Node>, Vec<Node>) {
    (Vec::new(), Vec::new())
}

/// Returns a question with a link, for the end of a card.
fn question_with_link(text: &'static str, answer: Node) -> Node {
    let text = node("span").child(text).into();
    frame::block("vestibule-links", vec![text, answer])
}

/// Returns a link to another screen, which passes on the username that was entered.
fn link_with_username(text: &'static str, to: Handler<String>, state: &FormState) -> Node {
    let state = state.clone();
    button::link(text, Box::new(move || to(state.value("username")))).into()
}

/// Opens another screen with the username that was entered, after loading its chunk.
pub(super) type OpenScreen = Arc<dyn Fn(String) -> Work + Send + Sync>;

/// Returns a link to a screen whose chunk may have to be loaded. If that fails, the form shows the error and keeps its
/// values.
fn lazy_link(text: &'static str, to: OpenScreen, state: &FormState) -> Node {
    let state = state.clone();
    let press = move || {
        let username = state.value("username");
        let to = to.clone();
        state.run(Box::new(move || to(username.clone())));
    };
    button::link(text, Box::new(press)).into()
}

/// Opens a screen by a handler of the app.
pub(super) fn open_screen(to: Handler<String>) -> OpenScreen {
    Arc::new(move |username| {
        to(username);
        Box::pin(std::future::ready(Ok(())))
    })
}

/// Returns a link back to the sign-in screen, with the known username.
fn back_link(options: &Options, to: Handler<String>, username: String) -> Node {
    let text = options.0.strings.back_to_sign_in;
    button::link(text, Box::new(move || to(username.clone()))).into()
}
