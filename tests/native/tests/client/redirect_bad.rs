//! Callbacks that are wrong: each is refused by a typed error, the address is clean, and a session
//! that was there stays.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::platform::{Store, StoreError};
use vestibule::protocol::http::HttpResponse;
use vestibule::{Error, ErrorKind, Redirect, Session};
use vestibule_native_tests::hosted::{Browser, encode};
use vestibule_native_tests::{
    ADA, BROWSER, CALLBACK, IMPLICIT, PASSWORD, Page, Stage, config, jwt, response, sign_in,
};

const CHARLES: (&str, &str) = ("charles", "Babbage1791");

/// A tab in which Charles is signed in, and Ada is on her way back from the hosted UI.
struct Scene {
    stage: Stage,
    page: Page,
    before: Session,
    callback: String,
}

impl Scene {
    fn new(redirect: Redirect) -> Self {
        Self::on(Stage::new(), redirect)
    }

    fn on(stage: Stage, redirect: Redirect) -> Self {
        let page = stage.page(BROWSER);
        let before = sign_in(&stage, &page.client, CHARLES);
        let callback = bring_back(&stage, &page, redirect);
        Scene {
            stage,
            page,
            before,
            callback,
        }
    }

    /// Comes back at an address, which has to be refused.
    #[track_caller]
    fn refused(&mut self, address: &str) -> Error {
        self.page.arrive(address, config(BROWSER));
        let outcome = self.stage.run(self.page.client.handle_callback());
        let error = outcome.expect_err("it should be refused");
        assert_eq!(self.page.tab.url(), CALLBACK, "the address is clean");
        self.stage.deliver_all(Delivery::Deliver);
        let session = self.stage.run(self.page.client.session());
        assert_eq!(
            session.unwrap().username(),
            self.before.username(),
            "the session stays"
        );
        error
    }

    #[track_caller]
    fn refused_as(&mut self, address: &str, kind: ErrorKind) {
        let error = self.refused(address);
        assert_eq!(error.kind(), kind, "{error}");
        let text = format!("{error:?} {error}");
        assert!(!text.contains("eyJ"), "no token stands in an error: {text}");
    }

    #[track_caller]
    fn accepted(&mut self, address: &str) {
        self.page.arrive(address, config(BROWSER));
        let outcome = self.stage.run(self.page.client.handle_callback());
        assert_eq!(
            outcome.unwrap().expect("a callback").session.username(),
            "ada"
        );
    }

    /// Comes back at an address that was cut after so many letters.
    #[track_caller]
    fn not_accepted(&mut self, cut: usize) {
        self.page.arrive(&self.callback[..cut], config(BROWSER));
        match self.stage.run(self.page.client.handle_callback()) {
            Ok(None) => {}
            Ok(Some(_)) => panic!("accepted {cut} letters"),
            Err(error) => {
                let kinds = [ErrorKind::IncompleteCallback, ErrorKind::UnknownState];
                assert!(kinds.contains(&error.kind()), "{cut}: {error:?}");
            }
        }
        let address = self.page.tab.url();
        assert!(
            !address.contains("eyJ"),
            "no token stays in the address: {cut}"
        );
        let session = self.stage.run(self.page.client.session()).unwrap();
        assert_eq!(session, self.before, "the session stays: {cut}");
    }

    /// The callback with one parameter changed.
    fn with(&self, name: &str, change: impl FnOnce(&str) -> String) -> String {
        with(&self.callback, name, change)
    }
}

/// Leaves, signs in as Ada, and gives the address that leads back.
fn bring_back(stage: &Stage, page: &Page, redirect: Redirect) -> String {
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    assert!(
        browser.address().starts_with(CALLBACK),
        "{}",
        browser.address()
    );
    browser.address().to_owned()
}

fn parameters(address: &str) -> Vec<(&str, &str)> {
    let (_, text) = address
        .split_once(['?', '#'])
        .expect("there are parameters");
    text.split('&')
        .map(|pair| pair.split_once('=').expect("a pair"))
        .collect()
}

#[track_caller]
fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let found = parameters(address)
        .into_iter()
        .find(|(key, _)| *key == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1
}

fn with(address: &str, name: &str, change: impl FnOnce(&str) -> String) -> String {
    let old = parameter(address, name);
    address.replace(&format!("{name}={old}"), &format!("{name}={}", change(old)))
}

fn without(address: &str, name: &str) -> String {
    let pair = format!("{name}={}", parameter(address, name));
    address
        .replace(&format!("&{pair}"), "")
        .replace(&format!("{pair}&"), "")
}

#[test]
fn a_tampered_state() {
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let mut scene = Scene::new(redirect);
        let good = scene.callback.clone();
        let own_state = |text: &str| format!("{BROWSER}.{}", "A".repeat(text.len()));
        for bad in [
            scene.with("state", |state| format!("{state}x")),
            scene.with("state", own_state),
            scene.with("state", |_| "x".to_owned()),
            scene.with("state", |_| encode("../session")),
        ] {
            scene.refused_as(&bad, ErrorKind::UnknownState);
        }
        scene.refused_as(
            &scene.with("state", |_| String::new()),
            ErrorKind::UnknownState,
        );
        scene.refused_as(&without(&good, "state"), ErrorKind::IncompleteCallback);
        scene.accepted(&good);
    }
}

