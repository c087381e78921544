//! The emulator's configuration: pools, their app clients and their initial users.
//!
//! The settings have the names and meanings of Cognito's API ([`CreateUserPool`], [`CreateUserPoolClient`]), in snake case.
//! State that changes later is in `state`.
//!
//! [`CreateUserPool`]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
//! [`CreateUserPoolClient`]: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html

mod account;
mod bucket;
mod check;
mod check_identity_pool;
mod check_provider;
mod client;
mod environment;
mod error;
mod factors;
mod iam;
mod identity_pool;
mod pool;
mod provider;
mod region;
mod schema;
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
pub use environment::{
    PoolReplica, PositionalConstraint, UserPoolTier, WebAcl, WebAclAction, WebAclRule,
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
pub use table::TableSettings;
pub(crate) use table::check as check_table;
pub use triggers::{CustomAuth, CustomRound, PreSignUp, Trigger, TriggerError, TriggerErrorKind};
pub use user::{UserMfaSettings, UserSettings, UserStatus};

use serde::Deserialize;

/// The configuration of an emulator.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The user pools, each under `[[pool]]`.
    #[serde(rename = "pool")]
    pub pools: Vec<PoolSettings>,
    /// The AWS account, under `[account]`.
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
    /// Echo APIs, each under `[[api]]`.
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

    /// The TOML text of [`Config::development`].
    pub const DEVELOPMENT: &str = include_str!("../../default.toml");

    /// Two pools with clients for every kind of sign-in, and a few users with known passwords.
    #[must_use]
    pub fn development() -> Self {
        // The text is a constant that a test parses, so the default is never used.
        Self::from_toml(Self::DEVELOPMENT).unwrap_or_default()
    }

    /// Checks every value.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        check::config(self)
    }
}
