//! Responses that something else than Cognito gives: a captive portal, a proxy, or the app's own service worker, which
//! often responds with a stored page while there is no network.

use std::time::Duration;

use serde_json::json;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpResponse;
use vestibule::{ErrorKind, Redirect, Renewal};
use vestibule_native_tests::{ADA, BROWSER, Page, Stage, config, response, sign_in};

use crate::scene::bring_back;

const MINUTE: Duration = Duration::from_secs(60);
const OFFLINE_PAGE: &str = "<!doctype html><title>You are offline</title>";

/// The offline page that a service worker stored 45 minutes ago. The page reads all of its headers.
fn offline_page(stage: &Stage, status: u16) -> Delivery {
    let now = stage.world.now().as_millis();
    Delivery::Answer(HttpResponse {
        date: Some(now - u64::try_from((45 * MINUTE).as_millis()).unwrap()),
        ..response(status, OFFLINE_PAGE)
    })
}

/// A page whose user signed in by redirect.
fn by_redirect(stage: &Stage) -> Page {
    let mut page = stage.page_on_demand(BROWSER);
    let callback = bring_back(stage, &page, Redirect::code());
    page.arrive(&callback, config(BROWSER).renewal(Renewal::OnDemand));
    let outcome = stage.run(page.client.handle_callback()).unwrap();
    assert!(outcome.is_some());
    page
}

#[test]
fn the_date_of_another_server_is_not_cognitos_time() {
    for status in [200, 503] {
        let stage = Stage::new();
        let page = stage.page_on_demand(BROWSER);
        sign_in(&stage, &page.client, ADA);
        stage.advance(58 * MINUTE);
        stage.deliver_all(offline_page(&stage, status));
        assert!(stage.run(page.client.refresh()).is_err());
        stage.deliver_all(Delivery::Deliver);
        stage.advance(10 * MINUTE);
        let session = stage.run(page.client.session()).unwrap();
        assert!(
            stage.accepts(session.access_token()),
            "{status}: an expired token was returned"
        );
    }
}

#[test]
fn a_revocation_that_another_server_answered_is_repeated() {
    for status in [200, 404] {
        let stage = Stage::new();
        let page = stage.page(BROWSER);
        let session = sign_in(&stage, &page.client, ADA);
        stage.deliver_all(offline_page(&stage, status));
        let report = stage.run(page.client.sign_out()).unwrap();
        let unfinished = report.unfinished().map(vestibule::Error::kind);
        assert_eq!(unfinished, Some(ErrorKind::InvalidResponse));
        stage.deliver_all(Delivery::Deliver);
        stage.advance(10 * MINUTE);
        assert!(!stage.accepts(session.access_token()), "{status}");
    }
}

#[test]
fn the_page_is_not_left_for_a_logout_that_cannot_be_reached() {
    let stage = Stage::new();
    let page = by_redirect(&stage);
    let before = page.tab.url();
    stage.deliver_all(offline_page(&stage, 200));
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.hosted_session_remains() && !report.is_leaving());
    assert_eq!(page.tab.url(), before);
}

#[test]
fn a_session_by_code_outlives_another_servers_answer_for_the_token_endpoint() {
    let stage = Stage::new();
    let page = by_redirect(&stage);
    for status in [200, 403] {
        stage.advance(120 * MINUTE);
        // The operation alone does not count, because the pool may track devices.
        let refusal = r#"{"__type":"NotAuthorizedException","message":"Invalid Refresh Token"}"#;
        stage.world.network(move |request| {
            if request.url.ends_with("/oauth2/token") {
                return Delivery::Answer(response(status, OFFLINE_PAGE));
            }
            Delivery::Answer(response(400, refusal))
        });
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{status}");
        stage.deliver_all(Delivery::Deliver);
        let session = stage.run(page.client.session()).expect("the session stays");
        assert!(stage.accepts(session.access_token()));
    }
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
}
