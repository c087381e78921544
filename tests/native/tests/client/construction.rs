//! An invalid configuration is an error when the client is created, and the error names the setting.

use vestibule::{Client, ClientConfig, Error, ErrorKind};
use vestibule_native_tests::{APP, Stage};

#[track_caller]
fn refused(config: ClientConfig, setting: &str) {
    let stage = Stage::new();
    let platform = stage.world.tab(APP).platform();
    check(Client::with_platform(config, platform).map(drop), setting);
}

#[track_caller]
fn check(result: Result<(), Error>, setting: &str) {
    let error = result.expect_err("it cannot work");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().starts_with(setting), "{error}");
    assert!(!error.help().is_empty() && !error.is_retryable());
}

fn base() -> ClientConfig {
    ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789")
}

#[test]
fn pool_ids_regions_and_client_ids_are_checked() {
    for id in [
        "",
        "AbCdEfGhI",
        "eu-west-1",
        "eu-west-1_",
        "europe_AbC",
        "eu-west-1_A-B",
        "мир",
    ] {
        refused(ClientConfig::new(id, "1example23456789"), "user_pool_id");
    }
    for id in ["", "a b", "a/b", "é"] {
        refused(ClientConfig::new("eu-west-1_AbC", id), "client_id");
    }
}

#[test]
fn domains_and_redirect_uris_are_checked() {
    for domain in [
        "",
        "prefix",
        "http://auth.example.com",
        "auth.example.com/login",
        "a b.example",
    ] {
        refused(base().domain(domain), "domain");
    }
    for uri in [
        "",
        "/callback",
        "http://example.com/",
        "https://example.com/#x",
        "https://",
    ] {
        refused(base().redirect_uri(uri), "redirect_uri");
        refused(base().logout_uri(uri), "logout_uri");
    }
    refused(base().endpoint("ftp://example.com"), "endpoint");
    refused(base().scopes(["openid email"]), "scopes");
    refused(base().scopes(["email"]), "scopes");
}

#[test]
fn a_client_secret_is_refused() {
    let outputs = r#"{ "version": "1", "auth": {
        "user_pool_id": "eu-west-1_AbCdEfGhI",
        "user_pool_client_id": "1example23456789",
        "user_pool_client_secret": "0123456789abcdefghijklmnop",
        "aws_region": "eu-west-1"
    } }"#;
    let error = ClientConfig::from_amplify_outputs(outputs).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().contains("secret"), "{error}");
    assert!(!error.message().contains("0123456789"), "{error}");
    let without = outputs.replace(
        "\"user_pool_client_secret\": \"0123456789abcdefghijklmnop\",",
        "",
    );
    let stage = Stage::new();
    let config = ClientConfig::from_amplify_outputs(&without).unwrap();
    Client::with_platform(config, stage.world.tab(APP).platform()).unwrap();
}

#[test]
fn a_redirect_needs_a_domain_and_a_redirect_uri() {
    let stage = Stage::new();
    let platform = stage.world.tab(APP).platform();
    let bare = Client::with_platform(base(), platform.clone()).unwrap();
    check(
        stage.run(bare.redirect_sign_in(vestibule::Redirect::code())),
        "domain",
    );
    check(stage.run(bare.redirect_sign_out()).map(drop), "domain");
    let config = base().domain("auth.example.com");
    let half = Client::with_platform(config, platform).unwrap();
    check(
        stage.run(half.redirect_sign_in(vestibule::Redirect::code())),
        "redirect_uri",
    );
    check(
        stage.run(half.redirect_sign_out()).map(drop),
        "redirect_uri",
    );
    assert!(stage.run(half.handle_callback()).unwrap().is_none());
}
