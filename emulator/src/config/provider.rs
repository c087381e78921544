//! Settings of a user pool's identity providers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// One identity provider; see [`CreateIdentityProvider`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The name in `identity_provider`, 1 to 32 characters; a social provider has the name of its type.
    pub name: String,
    /// The type, which decides on the protocol.
    #[serde(rename = "type")]
    pub provider_type: ProviderType,
    /// Its endpoints and the pool's credentials; see [`ProviderDetails`].
    pub details: ProviderDetails,
    /// The provider's claims by the pool's attributes that they are mapped to. `username` is the claim with the user's unique
    /// id: `sub` unless set, or the `NameID` of SAML.
    // Source: cognito-user-pools-specifying-attribute-mapping#cognito-user-pools-specifying-attribute-mapping-requirements
    // (`sub`, `NameID`). Assumed: `sub` of Facebook and of Login with Amazon, whose own are `id` and `user_id`.
    #[serde(default)]
    pub attribute_mapping: BTreeMap<String, String>,
    /// The values of `idp_identifier` that select it, such as the domain of its users' addresses.
    #[serde(default)]
    pub idp_identifiers: Vec<String>,
}

impl ProviderSettings {
    /// The claim with the user's unique id, if the mapping names one.
    #[must_use]
    pub fn username_claim(&self) -> Option<&str> {
        self.attribute_mapping.get("username").map(String::as_str)
    }
}

/// `ProviderType`. A social provider is an OpenID Connect provider with a fixed name. Its endpoints are also configured, so
/// that a test can replace it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ProviderType {
    /// SAML 2.0
    #[serde(rename = "SAML")]
    Saml,
    /// OpenID Connect
    #[serde(rename = "OIDC")]
    Oidc,
    /// Google
    Google,
    /// Facebook
    Facebook,
    /// Amazon
    LoginWithAmazon,
    /// Apple
    SignInWithApple,
}

impl ProviderType {
    /// Cognito's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Saml => "SAML",
            Self::Oidc => "OIDC",
            Self::Google => "Google",
            Self::Facebook => "Facebook",
            Self::LoginWithAmazon => "LoginWithAmazon",
            Self::SignInWithApple => "SignInWithApple",
        }
    }

    /// Whether it is a social provider, whose name is fixed.
    #[must_use]
    pub fn is_social(self) -> bool {
        !matches!(self, Self::Saml | Self::Oidc)
    }
}

/// `ProviderDetails`, in snake case. A URL that begins with `/` is a path of the emulator, so that a pool can be the provider
/// of another one.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderDetails {
    /// OpenID Connect: the client id.
    pub client_id: Option<String>,
    /// OpenID Connect: the client secret, which is sent with the code in the body.
    pub client_secret: Option<String>,
    /// OpenID Connect: the scopes, separated by spaces, including `openid`.
    pub authorize_scopes: Option<String>,
    /// OpenID Connect: the issuer. Endpoints that are not set are read from its discovery document.
    pub oidc_issuer: Option<String>,
    /// OpenID Connect: the HTTP method for the userinfo endpoint.
    // Source: API_CreateIdentityProvider (its example has GET). Assumed: GET where there is no setting.
    pub attributes_request_method: RequestMethod,
    /// OpenID Connect: the authorization endpoint.
    pub authorize_url: Option<String>,
    /// OpenID Connect: the token endpoint.
    pub token_url: Option<String>,
    /// OpenID Connect: the userinfo endpoint; not used if neither this nor the discovery document names one.
    pub attributes_url: Option<String>,
    /// OpenID Connect: the URL of the JWKS.
    pub jwks_uri: Option<String>,
    /// SAML: the metadata document. Replaces the three settings below.
    pub metadata_file: Option<String>,
    /// SAML: the URL of the metadata document. Replaces the three settings below.
    pub metadata_url: Option<String>,
    /// SAML: the provider's entity id.
    pub entity_id: Option<String>,
    /// SAML: the single sign-on URL for the HTTP-Redirect binding.
    pub sso_url: Option<String>,
    /// SAML: the signing certificate, in PEM or base64.
    pub certificate: Option<String>,
}

impl fmt::Debug for ProviderDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderDetails")
            .field("client_id", &self.client_id)
            .field("has_secret", &self.client_secret.is_some())
            .field("oidc_issuer", &self.oidc_issuer)
            .field("entity_id", &self.entity_id)
            .finish_non_exhaustive()
    }
}

/// `attributes_request_method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestMethod {
    /// GET with the access token in a header.
    #[default]
    Get,
    /// POST with the access token in a header.
    Post,
}
