//! Reads and writes of the app, on this device and on another one.

use super::cloud::Cloud;
use super::devices::{Device, shown};

#[test]
fn written_records_are_read_and_synchronized_to_other_devices() {
    let cloud = Cloud::default();
    let (one, other) = (Device::new(&cloud, "one"), Device::new(&cloud, "other"));
    let (page, far) = (one.page(), other.page());
    for (device, page) in [(&one, &page), (&other, &far)] {
        device.sign_in(page, vestibule_native_tests::ADA);
    }
    let (notes, far_notes) = (page.notes(), far.notes());
    one.run(async {
        notes.put("greeting", "hello").await.unwrap();
        notes.put("empty", "").await.unwrap();
        notes.put("gone", "x").await.unwrap();
        notes.remove("gone").await.unwrap();
        assert_eq!(
            notes.get("greeting").await.unwrap().as_deref(),
            Some("hello")
        );
        assert_eq!(notes.get("gone").await.unwrap(), None);
        assert_eq!(shown(&notes).await.unwrap(), "empty=,greeting=hello");
        let done = notes.synchronize().await.unwrap();
        assert_eq!((done.pushed, done.pulled), (2, 0));
        let again = notes.synchronize().await.unwrap();
        assert_eq!((again.pushed, again.pulled), (0, 0));
    });
    other.run(async {
        assert_eq!(shown(&far_notes).await.unwrap(), "");
        assert_eq!(far_notes.synchronize().await.unwrap().pulled, 2);
        assert_eq!(shown(&far_notes).await.unwrap(), "empty=,greeting=hello");
        far_notes.remove("greeting").await.unwrap();
        far_notes.put("empty", "no more").await.unwrap();
        assert_eq!(far_notes.synchronize().await.unwrap().pushed, 2);
    });
    one.run(async {
        assert_eq!(notes.synchronize().await.unwrap().pulled, 2);
        assert_eq!(shown(&notes).await.unwrap(), "empty=no more");
        // A removed record can be written again.
        notes.put("greeting", "again").await.unwrap();
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
    });
    let owner = one.owner(&page);
    let greeting = ("greeting".to_owned(), "again".to_owned());
    assert!(cloud.entries(&owner, "notes").contains(&greeting));
}

#[test]
fn remote_records_with_any_key_are_stored() {
    const KEYS: [&str; 12] = [
        "",
        "\0",
        "a\0b",
        "b",
        "/",
        "a/b",
        "%2F",
        "%252F",
        "r",
        "\u{d7ff}",
        "\u{e000}",
        "\u{10ffff}",
    ];
    let (device, page) = Device::signed_in();
    let owner = device.owner(&page);
    for key in KEYS {
        device
            .cloud
            .write(&owner, "notes", key, Some(&format!("of {key:?}")), 1);
    }
    let notes = page.notes();
    device.run(async {
        assert_eq!(notes.synchronize().await.unwrap().pulled, KEYS.len());
        assert_eq!(notes.entries().await.unwrap().len(), KEYS.len());
        for key in KEYS {
            let value = notes.get(key).await.unwrap();
            assert_eq!(value, Some(format!("of {key:?}")), "{key:?}");
        }
        let listed = page.client.records().local().await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].name, "notes");
    });
}
