//! Automatic sign-outs: after inactivity, and after the maximum duration of a session.

mod accounts;
mod clocks;
mod stores;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::platform::{MemoryStore, Store};
use vestibule::{
    AuthState, Change, Client, ClientConfig, CustomStore, ErrorKind, Renewal, SignOutAfter,
    SignOutReason, Storage,
};
use vestibule_emulator::ValidityUnit;
use vestibule_native_tests::{ADA, BROWSER, Page, ROTATION, Stage, client_of, config, sign_in};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const MINUTE: Duration = Duration::from_secs(60);
const IDLE: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(3600);
const BOB: (&str, &str) = ("charles", "Babbage1791");

fn idle() -> ClientConfig {
    limited(Some(IDLE), None)
}

fn limited(idle: Option<Duration>, total: Option<Duration>) -> ClientConfig {
    config(BROWSER).sign_out_after(SignOutAfter { idle, total })
}

/// Tokens are valid for five minutes, so they are renewed during inactivity.
fn stage() -> Stage {
    Stage::with(|all| {
        for id in [BROWSER, ROTATION] {
            let client = client_of(all, id);
            client.access_token_validity = Some(5);
            client.id_token_validity = Some(5);
            client.token_validity_units.access_token = ValidityUnit::Minutes;
            client.token_validity_units.id_token = ValidityUnit::Minutes;
        }
    })
}

#[derive(Clone, Default)]
struct Reasons(Arc<Mutex<Vec<SignOutReason>>>);

impl Reasons {
    fn of(client: &Client) -> Self {
        let reasons = Reasons::default();
        let list = reasons.0.clone();
        let listener = move |change: &Change| {
            if let Change::SignedOut { reason, .. } = change {
                list.lock().unwrap().push(*reason);
            }
        };
        client.on_change(listener).forget();
        reasons
    }

    fn all(&self) -> Vec<SignOutReason> {
        self.0.lock().unwrap().clone()
    }
}

#[track_caller]
fn is_signed_in(stage: &Stage, client: &Client) {
    stage.run(client.session()).expect("somebody is signed in");
}

