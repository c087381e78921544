//! The settings of a client: what a configuration comes to once it is checked.

use std::time::Duration;

use super::checks::{
    bare, check_client_id, check_domain, check_limits, check_origin, check_pool_id, check_redirect,
    check_scopes, choose_nearest, whole,
};
use super::{ClientConfig, Extras, OwnStore, Renewal, SignOutAfter, Storage};
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
    pub(crate) own: Option<OwnStore>,
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
        super::own::check(&config)?;
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
            own: config.own,
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
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn check(config: ClientConfig) -> Result<Box<Settings>, Error> {
        Settings::check(config, "http://localhost:8080/x?y#z")
    }

    fn base() -> ClientConfig {
        ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789")
    }

    #[track_caller]
    fn refused(config: ClientConfig, setting: &str) {
        let error = check(config).expect_err("it should be refused");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().starts_with(setting), "{error}");
        assert!(!error.help().is_empty());
    }

    #[test]
    fn a_pool_alone_is_enough() {
        let settings = check(base()).unwrap();
        assert_eq!(settings.region, "eu-west-1");
        assert_eq!(settings.pool_name(), "AbCdEfGhI");
        assert_eq!(
            settings.endpoint,
            "https://cognito-idp.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            settings.issuers,
            [
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            ]
        );
        assert_eq!(settings.scopes.join(" "), DEFAULT_SCOPES);
    }

    #[test]
    fn the_endpoints_region_is_not_the_pools() {
        let pool = "eu-west-1_AbCdEfGhI";
        let replica = "https://cognito-idp.eu-central-1.amazonaws.com";
        let settings = check(base().endpoint([replica, "/"].concat())).unwrap();
        assert_eq!(settings.region, "eu-west-1");
        assert_eq!(settings.endpoint, replica);
        assert_eq!(settings.issuers.len(), 3);
        assert_eq!(settings.issuers[2], [replica, "/", pool].concat());
        // Neither the pool's own Region nor a local Cognito adds an issuer.
        for endpoint in [
            "https://cognito-idp.eu-west-1.amazonaws.com",
            "http://127.0.0.1:9229",
        ] {
            assert_eq!(check(base().endpoint(endpoint)).unwrap().issuers.len(), 2);
        }
        let settings = check(base().fallback_endpoint([replica, "/"].concat())).unwrap();
        assert_eq!(settings.fallback_endpoint.as_deref(), Some(replica));
        assert_eq!(
            settings.endpoint,
            "https://cognito-idp.eu-west-1.amazonaws.com"
        );
        assert_eq!(settings.issuers[2], [replica, "/", pool].concat());
        let config = base().endpoint(replica).issuer("https://example.com");
        assert_eq!(check(config).unwrap().issuers, ["https://example.com"]);
    }

    #[test]
    fn the_address_is_of_the_regions_partition() {
        let config = ClientConfig::new("eusc-de-east-1_AbC", "abc");
        let settings = check(config).unwrap();
        assert_eq!(
            settings.endpoint,
            "https://cognito-idp.eusc-de-east-1.amazonaws.eu"
        );
    }

    #[test]
    fn malformed_pool_ids_are_refused() {
        for id in [
            "",
            "_",
            "eu-west-1",
            "eu-west-1_",
            "_AbC",
            "eu_west_1_AbC",
            "euwest1_AbC",
            "eu-west_AbC",
            "eu-west-1_Ab C",
            "eu-west-1_Ab-C",
            "EU-WEST-1_AbC",
            "eu-west-1_é",
            "eu--1_AbC",
            "https://eu-west-1_AbC",
        ] {
            refused(ClientConfig::new(id, "abc"), "user_pool_id");
        }
        for id in [
            "us-gov-west-1_AbC",
            "ap-southeast-2_9",
            "us-east-1_AbCdEfGhI",
        ] {
            assert!(check(ClientConfig::new(id, "abc")).is_ok(), "{id}");
        }
    }

    #[test]
    fn malformed_client_ids_are_refused() {
        for id in ["", " ", "a b", "a/b", "é", &"a".repeat(129)] {
            refused(ClientConfig::new("eu-west-1_AbC", id), "client_id");
        }
    }

    #[test]
    fn domains_are_whole_and_secure() {
        for (given, checked) in [
            ("auth.example.com", "https://auth.example.com"),
            ("https://auth.example.com/", "https://auth.example.com"),
            ("http://localhost:9229", "http://localhost:9229"),
            ("http://127.0.0.1:9229/", "http://127.0.0.1:9229"),
        ] {
            assert_eq!(
                check(base().domain(given)).unwrap().domain.as_deref(),
                Some(checked)
            );
        }
        for domain in [
            "",
            "example",
            "http://auth.example.com",
            "ftp://auth.example.com",
            "auth.example.com/login",
            "auth.example.com?x",
            "a b.example.com",
            "https://",
        ] {
            refused(base().domain(domain), "domain");
        }
    }

    #[test]
    fn redirect_uris_are_what_cognito_allows() {
        for uri in [
            "https://example.com",
            "https://example.com/cb?x=1",
            "http://localhost:8080/",
            "http://127.0.0.1/cb",
            "myapp://callback",
        ] {
            assert!(check(base().redirect_uri(uri)).is_ok(), "{uri}");
        }
        for uri in [
            "",
            "/callback",
            "example.com/cb",
            "http://example.com",
            "https://example.com/#x",
            "https://exa mple.com",
            "https://",
            "javascript:alert(1)",
            "://x",
        ] {
            refused(base().redirect_uri(uri), "redirect_uri");
            refused(base().logout_uri(uri), "logout_uri");
        }
    }

    #[test]
    fn the_redirect_uri_of_the_pages_origin_is_taken() {
        let config = base()
            .redirect_uri("https://example.com/cb")
            .redirect_uri("http://localhost:80801/cb")
            .redirect_uri("http://localhost:8080/cb");
        assert_eq!(
            check(config).unwrap().redirect_uri.unwrap(),
            "http://localhost:8080/cb"
        );
        let config = base()
            .redirect_uri("https://a.example")
            .redirect_uri("https://b.example");
        assert_eq!(
            check(config).unwrap().redirect_uri.unwrap(),
            "https://a.example"
        );
    }

    #[test]
    fn a_store_of_ones_own_has_to_be_given() {
        refused(base().storage(Storage::Own), "storage");
        let store = OwnStore::new(crate::platform::MemoryStore::default());
        let settings = check(base().store(store)).unwrap();
        assert_eq!(settings.storage, Storage::Own);
    }

    #[test]
    fn a_session_ends_by_time_after_a_minute_at_the_least() {
        let limits = |idle, total| base().sign_out_after(SignOutAfter { idle, total });
        let (short, minute) = (Duration::from_millis(59_999), Duration::from_secs(60));
        refused(limits(Some(short), None), "sign_out_after: idle");
        refused(
            limits(Some(minute), Some(Duration::ZERO)),
            "sign_out_after: total",
        );
        let settings = check(limits(Some(minute), Some(minute))).unwrap();
        assert_eq!(settings.sign_out_after.idle, Some(minute));
        assert!(check(limits(None, None)).is_ok());
    }

    #[test]
    fn endpoints_and_scopes_are_checked() {
        refused(base().endpoint("http://cognito.example.com"), "endpoint");
        refused(base().endpoint("127.0.0.1:9229"), "endpoint");
        refused(
            base().fallback_endpoint("eu-central-1"),
            "fallback_endpoint",
        );
        refused(base().scopes(["openid email"]), "scopes");
        refused(base().scopes([""]), "scopes");
        refused(base().scopes(["email"]), "scopes");
        assert!(check(base().endpoint("http://127.0.0.1:9229/")).is_ok());
    }
}
