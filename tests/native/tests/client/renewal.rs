//! Renewal of the tokens: in time, and by one tab for all.

use std::time::Duration;

use futures_util::future::join_all;
use vestibule::platform::simulated::Delivery;
use vestibule::{Change, ErrorKind, Password, SessionState};
use vestibule_native_tests::{
    ADA, BROWSER, PASSWORD, ROTATION, Stage, config, done, response, sign_in,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_fresh_session_needs_no_request() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let signed_in = sign_in(&stage, &page.client, ADA);
    let requests = stage.world.requests().len();
    for _ in 0..5 {
        assert_eq!(stage.run(page.client.session()).unwrap(), signed_in);
        stage.advance(Duration::from_secs(600));
    }
    assert_eq!(stage.world.requests().len(), requests);
}

#[test]
fn in_the_last_five_minutes_a_session_is_renewed_in_the_background() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    let old = sign_in(&stage, &page.client, ADA);
    stage.advance(Duration::from_secs(3298));
    assert_eq!(stage.run(page.client.session()).unwrap(), old);
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.calls(RENEWAL), 0);
    stage.advance(Duration::from_secs(4));
    assert_eq!(stage.run(page.client.session()).unwrap(), old);
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.calls(RENEWAL), 1);
    let new = stage.run(page.client.session()).unwrap();
    assert_ne!(new.access_token(), old.access_token());
    assert_ne!(new.id_token(), old.id_token());
    assert_eq!(new.username(), "ada");
    assert!(new.expires_at() > old.expires_at());
    assert!(stage.accepts(new.access_token()));
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn an_open_page_renews_by_itself() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let requests = stage.world.requests().len();
    let before_the_margin = Duration::from_secs(3290);
    stage.advance(before_the_margin);
    assert_eq!(stage.world.requests().len(), requests);
    for hours in 1..50 {
        stage.advance(HOUR - before_the_margin);
        let session = stage.run(page.client.session()).unwrap();
        assert!(stage.accepts(session.access_token()));
        let renewals = stage.calls(RENEWAL);
        assert_eq!(stage.world.requests().len() - requests, renewals);
        // Tokens that are valid for an hour are renewed two and a half to five minutes before they expire.
        assert!(
            (hours..=hours * 60 / 54 + 1).contains(&renewals),
            "{renewals}"
        );
        stage.advance(before_the_margin);
    }
}

#[test]
fn a_resumed_tab_renews_at_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    page.tab.freeze();
    stage.advance(3 * HOUR);
    assert_eq!(stage.calls(RENEWAL), 0);
    page.tab.thaw();
    stage.advance(Duration::from_millis(200));
    assert_eq!(stage.calls(RENEWAL), 1);
    assert!(stage.accepts(stage.run(page.client.session()).unwrap().access_token()));
}

#[test]
fn a_session_of_weeks_is_renewed_only_when_necessary() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    for day in 1..30 {
        stage.advance(24 * HOUR);
        let session = stage.run(page.client.session()).unwrap();
        assert!(stage.accepts(session.access_token()));
        assert_eq!(stage.calls(RENEWAL), day);
    }
}

#[test]
fn short_lived_tokens_have_a_short_renewal_margin() {
    let stage = Stage::with_client(BROWSER, |client| {
        client.access_token_validity = Some(5);
        client.token_validity_units.access_token = vestibule_emulator::ValidityUnit::Minutes;
    });
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    let life = session.expires_at().since(stage.world.now());
    assert!(
        life <= Duration::from_secs(300),
        "the first of the two tokens counts: {life:?}"
    );
    stage.advance(Duration::from_secs(268));
    assert_eq!(stage.calls(RENEWAL), 0);
    stage.advance(Duration::from_secs(20));
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn a_renewal_can_be_requested() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let old = sign_in(&stage, &page.client, ADA);
    let new = stage.run(page.client.refresh()).unwrap();
    assert_ne!(new.access_token(), old.access_token());
    assert_eq!(stage.run(page.client.session()).unwrap(), new);
}

#[test]
fn many_callers_share_one_renewal() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(HOUR);
    let sessions = stage.run(join_all((0..10).map(|_| page.client.session())));
    assert_eq!(stage.calls(RENEWAL), 1);
    let first = sessions[0].as_ref().unwrap();
    assert!(
        sessions
            .iter()
            .all(|session| session.as_ref().unwrap() == first)
    );

    let sessions = stage.run(join_all((0..10).map(|_| page.client.refresh())));
    assert_eq!(stage.calls(RENEWAL), 2);
    assert!(
        sessions
            .iter()
            .all(|session| session.as_ref().unwrap() != first)
    );
}

#[test]
fn many_tabs_share_one_renewal() {
    // With rotation, a second use of the old token would end the session.
    let stage = Stage::with_client(ROTATION, |client| {
        client.refresh_token_rotation.retry_grace_period_seconds = 0;
    });
    let pages: Vec<_> = (0..4).map(|_| stage.page_on_demand(ROTATION)).collect();
    sign_in(&stage, &pages[0].client, ADA);
    for day in 1..=3 {
        stage.advance(24 * HOUR);
        let callers = pages.iter().flat_map(|page| [&page.client, &page.client]);
        let sessions = stage.run(join_all(callers.map(|client| client.session())));
        assert_eq!(stage.calls(RENEWAL), day);
        let first = sessions[0].as_ref().unwrap();
        assert!(
            sessions
                .iter()
                .all(|session| session.as_ref().unwrap() == first)
        );
    }
}

