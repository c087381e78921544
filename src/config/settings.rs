//! The settings of a client: what a configuration comes to once it is checked.

use std::time::Duration;

use super::checks::{
    bare, check_client_id, check_domain, check_limits, check_origin, check_pool_id, check_redirect,
    check_scopes, choose_nearest, whole,
};
use super::{ClientConfig, CustomStore, Extras, Renewal, SignOutAfter, Storage};
use crate::error::Error;
use crate::protocol::region;
use crate::protocol::text::{cut, split};

const DEFAULT_SCOPES: &str = "openid email phone";

/// A checked configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The pool's id, `<region>_<name>`.
    pub user_pool_id: String,
    /// The app client's id.
    pub client_id: String,
    /// The AWS Region that the pool was created in, as its id says. The endpoint can be another
    /// Region's, that of the pool's replica.
    pub region: String,
    /// The origin of the hosted UI, without a slash at its end.
    pub domain: Option<String>,
    /// Where the hosted UI leads back to.
    pub redirect_uri: Option<String>,
    /// Where the hosted UI's logout leads.
    pub logout_uri: Option<String>,
    /// The scopes that the redirect sign-in asks for.
    pub scopes: Vec<String>,
    /// The provider to which an answer leads on that a provider's portal began.
    pub idp_initiated: Option<String>,
    /// The address of Cognito's API, without a slash at its end.
    pub endpoint: String,
    /// The address of the API of the Region that has the pool's replica, without a slash at its end.
    pub fallback_endpoint: Option<String>,
    /// The issuers of which the tokens must have one: all that can be this pool's, or the one that
    /// the configuration names.
    pub issuers: Vec<String>,
    /// The identity pool whose credentials whoever uses the app gets.
    #[cfg(feature = "aws")]
    pub identity_pool: Option<super::IdentityPool>,
    /// Where records are kept, and how they are synchronised.
    #[cfg(feature = "records")]
    pub(crate) records: Option<super::RecordsConfig>,
    /// Where the session rests.
    pub storage: Storage,
    pub(crate) custom_store: Option<CustomStore>,
    /// When the session's tokens are renewed.
    pub renewal: Renewal,
    /// How long one request may take.
    pub timeout: Duration,
    /// When a session ends by time.
    pub sign_out_after: SignOutAfter,
    pub(crate) extras: Extras,
    /// What a sign-out does about the session of the hosted pages.
    #[cfg(feature = "redirect")]
    pub hosted_sign_out: super::HostedSignOut,
    /// Whether sessions of other libraries are taken over.
    #[cfg(feature = "migrate")]
    pub migration: super::Migration,
    /// Whether several people can be signed in at a time.
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
        Ok(Settings::of(config))
    }

    /// The settings of a configuration that has passed the checks. Of several redirect URIs the first
    /// is taken.
    pub(super) fn of(config: ClientConfig) -> Box<Self> {
        let region = cut(&config.user_pool_id, b'_').0;
        let endpoint = match &config.endpoint {
            Some(url) => bare(url).to_owned(),
            None => region::endpoint(region),
        };
        let fallback_endpoint = config.fallback_endpoint.map(|url| bare(&url).to_owned());
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
            domain: config.domain.map(|domain| bare(&whole(&domain)).to_owned()),
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
