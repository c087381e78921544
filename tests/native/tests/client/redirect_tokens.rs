//! Invalid tokens after a redirect: each is rejected with a typed error, the URL is cleaned,
//! and an existing session is kept.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpResponse;
use vestibule::{ErrorKind, Redirect};
use vestibule_native_tests::hosted::{Browser, encode};
use vestibule_native_tests::{ADA, BROWSER, CALLBACK, IMPLICIT, Stage, jwt, response, sign_in};

use crate::scene::{CHARLES, Scene, bring_back, parameter, with, without};

#[test]
fn tampered_tokens_are_refused() {
    let flip = |token: &str| {
        let last = token.chars().rev().nth(5).unwrap();
        let other = if last == 'A' { 'B' } else { 'A' };
        let (head, tail) = token.split_at(token.len() - 6);
        format!("{head}{other}{}", &tail[1..])
    };
    let promoted = |token: &str| {
        jwt::with_payload(token, |claims| {
            claims["cognito:groups"] = serde_json::json!(["root"])
        })
    };
    let unsigned = |token: &str| {
        let payload = token.split('.').nth(1).unwrap();
        format!("eyJhbGciOiJub25lIiwia2lkIjoieCJ9.{payload}.")
    };
    let by_hmac = |token: &str| token.replacen("eyJ", "eyJhbGciOiJIUzI1NiIsImtpZCI6IngifQ.eyJ", 1);
    let half = |token: &str| token[..token.len() / 2].to_owned();
    let changes: [&dyn Fn(&str) -> String; 5] = [&flip, &promoted, &unsigned, &by_hmac, &half];
    for name in ["id_token", "access_token"] {
        for (number, change) in changes.iter().enumerate() {
            let mut scene = Scene::new(Redirect::implicit());
            let bad = scene.with(name, change);
            let error = scene.refused(&bad);
            assert_eq!(
                error.kind(),
                ErrorKind::TokenRejected,
                "{name}, {number}: {error}"
            );
        }
    }
    let mut scene = Scene::new(Redirect::implicit());
    scene.refused_as(
        &without(&scene.callback, "id_token"),
        ErrorKind::IncompleteCallback,
    );
    let mut scene = Scene::new(Redirect::implicit());
    scene.refused_as(
        &without(&scene.callback, "access_token"),
        ErrorKind::IncompleteCallback,
    );
}

#[test]
fn an_access_token_without_a_matching_at_hash_is_refused() {
    let without_hash = |token: &str| {
        jwt::signed_anew(token, |claims| {
            let hash = claims.as_object_mut().unwrap().remove("at_hash");
            assert!(hash.is_some(), "it was there");
        })
    };
    let mut scene = Scene::new(Redirect::implicit());
    let half = scene.with("id_token", without_hash);
    let error = scene.refused(&half);
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("at_hash"), "{error}");

    let mut scene = Scene::new(Redirect::implicit());
    let half = scene.with("id_token", without_hash);
    let promoted = |token: &str| {
        jwt::with_payload(token, |claims| {
            claims["cognito:groups"] = serde_json::json!(["root"])
        })
    };
    scene.refused_as(
        &with(&half, "access_token", promoted),
        ErrorKind::TokenRejected,
    );
}

#[test]
fn an_id_token_of_another_user_is_refused() {
    // Signed by the pool, with a matching hash: only the subject differs.
    let mut scene = Scene::new(Redirect::implicit());
    let other = |token: &str| {
        jwt::signed_anew(token, |claims| {
            claims["sub"] = "8b0f6b4e-0000-4000-8000-000000000000".into();
        })
    };
    let error = scene.refused(&scene.with("id_token", other));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("sub"), "{error}");
}

#[test]
fn tokens_of_another_flow_are_refused() {
    // An attacker's own tokens in the victim's callback.
    let mut scene = Scene::new(Redirect::implicit());
    let other = bring_back(&scene.stage, &scene.page, Redirect::implicit());
    let state = parameter(&scene.callback, "state").to_owned();
    let error = scene.refused(&with(&other, "state", |_| state));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("nonce"), "{error}");
}