#[track_caller]
fn is_signed_out(stage: &Stage, client: &Client) {
    let error = stage
        .run(client.session())
        .expect_err("nobody is signed in");
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

/// The stored entries of the app client, except for devices and the marks of sign-outs.
fn kept(stage: &Stage, store: &dyn Store) -> Vec<String> {
    let keys = stage.run(store.keys("vestibule.")).unwrap();
    keys.into_iter()
        .filter(|it| !it.ends_with(".devices") && !it.ends_with(".ended"))
        .collect()
}

/// The user is active in a tab each minute.
fn work(stage: &Stage, page: &Page, minutes: u32) {
    for _ in 0..minutes {
        page.tab.touch();
        stage.advance(MINUTE);
    }
}

#[test]
fn inactivity_ends_the_session() {
    let stage = stage();
    let (here, there) = (stage.page_of(idle()), stage.page_of(idle()));
    let (reasons_here, reasons_there) = (Reasons::of(&here.client), Reasons::of(&there.client));
    let session = sign_in(&stage, &here.client, ADA);
    stage.advance(IDLE - MINUTE);
    is_signed_in(&stage, &there.client);
    assert!(reasons_here.all().is_empty() && reasons_there.all().is_empty());
    // Without any call, the tabs notice the end in time.
    stage.advance(MINUTE + Duration::from_secs(2));
    assert_eq!(reasons_here.all(), [SignOutReason::Idle]);
    assert_eq!(reasons_there.all(), [SignOutReason::Idle]);
    assert!(kept(&stage, &*stage.world.local_storage()).is_empty());
    is_signed_out(&stage, &here.client);
    is_signed_out(&stage, &there.client);
    assert!(!stage.accepts(session.access_token()), "it is revoked");
    // The user can sign in again at once, and the time starts again.
    sign_in(&stage, &there.client, BOB);
    stage.advance(IDLE - MINUTE);
    is_signed_in(&stage, &here.client);
}

#[test]
fn activity_in_one_tab_counts_for_all_tabs_but_renewals_do_not() {
    let stage = stage();
    let (here, there) = (stage.page_of(idle()), stage.page_of(idle()));
    sign_in(&stage, &here.client, ADA);
    work(&stage, &here, 60);
    is_signed_in(&stage, &here.client);
    is_signed_in(&stage, &there.client);
    let renewals = stage.calls(RENEWAL);
    assert!(renewals >= 10);
    let reasons = Reasons::of(&there.client);
    stage.advance(IDLE - 2 * MINUTE);
    assert!(reasons.all().is_empty());
    assert!(stage.calls(RENEWAL) > renewals, "renewed in between");
    stage.advance(2 * MINUTE);
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    let after = stage.calls(RENEWAL);
    stage.advance(HOUR);
    assert_eq!(stage.calls(RENEWAL), after, "nobody watches any more");
}

#[test]
fn unwritten_activity_counts_in_other_tabs() {
    let stage = stage();
    let (here, there) = (stage.page_of(idle()), stage.page_of(idle()));
    sign_in(&stage, &here.client, ADA);
    stage.advance(10 * MINUTE);
    here.tab.touch();
    stage.advance(Duration::from_secs(30));
    here.tab.touch();
    // The tab with the activity is closed before the end.
    stage.advance(MINUTE);
    here.tab.crash();
    stage.advance(IDLE - MINUTE - Duration::from_secs(5));
    is_signed_in(&stage, &there.client);
    stage.advance(Duration::from_secs(7));
    is_signed_out(&stage, &there.client);
}

#[test]
fn a_hanging_tab_does_not_overwrite_newer_activity() {
    let stage = stage();
    let (here, there) = (stage.page_of(idle()), stage.page_of(idle()));
    sign_in(&stage, &here.client, ADA);
    stage.advance(10 * MINUTE);
    // The second activity is not stored yet when the tab freezes.
    here.tab.touch();
    stage.advance(Duration::from_secs(1));
    here.tab.touch();
    here.tab.freeze();
    work(&stage, &there, 60);
    there.tab.crash();
    here.tab.thaw();
    stage.advance(MINUTE);
    here.tab.crash();
    is_signed_in(&stage, &stage.page_of(idle()).client);
}

#[test]
fn an_app_can_report_activity() {
    let stage = stage();
    let page = stage.page_of(idle());
    sign_in(&stage, &page.client, ADA);
    for _ in 0..10 {
        stage.advance(IDLE - MINUTE);
        page.client.active();
        stage.advance(Duration::from_secs(1));
        is_signed_in(&stage, &page.client);
    }
    // Reading the session is no activity, because apps do that by themselves.
    for _ in 0..14 {
        stage.advance(MINUTE);
        is_signed_in(&stage, &page.client);
    }
    stage.advance(2 * MINUTE);
    is_signed_out(&stage, &page.client);
}

#[test]
fn activity_after_the_end_does_not_restore_the_session() {
    for asks in [false, true] {
        let stage = stage();
        let page = stage.page_of(idle());
        let reasons = Reasons::of(&page.client);
        let session = sign_in(&stage, &page.client, ADA);
        // The machine sleeps, and is woken up.
        page.tab.freeze();
        stage.advance(8 * HOUR);
        if asks {
            page.tab.touch();
        }
        page.tab.thaw();
        page.tab.touch();
        is_signed_out(&stage, &page.client);
        stage.advance(MINUTE);
        assert_eq!(reasons.all(), [SignOutReason::Idle]);
        assert_eq!(stage.calls("RevokeToken"), 1);
        assert!(!stage.accepts(session.access_token()));
    }
}

#[test]
fn a_page_opened_after_the_end_is_signed_out() {
    let stage = stage();
    let mut page = stage.page_of(idle());
    sign_in(&stage, &page.client, ADA);
    page.tab.crash();
    page = stage.page_of(idle());
    stage.advance(IDLE - MINUTE);
    is_signed_in(&stage, &page.client);
    page.tab.crash();
    stage.advance(HOUR);
    page = stage.page_of(idle());
    let reasons = Reasons::of(&page.client);
    let states = Arc::new(Mutex::new(Vec::new()));
    let list = states.clone();
    let observe = move |state: &AuthState| list.lock().unwrap().push(state.clone());
    page.client.observe(observe).forget();
    is_signed_out(&stage, &page.client);
    stage.advance(Duration::from_secs(1));
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    let states = states.lock().unwrap();
    let [AuthState::SignedOut { reason }] = &states[..] else {
        panic!("{states:?}");
    };
    assert_eq!(*reason, Some(SignOutReason::Idle));
    assert_eq!(stage.calls("RevokeToken"), 1);
}

#[test]
fn a_session_ends_without_a_network_and_is_revoked_with_it() {
    let stage = stage();
    let page = stage.page_of(idle());
    let reasons = Reasons::of(&page.client);
    let session = sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(HOUR);
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    assert!(kept(&stage, &*stage.world.local_storage()).is_empty());
    assert!(stage.accepts(session.access_token()) || stage.calls("RevokeToken") > 0);
    stage.deliver_all(Delivery::Deliver);
    let before = stage.calls("RevokeToken");
    stage.advance(10 * MINUTE);
    assert!(stage.calls("RevokeToken") > before);
    stage.advance(HOUR);
    let after = stage.calls("RevokeToken");
    stage.advance(HOUR);
    assert_eq!(stage.calls("RevokeToken"), after, "once is enough");
}

#[test]
fn the_maximum_session_counts_from_the_sign_in() {
    let stage = stage();
    let page = stage.page_of(limited(None, Some(HOUR)));
    let reasons = Reasons::of(&page.client);
    let session = sign_in(&stage, &page.client, ADA);
    work(&stage, &page, 59);
    is_signed_in(&stage, &page.client);
    assert!(stage.calls(RENEWAL) >= 10);
    stage.run(page.client.refresh()).unwrap();
    work(&stage, &page, 2);
    assert_eq!(reasons.all(), [SignOutReason::Total]);
    is_signed_out(&stage, &page.client);
    assert!(!stage.accepts(session.access_token()));
}

#[test]
fn a_sign_in_in_another_tab_restarts_the_time() {
    let stage = stage();
    let both = || limited(None, Some(HOUR));
    let (here, there) = (stage.page_of(both()), stage.page_of(both()));
    sign_in(&stage, &here.client, ADA);
    stage.advance(50 * MINUTE);
    sign_in(&stage, &there.client, ADA);
    stage.advance(50 * MINUTE);
    is_signed_in(&stage, &here.client);
    stage.advance(11 * MINUTE);
    is_signed_out(&stage, &here.client);
}

#[test]
fn inactivity_is_checked_without_background_renewal() {
    let stage = stage();
    let page = stage.page_of(idle().renewal(Renewal::OnDemand));
    let reasons = Reasons::of(&page.client);
    sign_in(&stage, &page.client, ADA);
    stage.advance(IDLE + MINUTE);
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    assert_eq!(stage.calls(RENEWAL), 0);
}

#[test]
fn an_old_sessions_end_does_not_affect_a_new_one() {
    let stage = stage();
    let mut page = stage.page_of(idle());
    sign_in(&stage, &page.client, ADA);
    page.tab.crash();
    stage.advance(2 * HOUR);
    page = stage.page_of(idle());
    sign_in(&stage, &page.client, BOB);
    stage.advance(MINUTE);
    is_signed_in(&stage, &page.client);
}

#[test]
fn a_running_renewal_does_not_restore_an_ended_session() {
    let stage = stage();
    let limits = SignOutAfter {
        idle: Some(IDLE),
        total: None,
    };
    let page = stage.page_of(config(ROTATION).sign_out_after(limits));
    let reasons = Reasons::of(&page.client);
    sign_in(&stage, &page.client, ADA);
    stage.advance(IDLE - Duration::from_millis(20));
    let _ = stage.run(page.client.refresh());
    stage.advance(MINUTE);
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    is_signed_out(&stage, &page.client);
    assert!(kept(&stage, &*stage.world.local_storage()).is_empty());
}
