//! Checks of OpenID Connect responses.

use std::time::Duration;

use serde_json::{Value, json};

use crate::provider::{Acme, assert_failed, leave, open, sign_in};
use crate::support::{CALLBACK, World};

const UNKNOWN: &str = "Invalid samlResponse or relayState from identity provider";

/// Asserts that a sign-in at the changed provider fails with this error at the app.
#[track_caller]
fn refused(change: impl FnOnce(&mut Acme), description: &str) {
    let mut world = World::new();
    let acme = open(&mut world);
    change(&mut acme.lock().unwrap());
    assert_failed(&sign_in(&mut world, &acme, &[]), description);
    assert!(
        !world.cookies.contains_key("cognito"),
        "nobody is signed in"
    );
}

#[track_caller]
fn claims_refused(change: fn(&mut Value), description: &str) {
    refused(|acme| acme.claims = Box::new(change), description);
}

#[test]
fn invalid_claims_of_the_id_token_are_refused() {
    claims_refused(
        |it| it["iss"] = "https://evil.example".into(),
        "Bad id_token issuer",
    );
    claims_refused(|it| it["iss"] = Value::Null, "Bad id_token issuer");
    claims_refused(|it| it["aud"] = "another".into(), "Bad id_token audience");
    claims_refused(|it| it["aud"] = json!([]), "Bad id_token audience");
    claims_refused(|it| it["aud"] = json!(["another"]), "Bad id_token audience");
    claims_refused(|it| it["azp"] = "another".into(), "Bad id_token audience");
    claims_refused(|it| it["nonce"] = "another".into(), "Bad id_token nonce");
    claims_refused(|it| it["nonce"] = Value::Null, "Bad id_token nonce");
    claims_refused(
        |it| it["exp"] = (it["iat"].as_u64().unwrap() - 121).into(),
        "The id_token has expired",
    );
    claims_refused(|it| it["exp"] = Value::Null, "The id_token has expired");
    claims_refused(
        |it| it["iat"] = (it["iat"].as_u64().unwrap() + 121).into(),
        "The id_token is of the future",
    );
    claims_refused(
        |it| it["sub"] = "43".into(),
        "The userinfo is about somebody else",
    );
}

#[test]
fn the_client_may_be_one_of_several_audiences() {
    for azp in [Value::Null, "cognito-at-acme".into()] {
        let mut world = World::new();
        let acme = open(&mut world);
        acme.lock().unwrap().claims = Box::new(move |it| {
            it["aud"] = json!(["another", "cognito-at-acme"]);
            if !azp.is_null() {
                it["azp"] = azp.clone();
            }
        });
        sign_in(&mut world, &acme, &[]).parameter("code");
    }
}

#[test]
fn invalid_signatures_of_the_id_token_are_refused() {
    let bad = "Bad id_token signature";
    refused(|acme| acme.has_wrong_key = true, bad);
    refused(
        |acme| acme.header = Box::new(|it| it["alg"] = "none".into()),
        bad,
    );
    refused(
        |acme| acme.header = Box::new(|it| it["alg"] = "HS256".into()),
        bad,
    );
    refused(
        |acme| acme.header = Box::new(|it| it["kid"] = "2".into()),
        bad,
    );
    refused(
        |acme| acme.tokens = Box::new(|it| it["id_token"] = "a.b.c".into()),
        bad,
    );
    refused(
        |acme| acme.tokens = Box::new(|it| it["id_token"] = "".into()),
        bad,
    );
    let unsigned = |it: &mut Value| {
        let token = it["id_token"].as_str().unwrap();
        it["id_token"] = format!("{}.", token.rsplit_once('.').unwrap().0).into();
    };
    refused(|acme| acme.tokens = Box::new(unsigned), bad);
    refused(
        |acme| acme.tokens = Box::new(|it| it["id_token"] = Value::Null),
        "The provider gave no id_token",
    );
}

#[test]
fn keys_without_an_id_are_tried() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().header = Box::new(|it| *it = json!({ "alg": "RS256" }));
    sign_in(&mut world, &acme, &[]).parameter("code");
}

#[test]
fn errors_of_the_token_endpoint_reach_the_app() {
    let tokens = |it: &mut Value| {
        *it = json!({ "error": "invalid_client", "error_description": "no such secret" });
    };
    let message = "Acme Error - 400 invalid_client no such secret";
    refused(|acme| acme.tokens = Box::new(tokens), message);
}

#[test]
fn a_discovery_document_of_another_issuer_is_refused() {
    let mut world = World::new();
    let acme = open(&mut world);
    acme.lock().unwrap().discovery = Box::new(|it| it["issuer"] = "https://evil.example".into());
    let more = [("identity_provider", "Acme")];
    let response = world.get(&crate::support::authorize_with("code", "app", &more));
    assert_failed(
        &response,
        "Acme has another issuer in its discovery document",
    );
}

#[test]
fn an_unreachable_provider_is_an_error() {
    let mut world = World::new();
    let more = [("identity_provider", "Acme")];
    let address = crate::support::authorize_with("code", "app", &more);
    assert_failed(&world.get(&address), "Acme cannot be reached");
    let acme = open(&mut world);
    let back = leave(&mut world, &acme, &[]);
    world.other_servers(|_, _| None);
    assert_failed(&world.get(&back), "Acme cannot be reached");
    world.other_servers(|_, _| Some(vestibule_emulator::Response::new(b"<html>".to_vec())));
    assert_failed(&world.get(&address), "Acme gave something that is not JSON");
}

#[test]
fn errors_of_the_authorization_endpoint_reach_the_app() {
    let mut world = World::new();
    let acme = open(&mut world);
    let back = leave(&mut world, &acme, &[]);
    let asked = acme.lock().unwrap().asked.len();
    let denied = back.replace(
        "code=good",
        "error=access_denied&error_description=No+thanks",
    );
    let response = world.get(&denied);
    assert!(response.location().unwrap().starts_with(CALLBACK));
    assert_eq!(response.parameter("error"), "access_denied");
    assert_eq!(response.parameter("error_description"), "No thanks");
    assert_eq!(response.parameter("state"), "a b&c");
    assert_eq!(
        acme.lock().unwrap().asked.len(),
        asked,
        "nothing is exchanged"
    );
    world.get(&back).assert_error_page(UNKNOWN);
}

#[test]
fn a_state_works_once_in_its_browser_before_it_expires() {
    let mut world = World::new();
    let acme = open(&mut world);
    world
        .get("/oauth2/idpresponse?code=good")
        .assert_error_page(UNKNOWN);
    world
        .get("/oauth2/idpresponse?code=good&state=x")
        .assert_error_page(UNKNOWN);

    let back = leave(&mut world, &acme, &[]);
    let cookies = std::mem::take(&mut world.cookies);
    world.get(&back).assert_error_page(UNKNOWN);
    world.cookies = cookies;
    world.get(&back).parameter("code");
    world.get(&back).assert_error_page(UNKNOWN);

    let back = leave(&mut world, &acme, &[("prompt", "login")]);
    world.advance(Duration::from_secs(299));
    world.get(&back).parameter("code");

    let back = leave(&mut world, &acme, &[("prompt", "login")]);
    world.advance(Duration::from_secs(300));
    world.get(&back).assert_error_page(UNKNOWN);
}

#[test]
fn the_provider_can_post_its_response() {
    let mut world = World::new();
    let acme = open(&mut world);
    let back = leave(&mut world, &acme, &[]);
    let state = back.rsplit_once('=').unwrap().1.to_owned();
    let fields = [("code", "good"), ("state", state.as_str())];
    world.post("/oauth2/idpresponse", &fields).parameter("code");
}
