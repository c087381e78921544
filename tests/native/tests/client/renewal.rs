//! A session that is always fresh: renewed in time, by one for all, and ended by proof alone.

use std::time::Duration;

use futures_util::future::{join, join_all};
use vestibule::platform::simulated::Delivery;
use vestibule::{ErrorKind, Password};
use vestibule_native_tests::{
    ADA, BROWSER, PASSWORD, ROTATION, Stage, config, done, jwt, response, sign_in,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_fresh_session_costs_no_request() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let signed_in = sign_in(&stage, &page.client, ADA);
    let requests = stage.world.requests().len();
    for _ in 0..5 {
        assert_eq!(stage.run(page.client.session()).unwrap(), signed_in);
        stage.pass(Duration::from_secs(600));
    }
    assert_eq!(stage.world.requests().len(), requests);
}

#[test]
fn a_session_is_renewed_in_its_last_five_minutes() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let old = sign_in(&stage, &page.client, ADA);
    stage.pass(Duration::from_secs(3298));
    assert_eq!(stage.run(page.client.session()).unwrap(), old);
    assert_eq!(stage.calls(RENEWAL), 0);
    stage.pass(Duration::from_secs(4));
    let new = stage.run(page.client.session()).unwrap();
    assert_eq!(stage.calls(RENEWAL), 1);
    assert_ne!(new.access_token(), old.access_token());
    assert_ne!(new.id_token(), old.id_token());
    assert_eq!(new.username(), "ada");
    assert!(new.expires_at() > old.expires_at());
    assert!(stage.accepts(new.access_token()));
    assert_eq!(stage.run(page.client.session()).unwrap(), new);
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn a_session_of_weeks_is_renewed_as_often_as_it_must() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    for day in 1..30 {
        stage.pass(24 * HOUR);
        let session = stage.run(page.client.session()).unwrap();
        assert!(stage.accepts(session.access_token()));
        assert_eq!(stage.calls(RENEWAL), day);
    }
}

#[test]
fn short_tokens_have_a_short_margin() {
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
    stage.pass(Duration::from_secs(268));
    stage.run(page.client.session()).unwrap();
    assert_eq!(stage.calls(RENEWAL), 0);
    stage.pass(Duration::from_secs(4));
    stage.run(page.client.session()).unwrap();
    assert_eq!(stage.calls(RENEWAL), 1);
}