#[test]
fn mismatched_tokens_are_refused() {
    let mut scene = Scene::new(Redirect::implicit());
    let other = bring_back(&scene.stage, &scene.page, Redirect::implicit());
    let access = parameter(&other, "access_token").to_owned();
    let error = scene.refused(&scene.with("access_token", |_| access));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("at_hash"), "{error}");
}

#[test]
fn swapped_tokens_are_refused() {
    let mut scene = Scene::new(Redirect::implicit());
    let access = parameter(&scene.callback, "access_token").to_owned();
    let error = scene.refused(&scene.with("id_token", |_| access));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    let mut scene = Scene::new(Redirect::implicit());
    let id = parameter(&scene.callback, "id_token").to_owned();
    let error = scene.refused(&scene.with("access_token", |_| id));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
}

#[test]
fn tokens_of_another_app_client_are_refused() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let before = sign_in(&stage, &page.client, CHARLES);
    stage
        .run(page.client.redirect_sign_in(Redirect::implicit()))
        .unwrap();
    // The same request, state and nonce, with another app client's tokens.
    let other = page.tab.url().replace(
        &format!("client_id={BROWSER}"),
        &format!("client_id={IMPLICIT}"),
    );
    let other = other
        .replace("aws.cognito.signin.user.admin", "")
        .replace("+&", "&");
    let mut browser = Browser::new(&stage);
    browser.open(&other);
    browser.sign_in(ADA);
    let callback = browser.address().to_owned();
    assert!(callback.contains("id_token="), "{callback}");
    let mut scene = Scene {
        stage,
        page,
        before,
        callback: callback.clone(),
    };
    let error = scene.refused(&callback);
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("app client"), "{error}");
}

#[test]
fn expired_tokens_are_refused() {
    let stage = Stage::with_client(BROWSER, |client| {
        client.id_token_validity = Some(5);
        client.token_validity_units.id_token = vestibule_emulator::ValidityUnit::Minutes;
    });
    let mut scene = Scene::on(stage, Redirect::implicit());
    scene.stage.advance(Duration::from_secs(601));
    let address = scene.callback.clone();
    let error = scene.refused(&address);
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("expired"), "{error}");
}

#[test]
fn unavailable_keys_are_an_error() {
    let html = "<html>502</html>";
    for (delivery, kind) in [
        (Delivery::LoseRequest, ErrorKind::Network),
        (Delivery::Hang, ErrorKind::Timeout),
        (
            Delivery::Answer(response(502, html)),
            ErrorKind::ServiceUnavailable,
        ),
        (
            Delivery::Answer(response(200, html)),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(response(200, "{\"keys\":[]}")),
            ErrorKind::TokenRejected,
        ),
        (
            Delivery::Answer(response(200, "{\"keys\":7}")),
            ErrorKind::InvalidResponse,
        ),
    ] {
        let mut scene = Scene::new(Redirect::implicit());
        scene.stage.deliver_to("/jwks.json", delivery);
        let address = scene.callback.clone();
        scene.refused_as(&address, kind);
    }
    let mut scene = Scene::new(Redirect::implicit());
    scene.stage.world.verifier(|_, _, _, _| None);
    let address = scene.callback.clone();
    scene.refused_as(&address, ErrorKind::TokenRejected);
}

#[test]
fn a_response_of_the_other_flow_is_refused() {
    let mut scene = Scene::new(Redirect::implicit());
    let state = parameter(&scene.callback, "state").to_owned();
    scene.refused_as(
        &format!("{CALLBACK}?code=x&state={state}"),
        ErrorKind::UnknownState,
    );
    let mut scene = Scene::new(Redirect::code());
    let state = parameter(&scene.callback, "state").to_owned();
    let tokens = bring_back(&scene.stage, &scene.page, Redirect::implicit());
    scene.refused_as(&with(&tokens, "state", |_| state), ErrorKind::UnknownState);
}

