//! Limits of the remote, sealed records, and automatic synchronization.

use std::time::Duration;

use vestibule::platform::StoreError;
use vestibule::{Automatic, ErrorKind};
use vestibule_native_tests::ADA;

use super::cloud::{Cloud, End};
use super::devices::{Device, shown};

#[test]
fn records_above_the_remotes_limits_are_not_sent() {
    let (device, page) = Device::signed_in();
    let notes = page.notes();
    device.run(async {
        let long = "x".repeat(1024 * 1024 + 1);
        for (key, value, what) in [
            ("k", &*long, "the bytes of the value of \"k\""),
            (&long[..1025], "v", "the bytes of a key"),
        ] {
            let error = notes.put(key, value).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::LimitExceeded);
            assert!(error.message().starts_with(what), "{error}");
        }
        for key in ["", "a\0b"] {
            let error = notes.put(key, "v").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
        assert_eq!(shown(&notes).await.unwrap(), "");
        let many = (0..1025).map(|number| (format!("{number:04}"), Some(String::new())));
        notes.write(many).await.unwrap();
        let error = notes.synchronize().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        assert!(
            error.message().contains("1025 where the remote takes 1024"),
            "{error}"
        );
        notes.remove("0000").await.unwrap();
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1024);
    });
    for name in ["", "a b", "ä", &"x".repeat(129)] {
        let error = page.client.records().dataset(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

/// As if the app had changed its remote, such as from Cognito Sync to DynamoDB, before the value was pushed.
#[test]
fn a_value_that_is_too_large_for_another_remote_stays_and_all_others_are_pushed() {
    let mut device = Device::new(&Cloud::default(), "one");
    let page = device.page();
    device.sign_in(&page, ADA);
    let large = "x".repeat(400_001);
    device.run(async { page.notes().put("large", &large).await.unwrap() });
    page.tab.crash();
    device.limits.value_bytes = 400_000;
    let page = device.page();
    let notes = page.notes();
    let owner = device.owner(&page);
    device.cloud.write(&owner, "notes", "remote", Some("r"), 1);
    let synchronize = || {
        let error = device.run(notes.synchronize()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        let message = "the bytes of the value of \"large\": 400001 where the remote takes 400000";
        assert!(error.message().starts_with(message), "{error}");
    };
    // It is the only change, then one of two.
    synchronize();
    device.run(async { notes.put("small", "s").await.unwrap() });
    synchronize();
    let entries = device.cloud.entries(&owner, "notes");
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["remote", "small"]);
    device.run(async {
        assert_eq!(notes.get("large").await.unwrap().as_ref(), Some(&large));
        assert_eq!(notes.get("remote").await.unwrap().as_deref(), Some("r"));
        notes.put("large", &large[1..]).await.unwrap();
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
    });
}

#[test]
fn a_remote_that_loses_every_write_does_not_fill_the_storage() {
    let (device, page) = Device::signed_in();
    let notes = page.notes();
    let size = || {
        let rows = device.stage.world.database();
        rows.iter().map(|(_, text)| text.len()).sum::<usize>()
    };
    let mut sizes = Vec::new();
    for number in 0..200 {
        device.run(async {
            notes.put("k", &format!("{number:03}")).await.unwrap();
            device.fails("write", End::Lost);
            assert!(notes.synchronize().await.is_err());
        });
        sizes.push(size());
    }
    assert!(sizes[199] < sizes[0] + 4000, "{:?}", (sizes[0], sizes[199]));
}

#[test]
fn too_many_datasets_are_refused_before_they_are_sent() {
    let (device, page) = Device::signed_in();
    let records = page.client.records();
    device.run(async {
        for number in 0..21 {
            let dataset = records.dataset(&format!("d{number}")).unwrap();
            dataset.put("k", "v").await.unwrap();
            let outcome = dataset.synchronize().await;
            match number {
                20 => assert_eq!(outcome.unwrap_err().kind(), ErrorKind::LimitExceeded),
                _ => assert_eq!(outcome.unwrap().pushed, 1),
            }
        }
        assert_eq!(records.usage().await.unwrap().datasets, 20);
        assert!(records.describe("d3").await.unwrap().is_some());
        let local = records.local().await.unwrap();
        assert_eq!(local.len(), 21);
        let waits = local
            .iter()
            .find(|dataset| dataset.unsynchronized == 1)
            .unwrap();
        assert_eq!((&*waits.name, waits.records), ("d20", 1));
        records.delete("d3").await.unwrap();
        records.dataset("d3").unwrap().synchronize().await.unwrap();
        assert!(records.describe("d3").await.unwrap().is_none());
    });
}

#[test]
fn throttling_is_waited_for_and_a_missing_network_is_not() {
    let (device, page) = Device::signed_in();
    let notes = page.notes();
    device.run(async {
        notes.put("k", "v").await.unwrap();
        for operation in ["changes", "changes", "write"] {
            device.fails(operation, End::Throttled);
        }
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
        notes.put("k", "w").await.unwrap();
        device.fails("changes", End::Lost);
        let error = notes.synchronize().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network);
        assert_eq!(shown(&notes).await.unwrap(), "k=w", "it works offline");
    });
}

#[test]
fn sealed_records_are_encrypted_in_the_database() {
    let (device, page) = Device::signed_in_with(|config| config.sealed());
    let notes = page.notes();
    device.run(async {
        notes.put("k", "geheim").await.unwrap();
        notes.synchronize().await.unwrap();
        assert_eq!(shown(&notes).await.unwrap(), "k=geheim");
    });
    let rows = device.stage.world.database();
    assert!(
        rows.iter().all(|(_, text)| !text.contains("geheim")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|(_, text)| text.starts_with("sealed:")));
}

#[test]
fn a_failing_storage_is_reported() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let page = device.page();
    let notes = page.notes();
    device.run(async { notes.put("k", "v").await.unwrap() });
    device.stage.world.storage_fault(Some(StoreError::Full));
    device.run(async {
        let error = notes.put("k", "w").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Storage);
        assert_eq!(
            shown(&notes).await.unwrap(),
            "k=v",
            "what was there is there"
        );
    });
}