#[test]
fn a_replayed_callback() {
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let mut scene = Scene::new(redirect);
        let address = scene.callback.clone();
        scene.accepted(&address);
        scene.before = scene.stage.run(scene.page.client.session()).unwrap();
        scene.refused_as(&address, ErrorKind::UnknownState);
        scene.refused_as(&address, ErrorKind::UnknownState);
    }
}

#[test]
fn a_callback_in_another_tab() {
    let mut scene = Scene::new(Redirect::code());
    scene.page = scene.stage.page(BROWSER);
    let address = scene.callback.clone();
    scene.refused_as(&address, ErrorKind::UnknownState);
}

#[test]
fn a_flow_that_took_more_than_an_hour() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let before = sign_in(&stage, &page.client, CHARLES);
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let hosted = page.tab.url();
    stage.pass(Duration::from_secs(3601));
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    let callback = browser.address().to_owned();
    let mut scene = Scene {
        stage,
        page,
        before,
        callback: callback.clone(),
    };
    scene.refused_as(&callback, ErrorKind::UnknownState);
}

#[test]
fn consent_that_was_denied() {
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let stage = Stage::new();
        let page = stage.page(BROWSER);
        let before = sign_in(&stage, &page.client, CHARLES);
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
        let mut browser = Browser::new(&stage);
        browser
            .open(&page.tab.url())
            .fill(&[("username", ""), ("cancel", "1")]);
        let callback = browser.address().to_owned();
        let mut scene = Scene {
            stage,
            page,
            before,
            callback,
        };
        let denied = scene.callback.clone();
        scene.refused_as(
            &scene.with("state", |_| "x".to_owned()),
            ErrorKind::UnknownState,
        );
        let error = scene.refused(&denied);
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::AccessDenied, Some("access_denied"))
        );
        scene.refused_as(&denied, ErrorKind::UnknownState);
    }
}

#[test]
fn what_an_identity_provider_answers() {
    for (query, kind) in [
        (
            "error=access_denied&error_description=No",
            ErrorKind::AccessDenied,
        ),
        (
            "error=invalid_request&error_description=Invalid+SAML+response",
            ErrorKind::ProviderError,
        ),
        ("error=server_error", ErrorKind::ProviderError),
        (
            "error=temporarily_unavailable",
            ErrorKind::ServiceUnavailable,
        ),
        (
            "error=something_new&error_description=%E2%98%83",
            ErrorKind::ProviderError,
        ),
    ] {
        let mut scene = Scene::new(Redirect::code());
        let state = parameter(&scene.callback, "state").to_owned();
        scene.refused_as(&format!("{CALLBACK}?{query}&state={state}"), kind);
    }
}

#[test]
fn a_scope_or_a_grant_that_the_app_client_lacks() {
    let stage = Stage::new();
    for (config, redirect, text) in [
        (
            config(PASSWORD).scopes(["openid", "phone"]),
            Redirect::code(),
            "AllowedOAuthScopes",
        ),
        (config(IMPLICIT), Redirect::code(), "AllowedOAuthFlows"),
        (config(PASSWORD), Redirect::implicit(), "AllowedOAuthFlows"),
    ] {
        let mut page = stage.page_of(config.clone());
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
        let mut browser = Browser::new(&stage);
        browser.open(&page.tab.url());
        page.arrive(browser.address(), config);
        let error = stage.run(page.client.handle_callback()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ProviderError);
        assert!(error.help().contains(text), "{error}: {}", error.help());
    }
}

#[test]
fn nobody_is_signed_in_and_nobody_may_be_asked() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    stage
        .run(
            page.client
                .redirect_sign_in(Redirect::code().prompt("none")),
        )
        .unwrap();
    let mut browser = Browser::new(&stage);
    browser.open(&page.tab.url());
    page.arrive(browser.address(), config(BROWSER));
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::ProviderError, Some("login_required"))
    );
}