#[test]
fn a_renewal_can_be_asked_for() {
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
    stage.pass(HOUR);
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
    // Rotation makes a second use of the old token a mistake that ends the session.
    let stage = Stage::with_client(ROTATION, |client| {
        client.refresh_token_rotation.retry_grace_period_seconds = 0;
    });
    let pages: Vec<_> = (0..4).map(|_| stage.page(ROTATION)).collect();
    sign_in(&stage, &pages[0].client, ADA);
    for day in 1..=3 {
        stage.pass(24 * HOUR);
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
fn a_rotating_token_is_the_new_one_each_time() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    for _ in 0..5 {
        stage.pass(Duration::from_secs(120));
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
fn a_rotated_token_whose_answer_was_lost_is_tried_again() {
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
    stage.pass(Duration::from_secs(120));
    stage
        .run(page.client.refresh())
        .expect("the new one works after that");
}

#[test]
fn a_rotated_token_that_was_used_elsewhere_ends_the_session() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    let stolen = refresh_token(&stage);
    let members = serde_json::json!({ "RefreshToken": stolen, "ClientId": ROTATION });
    assert_eq!(stage.call(RENEWAL, members).0, 200);
    stage.pass(Duration::from_secs(31));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(error.code(), Some("RefreshTokenReuseException"));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn a_refresh_token_that_expired_ends_the_session() {
    let stage = Stage::with_client(BROWSER, |client| client.refresh_token_validity = Some(1));
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.pass(23 * HOUR);
    stage.run(page.client.session()).expect("it still works");
    stage.pass(HOUR);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(error.message(), "Refresh Token has expired");
    assert!(!error.is_retryable());
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    sign_in(&stage, &page.client, ADA);
}

#[test]
fn a_refresh_token_that_was_revoked_ends_the_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    stage
        .run(page.client.session())
        .expect("nobody has asked Cognito yet");
    stage.pass(HOUR);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn a_user_who_is_gone_ends_the_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    let members = serde_json::json!({ "AccessToken": session.access_token() });
    assert_eq!(stage.call("DeleteUser", members).0, 200);
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
}

#[test]
fn no_network_in_the_margin_is_no_matter() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    stage.pass(Duration::from_secs(3500));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(stage.calls(RENEWAL), 1, "it was tried");
}

#[test]
fn nothing_but_proof_ends_a_session() {
    let error = |status, kind: &str| {
        response(
            status,
            &format!("{{\"__type\":\"{kind}\",\"message\":\"later\"}}"),
        )
    };
    let html = "<html><h1>502 Bad Gateway</h1></html>";
    let disturbances = [
        (Delivery::LoseRequest, ErrorKind::Network, true),
        (Delivery::LoseAnswer, ErrorKind::Network, true),
        (Delivery::Hang, ErrorKind::Timeout, true),
        (
            Delivery::Answer(response(502, html)),
            ErrorKind::ServiceUnavailable,
            true,
        ),
        (
            Delivery::Answer(response(503, "")),
            ErrorKind::ServiceUnavailable,
            true,
        ),
        (
            Delivery::Answer(response(429, html)),
            ErrorKind::Throttled,
            true,
        ),
        (
            Delivery::Answer(error(500, "InternalErrorException")),
            ErrorKind::ServiceUnavailable,
            true,
        ),
        (
            Delivery::Answer(error(400, "TooManyRequestsException")),
            ErrorKind::Throttled,
            true,
        ),
        (
            Delivery::Answer(error(400, "ThrottlingException")),
            ErrorKind::Throttled,
            true,
        ),
        (
            Delivery::Answer(response(200, "")),
            ErrorKind::InvalidResponse,
            false,
        ),
        (
            Delivery::Answer(response(200, "{}")),
            ErrorKind::InvalidResponse,
            false,
        ),
        (
            Delivery::Answer(response(200, html)),
            ErrorKind::InvalidResponse,
            false,
        ),
        (
            Delivery::Answer(error(400, "ForbiddenException")),
            ErrorKind::NotAuthorized,
            false,
        ),
        (
            Delivery::Answer(error(400, "BrandNewException")),
            ErrorKind::Other,
            false,
        ),
    ];
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    for (delivery, kind, retryable) in disturbances {
        stage.pass(2 * HOUR);
        stage.deliver(RENEWAL, delivery.clone());
        for _ in 0..2 {
            let error = stage.run(page.client.session()).unwrap_err();
            assert_eq!(
                (error.kind(), error.is_retryable()),
                (kind, retryable),
                "{delivery:?}"
            );
        }
        stage.deliver_all(Delivery::Deliver);
        let session = stage.run(page.client.session()).expect("the session stays");
        assert!(stage.accepts(session.access_token()));
    }
}

#[test]
fn a_time_out_comes_when_the_setting_says() {
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
fn a_renewal_that_brings_another_users_tokens_is_refused() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let ada = sign_in(&stage, &page.client, ADA);
    let (status, answer) = stage.call(
        "InitiateAuth",
        serde_json::json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": PASSWORD,
            "AuthParameters": { "USERNAME": "charles", "PASSWORD": "Babbage1791" },
        }),
    );
    assert_eq!(status, 200);
    stage.answer(RENEWAL, response(200, &answer.to_string()));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(stage.run(page.client.session()).unwrap(), ada);
}

#[test]
fn a_sign_out_during_a_renewal_wins() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.pass(HOUR);
    let (session, report) = stage.run(join(page.client.session(), page.client.sign_out()));
    assert!(report.unwrap().unfinished().is_none());
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(
        !stage.accepts(session.unwrap().access_token()),
        "what was renewed is revoked too"
    );
}

#[test]
fn a_sign_in_in_another_tab_outlives_the_end_of_the_old_session() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    let (renewed, signed_in) = stage.run(join(
        here.client.refresh(),
        there
            .client
            .sign_in(Password::srp("charles", "Babbage1791")),
    ));
    let signed_in = done(signed_in);
    assert_eq!(renewed.unwrap_err().kind(), ErrorKind::SessionExpired);
    assert_eq!(stage.run(here.client.session()).unwrap(), signed_in);
    assert_eq!(
        jwt::payload(signed_in.id_token())["cognito:username"],
        "charles"
    );
}

/// The refresh token that the store holds.
fn refresh_token(stage: &Stage) -> String {
    use vestibule::platform::Store;
    let store = stage.world.local_storage();
    let record = stage.run(async {
        let keys = store.keys("vestibule.").await.unwrap();
        store.read(&keys[0]).await.unwrap().unwrap()
    });
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    record["refreshToken"].as_str().unwrap().to_owned()
}
