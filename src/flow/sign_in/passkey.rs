//! Signing in with a passkey: `WEB_AUTHN`.

use std::fmt;

use super::SignInStep;
use super::challenge::PendingChallenge;
use super::steps::{debug, steps};
use crate::client::missing_field;
use crate::error::Error;
use crate::platform::Ceremony;

steps! {
    /// Waits for one of the person's passkeys: `WEB_AUTHN`.
    PasskeyStep;
}

impl PasskeyStep {
    /// The options of the WebAuthn request, as `PublicKeyCredentialRequestOptionsJSON` of
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson>.
    pub fn options(&self) -> &str {
        self.0
            .parameter("CREDENTIAL_REQUEST_OPTIONS")
            .unwrap_or_default()
    }

    /// Has the browser ask the person for their passkey, and submits the credential.
    ///
    /// # Errors
    /// [`PasskeyCancelled`](crate::ErrorKind::PasskeyCancelled),
    /// [`PasskeyUnavailable`](crate::ErrorKind::PasskeyUnavailable),
    /// [`PasskeyOriginRefused`](crate::ErrorKind::PasskeyOriginRefused),
    /// [`Aborted`](crate::ErrorKind::Aborted) by [`Passkeys::abort`](crate::Passkeys::abort),
    /// and as [`submit`](Self::submit). The person can try again.
    pub async fn sign(&self) -> Result<SignInStep, Error> {
        self.0.sign_and_remember(Ceremony::Get).await
    }

    /// Has the browser offer the passkey in the suggestions of a field with
    /// `autocomplete="username webauthn"`, without a dialog (conditional mediation). It waits until the
    /// person chooses the passkey.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    ///
    /// <https://www.w3.org/TR/webauthn-3/#enumdef-credentialmediationrequirement>
    pub async fn autofill(&self) -> Result<SignInStep, Error> {
        self.0.sign_and_remember(Ceremony::Autofill).await
    }

    /// Submits a credential that the app has requested from the browser itself, as
    /// `AuthenticationResponseJSON` of
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson>.
    ///
    /// # Errors
    /// [`NotAuthorized`](crate::ErrorKind::NotAuthorized) if Cognito does not accept it: the person can
    /// try again; [`SignInExpired`](crate::ErrorKind::SignInExpired).
    pub async fn submit(&self, credential: &str) -> Result<SignInStep, Error> {
        self.0.submit(credential).await
    }
}

impl PendingChallenge {
    pub(crate) async fn sign(&self, ceremony: Ceremony) -> Result<SignInStep, Error> {
        let name = "CREDENTIAL_REQUEST_OPTIONS";
        let options = self.parameter(name).ok_or_else(|| missing_field(name))?;
        let credential = self.client().passkey_ceremony(ceremony, options).await?;
        self.submit(&credential).await
    }
}