#[test]
fn records_are_synchronized_automatically() {
    let (device, page) = Device::signed_in_with(|config| config.automatic(Automatic::default()));
    let owner = device.owner(&page);
    let notes = page.notes();
    let there = || device.cloud.entries(&owner, "notes");
    let advance = |seconds| device.stage.world.advance(Duration::from_secs(seconds));
    // On the first use, and some time after the last of several writes.
    advance(1);
    device.run(async { notes.put("k", "1").await.unwrap() });
    advance(1);
    device.run(async { notes.put("k", "2").await.unwrap() });
    advance(1);
    assert!(there().is_empty());
    advance(2);
    assert_eq!(there()[0].1, "2");
    // Other devices' writes are visible when the tab is shown again.
    device
        .cloud
        .write(&owner, "notes", "k", Some("3"), 4_000_000_000_000);
    page.tab.wake();
    advance(1);
    assert_eq!(device.run(shown(&notes)).unwrap(), "k=3");
    // Without a network it is retried.
    device.fails("changes", End::Lost);
    device.run(async { notes.put("k", "4").await.unwrap() });
    advance(10);
    assert_eq!(there()[0].1, "4");
}

/// A machine whose clock was a day ahead when it synchronized does so again once the clock is right.
#[test]
fn it_synchronizes_by_itself_after_the_clock_was_ahead() {
    let cloud = Cloud::default();
    let device = Device::new(&cloud, "one");
    let page = device.page_with(|config| config.automatic(Automatic::default()));
    page.tab.set_clock(86_400_000);
    device.sign_in(&page, ADA);
    let owner = device.owner(&page);
    let notes = page.notes();
    let advance = |seconds| device.stage.world.advance(Duration::from_secs(seconds));
    device.run(async { notes.put("k", "1").await.unwrap() });
    advance(5);
    assert_eq!(cloud.entries(&owner, "notes")[0].1, "1");
    page.tab.set_clock(0);
    cloud.write(&owner, "notes", "k", Some("2"), 4_000_000_000_000);
    page.tab.wake();
    advance(5);
    assert_eq!(device.run(shown(&notes)).unwrap(), "k=2");
}

#[test]
fn offline_no_synchronization_is_tried() {
    let after_write = Automatic::default().after_write;
    for automatic in [
        Automatic::default(),
        Automatic::off().after_write(after_write),
    ] {
        let (device, page) = Device::signed_in_with(|config| config.automatic(automatic));
        let owner = device.owner(&page);
        let notes = page.notes();
        let advance = |seconds| device.stage.world.advance(Duration::from_secs(seconds));
        advance(10);
        device.stage.world.set_online(false);
        // No request is sent, so the prepared failures are not used.
        device.fails("owner", End::Lost);
        device.run(async { notes.put("k", "1").await.unwrap() });
        advance(600);
        assert_eq!(device.outcomes.lock().unwrap().len(), 1);
        device.outcomes.lock().unwrap().clear();
        device.stage.world.set_online(true);
        assert!(device.cloud.entries(&owner, "notes").is_empty());
        page.tab.wake();
        advance(1);
        assert_eq!(device.cloud.entries(&owner, "notes")[0].1, "1");
    }
}
