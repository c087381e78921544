//! Signing in and out through the hosted UI.

mod callbacks;
mod hosted_session;

use std::time::Duration;

use serde_json::json;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpResponse;
use vestibule::{
    ClientConfig, ErrorKind, HostedScreen, HostedSignOut, Redirect, RedirectOutcome, Session,
    SignOutAfter,
};
use vestibule_emulator::DeviceConfiguration;
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{
    ADA, BROWSER, CALLBACK, COGNITO, GOODBYE, IMPLICIT, MAILBOX, Page, ROTATION, Stage, client,
    config, response, sign_in,
};

/// Starts a redirect to the hosted UI, and returns its URL.
#[track_caller]
fn leave(stage: &Stage, page: &Page, redirect: Redirect) -> String {
    stage
        .run(page.client.redirect_sign_in(redirect))
        .expect("the page can be left");
    page.tab.url()
}

/// Signs in as Ada at the hosted UI, and returns to the app.
#[track_caller]
fn round_trip(
    stage: &Stage,
    page: &mut Page,
    client_id: &str,
    redirect: Redirect,
) -> RedirectOutcome {
    let hosted = leave(stage, page, redirect);
    let mut browser = Browser::new(stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), config(client_id));
    let outcome = stage
        .run(page.client.handle_callback())
        .expect("the callback is good");
    outcome.expect("it is a callback")
}

fn scopes(session: &Session) -> Vec<String> {
    let scopes = session.access_claims().string("scope").unwrap_or_default();
    let mut scopes: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
    scopes.sort();
    scopes
}

#[test]
fn the_code_flow_signs_in() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let app_state = "/notes?q=a+b&ü=\u{1f511}#\"x\\";
    let outcome = round_trip(
        &stage,
        &mut page,
        BROWSER,
        Redirect::code().app_state(app_state),
    );
    assert_eq!(outcome.app_state.as_deref(), Some(app_state));
    assert_eq!(outcome.session.username(), "ada");
    assert_eq!(
        scopes(&outcome.session),
        [
            "aws.cognito.signin.user.admin",
            "email",
            "openid",
            "profile"
        ]
    );
    assert_eq!(page.tab.url(), CALLBACK, "the address is clean");
    assert_eq!(stage.run(page.client.session()).unwrap(), outcome.session);
    assert_eq!(
        stage.run(page.client.profile().user()).unwrap().username,
        "ada"
    );
    let again = stage.run(page.client.handle_callback()).unwrap();
    assert!(again.is_none(), "a clean address is no callback");
    let requests = stage.world.requests();
    assert_eq!(
        requests.len(),
        2,
        "one for the tokens, one for the user: {requests:?}"
    );
}

#[test]
fn the_redirect_url_has_the_settings_and_no_secrets() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let redirect = Redirect::code()
        .provider("Google")
        .lang("de")
        .login_hint("ada+notes@example.com")
        .prompt("login")
        .app_state("private matter");
    let address = leave(&stage, &page, redirect);
    let (path, query) = address.split_once('?').unwrap();
    assert_eq!(path, format!("{COGNITO}/oauth2/authorize"));
    let pairs: Vec<(&str, &str)> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    let value = |name: &str| {
        let found: Vec<&str> = pairs
            .iter()
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| *value)
            .collect();
        assert_eq!(found.len(), 1, "{name} in {query}");
        found[0].to_owned()
    };
    assert_eq!(value("response_type"), "code");
    assert_eq!(value("client_id"), BROWSER);
    assert_eq!(
        value("redirect_uri"),
        "http%3A%2F%2Flocalhost%3A8080%2Fcallback"
    );
    assert_eq!(value("identity_provider"), "Google");
    assert_eq!(value("lang"), "de");
    assert_eq!(value("login_hint"), "ada%2Bnotes%40example.com");
    assert_eq!(value("prompt"), "login");
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("code_challenge").len(), 43);
    assert!(value("state").len() >= 43 && value("nonce").len() >= 43);
    assert!(!address.contains("private"));
    assert!(!address.contains("verifier"));
}

#[test]
fn a_session_by_code_is_renewed_and_revoked() {
    let stage = Stage::new();
    for client_id in [BROWSER, ROTATION, MAILBOX] {
        let mut page = stage.page(client_id);
        let outcome = match client_id {
            MAILBOX => {
                let hosted = leave(&stage, &page, Redirect::code());
                let mut browser = Browser::new(&stage);
                browser
                    .open(&hosted)
                    .sign_in(("mary@example.com", "Somerville1780"));
                page.arrive(browser.address(), config(client_id));
                stage.run(page.client.handle_callback()).unwrap().unwrap()
            }
            _ => round_trip(&stage, &mut page, client_id, Redirect::code()),
        };
        stage.advance(Duration::from_secs(3600));
        let renewed = stage.run(page.client.session()).unwrap();
        assert_ne!(renewed, outcome.session);
        assert_eq!(scopes(&renewed), scopes(&outcome.session));
        page.reload(config(client_id));
        assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
        let report = stage.run(page.client.sign_out()).unwrap();
        assert!(report.unfinished().is_none());
        assert!(!stage.accepts(renewed.access_token()));
    }
}

