//! Settings of an identity pool.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html>
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles.html>
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetPrincipalTagAttributeMap.html>

use std::collections::BTreeMap;

use serde::Deserialize;

/// One identity pool; see
/// [`CreateIdentityPool`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPoolSettings {
    /// `<region>:<UUID>`
    pub id: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Whether guests get an identity.
    // Source: API_CreateIdentityPool ("TRUE if the identity pool supports unauthenticated logins", which is required).
    // Assumed: false where there is no setting.
    #[serde(default)]
    pub allow_unauthenticated_identities: bool,
    /// Whether GetOpenIdToken gives tokens for STS. It does unless it was set to false.
    #[serde(default)]
    pub allow_classic_flow: Option<bool>,
    /// The name of the app's own server as a provider.
    #[serde(default)]
    pub developer_provider_name: Option<String>,
    /// User pools, each with one app client, under `[[identity_pool.cognito_identity_provider]]`.
    #[serde(default, rename = "cognito_identity_provider")]
    pub cognito_identity_providers: Vec<CognitoProviderSettings>,
    /// ARNs of providers of OpenID Connect.
    #[serde(default)]
    pub open_id_connect_provider_arns: Vec<String>,
    /// ARNs of SAML providers.
    #[serde(default)]
    pub saml_provider_arns: Vec<String>,
    /// The app's id, or ids separated by commas, at Facebook, Google, Amazon and Apple.
    #[serde(default)]
    pub supported_login_providers: BTreeMap<String, String>,
    /// The roles of people who are signed in and of guests.
    // Assumed: none where there is no setting, as in a pool that SetIdentityPoolRoles was never called for.
    #[serde(default)]
    pub roles: IdentityPoolRoles,
    /// How roles are chosen, by provider; of a user pool and its app client
    /// `cognito-idp.<region>.amazonaws.com/<pool id>:<client id>`.
    #[serde(default)]
    pub role_mappings: BTreeMap<String, RoleMapping>,
    /// What becomes a principal tag, by provider.
    #[serde(default)]
    pub principal_tags: BTreeMap<String, PrincipalTagMap>,
}

impl IdentityPoolSettings {
    /// The Region: the id up to its colon.
    #[must_use]
    pub fn region(&self) -> &str {
        self.id.split_once(':').map_or("", |(region, _)| region)
    }

    /// Whether GetOpenIdToken gives tokens.
    #[must_use]
    pub fn allows_classic_flow(&self) -> bool {
        self.allow_classic_flow != Some(false)
    }
}

/// A user pool as a provider; see
/// [`CognitoIdentityProvider`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CognitoProviderSettings {
    /// `cognito-idp.<region>.amazonaws.com/<pool id>`
    pub provider_name: String,
    /// The app client.
    pub client_id: String,
    /// Whether somebody who has signed out everywhere, or was deleted, is refused at once.
    // Source: API_CognitoIdentityProvider. Assumed: false where there is no setting.
    #[serde(default)]
    pub server_side_token_check: bool,
}

/// The two roles of an identity pool.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPoolRoles {
    /// Of people who are signed in.
    #[serde(default)]
    pub authenticated: Option<String>,
    /// Of guests.
    #[serde(default)]
    pub unauthenticated: Option<String>,
}

/// How roles are chosen; see
/// [`RoleMapping`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_RoleMapping.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleMapping {
    /// By what.
    #[serde(rename = "type")]
    pub kind: RoleMappingType,
    /// What becomes of somebody for whom that gives no role, or several.
    pub ambiguous_role_resolution: AmbiguousRoleResolution,
    /// Of `Rules`, in their order.
    #[serde(default)]
    pub rules: Vec<MappingRule>,
}

/// By what a role is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RoleMappingType {
    /// By `cognito:preferred_role` and `cognito:roles`.
    Token,
    /// By claims.
    Rules,
}

/// What becomes of somebody without a role of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum AmbiguousRoleResolution {
    /// The pool's role of people who are signed in.
    AuthenticatedRole,
    /// A refusal.
    Deny,
}

/// One rule; see
/// [`MappingRule`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_MappingRule.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingRule {
    /// The claim of the token.
    pub claim: String,
    /// How it compares.
    pub match_type: MatchType,
    /// With what.
    pub value: String,
    /// The role.
    pub role_arn: String,
}

/// How a claim compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum MatchType {
    /// The same text.
    Equals,
    /// Somewhere in it.
    Contains,
    /// At its beginning.
    StartsWith,
    /// Another text.
    NotEqual,
}

/// What becomes a principal tag; see
/// [`SetPrincipalTagAttributeMap`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetPrincipalTagAttributeMap.html).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalTagMap {
    /// `client` from `aud`, and `username` from `sub`.
    // Assumed: false where there is no setting.
    #[serde(default)]
    pub use_defaults: bool,
    /// Claims by tag.
    #[serde(default)]
    pub principal_tags: BTreeMap<String, String>,
}
