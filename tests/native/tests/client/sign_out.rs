//! Signing out, here and everywhere.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::{ErrorKind, Renewal, Storage};
use vestibule_native_tests::{ADA, BROWSER, Stage, config, sign_in};

use crate::chunks::in_chunks;
use crate::scene::CHARLES;

#[test]
fn a_sign_out_revokes_the_token_at_cognito() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let other_device = stage.page_of(config(BROWSER).storage(Storage::Memory));
    let session = sign_in(&stage, &page.client, ADA);
    let elsewhere = sign_in(&stage, &other_device.client, ADA);

    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert_eq!(stage.calls("RevokeToken"), 1);
    assert!(!stage.accepts(session.access_token()));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );

    assert!(
        stage.accepts(elsewhere.access_token()),
        "the other device stays signed in"
    );
    stage.run(other_device.client.refresh()).unwrap();
}

#[test]
fn signing_out_without_a_session_is_allowed() {
    let stage = Stage::new();
    let report = stage.run(stage.page(BROWSER).client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(stage.operations().is_empty());
}

#[test]
fn a_global_sign_out_ends_every_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let other_device = stage.page_of(
        config(BROWSER)
            .storage(Storage::Memory)
            .renewal(Renewal::OnDemand),
    );
    let session = sign_in(&stage, &page.client, ADA);
    let elsewhere = sign_in(&stage, &other_device.client, ADA);
    let report = stage.run(page.client.sign_out_everywhere()).unwrap();
    assert!(report.unfinished().is_none());
    assert_eq!(stage.calls("GlobalSignOut"), 1);
    assert!(!stage.accepts(session.access_token()));
    assert!(!stage.accepts(elsewhere.access_token()));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    stage.advance(Duration::from_secs(3600));
    let error = stage.run(other_device.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
}

#[test]
fn a_global_sign_out_works_with_expired_tokens() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(Duration::from_secs(7200));
    let report = stage.run(page.client.sign_out_everywhere()).unwrap();
    assert!(report.unfinished().is_none());
    assert_eq!(
        stage.operations().last().map(String::as_str),
        Some("GlobalSignOut")
    );
}

#[test]
fn an_offline_sign_out_removes_the_session_and_reports_the_rest() {
    let stage = Stage::new();
    for delivery in [Delivery::LoseRequest, Delivery::Hang] {
        let page = stage.page(BROWSER);
        let session = sign_in(&stage, &page.client, ADA);
        stage.deliver_all(delivery.clone());
        let report = stage.run(page.client.sign_out()).unwrap();
        assert!(
            report
                .unfinished()
                .expect("it was not revoked")
                .is_retryable()
        );
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
        assert!(
            stage.accepts(session.access_token()),
            "the tokens live on until they expire"
        );

        stage.deliver_all(Delivery::Deliver);
        sign_in(&stage, &page.client, ADA);
        stage.deliver_all(delivery);
        let report = stage.run(page.client.sign_out_everywhere()).unwrap();
        assert!(report.unfinished().is_some());
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
        stage.deliver_all(Delivery::Deliver);
    }
}

#[test]
fn a_client_without_revocation_is_reported() {
    let stage = Stage::with_client(BROWSER, |client| client.enable_token_revocation = false);
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let report = stage.run(page.client.sign_out()).unwrap();
    let unfinished = report.unfinished().expect("nothing was revoked");
    assert_eq!(unfinished.code(), Some("UnsupportedOperationException"));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[test]
fn pending_revocations_are_sent_once_the_network_returns() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_some());
    stage.advance(Duration::from_secs(60));
    assert!(stage.accepts(session.access_token()));
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(600));
    assert!(!stage.accepts(session.access_token()));
}

#[test]
fn a_sign_in_revokes_the_session_it_replaces() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let elsewhere = stage.page_of(config(BROWSER).storage(Storage::Memory));
    let first = sign_in(&stage, &page.client, ADA);
    let other_device = sign_in(&stage, &elsewhere.client, ADA);
    let second = sign_in(&stage, &page.client, CHARLES);
    stage.advance(Duration::from_secs(1));
    assert!(
        !stage.accepts(first.access_token()),
        "nobody has it any more"
    );
    assert!(stage.accepts(second.access_token()));
    assert!(stage.accepts(other_device.access_token()));
    assert_eq!(stage.calls("RevokeToken"), 1);
}

#[test]
fn a_sign_out_works_without_its_chunk() {
    let stage = Stage::new();
    let (client, chunks) = in_chunks(&stage, config(BROWSER));
    let other_tab = stage.page(BROWSER);
    let session = sign_in(&stage, &client, ADA);
    assert!(stage.run(other_tab.client.current()).is_some());

    let report = stage.run(client.sign_out()).unwrap();
    assert!(report.unfinished().is_some_and(|it| it.is_retryable()));
    assert!(report.not_removed().is_none());
    for client in [&client, &other_tab.client, &stage.page(BROWSER).client] {
        assert!(stage.run(client.current()).is_none());
    }
    assert!(stage.accepts(session.access_token()));

    chunks.can_be_fetched();
    stage.advance(Duration::from_secs(60));
    assert_eq!(stage.calls("RevokeToken"), 1);
    assert!(!stage.accepts(session.access_token()));
    let again = sign_in(&stage, &client, ADA);
    assert_eq!(stage.run(other_tab.client.current()).as_ref(), Some(&again));
}

#[test]
fn a_sign_out_waits_only_briefly_for_its_chunk() {
    let stage = Stage::new();
    let (client, chunks) = in_chunks(&stage, config(BROWSER));
    sign_in(&stage, &client, ADA);
    chunks.hang();
    let before = stage.world.now();
    let report = stage.run(client.sign_out()).unwrap();
    assert!(stage.world.now().since(before) < Duration::from_secs(3));
    assert!(report.unfinished().is_some_and(|it| it.is_retryable()));
    assert!(stage.run(client.current()).is_none());
}
