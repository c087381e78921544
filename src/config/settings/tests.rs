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
fn pool_and_client_suffice() {
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
fn endpoint_region_may_differ_from_the_pools() {
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
fn address_uses_the_partition_of_the_region() {
    let config = ClientConfig::new("eusc-de-east-1_AbC", "abc");
    let settings = check(config).unwrap();
    assert_eq!(
        settings.endpoint,
        "https://cognito-idp.eusc-de-east-1.amazonaws.eu"
    );
}

#[test]
fn rejects_malformed_pool_ids() {
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
fn rejects_malformed_client_ids() {
    for id in ["", " ", "a b", "a/b", "é", &"a".repeat(129)] {
        refused(ClientConfig::new("eu-west-1_AbC", id), "client_id");
    }
}

#[test]
fn domains_are_hosts_or_secure_urls() {
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
fn redirect_uris_follow_cognitos_rules() {
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
fn uses_the_redirect_uri_of_the_pages_origin() {
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
fn custom_storage_requires_a_store() {
    refused(base().storage(Storage::Custom), "storage");
    let store = CustomStore::new(crate::platform::MemoryStore::default());
    let settings = check(base().store(store)).unwrap();
    assert_eq!(settings.storage, Storage::Custom);
}

#[test]
fn time_limits_are_at_least_a_minute() {
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
fn rejects_malformed_endpoints_and_scopes() {
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