/// A stage whose first pool remembers devices.
fn tracking() -> Stage {
    Stage::with_pool(|pool| {
        pool.device_configuration = Some(DeviceConfiguration::default());
    })
}

#[test]
fn where_devices_are_tracked_the_token_endpoint_renews_a_session_by_code() {
    for client_id in [BROWSER, ROTATION] {
        let stage = tracking();
        let mut page = stage.page(client_id);
        let outcome = round_trip(&stage, &mut page, client_id, Redirect::code());
        for _ in 0..3 {
            stage.advance(Duration::from_secs(3600));
            let renewed = stage.run(page.client.session()).expect("it goes on");
            assert_eq!(scopes(&renewed), scopes(&outcome.session));
        }
        assert_eq!(stage.calls("GetTokensFromRefreshToken"), 0);
        // An outage of the domain does not end the session.
        stage.deliver_to("/oauth2/token", Delivery::LoseRequest);
        stage.advance(Duration::from_secs(3600));
        let error = stage.run(page.client.session()).unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        stage.deliver_all(Delivery::Deliver);
        stage.run(page.client.session()).expect("it goes on");
        // The user is signed out elsewhere, which the endpoint reports.
        stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
        let error = stage.run(page.client.refresh()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SessionExpired);
        assert_eq!(stage.run(page.client.current()), None);
    }
}

#[test]
fn the_pause_that_the_token_endpoint_asks_for_is_kept() {
    let stage = tracking();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    page.reload(config(BROWSER).domain("https://login.example.com"));
    let busy = HttpResponse {
        retry_after: Some(120),
        ..response(503, "")
    };
    stage.deliver_to("/oauth2/token", Delivery::Answer(busy));
    stage.advance(Duration::from_secs(3600));
    let asked = |stage: &Stage| {
        let requests = stage.world.requests();
        let asked = requests.iter().filter(|it| it.url.ends_with("/token"));
        asked.count()
    };
    let error = stage.run(page.client.session()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    let before = asked(&stage);
    for _ in 0..5 {
        stage.advance(Duration::from_secs(15));
        assert!(stage.run(page.client.session()).is_err());
    }
    assert_eq!(asked(&stage), before, "the endpoint is left in peace");
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(120));
    let renewed = stage.run(page.client.session()).unwrap();
    assert!(stage.accepts(renewed.access_token()));
}

#[test]
fn a_refusal_of_the_operation_alone_does_not_end_a_session_by_code() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    let refusal = r#"{"__type":"NotAuthorizedException","message":"Invalid Refresh Token"}"#;
    stage.respond("GetTokensFromRefreshToken", response(400, refusal));
    stage.advance(Duration::from_secs(3600));
    let renewed = stage.run(page.client.session()).expect("it goes on");
    assert!(stage.accepts(renewed.access_token()));
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.code(), Some("NotAuthorizedException"));
}

#[test]
fn the_implicit_flow_signs_in() {
    let stage = Stage::new();
    for client_id in [BROWSER, IMPLICIT] {
        let mut page = stage.page(client_id);
        let redirect = Redirect::implicit().app_state("here");
        let outcome = round_trip(&stage, &mut page, client_id, redirect);
        assert_eq!(outcome.app_state.as_deref(), Some("here"));
        assert_eq!(outcome.session.username(), "ada");
        assert_eq!(page.tab.url(), CALLBACK);
        page.reload(config(client_id));
        assert_eq!(stage.run(page.client.session()).unwrap(), outcome.session);
    }
    let keys = stage
        .world
        .requests()
        .iter()
        .filter(|r| r.url.ends_with("jwks.json"))
        .count();
    assert_eq!(keys, 2, "once for each page");
}

#[test]
fn tokens_of_the_implicit_grant_end_when_they_expire() {
    let stage = Stage::new();
    let mut page = stage.page(IMPLICIT);
    let session = round_trip(&stage, &mut page, IMPLICIT, Redirect::implicit()).session;
    let requests = stage.world.requests().len();
    stage.advance(Duration::from_secs(3590));
    assert_eq!(
        stage.run(page.client.session()).unwrap(),
        session,
        "they serve to the end"
    );
    stage.advance(Duration::from_secs(20));
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert!(!error.is_retryable());
    assert_eq!(
        stage.world.requests().len(),
        requests,
        "there is nothing to ask Cognito"
    );
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn the_sign_up_page_leads_to_a_session() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(&stage, &page, Redirect::code().screen(HostedScreen::SignUp));
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).fill(&[
        ("username", "emily"),
        ("email", "emily@example.com"),
        ("password", "Chatelet1706"),
    ]);
    browser.fill(&[("code", &stage.code_for("emily@example.com"))]);
    page.arrive(browser.address(), config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.session.username(), "emily");
}

#[test]
fn the_forgot_password_page_leads_to_a_session() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(
        &stage,
        &page,
        Redirect::code().screen(HostedScreen::ForgotPassword),
    );
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).fill(&[("username", "ada")]);
    browser.fill(&[
        ("code", &stage.code_for("ada@example.com")),
        ("password", "Countess1852"),
        ("confirm_password", "Countess1852"),
    ]);
    browser.sign_in(("ada", "Countess1852"));
    page.arrive(browser.address(), config(BROWSER));
    stage
        .run(page.client.handle_callback())
        .unwrap()
        .expect("it is a callback");
}
