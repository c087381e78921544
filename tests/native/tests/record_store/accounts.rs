//! Several accounts: each has its own records, and finds them again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::{ChangeCause, ErrorKind, OnSignOut};
use vestibule_native_tests::ADA;

use super::cloud::{Cloud, RequestOutcome};
use super::devices::{Device, Page, shown};
use super::people::CHARLES;

const A_MOMENT: Duration = Duration::from_millis(100);

fn page(device: &Device, policy: OnSignOut) -> Page {
    device.page_of(
        |config| config.several_accounts(),
        |records| records.on_sign_out(policy),
    )
}

/// Ada has signed in, then Charles, who is active. The records of both are at the remote.
fn two(device: &Device, page: &Page) {
    let notes = page.notes();
    for (who, value) in [(ADA, "ada's"), (CHARLES, "charles's")] {
        device.sign_in(page, who);
        device.run(async {
            assert_eq!(shown(&notes).await.unwrap(), "");
            notes.put("k", value).await.unwrap();
            assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
        });
    }
}

fn is_kept(device: &Device, value: &str) -> bool {
    let rows = device.stage.world.database();
    rows.iter().any(|(_, text)| text.contains(value))
}

#[test]
fn each_account_has_its_own_records() {
    for policy in [OnSignOut::Forget, OnSignOut::Keep] {
        let cloud = Cloud::default();
        let device = Device::new(&cloud, "one");
        let page = page(&device, policy);
        two(&device, &page);
        let notes = page.notes();
        for (who, name, shows, pushed) in [
            ("ada", "k", "k=ada's,more=ada's", 1),
            ("charles", "k", "k=charles's,more=charles's", 1),
            ("ada", "", "k=ada's,more=ada's", 0),
            ("charles", "", "k=charles's,more=charles's", 0),
        ] {
            device.run(async {
                page.client.accounts().switch(who).await.unwrap();
                if !name.is_empty() {
                    // At once, without the remote.
                    assert_eq!(shown(&notes).await.unwrap(), format!("k={who}'s"));
                    notes.put("more", &format!("{who}'s")).await.unwrap();
                }
                assert_eq!(shown(&notes).await.unwrap(), shows);
                let done = notes.synchronize().await.unwrap();
                assert_eq!((done.pulled, done.pushed), (0, pushed), "{who} {policy:?}");
                assert_eq!(shown(&notes).await.unwrap(), shows);
            });
        }
        for who in ["ada", "charles"] {
            let owner = cloud.known_identity(who).unwrap();
            let own = [("k", who), ("more", who)];
            let own = own.map(|(key, who)| (key.to_owned(), format!("{who}'s")));
            assert_eq!(cloud.entries(&owner, "notes"), own);
        }
    }
}

/// The account that was active before is active again, and has its records at once.
#[test]
fn a_sign_out_keeps_other_accounts_records() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let page = page(&device, OnSignOut::Forget);
    two(&device, &page);
    let notes = page.notes();
    device.run(async {
        drop(page.client.sign_out().await.unwrap());
        assert_eq!(shown(&notes).await.unwrap(), "k=ada's");
    });
    device.stage.world.advance(A_MOMENT);
    assert!(is_kept(&device, "ada's") && !is_kept(&device, "charles's"));
    device.run(async {
        notes.put("more", "not there yet").await.unwrap();
        drop(page.client.accounts().sign_out_of_all().await.unwrap());
        assert_eq!(shown(&notes).await.unwrap(), "");
    });
    device.stage.world.advance(A_MOMENT);
    assert!(is_kept(&device, "not there yet") && !is_kept(&device, "ada's"));
}

#[test]
fn a_switch_cancels_a_synchronization_and_is_reported_to_all_tabs() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let here = page(&device, OnSignOut::Forget);
    two(&device, &here);
    let there = page(&device, OnSignOut::Forget);
    let causes = Arc::new(Mutex::new(Vec::new()));
    let list = causes.clone();
    let observe = move |change: &vestibule::DatasetChange| list.lock().unwrap().push(change.cause);
    there.notes().observe(observe).forget();
    device.run(async { there.notes().put("k", "charles's last").await.unwrap() });
    device.stage.world.advance(A_MOMENT);
    causes.lock().unwrap().clear();
    let slow = RequestOutcome {
        there: 500,
        back: 500,
        ..RequestOutcome::default()
    };
    device.outcomes.lock().unwrap().push(("changes", slow));
    let before = cloud.log().len();
    let notes = here.notes();
    device.run(async {
        let clock = here.tab.platform().clock;
        let switch = async {
            clock.sleep(Duration::from_millis(300)).await;
            here.client.accounts().switch("ada").await.unwrap();
        };
        let (outcome, ()) = futures_util::future::join(notes.synchronize(), switch).await;
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::IdentityChanged);
        assert_eq!(notes.synchronize().await.unwrap().pushed, 0);
    });
    assert_eq!(
        cloud.log().len(),
        before,
        "nothing was sent as somebody else"
    );
    device.stage.world.advance(A_MOMENT);
    assert!(causes.lock().unwrap().contains(&ChangeCause::Person));
    device.run(async {
        assert_eq!(shown(&there.notes()).await.unwrap(), "k=ada's");
        there.client.accounts().switch("charles").await.unwrap();
        assert_eq!(there.notes().synchronize().await.unwrap().pushed, 1);
    });
}
