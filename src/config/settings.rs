//! The validated settings of a client.

use std::time::Duration;

use super::checks::{
    check_client_id, check_domain, check_limits, check_origin, check_pool_id, check_redirect,
    check_scopes, choose_nearest, with_scheme, without_trailing_slash,
};
use super::{ClientConfig, CustomStore, Extras, Renewal, SignOutAfter, Storage};
use crate::error::Error;
use crate::protocol::region;
use crate::protocol::text::{cut, split};

const DEFAULT_SCOPES: &str = "openid email phone";

/// A validated configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The pool's id, `<region>_<name>`.
    pub user_pool_id: String,
    /// The app client's id.
    pub client_id: String,
    /// The AWS Region in which the pool was created, from its id. The endpoint may be in another Region, that of the
    /// pool's replica.
    pub region: String,
    /// The origin of the hosted UI, without a trailing slash.
    pub domain: Option<String>,
    /// The redirect URI of the hosted UI.
    pub redirect_uri: Option<String>,
    /// The redirect URI of the hosted UI's logout.
    pub logout_uri: Option<String>,
    /// The scopes of a sign-in by redirect.
    pub scopes: Vec<String>,
    /// The provider of IdP-initiated sign-ins.
    pub idp_initiated: Option<String>,
    /// The address of Cognito's API, without a trailing slash.
    pub endpoint: String,
    /// The address of the API in the Region of the pool's replica, without a trailing slash.
    pub fallback_endpoint: Option<String>,
    /// The accepted issuers of tokens: all that the pool can have, or the one in the configuration.
    pub issuers: Vec<String>,
    /// The identity pool that issues AWS credentials to the app's users.
    #[cfg(feature = "aws")]
    pub identity_pool: Option<super::IdentityPool>,
    /// Where records are stored, and how they are synchronized.
    #[cfg(feature = "records")]
    pub(crate) records: Option<super::RecordsConfig>,
    /// Where the session is stored.
    pub storage: Storage,
    pub(crate) custom_store: Option<CustomStore>,
    /// When the session's tokens are renewed.
    pub renewal: Renewal,
    /// The timeout of one request.
    pub timeout: Duration,
    /// The timeouts of a session.
    pub sign_out_after: SignOutAfter,
    pub(crate) extras: Extras,
    /// Whether a sign-out ends the session of the hosted pages.
    #[cfg(feature = "redirect")]
    pub hosted_sign_out: super::HostedSignOut,
    /// Whether sessions of other libraries are imported.
    #[cfg(feature = "migrate")]
    pub migration: super::Migration,
    /// Whether several accounts can be signed in at the same time.
    #[cfg(feature = "accounts")]
    pub accounts: bool,
    /// Whether the session is shared with another library on the same origin.
    #[cfg(feature = "migrate")]
    pub side_by_side: bool,
}

impl Settings {
    /// The part of the pool's id after the underscore, which SRP calls the pool's name.
    #[cfg(any(feature = "srp", test))]
    pub(crate) fn pool_name(&self) -> &str {
        cut(&self.user_pool_id, b'_').1.unwrap_or_default()
    }

    pub(super) fn check(mut config: ClientConfig, page: &str) -> Result<Box<Self>, Error> {
        check_pool_id(&config.user_pool_id)?;
        check_client_id(&config.client_id)?;
        if let Some(url) = &config.endpoint {
            check_origin("endpoint", url)?;
        }
        if let Some(url) = &config.fallback_endpoint {
            check_origin("fallback_endpoint", url)?;
        }
        if let Some(domain) = &config.domain {
            check_domain(domain)?;
        }
        for uri in &config.redirect_uris {
            check_redirect("redirect_uri", uri)?;
        }
        for uri in &config.logout_uris {
            check_redirect("logout_uri", uri)?;
        }
        check_scopes(&config.scopes)?;
        check_limits(config.sign_out_after)?;
        #[cfg(feature = "aws")]
        if let Some(pool) = &config.identity_pool {
            pool.check()?;
        }
        #[cfg(feature = "records")]
        config.check_records()?;
        if config.idp_initiated.as_deref() == Some("") {
            return Err(Error::configuration(
                "idp_initiated",
                "give the name of an identity provider of the pool",
            ));
        }
        super::custom_store::check(&config)?;
        choose_nearest(&mut config.redirect_uris, page);
        choose_nearest(&mut config.logout_uris, page);
        Ok(Settings::from_valid(config))
    }

    /// Converts a configuration that has passed the checks. Of several redirect URIs it takes the first.
    pub(super) fn from_valid(config: ClientConfig) -> Box<Self> {
        let region = cut(&config.user_pool_id, b'_').0;
        let endpoint = match &config.endpoint {
            Some(url) => without_trailing_slash(url).to_owned(),
            None => region::endpoint(region),
        };
        let fallback_endpoint = config
            .fallback_endpoint
            .map(|url| without_trailing_slash(&url).to_owned());
        let issuers = match config.issuer {
            Some(issuer) => vec![issuer],
            None => {
                let endpoints = [Some(&endpoint), fallback_endpoint.as_ref()];
                let regions = endpoints.into_iter().flatten();
                let regions = regions.filter_map(|url| region::region_of(url));
                region::issuers(&config.user_pool_id, regions.filter(|it| *it != region))
            }
        };
        let mut scopes = config.scopes;
        if scopes.is_empty() {
            scopes.extend(split(DEFAULT_SCOPES, b' ').map(str::to_owned));
        }
        Box::new(Settings {
            region: region.to_owned(),
            endpoint,
            fallback_endpoint,
            issuers,
            domain: config
                .domain
                .map(|domain| without_trailing_slash(&with_scheme(&domain)).to_owned()),
            redirect_uri: config.redirect_uris.into_iter().next(),
            logout_uri: config.logout_uris.into_iter().next(),
            scopes,
            idp_initiated: config.idp_initiated,
            user_pool_id: config.user_pool_id,
            client_id: config.client_id,
            #[cfg(feature = "aws")]
            identity_pool: config.identity_pool,
            #[cfg(feature = "records")]
            records: config.records,
            storage: config.storage,
            custom_store: config.custom_store,
            renewal: config.renewal,
            timeout: config.timeout,
            sign_out_after: config.sign_out_after,
            extras: config.extras,
            #[cfg(feature = "redirect")]
            hosted_sign_out: config.hosted_sign_out,
            #[cfg(feature = "migrate")]
            migration: match config.storage {
                Storage::Memory | Storage::SharedMemory => super::Migration::Off,
                _ => config.migration,
            },
            #[cfg(feature = "accounts")]
            accounts: config.accounts,
            #[cfg(feature = "migrate")]
            side_by_side: config.side_by_side,
        })
    }
}

#[cfg(test)]
mod tests;
