//! Observing the signed-in user: the current value first, then each later one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use vestibule::platform::simulated::Delivery;
use vestibule::{AuthState, Client, SessionState, SignOutReason, Subscription};
use vestibule_native_tests::{ADA, BROWSER, Stage, config, sign_in};

/// The values that an observer got, in short.
#[derive(Clone, Default)]
struct ReportedStates(Arc<Mutex<Vec<String>>>);

impl ReportedStates {
    fn of(client: &Client) -> (ReportedStates, Subscription) {
        let states = ReportedStates::default();
        let list = states.0.clone();
        let subscription = client.observe(move |state| list.lock().unwrap().push(short(state)));
        (states, subscription)
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn short(state: &AuthState) -> String {
    match state {
        AuthState::SignedIn(session) => match session.state() {
            SessionState::Fresh => format!("in {}", session.username()),
            SessionState::Offline if state.is_offline() => {
                format!("offline {}", session.username())
            }
            other => format!("{other:?} {}", session.username()),
        },
        AuthState::SignedOut { reason: None } => "nobody".into(),
        AuthState::SignedOut { reason } => format!("out {reason:?}"),
        other => format!("{other:?}"),
    }
}

fn settle(stage: &Stage) {
    stage.advance(Duration::from_millis(10));
}

#[test]
fn the_value_comes_first_and_then_each_change() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    let (states, _subscription) = ReportedStates::of(&there.client);
    assert_eq!(states.take(), Vec::<String>::new(), "not before it returns");
    settle(&stage);
    assert_eq!(states.take(), ["nobody"]);
    sign_in(&stage, &here.client, ADA);
    settle(&stage);
    assert_eq!(states.take(), ["in ada"]);
    let (late, _late) = ReportedStates::of(&here.client);
    settle(&stage);
    assert_eq!(late.take(), ["in ada"]);
    stage.run(here.client.refresh()).unwrap();
    settle(&stage);
    drop(stage.run(here.client.sign_out()).unwrap());
    settle(&stage);
    let asked = format!("out {:?}", Some(SignOutReason::Asked));
    for states in [states, late] {
        assert_eq!(states.take(), ["in ada".to_owned(), asked.clone()]);
    }
}

#[test]
fn the_end_of_a_session_has_its_reason() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let (states, _subscription) = ReportedStates::of(&page.client);
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
    assert!(stage.run(page.client.refresh()).is_err());
    let revoked = format!("out {:?}", Some(SignOutReason::Revoked));
    assert_eq!(states.take(), ["in ada".to_owned(), revoked]);
}

#[test]
fn the_user_is_observed_offline() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    let (states, _subscription) = ReportedStates::of(&page.client);
    settle(&stage);
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(Duration::from_secs(7200));
    assert_eq!(states.take(), ["in ada", "offline ada"]);
    // A new observer gets the same value at once.
    let (late, _late) = ReportedStates::of(&page.client);
    settle(&stage);
    assert_eq!(late.take(), ["offline ada"]);
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(60));
    assert_eq!(
        (states.take(), late.take()),
        (vec!["in ada".into()], vec!["in ada".into()])
    );
}

#[test]
fn an_observer_misses_no_change_whenever_it_starts() {
    // A change during the first read is either part of it or reported after it.
    for delay in 0..60 {
        let stage = Stage::new();
        let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
        sign_in(&stage, &here.client, ADA);
        let platform = there.tab.platform();
        let states = ReportedStates::default();
        let (list, client) = (states.0.clone(), there.client.clone());
        let clock = platform.clock.clone();
        platform.spawn.spawn(Box::pin(async move {
            clock.sleep(Duration::from_millis(delay)).await;
            client
                .observe(move |state| list.lock().unwrap().push(short(state)))
                .forget();
        }));
        stage.run(here.client.refresh()).unwrap();
        drop(stage.run(here.client.sign_out()).unwrap());
        sign_in(&stage, &here.client, ("charles", "Babbage1791"));
        stage.advance(Duration::from_secs(3));
        let states = states.take();
        assert_eq!(
            states.last().map(String::as_str),
            Some("in charles"),
            "{delay}: {states:?}"
        );
        // No value twice in a row, except for renewed sessions.
        let signed_out = states
            .iter()
            .filter(|state| state.starts_with("out"))
            .count();
        assert!(signed_out <= 1, "{delay}: {states:?}");
    }
}

#[test]
fn observing_ends_with_its_subscription_even_before_the_first_value() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let (states, subscription) = ReportedStates::of(&page.client);
    drop(subscription);
    sign_in(&stage, &page.client, ADA);
    settle(&stage);
    assert_eq!(states.take(), Vec::<String>::new());
}

#[test]
fn an_observer_can_use_the_client_and_observe_again() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let (states, client) = (ReportedStates::default(), page.client.clone());
    let list = states.0.clone();
    let nested = Mutex::new(Vec::new());
    let _subscription = page.client.observe(move |_| {
        let list = list.clone();
        let again = client.observe(move |state| list.lock().unwrap().push(short(state)));
        nested.lock().unwrap().push(again);
    });
    settle(&stage);
    sign_in(&stage, &page.client, ADA);
    settle(&stage);
    let states = states.take();
    assert_eq!(states.first().map(String::as_str), Some("nobody"));
    assert_eq!(states.iter().filter(|state| *state == "in ada").count(), 2);
}

#[test]
fn a_reloaded_tab_observes_the_existing_session() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    page.reload(config(BROWSER));
    let (states, _subscription) = ReportedStates::of(&page.client);
    settle(&stage);
    assert_eq!(states.take(), ["in ada"]);
}
