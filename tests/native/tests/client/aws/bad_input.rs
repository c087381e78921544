//! Failures while getting credentials: each is an error that says what to do, and stored credentials are kept.

use serde_json::json;

use super::emulated::{pool, put};
use super::played::{self, POOL_ID, Played};
use super::{GET, HOUR, at_rest, credentials, scene};
use vestibule::protocol::http::HttpRequest;
use vestibule::{Error, ErrorKind, IdentityPool, platform::simulated::Delivery};
use vestibule_emulator::Config;
use vestibule_native_tests::{ADA, BROWSER, Page, Stage, config, sign_in};

fn page(stage: &Stage) -> Page {
    stage.page_of(config(BROWSER).identity_pool(pool()))
}

fn refused(stage: &Stage, page: &Page) -> Error {
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert!(!error.help().is_empty(), "{error:?}");
    error
}

/// A signed-in user, and an identity pool with these settings.
fn refused_by(change: impl FnOnce(&mut Config)) -> Error {
    let stage = Stage::with(change);
    let page = page(&stage);
    sign_in(&stage, &page.client, ADA);
    let error = refused(&stage, &page);
    assert!(stage.run(page.client.session()).is_ok(), "still signed in");
    error
}

#[test]
fn a_globally_signed_out_user_has_to_sign_in_again() {
    let stage = Stage::with(|config| {
        for provider in &mut config.identity_pools[0].cognito_identity_providers {
            provider.server_side_token_check = true;
        }
    });
    let page = page(&stage);
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": ADA.0 }));
    let error = stage.run(page.client.aws().renew()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected, "{error:?}");
    assert!(error.help().contains("sign in again"), "{}", error.help());
    // Only the user pool can end the session; this is not its response. Stored credentials are used until they expire.
    assert!(stage.run(page.client.current()).is_some());
    assert_eq!(credentials(&stage, &page), ours);
}

#[test]
fn an_unknown_user_pool_is_an_error_with_help() {
    let error = refused_by(|config| config.identity_pools[0].cognito_identity_providers.clear());
    assert_eq!(error.kind(), ErrorKind::IdentityPoolConfiguration);
    assert!(error.help().contains("Identity providers"));
}

#[test]
fn missing_and_untrusting_roles_are_errors_with_help() {
    let without_roles = |config: &mut Config| {
        config.identity_pools[0].roles = Default::default();
        config.identity_pools[0].role_mappings.clear();
    };
    let without_trust = |config: &mut Config| {
        for role in &mut config.account.roles {
            role.trust_policy = None;
        }
    };
    for error in [refused_by(without_roles), refused_by(without_trust)] {
        assert_eq!(
            error.kind(),
            ErrorKind::IdentityPoolConfiguration,
            "{error:?}"
        );
        assert!(error.help().contains("sts:AssumeRoleWithWebIdentity"));
    }
}

#[test]
fn a_failing_identity_pool_keeps_the_session() {
    let (stage, page, played) = scene();
    let guest = credentials(&stage, &page);
    let name = "NotAuthorizedException";
    for (name, message, kind) in [
        (
            name,
            "Unauthenticated access is not supported for this identity pool.",
            ErrorKind::GuestsNotAllowed,
        ),
        (
            "ResourceNotFoundException",
            "IdentityPool 'eu-west-1:1' not found.",
            ErrorKind::IdentityPoolConfiguration,
        ),
        (
            name,
            "Token is not from a supported provider of this identity pool.",
            ErrorKind::IdentityPoolConfiguration,
        ),
    ] {
        stage.advance(HOUR);
        played.refuse(GET, name, message);
        assert_eq!(refused(&stage, &page).kind(), kind);
        // Once the identity pool is back, the identity is the same.
        let again = credentials(&stage, &page);
        assert_eq!(again.identity_id(), guest.identity_id(), "{message}");
    }
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn credentials_work_with_a_clock_twenty_minutes_off() {
    for minutes in [-20, 20] {
        let stage = Stage::new();
        let page = page(&stage);
        page.tab.set_clock(minutes * 60 * 1000);
        sign_in(&stage, &page.client, ADA);
        let key = format!("private/{}/x", credentials(&stage, &page).identity_id());
        assert_eq!(put(&stage, &page, &key).status, 200, "{minutes}");
    }
}

#[test]
fn malformed_sts_responses_are_errors() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let role = "arn:aws:iam::123456789012:role/web";
    let pool = IdentityPool::new(POOL_ID).basic_role_arn(role);
    let page = stage.page_of(config(BROWSER).identity_pool(pool));
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    let megabytes = 50 << 20;
    let inside = "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult/>";
    for body in [
        "<A>".repeat(megabytes / 3),
        ["<A b='", &"x".repeat(megabytes), "'/>"].concat(),
        [inside, "</AssumeRoleWithWebIdentityResponse>"].concat(),
        inside.to_owned(),
        "<!DOCTYPE A [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><A>&b;</A>".to_owned(),
        "{\"Credentials\":{}}".to_owned(),
    ] {
        let response = played::response(200, body);
        played.state().next.push(("STS", response));
        let error = stage.run(page.client.aws().renew()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{error:?}");
        assert!(error.message().len() < 1000);
        assert_eq!(credentials(&stage, &page), ours);
    }
}

#[test]
fn an_identity_deleted_between_the_requests_is_replaced() {
    let (stage, page, played) = scene();
    // A deleted identity is replaced at once.
    let before = credentials(&stage, &page);
    stage.advance(HOUR);
    delete_on_the_way(&stage, &played);
    let after = credentials(&stage, &page);
    assert_ne!(after.identity_id(), before.identity_id());
    assert_eq!(played.calls("GetId"), 2);
    // If the new identity is also deleted, that is an error, and the next call creates another one.
    let _ = stage.run(page.client.sign_out()).unwrap();
    delete_on_the_way(&stage, &played);
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    let last = credentials(&stage, &page);
    assert!(at_rest(&stage).unwrap().contains(last.identity_id()));
    assert_eq!(played.calls("GetId"), 4);
}

/// Deletes the identity when the next request asks for its credentials.
fn delete_on_the_way(stage: &Stage, played: &Played) {
    let played = played.clone();
    let is_done = std::cell::Cell::new(false);
    stage.world.network(move |request: &HttpRequest| {
        let is_it = request
            .headers
            .iter()
            .any(|(_, value)| value.ends_with(GET));
        if is_it && !is_done.replace(true) {
            let body = request.body.as_deref().unwrap_or_default();
            let input: serde_json::Value = serde_json::from_str(body).unwrap();
            let id = input["IdentityId"].as_str().unwrap().to_owned();
            played.state().deleted.push(id);
        }
        Delivery::Deliver
    });
}

/// STS has a `POST` for everything, and no harm is done by a role that is assumed twice.
#[test]
fn sts_is_asked_again_where_it_was_too_busy() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let role = "arn:aws:iam::123456789012:role/web";
    let pool = IdentityPool::new(POOL_ID).basic_role_arn(role);
    let page = stage.page_of(config(BROWSER).identity_pool(pool));
    let throttled = "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>";
    for (status, body) in [(503, ""), (400, throttled)] {
        let response = played::response(status, body.to_owned());
        played.state().next.push(("STS", response));
    }
    credentials(&stage, &page);
    assert_eq!(played.calls("STS"), 3);
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error></ErrorResponse>";
    let response = played::response(403, denied.to_owned());
    played.state().next.push(("STS", response));
    stage.run(page.client.aws().renew()).unwrap_err();
    assert_eq!(played.calls("STS"), 4);
}
