//! Checks of identity providers.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html>

use super::{ConfigError, PoolSettings, ProviderSettings, ProviderType};

/// Checks a pool's providers, and its clients' references to them.
pub(super) fn providers(pool: &PoolSettings) -> Result<(), ConfigError> {
    pool.providers.iter().try_for_each(provider)?;
    for client in &pool.clients {
        let is_known = |name: &String| {
            name == "COGNITO" || pool.providers.iter().any(|provider| provider.name == *name)
        };
        if let Some(name) = client
            .supported_identity_providers
            .iter()
            .find(|name| !is_known(name))
        {
            return Err(ConfigError::value(
                &format!("the client \"{}\"", client.id),
                "supported_identity_providers",
                format!("the pool has no provider \"{name}\""),
            ));
        }
    }
    Ok(())
}

fn provider(provider: &ProviderSettings) -> Result<(), ConfigError> {
    let owner = format!("the provider \"{}\"", provider.name);
    let bad = |setting, problem: &str| Err(ConfigError::value(&owner, setting, problem));
    let fits = |c: char| !c.is_control() && !c.is_whitespace() && c != '_';
    if !(1..=32).contains(&provider.name.chars().count()) || !provider.name.chars().all(fits) {
        return bad(
            "name",
            "it must have from 1 to 32 characters, without spaces and underscores",
        );
    }
    let kind = provider.provider_type;
    if provider.name == "COGNITO" || (kind.is_social() && provider.name != kind.as_str()) {
        return bad("name", "a social provider has the name of its type");
    }
    match kind {
        ProviderType::Saml => saml(provider, &owner),
        _ => oidc(provider, &owner),
    }
}

fn oidc(provider: &ProviderSettings, owner: &str) -> Result<(), ConfigError> {
    let details = &provider.details;
    let bad = |setting, problem: &str| Err(ConfigError::value(owner, setting, problem));
    if details.client_id.as_deref().unwrap_or_default().is_empty() {
        return bad("details.client_id", "it must be there");
    }
    let scopes = details.authorize_scopes.as_deref().unwrap_or_default();
    if !scopes.split(' ').any(|scope| scope == "openid") {
        return bad("details.authorize_scopes", "openid must be among them");
    }
    if !is_web(details.oidc_issuer.as_deref()) {
        return bad("details.oidc_issuer", "it must be an http or https URL");
    }
    let urls = [
        ("details.authorize_url", &details.authorize_url),
        ("details.token_url", &details.token_url),
        ("details.attributes_url", &details.attributes_url),
        ("details.jwks_uri", &details.jwks_uri),
    ];
    for (setting, url) in urls {
        if url.is_some() && !is_address(url.as_deref()) {
            return bad(
                setting,
                "it must be an http or https URL, or a path of the emulator's",
            );
        }
    }
    Ok(())
}

fn saml(provider: &ProviderSettings, owner: &str) -> Result<(), ConfigError> {
    let details = &provider.details;
    let by_hand = [&details.entity_id, &details.sso_url, &details.certificate];
    let given = [
        details.metadata_file.is_some(),
        details.metadata_url.is_some(),
        by_hand.iter().all(|it| it.is_some()),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        return Err(ConfigError::value(
            owner,
            "details",
            "there must be one of: metadata_file; metadata_url; entity_id, sso_url and certificate",
        ));
    }
    let urls = [
        ("details.metadata_url", &details.metadata_url),
        ("details.sso_url", &details.sso_url),
    ];
    for (setting, url) in urls {
        if url.is_some() && !is_web(url.as_deref()) {
            return Err(ConfigError::value(
                owner,
                setting,
                "it must be an http or https URL",
            ));
        }
    }
    Ok(())
}

fn is_web(url: Option<&str>) -> bool {
    url.is_some_and(|url| {
        ["http://", "https://"].iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|host| !host.is_empty())
        })
    })
}

fn is_address(url: Option<&str>) -> bool {
    is_web(url) || url.is_some_and(|url| url.starts_with('/') && !url.starts_with("//"))
}
