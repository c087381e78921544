//! Checks of identity pools, IAM settings and buckets.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html>

use std::collections::BTreeMap;

use super::{
    AccountSettings, Config, ConfigError, IdentityPoolSettings, RoleMapping, RoleMappingType,
    RoleSettings,
};
use crate::iam::Policy;

/// The maximum number of rules for a provider.
// Source: role-based-access-control ("you can create up to 25 rules").
const MAX_RULES: usize = 25;

pub(super) fn identity_pools(config: &Config) -> Result<(), ConfigError> {
    for pool in &config.identity_pools {
        identity_pool(pool, &config.account)?;
    }
    buckets(config)?;
    account(&config.account)
}

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
fn buckets(config: &Config) -> Result<(), ConfigError> {
    for bucket in &config.buckets {
        let owner = format!("the bucket \"{}\"", bucket.name);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        if !(3..=63).contains(&bucket.name.len()) || !bucket.name.chars().all(fits) {
            let problem = "it must have from 3 to 63 lower-case letters, digits, dots and hyphens";
            return Err(ConfigError::value(&owner, "name", problem));
        }
        if !super::region::is_region(&bucket.region) {
            let problem = "it must look like \"eu-central-1\"";
            return Err(ConfigError::value(&owner, "region", problem));
        }
    }
    Ok(())
}

fn identity_pool(
    pool: &IdentityPoolSettings,
    account: &AccountSettings,
) -> Result<(), ConfigError> {
    let owner = format!("the identity pool \"{}\"", pool.id);
    let bad = |setting, problem: &str| Err(ConfigError::value(&owner, setting, problem));
    if !is_identity_pool_id(&pool.id) {
        return bad(
            "id",
            "it must look like \"eu-west-1:01234567-89ab-cdef-0123-456789abcdef\"",
        );
    }
    let arns = account.openid_providers.iter();
    let arns: Vec<String> = arns.map(|it| it.arn(account.id())).collect();
    if let Some(arn) = pool
        .open_id_connect_provider_arns
        .iter()
        .find(|arn| !arns.contains(arn))
    {
        return bad(
            "open_id_connect_provider_arns",
            &format!("the account has no [[account.openid_provider]] \"{arn}\""),
        );
    }
    for (provider, mapping) in &pool.role_mappings {
        if let Some(problem) = problem_of_mapping(mapping) {
            return bad("role_mappings", &format!("{provider}: {problem}"));
        }
    }
    Ok(())
}

// Source: API_RoleMapping ("If you specify Rules as the role mapping type, RulesConfiguration is required"),
// role-based-access-control.
fn problem_of_mapping(mapping: &RoleMapping) -> Option<&'static str> {
    match (mapping.kind, mapping.rules.len()) {
        (RoleMappingType::Token, 0) => None,
        (RoleMappingType::Token, _) => Some("rules are for the type Rules"),
        (RoleMappingType::Rules, 0) => Some("the type Rules needs rules"),
        (RoleMappingType::Rules, count) if count > MAX_RULES => {
            Some("there are more than 25 rules")
        }
        (RoleMappingType::Rules, _) => None,
    }
}

fn account(account: &AccountSettings) -> Result<(), ConfigError> {
    let is_id = account.id().len() == 12 && account.id().bytes().all(|it| it.is_ascii_digit());
    if !is_id {
        return Err(ConfigError::value(
            "the account",
            "id",
            "it must have 12 digits",
        ));
    }
    account.roles.iter().try_for_each(role)?;
    for key in &account.access_keys {
        policies(&format!("the access key \"{}\"", key.id), &key.policies)?;
    }
    for provider in &account.saml_providers {
        let owner = format!("the SAML provider \"{}\"", provider.arn);
        if !provider.metadata.contains("EntityDescriptor") {
            let problem = "it must be a provider's metadata, the document itself";
            return Err(ConfigError::value(&owner, "metadata", problem));
        }
    }
    for provider in &account.openid_providers {
        let owner = format!("the OpenID provider \"{}\"", provider.url);
        if !provider.url.starts_with("https://") {
            return Err(ConfigError::value(
                &owner,
                "url",
                "it must begin with https://",
            ));
        }
        let keys = provider.jwks.as_deref();
        let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
        if keys.is_some_and(|text| !is_json(text)) {
            return Err(ConfigError::value(
                &owner,
                "jwks",
                "it must be a set of keys in JSON",
            ));
        }
    }
    Ok(())
}

fn role(role: &RoleSettings) -> Result<(), ConfigError> {
    let owner = format!("the role \"{}\"", role.arn);
    if let Some(text) = &role.trust_policy {
        let parsed = Policy::parse(text);
        let policy = parsed.map_err(|it| ConfigError::value(&owner, "trust_policy", it))?;
        if !policy.names_principals() {
            let problem = "each Statement needs a Principal";
            return Err(ConfigError::value(&owner, "trust_policy", problem));
        }
    }
    // Source: API_CreateRole (`MaxSessionDuration`).
    if !(3600..=43_200).contains(&role.max_session_duration()) {
        let problem = "it must be from 3600 to 43200 seconds";
        return Err(ConfigError::value(&owner, "max_session_duration", problem));
    }
    policies(&owner, &role.policies)
}

fn policies(owner: &str, all: &BTreeMap<String, String>) -> Result<(), ConfigError> {
    for (name, text) in all {
        let parsed = Policy::parse(text);
        parsed.map_err(|it| ConfigError::value(owner, "policies", format!("{name}: {it}")))?;
    }
    Ok(())
}

/// `eu-west-1:` and a UUID.
fn is_identity_pool_id(id: &str) -> bool {
    let Some((region, uuid)) = id.split_once(':') else {
        return false;
    };
    let lengths = uuid.split('-').map(str::len);
    let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    super::region::is_region(region) && lengths.eq([8, 4, 4, 4, 12]) && uuid.chars().all(is_hex)
}
