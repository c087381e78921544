//! The end of a session: here, and everywhere.

use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::{ErrorKind, Renewal, Storage};
use vestibule_native_tests::{ADA, BROWSER, Stage, config, sign_in};

use crate::chunks::in_chunks;
use crate::scene::CHARLES;

#[test]
fn here_means_here_and_at_cognito() {
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
fn nobody_can_sign_out_too() {
    let stage = Stage::new();
    let report = stage.run(stage.page(BROWSER).client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(stage.operations().is_empty());
}

#[test]
fn everywhere_ends_every_session_of_the_user() {
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
    stage.pass(Duration::from_secs(3600));
    let error = stage.run(other_device.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
}

#[test]
fn everywhere_works_when_the_tokens_have_expired() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.pass(Duration::from_secs(7200));
    let report = stage.run(page.client.sign_out_everywhere()).unwrap();
    assert!(report.unfinished().is_none());
    assert_eq!(
        stage.operations().last().map(String::as_str),
        Some("GlobalSignOut")
    );
}

#[test]
fn without_a_network_this_browser_forgets_and_says_what_is_left() {
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
fn a_client_that_cannot_revoke_says_so() {
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
fn what_could_not_be_revoked_is_revoked_once_the_network_is_back() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_some());
    stage.pass(Duration::from_secs(60));
    assert!(stage.accepts(session.access_token()));
    stage.deliver_all(Delivery::Deliver);
    stage.pass(Duration::from_secs(600));
    assert!(!stage.accepts(session.access_token()));
}

#[test]
fn a_sign_in_over_another_session_revokes_that_one() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let elsewhere = stage.page_of(config(BROWSER).storage(Storage::Memory));
    let first = sign_in(&stage, &page.client, ADA);
    let other_device = sign_in(&stage, &elsewhere.client, ADA);
    let second = sign_in(&stage, &page.client, CHARLES);
    stage.pass(Duration::from_secs(1));
    assert!(
        !stage.accepts(first.access_token()),
        "nobody has it any more"
    );
    assert!(stage.accepts(second.access_token()));
    assert!(stage.accepts(other_device.access_token()));
    assert_eq!(stage.calls("RevokeToken"), 1);
}

#[test]
fn without_its_chunk_nobody_is_signed_in_here_any_more() {
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
    stage.pass(Duration::from_secs(60));
    assert_eq!(stage.calls("RevokeToken"), 1);
    assert!(!stage.accepts(session.access_token()));
    let again = sign_in(&stage, &client, ADA);
    assert_eq!(stage.run(other_tab.client.current()).as_ref(), Some(&again));
}

#[test]
fn nobody_waits_long_for_a_chunk_that_does_not_come() {
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
