//! Signing in and out through the hosted UI.

use std::time::Duration;

use serde_json::json;
use vestibule::platform::simulated::Delivery;
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

/// Leaves for the hosted UI; gives the address that the tab went to.
#[track_caller]
fn leave(stage: &Stage, page: &Page, redirect: Redirect) -> String {
    stage
        .run(page.client.redirect_sign_in(redirect))
        .expect("the page can be left");
    page.tab.url()
}

/// Leaves, signs in there as Ada, and comes back.
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
fn by_code() {
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
fn the_address_asks_for_what_was_set_and_keeps_what_is_secret() {
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
        stage.pass(Duration::from_secs(3600));
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

/// A stage whose first pool tracks devices.
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
            stage.pass(Duration::from_secs(3600));
            let renewed = stage.run(page.client.session()).expect("it goes on");
            assert_eq!(scopes(&renewed), scopes(&outcome.session));
        }
        assert_eq!(stage.calls("GetTokensFromRefreshToken"), 0);
        // An outage of the domain ends nothing.
        stage.deliver_to("/oauth2/token", Delivery::LoseRequest);
        stage.pass(Duration::from_secs(3600));
        let error = stage.run(page.client.session()).unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        stage.deliver_all(Delivery::Deliver);
        stage.run(page.client.session()).expect("it goes on");
        // Somebody signs her out elsewhere, and the endpoint says so.
        stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
        let error = stage.run(page.client.refresh()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SessionExpired);
        assert_eq!(stage.run(page.client.current()), None);
    }
}

#[test]
fn a_refusal_of_the_operation_alone_does_not_end_a_session_by_code() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    let refusal = r#"{"__type":"NotAuthorizedException","message":"Invalid Refresh Token"}"#;
    stage.answer("GetTokensFromRefreshToken", response(400, refusal));
    stage.pass(Duration::from_secs(3600));
    let renewed = stage.run(page.client.session()).expect("it goes on");
    assert!(stage.accepts(renewed.access_token()));
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.code(), Some("NotAuthorizedException"));
}

#[test]
fn by_the_implicit_grant() {
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
    stage.pass(Duration::from_secs(3590));
    assert_eq!(
        stage.run(page.client.session()).unwrap(),
        session,
        "they serve to the end"
    );
    stage.pass(Duration::from_secs(20));
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
fn the_address_is_clean_before_the_first_request() {
    let stage = Stage::new();
    for redirect in [Redirect::code(), Redirect::implicit()] {
        let mut page = stage.page(BROWSER);
        let hosted = leave(&stage, &page, redirect);
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
        let before = stage.world.requests().len();
        let seen = stage.run(async {
            let looks = async { (page.tab.url(), stage.world.requests().len() <= before) };
            futures_util::future::join(page.client.handle_callback(), looks)
                .await
                .1
        });
        assert_eq!(seen, (CALLBACK.to_owned(), true));
    }
}

#[test]
fn what_the_app_has_in_its_address_stays() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let redirect_uri = [CALLBACK, "?view=list&filter=%2B"].concat();
    let with_query = || {
        vestibule::ClientConfig::new(vestibule_native_tests::POOL, BROWSER)
            .endpoint(COGNITO)
            .domain(COGNITO)
            .redirect_uri(&redirect_uri)
            .scopes(["openid", "profile"])
    };
    page.reload(with_query());
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), with_query());
    stage
        .run(page.client.handle_callback())
        .unwrap()
        .expect("it is a callback");
    assert_eq!(page.tab.url(), redirect_uri);
}

#[test]
fn an_address_that_is_no_callback_is_left_alone() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    for address in [
        CALLBACK.to_owned(),
        format!("{CALLBACK}?view=list#top"),
        format!("{CALLBACK}?error=mine"),
        format!("{CALLBACK}?state=Texas"),
        format!("{CALLBACK}?code=SUMMER"),
        format!("{CALLBACK}?code=x&state=other"),
        format!("{CALLBACK}?code=x&state={MAILBOX}.abc"),
        format!("{CALLBACK}?error=access_denied&error_description=No"),
        format!("{CALLBACK}?error=access_denied&error_description=No&state=other"),
        format!("{CALLBACK}#access_token=x&expires_in=3600&state=other"),
        "http://localhost:8080/?code=CODE&state=x".to_owned(),
        "http://localhost:8080/voucher?code=CODE&state=x".to_owned(),
        "http://localhost:8080/#access_token=x&state=y".to_owned(),
    ] {
        page.arrive(&address, config(BROWSER));
        let outcome = stage.run(page.client.handle_callback());
        assert!(outcome.unwrap().is_none(), "{address}");
        assert_eq!(page.tab.url(), address);
    }
    assert!(stage.world.requests().is_empty());
}

