//! Checks of the configuration.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>

use std::collections::BTreeSet;

use super::check_identity_pool::identity_pools;
use super::check_provider::providers;
use super::region::is_region;
use super::{
    ClientSettings, Config, ConfigError, MfaConfiguration, PoolReplica, PoolSettings,
    RecoveryMechanism, RotationFeature,
};
use crate::crypto::totp;

const AUTH_FLOWS: [&str; 8] = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
];

pub(super) fn config(config: &Config) -> Result<(), ConfigError> {
    if config.pools.is_empty() {
        return Err(ConfigError::NoPool);
    }
    unique("the pool", config.pools.iter().map(|pool| &pool.id))?;
    let clients = config.pools.iter().flat_map(|pool| &pool.clients);
    unique("the client", clients.map(|client| &client.id))?;
    config.pools.iter().try_for_each(pool)?;
    let ids = config.identity_pools.iter().map(|pool| &pool.id);
    unique("the identity pool", ids)?;
    unique(
        "the bucket",
        config.buckets.iter().map(|bucket| &bucket.name),
    )?;
    let tables = config.tables.iter();
    let tables: Vec<_> = tables
        .map(|it| format!("{} of {}", it.name, it.region))
        .collect();
    unique("the table", tables.iter())?;
    for table in &config.tables {
        super::check_table(table).map_err(|(setting, problem)| {
            ConfigError::value(&format!("the table \"{}\"", table.name), setting, problem)
        })?;
    }
    identity_pools(config)
}

fn pool(pool: &PoolSettings) -> Result<(), ConfigError> {
    let owner = format!("the pool \"{}\"", pool.id);
    let bad = |setting, problem: &str| Err(ConfigError::value(&owner, setting, problem));
    if !is_pool_id(&pool.id) {
        return bad(
            "id",
            "it must look like \"eu-west-1_Example\": a region, an underscore, letters and digits",
        );
    }
    if !pool.username_attributes.is_empty() && !pool.alias_attributes.is_empty() {
        return bad(
            "alias_attributes",
            "a pool has either these or username_attributes",
        );
    }
    if let Some(name) = foreign(&pool.username_attributes, &["email", "phone_number"]) {
        return bad(
            "username_attributes",
            &format!("\"{name}\" is neither email nor phone_number"),
        );
    }
    if let Some(name) = foreign(&pool.auto_verified_attributes, &["email", "phone_number"]) {
        return bad(
            "auto_verified_attributes",
            &format!("\"{name}\" is neither email nor phone_number"),
        );
    }
    let aliases = ["email", "phone_number", "preferred_username"];
    if let Some(name) = foreign(&pool.alias_attributes, &aliases) {
        return bad(
            "alias_attributes",
            &format!("\"{name}\" is none of {}", aliases.join(", ")),
        );
    }
    if let Some(name) = pool
        .custom_attributes
        .iter()
        .find(|name| !name.starts_with("custom:"))
    {
        return bad(
            "custom_attributes",
            &format!("\"{name}\" must start with custom:"),
        );
    }
    if let Some(region) = &pool.replica_region {
        if pool.replica == PoolReplica::Primary {
            return bad(
                "replica_region",
                "a primary pool is in the Region of its id",
            );
        }
        if !is_region(region) {
            return bad("replica_region", "it must look like \"eu-central-1\"");
        }
    }
    // "You cannot use `admin_only` with any other account recovery mechanism":
    // https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    let recovery = &pool.account_recovery_setting;
    if recovery.len() > 1 && recovery.contains(&RecoveryMechanism::AdminOnly) {
        return bad(
            "account_recovery_setting",
            "admin_only stands alone or not at all",
        );
    }
    let policy = &pool.password_policy;
    if !(6..=99).contains(&policy.minimum_length) {
        return bad("password_policy.minimum_length", "it must be from 6 to 99");
    }
    if policy.password_history_size > 24 {
        return bad(
            "password_policy.password_history_size",
            "it must be from 0 to 24",
        );
    }
    if !(1..=365).contains(&policy.temporary_password_validity_days) {
        return bad(
            "password_policy.temporary_password_validity_days",
            "it must be from 1 to 365",
        );
    }
    for user in &pool.users {
        if user.username.is_empty() || user.username.chars().count() > 128 {
            return bad("user.username", "it must have from 1 to 128 characters");
        }
        if let Some(group) = user.groups.iter().find(|group| !has_group(pool, group)) {
            return bad("user.groups", &format!("the pool has no group \"{group}\""));
        }
        let secret = user.mfa.software_token_secret.as_deref();
        let is_secret = |text: &str| totp::from_base32(text).is_some_and(|it| it.len() >= 16);
        if secret.is_some_and(|text| !is_secret(text)) {
            return bad(
                "user.mfa.software_token_secret",
                "it must be base32 of 128 bits or more",
            );
        }
        if user.password.is_empty() && !pool.sign_in_policy.is_passwordless() {
            return bad(
                "user.password",
                "people of this pool cannot sign in without one",
            );
        }
    }
    factors(pool)?;
    unique("the provider", pool.providers.iter().map(|it| &it.name))?;
    let identifiers = pool.providers.iter().flat_map(|it| &it.idp_identifiers);
    unique("the idp identifier", identifiers)?;
    providers(pool)?;
    unique("the user", pool.users.iter().map(|user| &user.username))?;
    pool.clients.iter().try_for_each(client)
}

