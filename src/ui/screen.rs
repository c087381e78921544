//! The screens by their names.

/// A screen, as the slots name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Screen {
    /// Username and password.
    SignIn,
    /// A new account.
    SignUp,
    /// The code that confirms a new account.
    ConfirmSignUp,
    /// Whose password was forgotten.
    ForgotPassword,
    /// The code and the new password.
    ResetPassword,
    /// The password that someone with a temporary one must choose.
    NewPassword,
    /// The code of a sign-in, which was sent.
    SignInCode,
    /// The code of a sign-in, which an authenticator app shows.
    AuthenticatorCode,
    /// The choice of a factor, the first or the second.
    ChooseFactor,
    /// The choice of a second factor to set up, and its set-up.
    SetUpFactor,
    /// The password of somebody whose name is known.
    Password,
    /// The passkey of somebody whose name is known.
    Passkey,
    /// A question of the app's own (`CUSTOM_CHALLENGE`).
    CustomChallenge,
    /// What stands where Cognito asks for something that the screens do not know.
    UnknownChallenge,
    /// A new password for someone who is signed in.
    ChangePassword,
    /// The card that says who is signed in.
    SignedIn,
    /// The card that stands where a session could not be renewed just now.
    Trouble,
}

impl Screen {
    /// The screen's name, as its form's `name` and the marks of its ids hold it.
    pub const fn name(self) -> &'static str {
        match self {
            Screen::SignIn => "sign-in",
            Screen::SignUp => "sign-up",
            Screen::ConfirmSignUp => "confirm-sign-up",
            Screen::ForgotPassword => "forgot-password",
            Screen::ResetPassword => "reset-password",
            Screen::NewPassword => "new-password",
            Screen::SignInCode => "sign-in-code",
            Screen::AuthenticatorCode => "authenticator-code",
            Screen::ChooseFactor => "choose-factor",
            Screen::SetUpFactor => "set-up-factor",
            Screen::Password => "password",
            Screen::Passkey => "passkey",
            Screen::CustomChallenge => "custom-challenge",
            Screen::UnknownChallenge => "unknown-challenge",
            Screen::ChangePassword => "change-password",
            Screen::SignedIn => "signed-in",
            Screen::Trouble => "trouble",
        }
    }
}