#[test]
fn the_redirect_uri_does_not_decide_whose_answer_it_is() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    // A router or a server led on from the redirect URI to another page, and took the query along.
    let elsewhere = "http://localhost:8080/welcome";
    page.arrive(
        &browser.address().replace(CALLBACK, elsewhere),
        config(BROWSER),
    );
    assert!(stage.run(page.client.handle_callback()).unwrap().is_some());
    assert_eq!(page.tab.url(), elsewhere);
}

#[test]
fn asked_twice_at_once_both_get_the_same_outcome() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let hosted = leave(&stage, &page, Redirect::code().app_state("cart"));
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let client = page.client.clone();
    let (first, second) = stage.run(futures_util::future::join(
        page.client.handle_callback(),
        client.handle_callback(),
    ));
    let first = first.unwrap().expect("it is a callback");
    let second = second.unwrap().expect("it is the same one");
    assert_eq!(first.session, second.session);
    assert_eq!(first.app_state, second.app_state);
    assert!(stage.run(client.handle_callback()).unwrap().is_none());
    assert_eq!(stage.world.requests().len(), 1, "one exchange");

    // Whoever asked first may stop waiting.
    let hosted = leave(&stage, &page, Redirect::code());
    let mut browser = Browser::new(&stage);
    browser.open(&hosted).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let mut gives_up = Box::pin(page.client.handle_callback());
    assert!(futures_util::FutureExt::now_or_never(&mut gives_up).is_none());
    drop(gives_up);
    let outcome = stage.run(page.client.handle_callback()).unwrap();
    assert_eq!(outcome.unwrap().session.username(), "ada");
}

#[test]
fn a_moment_without_a_network_costs_nobody_the_sign_in() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let come_back = |page: &mut Page| {
        let hosted = leave(&stage, page, Redirect::code().app_state("cart"));
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
    };
    // The first two tries are lost.
    come_back(&mut page);
    let mut lost = 0;
    stage
        .world
        .network(move |_: &vestibule::protocol::http::HttpRequest| {
            lost += 1;
            match lost {
                1 | 2 => Delivery::LoseRequest,
                _ => Delivery::Deliver,
            }
        });
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.session.username(), "ada");

    // Longer than that: a retryable error, and the answer is still there after a reload.
    come_back(&mut page);
    stage.deliver_all(Delivery::LoseRequest);
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(page.tab.url(), CALLBACK, "the address is clean");
    stage.deliver_all(Delivery::Deliver);
    page.reload(config(BROWSER));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    assert_eq!(outcome.app_state.as_deref(), Some("cart"));
    assert!(stage.run(page.client.handle_callback()).unwrap().is_none());

    // A code lives five minutes.
    come_back(&mut page);
    stage.deliver_all(Delivery::LoseRequest);
    stage.run(page.client.handle_callback()).unwrap_err();
    stage.deliver_all(Delivery::Deliver);
    stage.pass(Duration::from_secs(300));
    assert!(stage.run(page.client.handle_callback()).unwrap().is_none());
    let tab = page.tab.platform().tab;
    let keys =
        stage.run(async { vestibule::platform::Store::keys(&*tab, "vestibule.callback").await });
    assert_eq!(keys, Ok(Vec::new()), "nothing of it stays");
}

