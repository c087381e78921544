//! A session in the tabs' shared memory: new tabs get it, one tab renews it, and it ends in all tabs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use vestibule::platform::Store;
use vestibule::{Change, ClientConfig, ErrorKind, Storage};
use vestibule_native_tests::{ADA, Page, ROTATION, Stage, client_of, config, done};

fn shared() -> ClientConfig {
    config(ROTATION).storage(Storage::SharedMemory)
}

/// Refresh tokens that can be used once, without a grace period.
fn stage() -> Stage {
    Stage::with(|all| {
        let client = client_of(all, ROTATION);
        client
            .explicit_auth_flows
            .push("ALLOW_USER_PASSWORD_AUTH".into());
        client.refresh_token_rotation.retry_grace_period_seconds = 0;
    })
}

fn sign_in(stage: &Stage, page: &Page, (name, password): (&str, &str)) {
    let credentials = vestibule::Credentials::plain(name, password);
    done(stage.run(page.client.sign_in(credentials)));
    stage.advance(Duration::from_millis(10));
}

#[track_caller]
fn token(stage: &Stage, page: &Page) -> String {
    let session = stage.run(page.client.session()).expect("a session");
    session.access_token().to_owned()
}

#[track_caller]
fn is_signed_out(stage: &Stage, page: &Page) {
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn a_new_tab_gets_the_session_from_another_tab() {
    let stage = stage();
    let first = stage.page_of(shared());
    sign_in(&stage, &first, ADA);
    let mut second = stage.page_of(shared());
    let before = stage.world.requests().len();
    assert_eq!(token(&stage, &second), token(&stage, &first));
    second.reload(shared());
    assert_eq!(token(&stage, &second), token(&stage, &first));
    assert_eq!(stage.world.requests().len(), before, "it costs no request");
    let store = stage.world.local_storage();
    assert!(
        stage
            .run(async { store.keys("").await.unwrap() })
            .is_empty()
    );
}

#[test]
fn concurrent_calls_share_one_request_to_other_tabs() {
    let stage = stage();
    let first = stage.page_of(shared());
    sign_in(&stage, &first, ADA);
    let second = stage.page_of(shared());
    let both = async {
        let one = second.client.current();
        let other = second.client.current();
        (one.await, other.await)
    };
    let (one, other) = stage.run(both);
    assert!(one.is_some() && other.is_some());
}

#[test]
fn a_new_tab_waits_only_briefly_for_other_tabs() {
    let stage = stage();
    let page = stage.page_of(shared());
    let begun = stage.world.now();
    is_signed_out(&stage, &page);
    let took = stage.world.now().since(begun);
    assert!(took >= Duration::from_millis(100), "{took:?}");
    assert!(took <= Duration::from_millis(300), "{took:?}");
    let begun = stage.world.now();
    is_signed_out(&stage, &page);
    assert_eq!(stage.world.now(), begun, "it asks once");
}

#[test]
fn without_the_option_no_session_is_shared() {
    let stage = stage();
    let alone = stage.page_of(config(ROTATION).storage(Storage::Memory));
    sign_in(&stage, &alone, ADA);
    is_signed_out(&stage, &stage.page_of(shared()));
    is_signed_out(
        &stage,
        &stage.page_of(config(ROTATION).storage(Storage::Memory)),
    );
}

#[test]
fn the_session_ends_with_the_last_tab() {
    let stage = stage();
    let first = stage.page_of(shared());
    sign_in(&stage, &first, ADA);
    let second = stage.page_of(shared());
    token(&stage, &second);
    first.tab.crash();
    let third = stage.page_of(shared());
    assert_eq!(token(&stage, &third), token(&stage, &second));
    second.tab.crash();
    third.tab.crash();
    is_signed_out(&stage, &stage.page_of(shared()));
}

#[test]
fn all_tabs_renew_once_with_the_newest_token() {
    let stage = stage();
    let pages: Vec<Page> = (0..4).map(|_| stage.page_of(shared())).collect();
    sign_in(&stage, &pages[0], ADA);
    for hour in 1..=6 {
        stage.advance(Duration::from_secs(3600));
        let tokens: Vec<String> = pages.iter().map(|page| token(&stage, page)).collect();
        assert!(tokens.iter().all(|it| *it == tokens[0]), "hour {hour}");
    }
    let renewals = stage.calls("GetTokensFromRefreshToken");
    assert!((6..=8).contains(&renewals), "{renewals}");
    for page in &pages {
        stage
            .run(page.client.refresh())
            .expect("the token is the newest");
    }
}

#[test]
fn a_sign_out_in_one_tab_ends_the_session_in_all() {
    let stage = stage();
    let (here, there, frozen) = (
        stage.page_of(shared()),
        stage.page_of(shared()),
        stage.page_of(shared()),
    );
    sign_in(&stage, &here, ADA);
    token(&stage, &there);
    frozen.tab.freeze();
    let _ = stage.run(there.client.sign_out()).unwrap();
    stage.advance(Duration::from_millis(50));
    is_signed_out(&stage, &here);
    let late = stage.page_of(shared());
    is_signed_out(&stage, &late);
    frozen.tab.thaw();
    stage.advance(Duration::from_secs(5));
    for page in [&here, &there, &late, &frozen] {
        is_signed_out(&stage, page);
    }
    is_signed_out(&stage, &stage.page_of(shared()));
    assert_eq!(stage.calls("RevokeToken"), 1);
}

#[test]
fn a_late_answer_of_another_tab_is_reported() {
    let stage = stage();
    let busy = stage.page_of(shared());
    sign_in(&stage, &busy, ADA);
    busy.tab.freeze();
    let fresh = stage.page_of(shared());
    is_signed_out(&stage, &fresh);
    let changes = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let list = changes.clone();
    let _subscription = fresh.client.on_change(move |change| {
        if let Change::SignedIn(session) = change {
            list.lock().unwrap().push(session.username().to_owned());
        }
    });
    busy.tab.thaw();
    stage.advance(Duration::from_millis(50));
    assert_eq!(*changes.lock().unwrap(), ["ada"]);
    assert_eq!(token(&stage, &fresh), token(&stage, &busy));
}

#[test]
fn a_change_of_user_reaches_all_tabs() {
    let stage = stage();
    let (here, there) = (stage.page_of(shared()), stage.page_of(shared()));
    sign_in(&stage, &here, ADA);
    token(&stage, &there);
    stage.advance(Duration::from_secs(2));
    sign_in(&stage, &there, ("charles", "Babbage1791"));
    let session = stage.run(here.client.session()).unwrap();
    assert_eq!(session.username(), "charles");
}

#[test]
fn a_frozen_tab_does_not_restore_a_replaced_user() {
    let stage = stage();
    let old = stage.page_of(shared());
    sign_in(&stage, &old, ADA);
    old.tab.freeze();
    stage.advance(Duration::from_secs(60));
    let page = stage.page_of(shared());
    is_signed_out(&stage, &page);
    sign_in(&stage, &page, ADA);
    // The old tab answers this once it is thawed.
    stage.run(page.client.refresh()).expect("a renewed session");
    let sign_ins = Arc::new(AtomicU32::new(0));
    let counter = sign_ins.clone();
    let _subscription = page.client.on_change(move |change| {
        if matches!(change, Change::SignedIn(_)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    old.tab.thaw();
    stage.advance(Duration::from_millis(10));
    is_signed_out(&stage, &page);
    stage.advance(Duration::from_secs(1));
    assert_eq!(sign_ins.load(Ordering::Relaxed), 0);
    is_signed_out(&stage, &old);
}
