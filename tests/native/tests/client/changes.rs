//! Changes of the session, reported in this tab and in the others.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::BrowserApi;
use vestibule::platform::{LocalFuture, Platform, Store, StoreError};
use vestibule::{Change, Client, ErrorKind, SignOutReason, Storage, Subscription};
use vestibule_native_tests::{ADA, APP, BROWSER, PASSWORD, Stage, config, sign_in};

/// The changes reported in a tab, in short.
#[derive(Clone, Default)]
struct ReportedChanges(Arc<Mutex<Vec<String>>>);

impl ReportedChanges {
    fn of(client: &Client) -> (ReportedChanges, Subscription) {
        let changes = ReportedChanges::default();
        let list = changes.0.clone();
        let subscription = client.on_change(move |change| {
            list.lock().unwrap().push(match change {
                Change::SignedIn(session) => format!("in {}", session.username()),
                Change::Refreshed(session) => format!("renewed {}", session.username()),
                Change::Stale(session) => format!("stale {:?}", session.state()),
                Change::SignedOut {
                    reason: SignOutReason::Asked,
                    ..
                } => "out".to_owned(),
                Change::SignedOut {
                    reason: SignOutReason::Ended,
                    ..
                } => "ended".to_owned(),
                Change::SignedOut {
                    reason: SignOutReason::Revoked,
                    ..
                } => "revoked".to_owned(),
                other => format!("{other:?}"),
            });
        });
        (changes, subscription)
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Waits until posted messages have arrived.
fn settle(stage: &Stage) {
    stage.advance(Duration::from_millis(10));
}

#[test]
fn every_tab_receives_every_change_once() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    let (changes_here, _here) = ReportedChanges::of(&here.client);
    let (changes_there, _there) = ReportedChanges::of(&there.client);
    let both = || {
        settle(&stage);
        (changes_here.take(), changes_there.take())
    };
    let each = |text: &str| (vec![text.to_owned()], vec![text.to_owned()]);

    sign_in(&stage, &here.client, ADA);
    assert_eq!(both(), each("in ada"));
    stage.run(there.client.refresh()).unwrap();
    assert_eq!(both(), each("renewed ada"));
    let _ = stage.run(here.client.sign_out()).unwrap();
    assert_eq!(both(), each("out"));
    sign_in(&stage, &there.client, ("charles", "Babbage1791"));
    assert_eq!(both(), each("in charles"));
    let _ = stage.run(here.client.sign_out_everywhere()).unwrap();
    assert_eq!(both(), each("out"));
}

#[test]
fn an_ended_session_differs_from_a_sign_out() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    settle(&stage);
    let (changes_here, _here) = ReportedChanges::of(&here.client);
    let (changes_there, _there) = ReportedChanges::of(&there.client);
    stage.administer(
        "AdminUserGlobalSignOut",
        serde_json::json!({ "Username": "ada" }),
    );
    let error = stage.run(here.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    settle(&stage);
    assert_eq!(
        (changes_here.take(), changes_there.take()),
        (vec!["revoked".into()], vec!["revoked".into()])
    );
    sign_in(&stage, &here.client, ADA);
    settle(&stage);
    let _ = (changes_here.take(), changes_there.take());
    let elsewhere = stage.page(PASSWORD);
    sign_in(&stage, &elsewhere.client, ADA);
    stage.run(elsewhere.client.profile().delete_user()).unwrap();
    stage.run(here.client.refresh()).unwrap_err();
    settle(&stage);
    assert_eq!(
        (changes_here.take(), changes_there.take()),
        (vec!["ended".into()], vec!["ended".into()])
    );
}

#[test]
fn a_subscription_ends_with_its_guard() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let (kept, forgotten) = ReportedChanges::of(&page.client);
    forgotten.forget();
    let (dropped, subscription) = ReportedChanges::of(&page.client);
    drop(subscription);
    sign_in(&stage, &page.client, ADA);
    assert_eq!((kept.take().len(), dropped.take().len()), (1, 0));
}

#[test]
fn a_listener_may_use_the_client() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let client = page.client.clone();
    let nested = Arc::new(Mutex::new(Vec::new()));
    let inner = nested.clone();
    let _subscription = page.client.on_change(move |_| {
        inner.lock().unwrap().push(client.on_change(|_| {}));
    });
    sign_in(&stage, &page.client, ADA);
    stage.run(page.client.refresh()).unwrap();
    assert_eq!(nested.lock().unwrap().len(), 2);
}

#[test]
fn no_event_is_sent_without_a_change() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let (changes, _subscription) = ReportedChanges::of(&page.client);
    let _ = stage.run(page.client.sign_out()).unwrap();
    let wrong = vestibule::Password::srp("ada", "Wrong1815");
    assert!(stage.run(page.client.sign_in(wrong)).is_err());
    settle(&stage);
    assert!(changes.take().is_empty());
}

/// A store that shows this tab the others' writes only after a delay.
struct Late {
    store: Arc<dyn Store>,
    seen: Mutex<Option<String>>,
    lag: Arc<Mutex<u32>>,
}