#[test]
fn bad_responses_of_the_token_endpoint_are_errors() {
    let html = "<html>502</html>";
    let error = |name: &str| response(400, &format!("{{\"error\":\"{name}\"}}"));
    let cases: [(Delivery, ErrorKind); 13] = [
        (Delivery::LoseRequest, ErrorKind::Network),
        (Delivery::LoseAnswer, ErrorKind::Network),
        (Delivery::Hang, ErrorKind::Timeout),
        (
            Delivery::Answer(response(502, html)),
            ErrorKind::ServiceUnavailable,
        ),
        (Delivery::Answer(response(429, html)), ErrorKind::Throttled),
        (
            Delivery::Answer(response(200, html)),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(response(200, "")),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(response(200, "{}")),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(response(400, html)),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(response(200, &"x".repeat(50 << 20))),
            ErrorKind::InvalidResponse,
        ),
        (
            Delivery::Answer(error("invalid_grant")),
            ErrorKind::CodeUsed,
        ),
        (
            Delivery::Answer(error("invalid_client")),
            ErrorKind::ClientSecretRequired,
        ),
        (
            Delivery::Answer(error("something_new")),
            ErrorKind::ProviderError,
        ),
    ];
    for (delivery, kind) in cases {
        let mut scene = Scene::new(Redirect::code());
        let is_retryable = matches!(
            kind,
            ErrorKind::Network
                | ErrorKind::Timeout
                | ErrorKind::ServiceUnavailable
                | ErrorKind::Throttled
        );
        let is_spent = matches!(delivery, Delivery::LoseAnswer);
        scene.stage.deliver_to("/oauth2/token", delivery);
        let address = scene.callback.clone();
        scene.refused_as(&address, kind);
        match (is_retryable, is_spent) {
            // The callback and the code verifier were kept.
            (true, false) => scene.accepted(&address),
            (true, true) => scene.refused_as(&address, ErrorKind::CodeUsed),
            (false, _) => scene.refused_as(&address, ErrorKind::UnknownState),
        }
    }
}

#[test]
fn tokens_of_another_sign_in_for_a_code_are_refused() {
    let mut scene = Scene::new(Redirect::code());
    let other = bring_back(&scene.stage, &scene.page, Redirect::code());
    let tokens = exchange(&scene, &other);
    scene
        .stage
        .deliver_to("/oauth2/token", Delivery::Answer(tokens));
    let address = scene.callback.clone();
    let error = scene.refused(&address);
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("nonce"), "{error}");
}

#[test]
fn a_missing_id_token_is_an_error() {
    let mut scene = Scene::new(Redirect::code());
    let other = bring_back(&scene.stage, &scene.page, Redirect::code());
    let mut tokens = exchange(&scene, &other);
    let mut body: serde_json::Value = serde_json::from_str(&tokens.body).unwrap();
    body.as_object_mut()
        .unwrap()
        .remove("id_token")
        .expect("it was there");
    tokens.body = body.to_string();
    scene
        .stage
        .deliver_to("/oauth2/token", Delivery::Answer(tokens));
    let address = scene.callback.clone();
    let error = scene.refused(&address);
    assert_eq!(error.kind(), ErrorKind::IncompleteCallback);
    assert!(error.message().contains("openid"), "{error}");
}

/// Exchanges a callback's code directly, as the page would.
fn exchange(scene: &Scene, callback: &str) -> HttpResponse {
    let tab = scene.page.tab.platform().tab;
    let key = format!("vestibule.redirect.{}", parameter(callback, "state"));
    let kept = scene
        .stage
        .run(async { tab.read(&key).await.unwrap().expect("the flow is kept") });
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let body = format!(
        "grant_type=authorization_code&client_id={BROWSER}&redirect_uri={}&code={}&code_verifier={}",
        encode(CALLBACK),
        parameter(callback, "code"),
        kept["verifier"].as_str().unwrap(),
    );
    let (status, output) = scene.stage.post("/oauth2/token", &body);
    assert_eq!(status, 200, "{output}");
    response(200, &output.to_string())
}