#[test]
fn two_clients_on_one_page_take_their_own_callbacks_only() {
    let stage = Stage::new();
    let tab = stage.page(BROWSER).tab;
    for own_first in [true, false] {
        let first = client(&tab, config(BROWSER));
        stage
            .run(first.redirect_sign_in(Redirect::code().app_state("first")))
            .unwrap();
        let mut browser = Browser::new(&stage);
        browser.open(&tab.url()).sign_in(ADA);
        tab.visit(browser.address());
        let (first, second) = (client(&tab, config(BROWSER)), client(&tab, config(MAILBOX)));
        let address = tab.url();
        if !own_first {
            assert!(stage.run(second.handle_callback()).unwrap().is_none());
            assert_eq!(tab.url(), address, "the other one's callback is left alone");
        }
        let outcome = stage.run(first.handle_callback()).unwrap().unwrap();
        assert_eq!(outcome.app_state.as_deref(), Some("first"));
        assert!(stage.run(second.handle_callback()).unwrap().is_none());
        assert_eq!(
            stage.run(second.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
    }
}

#[test]
fn two_flows_of_one_tab_do_not_disturb_each_other() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let first = leave(&stage, &page, Redirect::code().app_state("first"));
    let second = leave(&stage, &page, Redirect::implicit().app_state("second"));
    for (hosted, app_state) in [(first, "first"), (second, "second")] {
        let mut browser = Browser::new(&stage);
        browser.open(&hosted).sign_in(ADA);
        page.arrive(browser.address(), config(BROWSER));
        let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
        assert_eq!(outcome.app_state.as_deref(), Some(app_state));
    }
}

#[test]
fn a_flow_leaves_nothing_behind() {
    use vestibule::platform::Store;
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    for _ in 0..3 {
        leave(&stage, &page, Redirect::code());
        stage.pass(Duration::from_secs(3601));
    }
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    let tab = page.tab.platform().tab;
    let keys = stage.run(async { tab.keys("").await.unwrap() });
    assert!(
        keys.is_empty(),
        "flows that never came back are forgotten too: {keys:?}"
    );
    let local = stage.world.local_storage();
    let keys = stage.run(async { local.keys("").await.unwrap() });
    assert_eq!(keys.len(), 1, "the session alone: {keys:?}");
}

#[test]
fn by_way_of_the_sign_up_page() {
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
fn by_way_of_the_forgotten_password() {
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

#[test]
fn whom_the_hosted_pages_remember_comes_straight_back() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let mut browser = Browser::new(&stage);
    browser
        .open(&leave(&stage, &page, Redirect::code()))
        .sign_in(ADA);
    browser.open(&leave(&stage, &page, Redirect::code().prompt("none")));
    assert!(browser.address().starts_with(CALLBACK));
    page.arrive(browser.address(), config(BROWSER));
    stage
        .run(page.client.handle_callback())
        .unwrap()
        .expect("it is a callback");

    browser.open(&leave(&stage, &page, Redirect::code().prompt("login")));
    assert!(browser.address().starts_with(COGNITO), "asked again");
}

#[test]
fn a_sign_out_ends_the_hosted_session_too() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let mut browser = Browser::new(&stage);
    browser
        .open(&leave(&stage, &page, Redirect::code()))
        .sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let session = stage
        .run(page.client.handle_callback())
        .unwrap()
        .unwrap()
        .session;

    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(!stage.accepts(session.access_token()));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(
        page.tab.url().starts_with(&format!("{COGNITO}/logout?")),
        "{}",
        page.tab.url()
    );
    browser.open(&page.tab.url());
    assert_eq!(browser.address(), GOODBYE);

    browser.open(&leave(&stage, &page, Redirect::code()));
    assert!(
        browser.address().starts_with(COGNITO),
        "the password is asked for again"
    );
}

#[test]
fn a_sign_out_without_a_network_still_leaves() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert_eq!(
        report.unfinished().map(vestibule::Error::kind),
        Some(ErrorKind::Network)
    );
    assert!(page.tab.url().starts_with(&format!("{COGNITO}/logout?")));
}

#[test]
fn whoever_came_by_redirect_leaves_the_hosted_session_too_when_signing_out() {
    for everywhere in [false, true] {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        round_trip(&stage, &mut page, BROWSER, Redirect::code());
        let report = match everywhere {
            false => stage.run(page.client.sign_out()).unwrap(),
            true => stage.run(page.client.sign_out_everywhere()).unwrap(),
        };
        assert!(report.is_leaving());
        let wanted = format!("{COGNITO}/logout?client_id={BROWSER}&logout_uri=");
        assert!(page.tab.url().starts_with(&wanted), "{}", page.tab.url());
    }
}