impl Late {
    fn is_late(&self) -> bool {
        let mut lag = self.lag.lock().unwrap();
        let late = *lag > 0;
        *lag = lag.saturating_sub(1);
        late
    }
}

impl Store for Late {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            if self.is_late() {
                return Ok(self.seen.lock().unwrap().clone());
            }
            let value = self.store.read(key).await?;
            self.seen.lock().unwrap().clone_from(&value);
            Ok(value)
        })
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.store.write(key, value)
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.store.remove(key)
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.store.keys(prefix)
    }
}

#[test]
fn an_event_can_arrive_before_the_record() {
    let stage = Stage::new();
    let here = stage.page(BROWSER);
    let tab = stage.world.tab(APP);
    let lag = Arc::new(Mutex::new(0));
    let platform = tab.platform();
    let late = Late {
        store: platform.local.clone(),
        seen: Mutex::default(),
        lag: lag.clone(),
    };
    let platform = Platform {
        local: Arc::new(late),
        ..platform
    };
    let there = Client::with_platform(config(BROWSER), platform).unwrap();
    let (changes, _subscription) = ReportedChanges::of(&there);
    // The first reads return the previous record.
    let after = |change: &dyn Fn()| {
        *lag.lock().unwrap() = 3;
        change();
        settle(&stage);
        assert_eq!(changes.take(), Vec::<String>::new());
        stage.advance(Duration::from_secs(1));
        changes.take()
    };
    assert_eq!(
        after(&|| drop(sign_in(&stage, &here.client, ADA))),
        ["in ada"]
    );
    let renew = || drop(stage.run(here.client.refresh()).unwrap());
    assert_eq!(after(&renew), ["renewed ada"]);
    // A sign-out does not depend on the store.
    *lag.lock().unwrap() = 3;
    drop(stage.run(here.client.sign_out()).unwrap());
    settle(&stage);
    assert_eq!(changes.take(), ["out"]);
    assert!(stage.run(there.current()).is_none());
}

#[test]
fn a_change_of_user_is_reported() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    settle(&stage);
    let (changes, _subscription) = ReportedChanges::of(&there.client);
    let charles = sign_in(&stage, &here.client, ("charles", "Babbage1791"));
    settle(&stage);
    assert_eq!(changes.take(), ["in charles"]);
    assert_eq!(stage.run(there.client.session()).unwrap(), charles);
}

#[test]
fn all_tabs_see_changes_in_the_same_order() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    let orders = [&here, &there].map(|page| {
        let order = Arc::new(Mutex::new(Vec::new()));
        let list = order.clone();
        let listener = move |change: &Change| list.lock().unwrap().push(change.sequence());
        page.client.on_change(listener).forget();
        order
    });
    for _ in 0..3 {
        sign_in(&stage, &here.client, ADA);
        settle(&stage);
        for page in [&there, &here] {
            stage.run(page.client.refresh()).unwrap();
            settle(&stage);
        }
        drop(stage.run(there.client.sign_out()).unwrap());
        settle(&stage);
    }
    let [here, there] = orders.map(|order| order.lock().unwrap().clone());
    assert_eq!(here, there);
    assert_eq!(here.len(), 12);
    assert!(here.is_sorted_by(|one, next| one < next), "{here:?}");
}

#[test]
fn tabs_without_messages_see_storage_changes() {
    let stage = Stage::new();
    stage.world.disable(BrowserApi::Channels);
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    let (changes, _subscription) = ReportedChanges::of(&there.client);
    assert!(stage.run(there.client.session()).is_err());
    sign_in(&stage, &here.client, ADA);
    stage.run(here.client.refresh()).unwrap();
    settle(&stage);
    drop(stage.run(here.client.sign_out()).unwrap());
    settle(&stage);
    let changes = changes.take();
    assert_eq!(changes.first().map(String::as_str), Some("in ada"));
    assert_eq!(changes.last().map(String::as_str), Some("out"));
}

#[test]
fn a_frozen_tab_reads_the_current_state() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    settle(&stage);
    let (changes, _subscription) = ReportedChanges::of(&there.client);
    there.tab.freeze();
    drop(stage.run(here.client.sign_out()).unwrap());
    let charles = sign_in(&stage, &here.client, ("charles", "Babbage1791"));
    stage.advance(Duration::from_secs(60));
    there.tab.thaw();
    settle(&stage);
    assert_eq!(
        changes.take().last().map(String::as_str),
        Some("in charles")
    );
    assert_eq!(stage.run(there.client.current()).unwrap(), charles);
}

#[test]
fn a_tab_with_its_own_store_is_not_affected() {
    let stage = Stage::new();
    let in_tab = |client| config(client).storage(Storage::Session);
    let (here, there) = (
        stage.page_of(in_tab(BROWSER)),
        stage.page_of(in_tab(BROWSER)),
    );
    sign_in(&stage, &there.client, ADA);
    stage.advance(Duration::from_secs(5));
    let (changes, _subscription) = ReportedChanges::of(&there.client);
    sign_in(&stage, &here.client, ("charles", "Babbage1791"));
    let _ = stage.run(here.client.sign_out()).unwrap();
    stage.advance(Duration::from_secs(5));
    assert_eq!(changes.take(), Vec::<String>::new());
}
