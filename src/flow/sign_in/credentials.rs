//! The input of a sign-in, and how its password is sent.

use crate::protocol::secret::Secret;

/// A user name, an optional password, and the authentication flow.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(crate) username: String,
    pub(crate) password: Option<Secret>,
    /// `AuthFlow`.
    pub(crate) flow: &'static str,
    /// `PREFERRED_CHALLENGE`.
    pub(crate) preferred: Option<String>,
    /// The session of a sign-up that was just confirmed.
    pub(crate) session: Option<Secret>,
}

/// Alias of [`Credentials`].
pub type Password = Credentials;

/// The flow that receives the password itself.
const PLAIN: &str = "USER_PASSWORD_AUTH";
/// The flow in which the person chooses the first factor.
const CHOICE: &str = "USER_AUTH";
/// The preferred factor if only a password is given.
#[cfg(feature = "srp")]
const PASSWORD_CHOICE: &str = "PASSWORD_SRP";
#[cfg(not(feature = "srp"))]
const PASSWORD_CHOICE: &str = "PASSWORD";

impl Credentials {
    /// Proves the password with Secure Remote Password (`USER_SRP_AUTH`): it never leaves the page.
    #[cfg(feature = "srp")]
    pub fn srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), "USER_SRP_AUTH")
    }

    /// Sends the password itself to Cognito (`USER_PASSWORD_AUTH`), for pools whose migration
    /// trigger needs it. A pool that tracks devices does not refresh the tokens of this flow:
    /// <https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error>.
    pub fn plain(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), PLAIN)
    }

    /// Lets the person choose the first factor (`USER_AUTH`): a password, a code, a passkey.
    /// The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn choice(username: impl Into<String>) -> Self {
        Credentials::of(username.into(), None, CHOICE)
    }

    /// Uses the session that Cognito returned with the confirmation of a sign-up.
    pub(crate) fn signed_up(username: impl Into<String>, session: Secret) -> Self {
        Credentials {
            session: Some(session),
            ..Credentials::choice(username)
        }
    }

    /// Uses the challenges of the pool's Lambda triggers (`CUSTOM_AUTH`).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html>
    pub fn custom(username: impl Into<String>) -> Self {
        Credentials::of(username.into(), None, "CUSTOM_AUTH")
    }

    /// Proves the password first, then uses the challenges of the pool's Lambda triggers
    /// (`CUSTOM_AUTH` with `SRP_A`).
    #[cfg(feature = "srp")]
    pub fn custom_srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), "CUSTOM_AUTH")
    }

    /// The first factor to ask for immediately, if the user has it: `PASSWORD_SRP`, `PASSWORD`,
    /// `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`. Only for [`choice`](Self::choice).
    ///
    /// Cognito expects a preferred password in the same request, so set it with
    /// [`password`](Self::password). Without it, [`Client::sign_in`](crate::Client::sign_in) sends
    /// nothing and returns a [`PasswordStep`](crate::PasswordStep), which sends both.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }

    /// The password, for [`choice`](Self::choice). It is proved with SRP if `PASSWORD_SRP` is
    /// [`preferred`](Self::preferred), sent if `PASSWORD` is, and not used if another factor is. If none
    /// is set, `PASSWORD_SRP` is preferred, or `PASSWORD` in builds without the feature `srp`.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(Secret::new(password));
        if self.flow == CHOICE {
            self.preferred
                .get_or_insert_with(|| PASSWORD_CHOICE.to_owned());
        }
        self
    }

    /// Uses the flow of that name.
    pub(crate) fn of(username: String, password: Option<Secret>, flow: &'static str) -> Self {
        Credentials {
            username,
            password,
            flow,
            preferred: None,
            session: None,
        }
    }

    /// How the first request contains the password.
    pub(super) fn password_mode(&self) -> PasswordMode {
        match (self.flow, self.preferred.as_deref()) {
            (PLAIN, _) | (CHOICE, Some("PASSWORD")) => PasswordMode::Sent,
            (CHOICE, Some("PASSWORD_SRP")) => PasswordMode::Proved,
            (CHOICE, _) => PasswordMode::Withheld,
            _ => PasswordMode::Proved,
        }
    }

    /// The preferred factor, if it is a password and the password is missing.
    pub(super) fn missing_password(&self) -> Option<&str> {
        let preferred = self.preferred.as_deref()?;
        let is_lacking = self.flow == CHOICE && self.password.is_none() && self.session.is_none();
        (is_lacking && is_password(preferred)).then_some(preferred)
    }
}

/// How a request contains the password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PasswordMode {
    /// As it is, over TLS.
    Sent,
    /// As an SRP proof.
    Proved,
    /// Not at all: another factor is used.
    Withheld,
}

/// Whether a first factor is a password, which is sent together with the choice.
pub(super) fn is_password(choice: &str) -> bool {
    matches!(choice, "PASSWORD" | "PASSWORD_SRP")
}
