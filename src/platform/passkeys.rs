//! What the platform knows of passkeys.

use super::LocalFuture;

/// What the browser is asked to do with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// To make one.
    Create,
    /// To ask the person for one.
    Get,
    /// To offer one where user names are filled in, without a question of its own.
    Autofill,
}

/// Why there is no passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasskeyError {
    /// The person cancelled, or took too long: browsers do not tell which.
    Cancelled,
    /// There is no authenticator, or none of the wanted kind.
    Unavailable,
    /// The authenticator has one for this account already.
    Exists,
    /// The page's domain is not the one that the passkey is for.
    Origin,
    /// [`Passkeys::abort`] was called, or another ceremony was begun.
    Aborted,
}

impl PasskeyError {
    /// What a browser means by an exception of this name.
    pub fn of(name: &str) -> Self {
        match name {
            "NotAllowedError" => PasskeyError::Cancelled,
            "InvalidStateError" => PasskeyError::Exists,
            "SecurityError" => PasskeyError::Origin,
            "AbortError" => PasskeyError::Aborted,
            // `ReferenceError` and `TypeError` where the browser has no WebAuthn, or an older one.
            _ => PasskeyError::Unavailable,
        }
    }

    /// The name of a browser's exception that means this.
    pub fn name(self) -> &'static str {
        match self {
            PasskeyError::Cancelled => "NotAllowedError",
            PasskeyError::Exists => "InvalidStateError",
            PasskeyError::Origin => "SecurityError",
            PasskeyError::Aborted => "AbortError",
            PasskeyError::Unavailable => "TypeError",
        }
    }
}

/// Makes passkeys and signs with them (WebAuthn).
///
/// <https://www.w3.org/TR/webauthn-3/>
pub trait Passkeys: Send + Sync {
    /// Runs a ceremony: `options` are the text of `PublicKeyCredentialCreationOptionsJSON` or of
    /// `PublicKeyCredentialRequestOptionsJSON`, the answer the text of `RegistrationResponseJSON`
    /// or of `AuthenticationResponseJSON`, or the name of the exception that there was. A page has one
    /// ceremony at a time: a new one aborts the one before.
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, String>>;

    /// Aborts the ceremony that is under way, if one is.
    fn abort(&self);
}
