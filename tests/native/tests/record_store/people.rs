//! The owners of records: guests who sign in, users who sign out, and several tabs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use vestibule::platform::simulated::World;
use vestibule::platform::{LocalFuture, Navigator, Platform, Store, StoreError};
use vestibule::{Automatic, ChangeCause, ClientConfig, ErrorKind, OnSignOut, Resolve};
use vestibule_native_tests::ADA;

use super::cloud::{Cloud, End, RequestOutcome};
use super::devices::{Device, shown};

pub const CHARLES: (&str, &str) = ("charles", "Babbage1791");

#[test]
fn a_guests_records_become_the_users() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let page = device.page();
    let notes = page.notes();
    device.run(async {
        notes.put("pushed", "1").await.unwrap();
        notes.synchronize().await.unwrap();
        notes.put("not pushed", "2").await.unwrap();
    });
    device.sign_in(&page, ADA);
    device.run(async {
        // Before anything is sent.
        assert_eq!(shown(&notes).await.unwrap(), "not pushed=2,pushed=1");
        let done = notes.synchronize().await.unwrap();
        assert_eq!(
            done.pushed, 1,
            "the identity is the same one, and has the rest"
        );
    });
    let owner = device.owner(&page);
    assert_eq!(cloud.entries(&owner, "notes").len(), 2);
}

#[test]
fn a_guests_records_are_merged_into_an_account() {
    let cloud = Cloud::default();
    let (one, other) = (Device::new(&cloud, "one"), Device::new(&cloud, "other"));
    let (page, far) = (one.page(), other.page());
    other.sign_in(&far, ADA);
    other.run(async {
        far.notes().put("k", "account's").await.unwrap();
        far.notes().put("account", "1").await.unwrap();
        far.notes().synchronize().await.unwrap();
    });
    let notes = page.notes();
    one.run(async {
        notes.put("guest", "1").await.unwrap();
        notes.put("k", "guest's").await.unwrap();
        notes.synchronize().await.unwrap();
    });
    one.sign_in(&page, ADA);
    one.run(async {
        let done = notes.synchronize_by(Resolve::Local).await.unwrap();
        assert_eq!(done.merged.len(), 1, "{done:?}");
        assert!(done.merged[0].starts_with("notes.identity-"));
        let all = "account=1,guest=1,k=guest's";
        assert_eq!(shown(&notes).await.unwrap(), all);
        assert!(
            notes.synchronize().await.unwrap().merged.is_empty(),
            "it is deleted"
        );
    });
    other.run(async {
        far.notes().synchronize().await.unwrap();
        assert_eq!(
            shown(&far.notes()).await.unwrap(),
            "account=1,guest=1,k=guest's"
        );
    });
}

#[test]
fn records_of_a_signed_out_user_are_not_accessible() {
    for (policy, left) in [(OnSignOut::Forget, 1), (OnSignOut::Keep, 2)] {
        let (device, page) = Device::signed_in_with(|config| config.on_sign_out(policy));
        let notes = page.notes();
        device.run(async {
            notes.put("pushed", "1").await.unwrap();
            notes.synchronize().await.unwrap();
            notes.put("not pushed", "2").await.unwrap();
            let _ = page.client.sign_out().await.unwrap();
            assert_eq!(shown(&notes).await.unwrap(), "");
        });
        let rows = device.stage.world.database();
        let records = rows.iter().filter(|(key, _)| key.contains("/notes/r/"));
        assert_eq!(records.count(), left, "{policy:?}");
        device.sign_in(&page, CHARLES);
        device.run(async {
            assert_eq!(shown(&notes).await.unwrap(), "");
            notes.synchronize().await.unwrap();
            let _ = page.client.sign_out().await.unwrap();
        });
        device.sign_in(&page, ADA);
        device.run(async {
            let done = notes.synchronize().await.unwrap();
            assert_eq!(done.pushed, 1, "nothing that was written is lost");
            assert_eq!(shown(&notes).await.unwrap(), "not pushed=2,pushed=1");
        });
    }
}

