//! The passkeys of who is signed in.

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
    /// Begins to register a passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html>
    pub struct StartWebAuthnRegistration {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// The answer to [`StartWebAuthnRegistration`].
    pub struct StartWebAuthnRegistrationResponse {
        /// What the browser is asked for: `PublicKeyCredentialCreationOptionsJSON` of
        /// <https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson>.
        pub credential_creation_options: Value => "CredentialCreationOptions",
    }

    /// Ends the registration of a passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html>
    pub struct CompleteWebAuthnRegistration {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// What the browser gave: `RegistrationResponseJSON` of
        /// <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>.
        pub credential: Value => "Credential",
    }

    /// Lists passkeys.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html>
    pub struct ListWebAuthnCredentials {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// Where the page before ended.
        pub next_token: Option<String> => "NextToken",
        /// How many at the most, 0 to 20.
        pub max_results: Option<i64> => "MaxResults",
    }

    /// The answer to [`ListWebAuthnCredentials`].
    pub struct ListWebAuthnCredentialsResponse {
        /// The passkeys of this page.
        pub credentials: Vec<WebAuthnCredential> => "Credentials",
        /// Where this page ends; none on the last one.
        pub next_token: Option<String> => "NextToken",
    }

    /// A passkey.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnCredentialDescription.html>
    pub struct WebAuthnCredential {
        /// Its id.
        pub credential_id: String => "CredentialId",
        /// Its name, which Cognito makes of what the authenticator tells of itself.
        pub friendly_credential_name: String => "FriendlyCredentialName",
        /// The domain that it is for.
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
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// The passkey's id.
        pub credential_id: String => "CredentialId",
    }
}

nested!(WebAuthnCredential);
