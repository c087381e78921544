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
/// The flow in which the first factor is chosen.
const CHOICE: &str = "USER_AUTH";
/// The factor that a password without a preference stands for.
#[cfg(feature = "srp")]
const PASSWORD_CHOICE: &str = "PASSWORD_SRP";
#[cfg(not(feature = "srp"))]
const PASSWORD_CHOICE: &str = "PASSWORD";

impl Credentials {
    /// Proves the password by Secure Remote Password (`USER_SRP_AUTH`): it never leaves the page.
    #[cfg(feature = "srp")]
    pub fn srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), "USER_SRP_AUTH")
    }

    /// Sends the password itself to Cognito (`USER_PASSWORD_AUTH`), for pools whose migration
    /// trigger needs it. A pool that tracks devices does not renew the tokens of this flow:
    /// <https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error>.
    pub fn plain(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret::new(password);
        Credentials::of(username.into(), Some(password), PLAIN)
    }

    /// By whichever first factor the person chooses (`USER_AUTH`): a password, a code, a passkey.
    /// The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn choice(username: impl Into<String>) -> Self {
        Credentials::of(username.into(), None, CHOICE)
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
    ///
    /// Cognito takes a preferred password in the same request, so give it with
    /// [`password`](Self::password). Without it, [`Client::sign_in`](crate::Client::sign_in) sends
    /// nothing and gives a [`PasswordStep`](crate::PasswordStep), which sends both.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }

    /// The password, for [`choice`](Self::choice): proved where `PASSWORD_SRP` is
    /// [`preferred`](Self::preferred), sent where `PASSWORD` is, and kept back where another factor is.
    /// Where none is, the password is, `PASSWORD_SRP` in builds with the feature `srp`.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(Secret::new(password));
        if self.flow == CHOICE {
            self.preferred
                .get_or_insert_with(|| PASSWORD_CHOICE.to_owned());
        }
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

    /// How the password goes to Cognito in the first request.
    pub(super) fn shown(&self) -> Shown {
        match (self.flow, self.preferred.as_deref()) {
            (PLAIN, _) | (CHOICE, Some("PASSWORD")) => Shown::Sent,
            (CHOICE, Some("PASSWORD_SRP")) => Shown::Proved,
            (CHOICE, _) => Shown::Withheld,
            _ => Shown::Proved,
        }
    }

    /// The preferred factor, where it is a password and that is not given.
    pub(super) fn lacks_password(&self) -> Option<&str> {
        let preferred = self.preferred.as_deref()?;
        let is_lacking = self.flow == CHOICE && self.password.is_none() && self.session.is_none();
        (is_lacking && is_password(preferred)).then_some(preferred)
    }
}

/// How a password goes to Cognito.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As it is, over TLS.
    Sent,
    /// By Secure Remote Password.
    Proved,
    /// Not at all: another factor was asked for.
    Withheld,
}

/// Whether a first factor is a password, which is answered along with the choice.
pub(super) fn is_password(choice: &str) -> bool {
    matches!(choice, "PASSWORD" | "PASSWORD_SRP")
}