#[test]
fn a_code_that_was_used_before() {
    let mut scene = Scene::new(Redirect::code());
    // Somebody who reads the address is quicker; PKCE keeps the tokens from them.
    let code = parameter(&scene.callback, "code").to_owned();
    let body = format!(
        "grant_type=authorization_code&client_id={BROWSER}&redirect_uri={}&code={code}",
        encode(CALLBACK)
    );
    let (status, answer) = scene.stage.post("/oauth2/token", &body);
    assert_eq!(
        (status, answer["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    let address = scene.callback.clone();
    let error = scene.refused(&address);
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::CodeUsed, Some("invalid_grant"))
    );
    assert_eq!(error.status(), Some(400));
}

#[test]
fn a_code_that_is_too_old_or_made_up() {
    let mut scene = Scene::new(Redirect::code());
    scene.stage.pass(Duration::from_secs(301));
    let address = scene.callback.clone();
    scene.refused_as(&address, ErrorKind::CodeUsed);
    let mut scene = Scene::new(Redirect::code());
    scene.refused_as(
        &scene.with("code", |_| "made-up".to_owned()),
        ErrorKind::CodeUsed,
    );
    let mut scene = Scene::new(Redirect::code());
    scene.refused_as(
        &scene.with("code", |_| String::new()),
        ErrorKind::IncompleteCallback,
    );
    let mut scene = Scene::new(Redirect::code());
    let twice = format!("{}&code=other", scene.callback);
    scene.refused_as(&twice, ErrorKind::IncompleteCallback);
}

#[test]
fn a_fragment_cut_anywhere() {
    let mut scene = Scene::new(Redirect::implicit());
    let whole = scene.callback.clone();
    let start = whole.find('#').unwrap() + 1;
    let boundaries = [
        "id_token=",
        "access_token=",
        "&expires_in=",
        "&token_type=",
        "&state=",
    ];
    let mut cuts: Vec<usize> = (start..whole.len()).step_by(151).collect();
    for text in boundaries {
        let at = whole
            .find(text)
            .unwrap_or_else(|| panic!("{text} in {whole}"));
        cuts.extend([at, at + 1, at + text.len(), at + text.len() + 1]);
    }
    cuts.push(whole.len() - 1);
    for cut in cuts {
        scene.callback = bring_back(&scene.stage, &scene.page, Redirect::implicit());
        scene.not_accepted(cut);
    }
}

#[test]
fn a_query_cut_anywhere() {
    let mut scene = Scene::new(Redirect::code());
    let whole = scene.callback.clone();
    let start = whole.find('?').unwrap() + 1;
    for cut in (start..whole.len()).step_by(3) {
        scene.callback = bring_back(&scene.stage, &scene.page, Redirect::code());
        scene.not_accepted(cut);
    }
}

#[test]
fn tokens_that_were_tampered_with() {
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
fn genuine_tokens_of_another_flow() {
    // An attacker's own tokens, put into the victim's callback.
    let mut scene = Scene::new(Redirect::implicit());
    let other = bring_back(&scene.stage, &scene.page, Redirect::implicit());
    let state = parameter(&scene.callback, "state").to_owned();
    let error = scene.refused(&with(&other, "state", |_| state));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("nonce"), "{error}");
}

#[test]
fn tokens_that_do_not_belong_together() {
    let mut scene = Scene::new(Redirect::implicit());
    let other = bring_back(&scene.stage, &scene.page, Redirect::implicit());
    let access = parameter(&other, "access_token").to_owned();
    let error = scene.refused(&scene.with("access_token", |_| access));
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("at_hash"), "{error}");
}

#[test]
fn tokens_in_each_others_place() {
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
fn tokens_for_another_app_client() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let before = sign_in(&stage, &page.client, CHARLES);
    stage
        .run(page.client.redirect_sign_in(Redirect::implicit()))
        .unwrap();
    // The same request, state and nonce, for the tokens of somebody else's app.
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
fn tokens_that_expired_on_the_way() {
    let stage = Stage::with_client(BROWSER, |client| {
        client.id_token_validity = Some(5);
        client.token_validity_units.id_token = vestibule_emulator::ValidityUnit::Minutes;
    });
    let mut scene = Scene::on(stage, Redirect::implicit());
    scene.stage.pass(Duration::from_secs(601));
    let address = scene.callback.clone();
    let error = scene.refused(&address);
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(error.message().contains("expired"), "{error}");
}

#[test]
fn keys_that_cannot_be_had() {
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
fn the_other_grants_answer() {
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
fn a_token_endpoint_that_does_not_answer_well() {
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
        scene.stage.deliver_to("/oauth2/token", delivery);
        let address = scene.callback.clone();
        scene.refused_as(&address, kind);
        scene.refused_as(&address, ErrorKind::UnknownState);
    }
}

#[test]
fn tokens_of_another_sign_in_for_a_code() {
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
fn without_an_id_token_there_is_nobody_to_sign_in() {
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

#[test]
fn what_was_kept_for_the_flow_is_damaged() {
    for text in ["", "null", "{}", "{\"grant\":\"code\"}", "[[[["] {
        let mut scene = Scene::new(Redirect::code());
        let tab = scene.page.tab.platform().tab;
        scene.stage.run(async {
            let keys = tab.keys("").await.unwrap();
            assert_eq!(keys.len(), 1);
            tab.write(&keys[0], text).await.unwrap();
        });
        let address = scene.callback.clone();
        scene.refused_as(&address, ErrorKind::UnknownState);
    }
}

#[test]
fn a_storage_that_fails_during_the_flow_costs_no_session() {
    let mut scene = Scene::new(Redirect::code());
    scene.stage.world.storage_fault(Some(StoreError::Full));
    let address = scene.callback.clone();
    scene.accepted(&address);
    let session = scene.stage.run(scene.page.client.session()).unwrap();
    assert_eq!(session.username(), "ada");
}

/// Exchanges a callback's code as the page would, past the page.
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
    let (status, answer) = scene.stage.post("/oauth2/token", &body);
    assert_eq!(status, 200, "{answer}");
    response(200, &answer.to_string())
}
