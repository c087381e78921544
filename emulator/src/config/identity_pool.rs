//! Settings of identity pools.
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
    /// The name of the pool.
    #[serde(default)]
    pub name: String,
    /// Whether guests can get an identity.
    // Source: API_CreateIdentityPool ("TRUE if the identity pool supports unauthenticated logins", which is required).
    // Assumed: false where there is no setting.
    #[serde(default)]
    pub allow_unauthenticated_identities: bool,
    /// Whether the classic flow, GetOpenIdToken for STS, is allowed; true unless set.
    #[serde(default)]
    pub allow_classic_flow: Option<bool>,
    /// The provider name of developer-authenticated identities.
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
    /// The roles of authenticated identities and of guests.
    // Assumed: none where there is no setting, as in a pool that SetIdentityPoolRoles was never called for.
    #[serde(default)]
    pub roles: IdentityPoolRoles,
    /// How roles are chosen, by provider. A user pool with an app client is
    /// `cognito-idp.<region>.amazonaws.com/<pool id>:<client id>`.
    #[serde(default)]
    pub role_mappings: BTreeMap<String, RoleMapping>,
    /// The claims that become principal tags, by provider.
    #[serde(default)]
    pub principal_tags: BTreeMap<String, PrincipalTagMap>,
}

impl IdentityPoolSettings {
    /// The Region: the id up to its colon.
    #[must_use]
    pub fn region(&self) -> &str {
        self.id.split_once(':').map_or("", |(region, _)| region)
    }

    /// Whether the classic flow is allowed.
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
    /// Whether tokens of users who have signed out globally or were deleted are refused.
    // Source: API_CognitoIdentityProvider. Assumed: false where there is no setting.
    #[serde(default)]
    pub server_side_token_check: bool,
}

/// The two roles of an identity pool.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPoolRoles {
    /// The role of authenticated identities.
    #[serde(default)]
    pub authenticated: Option<String>,
    /// The role of guests.
    #[serde(default)]
    pub unauthenticated: Option<String>,
}

/// How roles are chosen; see
/// [`RoleMapping`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_RoleMapping.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleMapping {
    /// The kind of mapping.
    #[serde(rename = "type")]
    pub kind: RoleMappingType,
    /// The resolution if the mapping gives no role or several.
    pub ambiguous_role_resolution: AmbiguousRoleResolution,
    /// The rules of `Rules`, in order.
    #[serde(default)]
    pub rules: Vec<MappingRule>,
}

/// How a role is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RoleMappingType {
    /// By `cognito:preferred_role` and `cognito:roles`.
    Token,
    /// By claims.
    Rules,
}

/// The resolution if there is no unambiguous role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum AmbiguousRoleResolution {
    /// The pool's role of authenticated identities.
    AuthenticatedRole,
    /// The request is refused.
    Deny,
}

/// One rule; see
/// [`MappingRule`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_MappingRule.html).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingRule {
    /// The name of the claim.
    pub claim: String,
    /// The comparison.
    pub match_type: MatchType,
    /// The value that it is compared with.
    pub value: String,
    /// The ARN of the role.
    pub role_arn: String,
}

/// The comparison of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum MatchType {
    /// Equal.
    Equals,
    /// Contains the value.
    Contains,
    /// Begins with the value.
    StartsWith,
    /// Not equal.
    NotEqual,
}

/// The claims that become principal tags; see
/// [`SetPrincipalTagAttributeMap`](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_SetPrincipalTagAttributeMap.html).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalTagMap {
    /// Whether the default mapping applies: `client` from `aud`, and `username` from `sub`.
    // Assumed: false where there is no setting.
    #[serde(default)]
    pub use_defaults: bool,
    /// Claims by tag.
    #[serde(default)]
    pub principal_tags: BTreeMap<String, String>,
}
