//! What a person begins a sign-in with, and the way in which it is shown to Cognito.

use crate::protocol::secret::Secret;

/// A user name, a password where there is one, and the flow by which they sign in.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(super) username: String,
    pub(super) password: Option<Secret>,
    /// In Cognito's name.
    pub(super) flow: &'static str,
    #[cfg(feature = "srp")]
    pub(super) proof: Proof,
    pub(super) preferred: Option<String>,
    /// Of a sign-up that was just confirmed.
    pub(super) session: Option<Secret>,
}

/// [`Credentials`], by the name of what most people have.
pub type Password = Credentials;

/// How a password is shown.
#[cfg(feature = "srp")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    Srp,
    Plain,
}

impl Credentials {
    /// Proves the password by Secure Remote Password (`USER_SRP_AUTH`): it never leaves the page.
    #[cfg(feature = "srp")]
    pub fn srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials {
            flow: "USER_SRP_AUTH",
            proof: Proof::Srp,
            ..Credentials::plain(username, password)
        }
    }

    /// Sends the password itself to Cognito (`USER_PASSWORD_AUTH`), for pools whose migration
    /// trigger needs it.
    pub fn plain(username: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials {
            username: username.into(),
            password: Some(Secret::new(password)),
            flow: "USER_PASSWORD_AUTH",
            #[cfg(feature = "srp")]
            proof: Proof::Plain,
            preferred: None,
            session: None,
        }
    }

    /// By whichever first factor the person chooses (`USER_AUTH`): a password, a code, a passkey.
    /// The app client has to allow `ALLOW_USER_AUTH`.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>
    pub fn choice(username: impl Into<String>) -> Self {
        Credentials {
            password: None,
            flow: "USER_AUTH",
            ..Credentials::plain(username, "")
        }
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
        Credentials {
            flow: "CUSTOM_AUTH",
            ..Credentials::choice(username)
        }
    }

    /// By the proof of the password first, then by the questions that the pool's Lambda triggers
    /// ask (`CUSTOM_AUTH` with `SRP_A`).
    #[cfg(feature = "srp")]
    pub fn custom_srp(username: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials {
            flow: "CUSTOM_AUTH",
            ..Credentials::srp(username, password)
        }
    }

    /// The first factor that is asked for at once, where the user has it: `PASSWORD_SRP`,
    /// `PASSWORD`, `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`. For [`choice`](Self::choice) alone.
    pub fn preferred(mut self, challenge: impl Into<String>) -> Self {
        self.preferred = Some(challenge.into());
        self
    }
}
