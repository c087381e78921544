//! Invalid callbacks: each is rejected with a typed error, the URL is cleaned, and an existing
//! session is kept.

use std::time::Duration;

use vestibule::platform::StoreError;
use vestibule::{ErrorKind, Redirect};
use vestibule_native_tests::hosted::{Browser, encode};
use vestibule_native_tests::{ADA, BROWSER, CALLBACK, IMPLICIT, PASSWORD, Stage, config, sign_in};

use crate::scene::{CHARLES, Scene, bring_back, parameter, without};

#[test]
fn a_tampered_state_is_refused() {
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let mut scene = Scene::new(redirect);
        let good = scene.callback.clone();
        let own_state = |text: &str| format!("{BROWSER}.{}", "A".repeat(text.len()));
        for bad in [
            scene.with("state", |state| format!("{state}x")),
            scene.with("state", own_state),
            scene.with("state", |_| encode(&format!("{BROWSER}.../session"))),
            scene.with("state", |_| format!("{BROWSER}.")),
        ] {
            scene.refused_as(&bad, ErrorKind::UnknownState);
        }
        for other in [
            scene.with("state", |_| "x".to_owned()),
            scene.with("state", |_| String::new()),
            without(&good, "state"),
        ] {
            scene.left_alone(&other);
        }
        scene.accepted(&good);
    }
}

#[test]
fn a_replayed_callback_is_refused() {
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
fn a_callback_in_another_tab_is_refused() {
    let mut scene = Scene::new(Redirect::code());
    scene.page = scene.stage.page(BROWSER);
    let address = scene.callback.clone();
    scene.refused_as(&address, ErrorKind::UnknownState);
}

#[test]
fn a_flow_of_more_than_an_hour_is_refused() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let before = sign_in(&stage, &page.client, CHARLES);
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let hosted = page.tab.url();
    stage.advance(Duration::from_secs(3601));
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
fn a_denied_consent_is_reported() {
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
        scene.left_alone(&scene.with("state", |_| "x".to_owned()));
        let error = scene.refused(&denied);
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::AccessDenied, Some("access_denied"))
        );
        scene.refused_as(&denied, ErrorKind::UnknownState);
    }
}

#[test]
fn errors_of_identity_providers_are_reported() {
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
fn an_error_that_may_pass_is_reported_once() {
    let mut scene = Scene::new(Redirect::code());
    let state = parameter(&scene.callback, "state").to_owned();
    let address = format!("{CALLBACK}?error=temporarily_unavailable&state={state}");
    scene.refused_as(&address, ErrorKind::ServiceUnavailable);
    let again = scene.stage.run(scene.page.client.handle_callback());
    assert!(again.unwrap().is_none());
    scene.left_alone(CALLBACK);
}

#[test]
fn an_error_without_a_state_is_reported_during_a_flow() {
    let response = "error=invalid_request&error_description=Invalid+SAML+response";
    for mark in ['?', '#'] {
        let mut scene = Scene::new(Redirect::code());
        let address = format!("{CALLBACK}{mark}{response}");
        // The app's own parameters, or another page's.
        scene.left_alone(&format!("{CALLBACK}{mark}error=mine"));
        scene.left_alone(&format!("http://localhost:8080/other{mark}{response}"));
        let error = scene.refused(&address);
        assert_eq!(error.kind(), ErrorKind::ProviderError);
        assert_eq!(error.code(), Some("invalid_request"));
        assert_eq!(error.message(), "Invalid SAML response");
        // No sign-in waits for it any more.
        scene.left_alone(&address);
    }
}

#[test]
fn a_missing_scope_or_flow_is_an_error_with_help() {
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
fn prompt_none_without_a_session_is_login_required() {
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
fn a_used_code_is_refused() {
    let mut scene = Scene::new(Redirect::code());
    // An attacker who reads the URL uses the code first; PKCE protects the tokens.
    let code = parameter(&scene.callback, "code").to_owned();
    let body = format!(
        "grant_type=authorization_code&client_id={BROWSER}&redirect_uri={}&code={code}",
        encode(CALLBACK)
    );
    let (status, response) = scene.stage.post("/oauth2/token", &body);
    assert_eq!(
        (status, response["error"].as_str()),
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
fn an_expired_or_invented_code_is_refused() {
    let mut scene = Scene::new(Redirect::code());
    scene.stage.advance(Duration::from_secs(301));
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
fn a_truncated_fragment_is_no_panic() {
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
    // Without the beginning of the state it is unknown whose fragment it is.
    let state = whole.find("&state=").unwrap() + "&state=".len() + BROWSER.len();
    for cut in cuts.into_iter().filter(|cut| *cut > state) {
        scene.callback = bring_back(&scene.stage, &scene.page, Redirect::implicit());
        scene.not_accepted(cut);
    }
}

#[test]
fn a_truncated_query_is_no_panic() {
    let mut scene = Scene::new(Redirect::code());
    let whole = scene.callback.clone();
    let start = whole.find('?').unwrap() + 1;
    for cut in (start..whole.len()).step_by(3) {
        scene.callback = bring_back(&scene.stage, &scene.page, Redirect::code());
        scene.not_accepted(cut);
    }
}

#[test]
fn a_damaged_flow_record_is_an_error() {
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
fn a_storage_failure_during_the_flow_keeps_the_session() {
    let mut scene = Scene::new(Redirect::code());
    scene.stage.world.storage_fault(Some(StoreError::Full));
    let address = scene.callback.clone();
    scene.accepted(&address);
    let session = scene.stage.run(scene.page.client.session()).unwrap();
    assert_eq!(session.username(), "ada");
}
