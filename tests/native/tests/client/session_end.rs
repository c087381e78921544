//! A session ends only if Cognito rejects its refresh token.

use std::time::Duration;

use futures_util::future::join;
use vestibule::platform::simulated::Delivery;
use vestibule::{ErrorKind, Password};
use vestibule_native_tests::{ADA, BROWSER, ROTATION, Stage, done, jwt, response, sign_in};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_reused_rotated_token_ends_the_session() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    let stolen = refresh_token(&stage);
    let members = serde_json::json!({ "RefreshToken": stolen, "ClientId": ROTATION });
    assert_eq!(stage.call(RENEWAL, members).0, 200);
    stage.advance(Duration::from_secs(31));
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
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(23 * HOUR);
    stage.run(page.client.session()).expect("it still works");
    stage.advance(HOUR);
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
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    stage
        .run(page.client.session())
        .expect("nobody has asked Cognito yet");
    stage.advance(HOUR);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn a_deleted_or_disabled_user_ends_the_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    let members = serde_json::json!({ "AccessToken": session.access_token() });
    assert_eq!(stage.call("DeleteUser", members).0, 200);
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
}

#[test]
fn only_cognitos_verdict_ends_a_session() {
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
            ErrorKind::Forbidden,
            false,
        ),
        (
            Delivery::Answer(error(400, "BrandNewException")),
            ErrorKind::Other,
            false,
        ),
    ];
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    for (delivery, kind, retryable) in disturbances {
        stage.advance(2 * HOUR);
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
fn a_sign_out_during_a_renewal_wins() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(HOUR);
    let (session, report) = stage.run(join(page.client.session(), page.client.sign_out()));
    assert!(report.unwrap().unfinished().is_none());
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert_eq!(session.unwrap_err().kind(), ErrorKind::SignedOut);
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

/// The stored refresh token.
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