#[test]
fn rotation_replaces_the_refresh_token_each_time() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    for _ in 0..5 {
        stage.advance(Duration::from_secs(120));
        stage.run(page.client.refresh()).unwrap();
    }
    let mut tokens: Vec<String> = stage
        .world
        .requests()
        .into_iter()
        .filter_map(|request| request.body)
        .filter_map(|body| serde_json::from_str::<serde_json::Value>(&body).ok())
        .filter_map(|body| Some(body.get("RefreshToken")?.as_str()?.to_owned()))
        .collect();
    assert_eq!(tokens.len(), 5);
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 5, "none is used twice");
}

#[test]
fn a_lost_response_of_a_rotation_is_retried() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    stage.deliver(RENEWAL, Delivery::LoseAnswer);
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    stage.deliver_all(Delivery::Deliver);
    stage
        .run(page.client.refresh())
        .expect("the old token works for half a minute more");
    stage.advance(Duration::from_secs(120));
    stage
        .run(page.client.refresh())
        .expect("the new one works after that");
}

#[test]
fn a_failed_early_renewal_is_not_an_error() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(Duration::from_secs(3500));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.calls(RENEWAL), 1, "it was tried");
}

#[test]
fn the_timeout_setting_is_used() {
    let stage = Stage::new();
    let page = stage.page_of(config(PASSWORD).timeout(Duration::from_secs(7)));
    stage.deliver_all(Delivery::Hang);
    let before = stage.world.now();
    let credentials = Password::plain(ADA.0, ADA.1);
    let error = stage
        .run(page.client.sign_in(credentials.clone()))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_retryable());
    assert_eq!(stage.world.now().since(before), Duration::from_secs(7));
    stage.deliver_all(Delivery::Deliver);
    done(stage.run(page.client.sign_in(credentials)));
}

#[test]
fn a_renewal_with_another_users_tokens_is_refused() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let ada = sign_in(&stage, &page.client, ADA);
    let (status, output) = stage.call(
        "InitiateAuth",
        serde_json::json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": PASSWORD,
            "AuthParameters": { "USERNAME": "charles", "PASSWORD": "Babbage1791" },
        }),
    );
    assert_eq!(status, 200);
    stage.respond(RENEWAL, response(200, &output.to_string()));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(stage.run(page.client.session()).unwrap(), ada);
}

/// Cognito's response if a trigger rejects the renewal.
fn refused_by_a_trigger() -> vestibule::protocol::http::HttpResponse {
    response(
        400,
        r#"{"__type":"UserLambdaValidationException","message":"PreTokenGeneration failed with error Your plan has ended."}"#,
    )
}

#[test]
fn a_failing_trigger_keeps_the_session_and_is_not_retried_endlessly() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let states = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let list = states.clone();
    let _subscription = page.client.on_change(move |change| {
        if let Change::Stale(session) = change {
            list.lock().unwrap().push(session.state());
        }
    });
    sign_in(&stage, &page.client, ADA);
    stage.respond(RENEWAL, refused_by_a_trigger());

    // In the background: reported to the app, and given up after some tries.
    stage.advance(2 * HOUR);
    assert_eq!(*states.lock().unwrap(), [SessionState::Refused]);
    let asked = stage.calls(RENEWAL);
    assert!((2..=7).contains(&asked), "{asked}");
    stage.advance(48 * HOUR);
    assert_eq!(stage.calls(RENEWAL), asked, "nobody asks any more");

    // For a waiting caller: with the trigger's message, and one request in five minutes.
    for _ in 0..20 {
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LambdaRejected);
        assert!(error.message().ends_with("Your plan has ended."));
    }
    assert_eq!(stage.calls(RENEWAL), asked + 1);
    let current = stage.run(page.client.current()).expect("still signed in");
    assert_eq!(current.state(), SessionState::Refused);
    stage.advance(Duration::from_secs(301));
    stage.run(page.client.session()).unwrap_err();
    assert_eq!(stage.calls(RENEWAL), asked + 2);

    // `refresh` sends a request at once, and the session is renewed.
    stage.deliver_all(Delivery::Deliver);
    let session = stage.run(page.client.refresh()).unwrap();
    assert_eq!(session.state(), SessionState::Fresh);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
}

#[test]
fn tabs_share_the_error_of_a_failing_trigger() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let other = stage.page(BROWSER);
    stage.run(other.client.session()).unwrap();
    stage.respond(RENEWAL, refused_by_a_trigger());
    stage.advance(2 * HOUR);
    for page in [&page, &other] {
        let current = stage.run(page.client.current()).unwrap();
        assert_eq!(current.state(), SessionState::Refused);
    }
    assert!(stage.calls(RENEWAL) <= 7, "for all tabs together");
}
