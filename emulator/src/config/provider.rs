//! Identity providers behind a pool.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// One identity provider; see [`CreateIdentityProvider`](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// What `identity_provider` calls it, 1 to 32 characters; for a social provider its type's
    /// name.
    pub name: String,
    /// Which protocol it speaks.
    #[serde(rename = "type")]
    pub provider_type: ProviderType,
    /// Where it is and what the pool shows it; see [`ProviderDetails`].
    pub details: ProviderDetails,
    /// Claims of the provider by the attribute of the pool that they fill; `username` is the claim
    /// that tells its people apart, `sub` unless set, or the `NameID` of SAML.
    // Source: cognito-user-pools-specifying-attribute-mapping#cognito-user-pools-specifying-attribute-mapping-requirements
    // (`sub`, `NameID`). Assumed: `sub` of Facebook and of Login with Amazon, whose own are `id` and `user_id`.
    #[serde(default)]
    pub attribute_mapping: BTreeMap<String, String>,
    /// What `idp_identifier` can call it, such as the domain of its people's addresses.
    #[serde(default)]
    pub idp_identifiers: Vec<String>,
}

impl ProviderSettings {
    /// The claim that tells its people apart, where the mapping names one.
    #[must_use]
    pub fn username_claim(&self) -> Option<&str> {
        self.attribute_mapping.get("username").map(String::as_str)
    }
}

/// `ProviderType`. A social provider is one of OpenID Connect with a name of Cognito's own: it too
/// says where it is, so that a test can stand in for it.
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

    /// Whether its provider must have its name.
    #[must_use]
    pub fn is_social(self) -> bool {
        !matches!(self, Self::Saml | Self::Oidc)
    }
}

/// `ProviderDetails`, in snake case. An address that begins with `/` is one of the emulator's own:
/// so can a pool be the provider of another one.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderDetails {
    /// OpenID Connect: what the provider calls the pool.
    pub client_id: Option<String>,
    /// OpenID Connect: sent with the code, in the body.
    pub client_secret: Option<String>,
    /// OpenID Connect: apart by spaces, `openid` among them.
    pub authorize_scopes: Option<String>,
    /// OpenID Connect: what its tokens have as `iss`. The addresses that are not set come from
    /// its discovery document.
    pub oidc_issuer: Option<String>,
    /// OpenID Connect: how the userinfo endpoint is asked.
    // Source: API_CreateIdentityProvider (its example has GET). Assumed: GET where there is no setting.
    pub attributes_request_method: RequestMethod,
    /// OpenID Connect: where people are sent.
    pub authorize_url: Option<String>,
    /// OpenID Connect: where a code is exchanged.
    pub token_url: Option<String>,
    /// OpenID Connect: the userinfo endpoint; not asked where neither this nor the discovery
    /// document names one.
    pub attributes_url: Option<String>,
    /// OpenID Connect: its keys.
    pub jwks_uri: Option<String>,
    /// SAML: the metadata document itself. In place of the three below.
    pub metadata_file: Option<String>,
    /// SAML: where the metadata document is. In place of the three below.
    pub metadata_url: Option<String>,
    /// SAML: the provider's entity id.
    pub entity_id: Option<String>,
    /// SAML: where people are sent, by the HTTP-Redirect binding.
    pub sso_url: Option<String>,
    /// SAML: the certificate that signs, in PEM or base64.
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
    /// The access token in a header.
    #[default]
    Get,
    /// The same, by POST.
    Post,
}