#[test]
fn a_sign_out_without_records_loaded_removes_them() {
    let (device, page) = Device::signed_in();
    device.run(async {
        page.notes().put("k", "1").await.unwrap();
        page.notes().synchronize().await.unwrap();
    });
    page.tab.crash();
    let other = device.page();
    device.run(async { drop(other.client.sign_out().await.unwrap()) });
    device
        .stage
        .world
        .advance(std::time::Duration::from_secs(1));
    assert_eq!(device.stage.world.database(), []);
}

/// A page that synchronizes by itself cannot do so then.
#[test]
fn a_sign_out_without_a_network_removes_them() {
    let (device, page) = Device::signed_in_with(|config| config.automatic(Automatic::default()));
    device.run(async { page.notes().put("k", "1").await.unwrap() });
    device.stage.advance(std::time::Duration::from_secs(5));
    assert_eq!(device.cloud.entries(&device.owner(&page), "notes").len(), 1);
    device.stage.world.set_online(false);
    device.run(async { drop(page.client.sign_out().await.unwrap()) });
    device.stage.advance(std::time::Duration::from_secs(1));
    assert_eq!(device.stage.world.database(), []);
}

#[test]
fn a_sign_out_cancels_a_synchronization() {
    let (device, page) = Device::signed_in();
    let notes = page.notes();
    device.run(async {
        notes.put("k", "1").await.unwrap();
        let slow = RequestOutcome {
            there: 500,
            back: 500,
            ..RequestOutcome::default()
        };
        device.outcomes.lock().unwrap().push(("changes", slow));
        let leave = async {
            page.tab
                .platform()
                .clock
                .sleep(std::time::Duration::from_millis(300))
                .await;
            drop(page.client.sign_out().await.unwrap());
        };
        let (outcome, ()) = futures_util::future::join(notes.synchronize(), leave).await;
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::IdentityChanged);
    });
    assert!(
        device.cloud.log().is_empty(),
        "nothing was sent for anybody"
    );
}

#[test]
fn changes_are_reported_to_other_tabs() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let (page, other) = (device.page(), device.page());
    device.sign_in(&page, ADA);
    device
        .stage
        .world
        .advance(std::time::Duration::from_millis(100));
    let changes = Arc::new(Mutex::new(Vec::new()));
    for (name, page) in [("here", &page), ("there", &other)] {
        let list = changes.clone();
        let observe = move |change: &vestibule::DatasetChange| {
            list.lock()
                .unwrap()
                .push((name, change.cause, change.keys.clone()));
        };
        page.notes().observe(observe).forget();
    }
    device.run(async { page.notes().put("k", "1").await.unwrap() });
    device
        .stage
        .world
        .advance(std::time::Duration::from_millis(100));
    let reported = std::mem::take(&mut *changes.lock().unwrap());
    let keys = Some(vec!["k".to_owned()]);
    let expected = [
        ("here", ChangeCause::Write, keys),
        ("there", ChangeCause::OtherTab, None),
    ];
    assert_eq!(reported, expected);
    device.run(async {
        assert_eq!(shown(&other.notes()).await.unwrap(), "k=1");
        // A write that changes nothing is not reported.
        page.notes().put("k", "1").await.unwrap();
        drop(page.client.sign_out().await.unwrap());
    });
    device
        .stage
        .world
        .advance(std::time::Duration::from_millis(100));
    let reported = std::mem::take(&mut *changes.lock().unwrap());
    assert!(
        reported
            .iter()
            .all(|(_, cause, _)| *cause == ChangeCause::Person),
        "{reported:?}"
    );
    assert!(reported.iter().any(|(name, ..)| *name == "there"));
}