fn factors(pool: &PoolSettings) -> Result<(), ConfigError> {
    let owner = format!("the pool \"{}\"", pool.id);
    let bad = |setting, problem: &str| Err(ConfigError::value(&owner, setting, problem));
    if pool.mfa_configuration != MfaConfiguration::Off && pool.enabled_mfas.is_empty() {
        return bad("enabled_mfas", "there must be one for mfa_configuration");
    }
    if pool.sign_in_policy.allowed_first_auth_factors.is_empty() {
        return bad("sign_in_policy", "it must allow a factor");
    }
    let before = &pool
        .user_attribute_update_settings
        .attributes_require_verification_before_update;
    if let Some(name) = foreign(before, &["email", "phone_number"]) {
        return bad(
            "user_attribute_update_settings",
            &format!("\"{name}\" is neither email nor phone_number"),
        );
    }
    if pool.custom_auth.as_ref().is_some_and(|it| it.tries == 0) {
        return bad("custom_auth.tries", "it must be at least 1");
    }
    Ok(())
}

fn has_group(pool: &PoolSettings, name: &String) -> bool {
    pool.groups.contains(name) || pool.group_settings.iter().any(|group| group.name == *name)
}

fn client(client: &ClientSettings) -> Result<(), ConfigError> {
    let owner = format!("the client \"{}\"", client.id);
    let bad = |setting, problem: &str| Err(ConfigError::value(&owner, setting, problem));
    let id_fits = client
        .id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '+');
    if client.id.is_empty() || client.id.len() > 128 || !id_fits {
        return bad(
            "id",
            "it must have from 1 to 128 letters and digits; Cognito's have 26 in lower case",
        );
    }
    if let Some(secret) = &client.secret
        && !(24..=64).contains(&secret.len())
    {
        return bad("secret", "it must have from 24 to 64 characters");
    }
    if let Some(flow) = foreign(&client.explicit_auth_flows, &AUTH_FLOWS) {
        return bad(
            "explicit_auth_flows",
            &format!("\"{flow}\" is none of {}", AUTH_FLOWS.join(", ")),
        );
    }
    let rotates = client.refresh_token_rotation.feature == RotationFeature::Enabled;
    if rotates && client.allows_flow("REFRESH_TOKEN_AUTH") {
        return bad(
            "explicit_auth_flows",
            "ALLOW_REFRESH_TOKEN_AUTH does not go with refresh_token_rotation; clients then call GetTokensFromRefreshToken",
        );
    }
    if client.refresh_token_rotation.retry_grace_period_seconds > 60 {
        return bad(
            "refresh_token_rotation.retry_grace_period_seconds",
            "it must be from 0 to 60",
        );
    }
    if !(3..=15).contains(&client.auth_session_validity) {
        return bad("auth_session_validity", "it must be from 3 to 15 minutes");
    }
    let short = 300..=86_400;
    if !short.contains(&client.access_token_lifetime().as_secs()) {
        return bad(
            "access_token_validity",
            "it must be from 5 minutes to one day",
        );
    }
    if !short.contains(&client.id_token_lifetime().as_secs()) {
        return bad("id_token_validity", "it must be from 5 minutes to one day");
    }
    if !(3600..=315_360_000).contains(&client.refresh_token_lifetime().as_secs()) {
        return bad(
            "refresh_token_validity",
            "it must be from one hour to ten years",
        );
    }
    let urls = client.callback_urls.iter().chain(&client.logout_urls);
    if let Some(url) = urls
        .clone()
        .find(|url| !url.contains("://") || url.contains('#'))
    {
        return bad(
            "callback_urls or logout_urls",
            &format!("\"{url}\" is not an absolute URL without a fragment"),
        );
    }
    Ok(())
}

fn is_pool_id(id: &str) -> bool {
    let Some((region, name)) = id.split_once('_') else {
        return false;
    };
    let region_fits = region
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-');
    let name_fits = name.chars().all(|c| c.is_ascii_alphanumeric());
    !region.is_empty() && !name.is_empty() && id.len() <= 55 && region_fits && name_fits
}

fn foreign<'a>(names: &'a [String], known: &[&str]) -> Option<&'a str> {
    names
        .iter()
        .map(String::as_str)
        .find(|name| !known.contains(name))
}

fn unique<'a>(
    what: &'static str,
    ids: impl Iterator<Item = &'a String>,
) -> Result<(), ConfigError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ConfigError::Duplicate {
                what,
                id: id.clone(),
            });
        }
    }
    Ok(())
}
