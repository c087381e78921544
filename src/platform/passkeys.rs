//! Passkeys (WebAuthn).

use super::LocalFuture;

/// A WebAuthn ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// Creates a passkey.
    Create,
    /// Asks the user for a passkey.
    Get,
    /// Offers passkeys in the autofill of the user name field, without a dialog (conditional mediation).
    Autofill,
}

/// Why a ceremony failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasskeyError {
    /// The user cancelled, or took too long: browsers do not tell which.
    Cancelled,
    /// There is no authenticator, or none of the requested kind.
    Unavailable,
    /// The authenticator already has a passkey for this account.
    Exists,
    /// The passkey belongs to another domain than the page's.
    Origin,
    /// [`Passkeys::abort`] was called, or another ceremony was started.
    Aborted,
}

impl PasskeyError {
    /// Returns the error for a browser's exception of this name.
    pub fn of(name: &str) -> Self {
        match name {
            "NotAllowedError" => PasskeyError::Cancelled,
            "InvalidStateError" => PasskeyError::Exists,
            "SecurityError" => PasskeyError::Origin,
            "AbortError" => PasskeyError::Aborted,
            // Also `ReferenceError` and `TypeError` of browsers without WebAuthn, or with an older version of it.
            _ => PasskeyError::Unavailable,
        }
    }

    /// Returns the name of the browser's exception for this error.
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

/// Creates passkeys and signs with them (WebAuthn).
///
/// <https://www.w3.org/TR/webauthn-3/>
pub trait Passkeys: Send + Sync {
    /// Runs a ceremony. `options` is the JSON of `PublicKeyCredentialCreationOptionsJSON` or
    /// `PublicKeyCredentialRequestOptionsJSON`. Returns the JSON of `RegistrationResponseJSON` or
    /// `AuthenticationResponseJSON`. A page has one ceremony at a time: a new one aborts the previous one.
    ///
    /// # Errors
    /// The name of the browser's exception.
    fn run<'a>(
        &'a self,
        ceremony: Ceremony,
        options: &'a str,
    ) -> LocalFuture<'a, Result<String, String>>;

    /// Aborts the running ceremony, if there is one.
    fn abort(&self);
}