#[test]
fn nobody_is_let_in_unasked_by_a_hosted_session_that_could_not_be_left() {
    let asks = |page: &Page, stage: &Stage, redirect| {
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
        page.tab.url().contains("&prompt=login")
    };
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.hosted_session_remains() && !report.is_leaving());
    stage.deliver_all(Delivery::Deliver);
    // Whatever the app asks for, and after a reload as well.
    page.reload(config(BROWSER));
    assert!(asks(&page, &stage, Redirect::code()));
    let before = page.tab.url();
    let none = || Redirect::code().prompt("none");
    for error in [
        stage.run(page.client.redirect_sign_in(none())).unwrap_err(),
        stage.run(page.client.popup_sign_in(none())).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::ProviderError);
        assert_eq!(error.code(), Some("login_required"));
    }
    assert_eq!(page.tab.url(), before, "the page is not left");
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    assert!(
        !asks(&page, &stage, Redirect::code()),
        "somebody has signed in there"
    );

    // The app can visit the logout itself, with nobody signed in.
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.hosted_session_remains());
    stage.deliver_all(Delivery::Deliver);
    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert!(report.is_leaving() && !report.hosted_session_remains());
    assert!(page.tab.url().starts_with(&format!("{COGNITO}/logout?")));
    // Whether it got there, nobody knows.
    assert!(asks(&page, &stage, Redirect::code()));
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    assert!(!asks(&page, &stage, Redirect::code()));
}

#[test]
fn nobody_is_let_in_unasked_after_a_session_that_ended_by_time() {
    const MINUTES: Duration = Duration::from_secs(15 * 60);
    let limits = [(Some(MINUTES), None), (None, Some(MINUTES))];
    for (idle, total) in limits {
        for hosted in [HostedSignOut::Visit, HostedSignOut::Leave] {
            for at_the_button in [false, true] {
                let limited = || {
                    config(BROWSER)
                        .hosted_sign_out(hosted)
                        .sign_out_after(SignOutAfter { idle, total })
                };
                let stage = Stage::new();
                let mut page = stage.page(BROWSER);
                round_trip(&stage, &mut page, BROWSER, Redirect::code());
                page.tab.crash();
                if !at_the_button {
                    page = stage.page_of(limited());
                    stage.run(page.client.session()).unwrap();
                    stage.pass(MINUTES + Duration::from_secs(2));
                } else {
                    stage.pass(MINUTES);
                    page = stage.page_of(limited());
                    let report = stage.run(page.client.sign_out()).unwrap();
                    assert!(!report.is_leaving());
                }
                assert!(stage.run(page.client.session()).is_err());
                let url = leave(&stage, &page, Redirect::code());
                let asks = url.contains("&prompt=login");
                assert_eq!(asks, hosted == HostedSignOut::Visit, "{url}");
            }
        }
    }
}

#[test]
fn nobody_is_let_in_unasked_after_a_parked_session_that_ended_by_time() {
    const MINUTES: Duration = Duration::from_secs(15 * 60);
    let limits = SignOutAfter {
        idle: Some(MINUTES),
        total: None,
    };
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    page.reload(config(BROWSER).sign_out_after(limits).several_accounts());
    sign_in(&stage, &page.client, ("charles", "Babbage1791"));
    assert_eq!(stage.run(page.client.accounts().list()).len(), 2);
    stage.pass(MINUTES + Duration::from_secs(2));
    assert!(stage.run(page.client.accounts().list()).is_empty());
    assert!(leave(&stage, &page, Redirect::code()).contains("&prompt=login"));
}

#[test]
fn the_hosted_session_stays_where_the_configuration_or_the_network_has_it_so() {
    let without_address = ClientConfig::new("eu-west-1_Vestibule", BROWSER)
        .endpoint(COGNITO)
        .domain(COGNITO)
        .redirect_uri(CALLBACK);
    let stay = config(BROWSER).hosted_sign_out(HostedSignOut::Leave);
    for (configuration, delivery) in [
        (without_address, Delivery::Deliver),
        (stay, Delivery::Deliver),
        (config(BROWSER), Delivery::LoseRequest),
    ] {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        round_trip(&stage, &mut page, BROWSER, Redirect::code());
        page.reload(configuration);
        let before = page.tab.url();
        let is_away = matches!(delivery, Delivery::LoseRequest);
        stage.deliver_all(delivery);
        let report = stage.run(page.client.sign_out()).unwrap();
        assert!(!report.is_leaving());
        assert_eq!(report.hosted_session_remains(), is_away);
        assert_eq!(page.tab.url(), before);
    }
    // A sign-in by password has no hosted session.
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    assert!(!stage.run(page.client.sign_out()).unwrap().is_leaving());
}
