//! A passkey as the factor: `WEB_AUTHN`.

use std::fmt;

use super::SignInStep;
use super::challenge::Pending;
use super::steps::{debug, steps};
use crate::client::lacking;
use crate::error::Error;
use crate::platform::Ceremony;

steps! {
    /// Waits for a passkey of the person's: `WEB_AUTHN`.
    PasskeyStep;
}

impl PasskeyStep {
    /// What the browser is asked for: `PublicKeyCredentialRequestOptionsJSON` of
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson>.
    pub fn options(&self) -> &str {
        self.0
            .parameter("CREDENTIAL_REQUEST_OPTIONS")
            .unwrap_or_default()
    }

    /// Has the browser ask the person for their passkey, and answers with what it gives.
    ///
    /// # Errors
    /// [`PasskeyCancelled`](crate::ErrorKind::PasskeyCancelled),
    /// [`PasskeyUnavailable`](crate::ErrorKind::PasskeyUnavailable),
    /// [`PasskeyOriginRefused`](crate::ErrorKind::PasskeyOriginRefused),
    /// [`Aborted`](crate::ErrorKind::Aborted) by [`Passkeys::abort`](crate::Passkeys::abort),
    /// and as [`submit`](Self::submit). Another try is fine.
    pub async fn sign(&self) -> Result<SignInStep, Error> {
        self.0.sign_and_remember(Ceremony::Get).await
    }

    /// Has the browser offer the passkey where it fills in user names, without a question of its
    /// own: a field with `autocomplete="username webauthn"`. It waits for as long as the person
    /// does not choose it.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    ///
    /// <https://www.w3.org/TR/webauthn-3/#enumdef-credentialmediationrequirement>
    pub async fn autofill(&self) -> Result<SignInStep, Error> {
        self.0.sign_and_remember(Ceremony::Autofill).await
    }

    /// Answers with a credential that the app has from the browser itself, as
    /// `AuthenticationResponseJSON` of
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson>.
    ///
    /// # Errors
    /// [`NotAuthorized`](crate::ErrorKind::NotAuthorized) where Cognito does not take it: another
    /// try is fine; [`SignInExpired`](crate::ErrorKind::SignInExpired).
    pub async fn submit(&self, credential: &str) -> Result<SignInStep, Error> {
        self.0.submit(credential).await
    }
}

impl Pending {
    pub(crate) async fn sign(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        let name = "CREDENTIAL_REQUEST_OPTIONS";
        let options = self.parameter(name).ok_or_else(|| lacking(name))?;
        let credential = self.client().passkey_ceremony(ceremony, options).await?;
        self.submit(&credential).await
    }
}
