//! The emulator's configuration: pools, their app clients and their first users.
//!
//! The names and the meaning of the settings are those of Cognito's own API
//! ([`CreateUserPool`], [`CreateUserPoolClient`]), in snake case. Nothing here is state:
//! what happens to a pool afterwards lives in `state`.
//!
//! [`CreateUserPool`]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
//! [`CreateUserPoolClient`]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html

mod account;
mod bucket;
mod check;
mod check_identity_pool;
mod check_provider;
mod client;
mod error;
mod factors;
mod iam;
mod identity_pool;
mod pool;
mod provider;
mod region;
mod schema;
mod surroundings;
mod table;
mod triggers;
mod user;

pub use account::{
    AccountSettings, EmailConfiguration, IdentitySettings, QuotaCategory, RoleSettings,
    SmsConfiguration,
};
pub use bucket::{ApiSettings, BucketSettings, CorsRule, ObjectSettings};
pub use client::{
    ClientSettings, OauthFlow, RotationFeature, RotationSettings, UserExistenceErrors,
    ValidityUnit, ValidityUnits,
};
pub use error::ConfigError;
pub use factors::{
    DeviceConfiguration, FactorConfiguration, FirstFactor, MfaConfiguration, MfaKind,
    RecoveryMechanism, SignInPolicy, UserVerification, WebAuthnConfiguration,
};
pub use iam::{
    AccessKeySettings, OpenIdProviderSettings, SamlProviderSettings, SocialTokenSettings,
};
pub use identity_pool::{
    AmbiguousRoleResolution, CognitoProviderSettings, IdentityPoolRoles, IdentityPoolSettings,
    MappingRule, MatchType, PrincipalTagMap, RoleMapping, RoleMappingType,
};
pub use pool::{IssuerConfiguration, IssuerType, PasswordPolicy, PoolSettings, TokenSignatures};
pub use provider::{ProviderDetails, ProviderSettings, ProviderType, RequestMethod};
pub use schema::{
    AdvancedSecurityMode, AttributeDataType, AttributeUpdateSettings, GroupSettings,
    SchemaAttribute,
};
pub use surroundings::{
    PoolReplica, PositionalConstraint, UserPoolTier, WebAcl, WebAclAction, WebAclRule,
};
pub use table::TableSettings;
pub(crate) use table::check as check_table;
pub use triggers::{CustomAuth, CustomRound, PreSignUp, Trigger, TriggerError, TriggerErrorKind};
pub use user::{UserMfaSettings, UserSettings, UserStatus};

use serde::Deserialize;

/// The pools of one emulator.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The user pools, each under `[[pool]]`.
    #[serde(rename = "pool")]
    pub pools: Vec<PoolSettings>,
    /// What the AWS account has around them, under `[account]`.
    // The emulator's own.
    #[serde(default)]
    pub account: AccountSettings,
    /// The identity pools, each under `[[identity_pool]]`.
    #[serde(default, rename = "identity_pool")]
    pub identity_pools: Vec<IdentityPoolSettings>,
    /// Buckets, each under `[[bucket]]`.
    #[serde(default, rename = "bucket")]
    pub buckets: Vec<BucketSettings>,
    /// Tables of DynamoDB, each under `[[table]]`.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableSettings>,
    /// APIs that echo, each under `[[api]]`.
    #[serde(default, rename = "api")]
    pub apis: Vec<ApiSettings>,
}

impl Config {
    /// Reads a configuration in TOML.
    ///
    /// # Errors
    /// [`ConfigError::Syntax`] for text that is not TOML or has a setting that does not exist.
    /// Values are checked later, by [`Emulator::new`](crate::Emulator::new).
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError::Syntax(error.to_string()))
    }

    /// The text of the configuration that [`Config::development`] gives, comments and all.
    pub const DEVELOPMENT: &str = include_str!("../../default.toml");

    /// Two pools with clients for every way to sign in, and a few users with known passwords.
    #[must_use]
    pub fn development() -> Self {
        // The text is a constant, and a test parses it: without one it stays an empty emulator.
        Self::from_toml(Self::DEVELOPMENT).unwrap_or_default()
    }

    /// Looks at every value, before anything is built from it.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        check::config(self)
    }
}
