//! The user's sessions on other devices.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::{Change, ErrorKind, Redirect, SignOutReason, Storage};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{
    ADA, BROWSER, CALLBACK, PASSWORD, Page, ROTATION, Stage, config, sign_in,
};

#[test]
fn another_session_is_listed_and_revoked() {
    let stage = Stage::new();
    let here = stage.page(BROWSER).client;
    let there = stage.page(PASSWORD).client;
    let session = sign_in(&stage, &there, ADA);
    sign_in(&stage, &here, ADA);
    let listed = stage.run(here.sessions().list(None)).unwrap();
    assert_eq!((listed.sessions.len(), &listed.next), (2, &None));
    let other = listed.sessions.iter().find(|it| !it.is_this).unwrap();
    assert_eq!(other.kind.as_deref(), Some("TOKEN"));
    assert!(other.created.is_some());
    stage.run(here.sessions().revoke(&other.id)).unwrap();
    assert!(!stage.accepts(session.access_token()));
    stage.run(here.profile().user()).expect("this one goes on");
    let again = stage.run(here.sessions().revoke(&other.id)).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::ResourceNotFound);
}

#[test]
fn sessions_are_paginated() {
    let stage = Stage::new();
    let client = stage.page(BROWSER).client;
    for _ in 0..60 {
        // Each has its own storage, because a sign-in replaces the session in the same storage.
        let elsewhere = stage.page_of(config(BROWSER).storage(Storage::Memory));
        sign_in(&stage, &elsewhere.client, ADA);
    }
    sign_in(&stage, &client, ADA);
    let first = stage.run(client.sessions().list(None)).unwrap();
    assert_eq!(first.sessions.len(), 60);
    let second = stage
        .run(client.sessions().list(first.next.as_deref()))
        .unwrap();
    assert_eq!((second.sessions.len(), second.next), (1, None));
    let nobody = stage.page(PASSWORD).client;
    assert_eq!(
        stage.run(nobody.sessions().list(None)).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert_eq!(
        stage.run(nobody.sessions().revoke("x")).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

/// Signs Ada in at the hosted UI, whose own session stays.
fn by_redirect<'a>(stage: &'a Stage, page: &mut Page) -> Browser<'a> {
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let mut browser = Browser::new(stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    stage.run(page.client.handle_callback()).unwrap().unwrap();
    browser
}

#[test]
fn a_session_has_its_origin() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let _browser = by_redirect(&stage, &mut page);
    let listed = stage
        .run(page.client.sessions().list(None))
        .unwrap()
        .sessions;
    let sso = listed
        .iter()
        .find(|it| it.kind.as_deref() == Some("SSO"))
        .unwrap();
    let this = listed.iter().find(|it| it.is_this).unwrap();
    assert_eq!(this.kind.as_deref(), Some("TOKEN"));
    assert_eq!(this.client_id.as_deref(), Some(BROWSER));
    assert_eq!(this.origin_id.as_ref(), Some(&sso.id));
    assert_eq!((&sso.origin_id, &sso.client_id), (&None, &None));
    assert_eq!(this.ip_address.as_ref().unwrap().expose(), "127.0.0.1");
    // A session that Cognito does not know is missing from the list.
    assert_eq!(
        (&this.city, &this.country, &this.device_type),
        (&None, &None, &None)
    );
    assert!(!format!("{this:?}").contains("127.0.0.1"));
}

#[test]
fn revoking_a_session_can_end_its_hosted_session() {
    for linked in [false, true] {
        let stage = Stage::new();
        let mut there = stage.page(BROWSER);
        let mut browser = by_redirect(&stage, &mut there);
        let here = stage.page(PASSWORD).client;
        sign_in(&stage, &here, ADA);
        let listed = stage.run(here.sessions().list(None)).unwrap().sessions;
        let token = listed.iter().find(|it| it.origin_id.is_some()).unwrap();
        match linked {
            true => stage.run(here.sessions().revoke_linked(&token.id)),
            false => stage.run(here.sessions().revoke(&token.id)),
        }
        .unwrap();
        // Whether the hosted UI's own session still exists.
        stage
            .run(there.client.redirect_sign_in(Redirect::code()))
            .unwrap();
        browser.open(&there.tab.url());
        assert_eq!(browser.address().starts_with(CALLBACK), !linked);
    }
}

#[test]
fn revoking_a_hosted_session_can_end_its_sessions() {
    let stage = Stage::new();
    let mut there = stage.page(BROWSER);
    let _browser = by_redirect(&stage, &mut there);
    let session = stage.run(there.client.session()).unwrap();
    let here = stage.page(PASSWORD).client;
    sign_in(&stage, &here, ADA);
    let listed = stage.run(here.sessions().list(None)).unwrap().sessions;
    let sso = listed
        .iter()
        .find(|it| it.kind.as_deref() == Some("SSO"))
        .unwrap();
    stage.run(here.sessions().revoke_linked(&sso.id)).unwrap();
    assert!(!stage.accepts(session.access_token()));
    let this = listed.iter().find(|it| it.is_this).unwrap();
    let error = stage.run(here.sessions().revoke(&this.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

/// A pool with a limit of sessions ends the one that was not used for the longest time. Its end has the reason of a
/// revoked session, not of an expired one.
#[test]
fn a_session_above_the_limit_ends_the_oldest() {
    let stage = Stage::with_pool(|pool| pool.max_token_sessions_per_user = Some(2));
    let first = stage.page_on_demand(BROWSER);
    let second = stage.page_on_demand(PASSWORD);
    sign_in(&stage, &first.client, ADA);
    stage.advance(Duration::from_secs(5));
    sign_in(&stage, &second.client, ADA);
    stage.advance(Duration::from_secs(5));
    stage.run(first.client.refresh()).expect("it was used");
    let third = stage.page_on_demand(ROTATION);
    sign_in(&stage, &third.client, ADA);
    stage.run(first.client.refresh()).expect("it was used last");
    let reasons = Arc::new(Mutex::new(Vec::new()));
    let list = reasons.clone();
    let _subscription = second.client.on_change(move |change| {
        if let Change::SignedOut { reason, .. } = change {
            list.lock().unwrap().push(*reason);
        }
    });
    let error = stage.run(second.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(error.message(), "Refresh Token has been revoked");
    assert_eq!(*reasons.lock().unwrap(), [SignOutReason::Revoked]);
}
