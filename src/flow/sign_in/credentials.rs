//! What a person begins a sign-in with, and the way in which it is shown to Cognito.

use crate::protocol::secret::Secret;

/// A user name, a password where there is one, and the flow by which they sign in.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(crate) username: String,
    pub(crate) password: Option<Secret>,
    /// In Cognito's name.
    pub(crate) flow: &'static str,
    pub(crate) preferred: Option<String>,
    /// Of a sign-up that was just confirmed.
    pub(crate) session: Option<Secret>,
}

/// [`Credentials`], by the name of what most people have.
pub type Password = Credentials;

/// The flow that takes the password itself.
const PLAIN: &str = "USER_PASSWORD_AUTH";

impl Credentials {
    /// Proves the password by Secure Remote Password (`USER_SRP_AUTH`): it never leaves the page.
    #[cfg(feature = "srp")]
    pub fn srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), "USER_SRP_AUTH")
    }

    /// Sends the password itself to Cognito (`USER_PASSWORD_AUTH`), for pools whose migration
    /// trigger needs it.
    pub fn plain(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), PLAIN)
    }

    /// By whichever first factor the person chooses (`USER_AUTH`): a password, a code, a passkey.
    /// The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn choice(username: impl Into<String>) -> Self {
        Credentials::of(username.into(), None, "USER_AUTH")
    }

    /// By the session that Cognito gave with the confirmation of a sign-up.
    pub(crate) fn signed_up(username: impl Into<String>, session: Secret) -> Self {
        Credentials {
            session: Some(session),
            ..Credentials::choice(username)
        }
    }

    /// By the questions that the pool's Lambda triggers ask (`CUSTOM_AUTH`).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html>
    pub fn custom(username: impl Into<String>) -> Self {
        Credentials::of(username.into(), None, "CUSTOM_AUTH")
    }

    /// By the proof of the password first, then by the questions that the pool's Lambda triggers
    /// ask (`CUSTOM_AUTH` with `SRP_A`).
    #[cfg(feature = "srp")]
    pub fn custom_srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), "CUSTOM_AUTH")
    }

    /// The first factor that is asked for at once, where the user has it: `PASSWORD_SRP`,
    /// `PASSWORD`, `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`. For [`choice`](Self::choice) alone.
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }

    /// By the flow of that name, with a proof of the password wherever the flow takes one.
    pub(crate) fn of(username: String, password: Option<Secret>, flow: &'static str) -> Self {
        Credentials {
            username,
            password,
            flow,
            preferred: None,
            session: None,
        }
    }

    /// Whether the password itself is sent.
    #[cfg(feature = "srp")]
    pub(super) fn is_plain(&self) -> bool {
        self.flow == PLAIN
    }
}
