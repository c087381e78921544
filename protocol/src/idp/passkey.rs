//! The signed-in user's passkeys.

use super::describe::{nested, operation, record};
use super::shared::Timestamp;
use crate::json::Value;
use crate::secret::Secret;

operation! {
    StartWebAuthnRegistration => StartWebAuthnRegistrationResponse;
    CompleteWebAuthnRegistration => ();
    ListWebAuthnCredentials => ListWebAuthnCredentialsResponse;
    DeleteWebAuthnCredential => ();
}

record! {
    /// Starts the registration of a passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html>
    pub struct StartWebAuthnRegistration {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// The response to [`StartWebAuthnRegistration`].
    pub struct StartWebAuthnRegistrationResponse {
        /// The options for the browser: `PublicKeyCredentialCreationOptionsJSON` of
        /// <https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson>.
        pub credential_creation_options: Value => "CredentialCreationOptions",
    }

    /// Ends the registration of a passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html>
    pub struct CompleteWebAuthnRegistration {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The browser's response: `RegistrationResponseJSON` of
        /// <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>.
        pub credential: Value => "Credential",
    }

    /// Lists passkeys.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html>
    pub struct ListWebAuthnCredentials {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The token of the previous page.
        pub next_token: Option<String> => "NextToken",
        /// The maximum number of results, 0 to 20.
        pub max_results: Option<i64> => "MaxResults",
    }

    /// The response to [`ListWebAuthnCredentials`].
    pub struct ListWebAuthnCredentialsResponse {
        /// The passkeys of this page.
        pub credentials: Vec<WebAuthnCredential> => "Credentials",
        /// The token for the next page. `None` on the last page.
        pub next_token: Option<String> => "NextToken",
    }

    /// A passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html>
    pub struct WebAuthnCredential {
        /// Its id.
        pub credential_id: String => "CredentialId",
        /// Its name, which Cognito derives from the authenticator.
        pub friendly_credential_name: String => "FriendlyCredentialName",
        /// Its domain.
        pub relying_party_id: String => "RelyingPartyId",
        /// `platform` or `cross-platform`.
        pub authenticator_attachment: Option<String> => "AuthenticatorAttachment",
        /// How the browser reaches it: `internal`, `hybrid`, `usb` and others.
        pub authenticator_transports: Vec<String> => "AuthenticatorTransports",
        /// When it was registered.
        pub created_at: Timestamp => "CreatedAt",
    }

    /// Deletes a passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html>
    pub struct DeleteWebAuthnCredential {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// The passkey's id.
        pub credential_id: String => "CredentialId",
    }
}

nested!(WebAuthnCredential);