#[test]
fn a_write_during_a_push_is_sent_later() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let (page, other) = (device.page(), device.page());
    device.sign_in(&page, ADA);
    let notes = page.notes();
    device.run(async {
        notes.put("k", "first").await.unwrap();
        let slow = RequestOutcome {
            there: 100,
            back: 900,
            end: End::Answered,
        };
        device.outcomes.lock().unwrap().push(("write", slow));
        let write = async {
            page.tab
                .platform()
                .clock
                .sleep(std::time::Duration::from_millis(500))
                .await;
            other.notes().put("k", "second").await.unwrap();
        };
        let (outcome, ()) = futures_util::future::join(notes.synchronize(), write).await;
        assert_eq!(outcome.unwrap().pushed, 1);
        assert_eq!(shown(&notes).await.unwrap(), "k=second");
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
    });
    let owner = device.owner(&page);
    assert_eq!(cloud.entries(&owner, "notes")[0].1, "second");
}

/// A store that fails until it is reported to work.
struct Failing {
    store: Arc<dyn Store>,
    works: Arc<AtomicBool>,
}

impl Failing {
    fn call<'a, T: 'a>(
        &self,
        call: LocalFuture<'a, Result<T, StoreError>>,
    ) -> LocalFuture<'a, Result<T, StoreError>> {
        match self.works.load(Ordering::Relaxed) {
            true => call,
            false => Box::pin(std::future::ready(Err(StoreError::Failed))),
        }
    }
}

impl Store for Failing {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        self.call(self.store.read(key))
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.call(self.store.write(key, value))
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.call(self.store.remove(key))
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.call(self.store.keys(prefix))
    }
}

/// A page that cannot read whether a user is signed in has the records of nobody, also not those of a guest.
#[test]
fn a_user_whose_session_cannot_be_read_is_no_guest() {
    let (device, page) = Device::signed_in();
    device.run(async {
        page.notes().put("k", "1").await.unwrap();
        page.notes().synchronize().await.unwrap();
    });
    page.tab.crash();
    let before = device.stage.world.database();
    let works = Arc::new(AtomicBool::new(false));
    let failing = |platform: Platform| {
        let (store, works) = (platform.local.clone(), works.clone());
        let local = Arc::new(Failing { store, works });
        Platform { local, ..platform }
    };
    let page = device.page_on(failing, |config| config, |records| records);
    let notes = page.notes();
    device.run(async {
        let outcomes = [
            notes.put("k", "2").await.map(drop),
            notes.get("k").await.map(drop),
            notes.synchronize().await.map(drop),
        ];
        for outcome in outcomes {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Storage);
        }
        assert_eq!(device.stage.world.database(), before);
        works.store(true, Ordering::Relaxed);
        notes.put("other", "2").await.unwrap();
        assert_eq!(shown(&notes).await.unwrap(), "k=1,other=2");
    });
}

/// The rows of the database.
type Rows = Vec<(String, String)>;

/// Records the database at the time of a navigation.
struct Leaving {
    world: World,
    left: Arc<Mutex<Option<Rows>>>,
}

impl Navigator for Leaving {
    fn url(&self) -> String {
        "http://localhost:8080/".to_owned()
    }

    fn replace_url(&self, _url: &str) {}

    fn go(&self, _url: &str) {
        *self.left.lock().unwrap() = Some(self.world.database());
    }
}

#[test]
fn a_sign_out_by_redirect_removes_them_before_the_page_is_left() {
    let device = Device::new(&Cloud::default(), "one");
    let left = Arc::new(Mutex::new(None));
    let navigator = Arc::new(Leaving {
        world: device.stage.world.clone(),
        left: left.clone(),
    });
    let platform = |platform: Platform| Platform {
        navigator,
        ..platform
    };
    let hosted = |config: ClientConfig| {
        config
            .domain("https://auth.example.com")
            .redirect_uri("http://localhost:8080/")
    };
    let page = device.page_on(platform, hosted, |records| records);
    device.sign_in(&page, ADA);
    device.run(async {
        page.notes().put("k", "1").await.unwrap();
        page.notes().synchronize().await.unwrap();
        drop(page.client.redirect_sign_out().await.unwrap());
    });
    assert_eq!(left.lock().unwrap().take(), Some(Vec::new()));
}
