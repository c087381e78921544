//! Tests for every remote.

use std::time::Duration;

use vestibule::{ErrorKind, Resolution, Resolve};

use super::places::{ADA, CHARLES, Device, Page, Place};

/// Two browsers of the same user.
fn two(place: &dyn Place) -> [(Device, Page); 2] {
    [(); 2].map(|()| {
        let device = place.device();
        let page = device.page_of(ADA);
        (device, page)
    })
}

/// Advances the time of both, so that the next write is later.
fn advance(devices: [&Device; 2]) {
    for device in devices {
        device.stage.advance(Duration::from_secs(5));
    }
}

pub fn what_is_written_is_there_on_other_devices(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    for (key, value) in [
        ("greeting", "hello é 🔑"),
        ("empty", ""),
        ("a/b c&=+%", "\u{1}\"\\\n"),
    ] {
        one.put(&page, key, value);
    }
    one.put(&page, "gone", "x");
    one.remove(&page, "gone");
    assert_eq!(one.synchronize(&page).pushed, 3);
    assert_eq!(other.synchronize(&far).pulled, 3);
    assert_eq!(other.shown(&far), one.shown(&page));
    other.remove(&far, "greeting");
    other.put(&far, "empty", "no more");
    assert_eq!(other.synchronize(&far).pushed, 2);
    assert_eq!(one.synchronize(&page).pulled, 2);
    assert_eq!(one.shown(&page), "a/b c&=+%=\u{1}\"\\\n,empty=no more");
    // A removed record can be written again.
    one.put(&page, "greeting", "again");
    assert_eq!(one.synchronize(&page).pushed, 1);
    assert_eq!(other.synchronize(&far).pulled, 1);
    assert_eq!(other.shown(&far), one.shown(&page));
}

pub fn what_did_not_change_is_not_sent(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    one.put(&page, "a", "1");
    one.put(&page, "b", "2");
    one.synchronize(&page);
    one.put(&page, "a", "3");
    let again = one.synchronize(&page);
    assert_eq!((again.pushed, again.pulled), (1, 0));
    other.synchronize(&far);
    one.put(&page, "b", "4");
    one.synchronize(&page);
    let again = other.synchronize(&far);
    assert_eq!((again.pushed, again.pulled), (0, 1));
    let none = other.synchronize(&far);
    assert_eq!((none.pushed, none.pulled), (0, 0));
}

pub fn a_conflict_ends_as_the_policy_says(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    let policies = [
        ("latest", Resolve::LastWriter, "later"),
        ("local", Resolve::Local, "later"),
        ("remote", Resolve::Remote, "first"),
        (
            "both",
            Resolve::with(|conflict| {
                assert_eq!(conflict.ancestor.as_deref(), Some("old"));
                let texts = [&conflict.remote, &conflict.local].map(|it| it.clone().unwrap());
                Resolution::Value(Some(texts.join("+")))
            }),
            "first+later",
        ),
    ];
    for (key, policy, expected) in policies {
        one.put(&page, key, "old");
        one.synchronize(&page);
        other.synchronize(&far);
        advance([&one, &other]);
        one.put(&page, key, "first");
        one.synchronize(&page);
        advance([&one, &other]);
        other.put(&far, key, "later");
        let notes = far.notes();
        let done = other.run(async move { notes.synchronize_by(policy).await });
        assert_eq!(done.unwrap().conflicts, 0, "{key}");
        one.synchronize(&page);
        for (device, page) in [(&one, &page), (&other, &far)] {
            let notes = page.notes();
            let value = device.run(async move { notes.get(key).await }).unwrap();
            assert_eq!(value.as_deref(), Some(expected), "{key}");
        }
    }
}

pub fn an_open_conflict_waits_for_the_app(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    let other = place.device();
    let far = other.page_by(Resolve::Ask);
    other.sign_in(&far, ADA);
    one.put(&page, "a", "old");
    one.synchronize(&page);
    other.synchronize(&far);
    one.put(&page, "a", "theirs");
    one.synchronize(&page);
    other.put(&far, "a", "ours");
    other.put(&far, "b", "goes on");
    let done = other.synchronize(&far);
    assert_eq!((done.conflicts, done.pushed), (1, 1));
    // It survives a reload.
    let far = other.page_by(Resolve::Ask);
    let notes = far.notes();
    let open = other.run(async move { notes.conflicts().await }).unwrap();
    let texts = |it: &vestibule::Conflict| [&it.ancestor, &it.local, &it.remote].map(Clone::clone);
    let expected = ["old", "ours", "theirs"].map(|text| Some(text.to_owned()));
    assert_eq!(open.iter().map(texts).collect::<Vec<_>>(), [expected]);
    let notes = far.notes();
    let chosen = Resolution::Value(Some("both".to_owned()));
    other
        .run(async move { notes.resolve("a", chosen).await })
        .unwrap();
    assert_eq!(other.synchronize(&far).pushed, 1);
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "a=both,b=goes on");
}

pub fn a_dataset_that_was_deleted_goes_everywhere(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    other.synchronize(&far);
    let records = page.client.records();
    one.run(async move { records.delete("notes").await })
        .unwrap();
    assert_eq!(one.shown(&page), "");
    one.synchronize(&page);
    assert!(other.synchronize(&far).removed_dataset);
    assert_eq!(other.shown(&far), "");
    assert!(!other.synchronize(&far).removed_dataset);
}

pub fn a_dataset_that_was_deleted_keeps_what_is_new(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    one.put(&page, "a", "1");
    one.put(&page, "b", "1");
    one.synchronize(&page);
    other.synchronize(&far);
    other.put(&far, "b", "2");
    let records = page.client.records();
    one.run(async move { records.delete("notes").await })
        .unwrap();
    one.synchronize(&page);
    one.put(&page, "c", "anew");
    one.synchronize(&page);
    assert!(other.synchronize(&far).removed_dataset);
    assert_eq!(other.shown(&far), "b=2,c=anew");
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "b=2,c=anew");
}

pub fn a_guest_who_signs_up_keeps_the_records(place: &dyn Place) {
    let one = place.device();
    let page = one.page();
    one.put(&page, "a", "of the guest");
    one.synchronize(&page);
    one.put(&page, "b", "not sent yet");
    one.sign_in(&page, CHARLES);
    assert_eq!(one.shown(&page), "a=of the guest,b=not sent yet");
    one.synchronize(&page);
    let other = place.device();
    let far = other.page_of(CHARLES);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=of the guest,b=not sent yet");
}

pub fn a_guest_with_an_account_brings_the_records_along(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(CHARLES);
    one.put(&page, "a", "of charles");
    one.put(&page, "c", "of charles");
    one.synchronize(&page);
    let other = place.device();
    let far = other.page();
    other.stage.advance(Duration::from_secs(60));
    other.put(&far, "a", "of the guest");
    other.put(&far, "b", "of the guest");
    other.synchronize(&far);
    other.sign_in(&far, CHARLES);
    other.synchronize(&far);
    // The last write wins, and records that only one of them had are kept.
    let merged = "a=of the guest,b=of the guest,c=of charles";
    assert_eq!(other.shown(&far), merged);
    one.synchronize(&page);
    assert_eq!(one.shown(&page), merged);
    // The merged records are removed from their old dataset.
    let records = far.client.records();
    let all = other.run(async move { records.list().await }).unwrap();
    let names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["notes"]);
}

pub fn nobody_sees_another_s_records(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "of ada");
    one.synchronize(&page);
    one.put(&page, "b", "not sent yet");
    let client = page.client.clone();
    let _ = one.run(async move { client.sign_out().await }).unwrap();
    assert_eq!(one.shown(&page), "");
    one.sign_in(&page, CHARLES);
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "");
    let client = page.client.clone();
    let _ = one.run(async move { client.sign_out().await }).unwrap();
    // Records that were not sent are still there for their owner.
    one.sign_in(&page, ADA);
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "a=of ada,b=not sent yet");
    let other = place.device();
    let far = other.page_of(ADA);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=of ada,b=not sent yet");
}

pub fn a_full_dataset_goes_there_and_back(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    let notes = page.notes();
    // Each of these characters takes six in JSON.
    let value = "\u{1}".repeat(1000);
    let keys: Vec<String> = (0..1024).map(|number| format!("k{number:04}")).collect();
    one.run(async {
        let writes = keys.iter().map(|key| (key.clone(), Some(value.clone())));
        notes.write(writes.collect::<Vec<_>>()).await.unwrap();
    });
    assert_eq!(one.synchronize(&page).pushed, 1024);
    assert_eq!(other.synchronize(&far).pulled, 1024);
    assert_eq!(other.shown(&far), one.shown(&page));
}

pub fn what_is_too_much_is_refused_before_it_is_sent(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    let notes = page.notes();
    one.run(async {
        let writes = (0..1025).map(|number| (format!("k{number}"), Some(String::new())));
        let _ = notes.write(writes.collect::<Vec<_>>()).await;
    });
    let notes = page.notes();
    let outcome = one.run(async move { notes.synchronize().await });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::LimitExceeded);
    let notes = page.notes();
    let long = "x".repeat(1025);
    let outcome = one.run(async move { notes.put(&long, "").await });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::LimitExceeded);
    let long = "x".repeat(129);
    for name in ["", ".", "..", "a b", "a/b", "é", long.as_str()] {
        let outcome = page.client.records().dataset(name);
        assert_eq!(
            outcome.unwrap_err().kind(),
            ErrorKind::InvalidInput,
            "{name}"
        );
    }
}

pub fn without_a_network_everything_works_but_the_way_there(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.offline();
    one.put(&page, "a", "2");
    one.put(&page, "b", "3");
    let notes = page.notes();
    let outcome = one.run(async move { notes.synchronize().await });
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Network);
    let page = one.page();
    assert_eq!(one.shown(&page), "a=2,b=3");
    one.online();
    assert_eq!(one.synchronize(&page).pushed, 2);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=2,b=3");
}

pub fn a_lost_response_is_no_conflict(place: &dyn Place) {
    let [(one, page), (other, far)] = two(place);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.put(&page, "a", "2");
    one.lose_answers_of_writes();
    let notes = page.notes();
    let outcome = one.run(async move { notes.synchronize_by(Resolve::Ask).await });
    assert!(outcome.is_err());
    one.online();
    let notes = page.notes();
    let done = one.run(async move { notes.synchronize_by(Resolve::Ask).await });
    assert_eq!(done.unwrap().conflicts, 0);
    other.synchronize(&far);
    assert_eq!(
        (one.shown(&page), other.shown(&far)),
        ("a=2".to_owned(), "a=2".to_owned())
    );
}

pub fn datasets_are_listed_described_and_counted(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    let records = page.client.records();
    one.run(async {
        for name in ["a.b_c:d-e", "notes"] {
            let dataset = records.dataset(name).unwrap();
            dataset.put("k", "v").await.unwrap();
            dataset.synchronize().await.unwrap();
        }
        let names = records.list().await.unwrap();
        let names: Vec<_> = names.iter().map(|it| it.name.clone()).collect();
        assert_eq!(names, ["a.b_c:d-e", "notes"]);
        let usage = records.usage().await.unwrap();
        assert_eq!((usage.datasets, usage.records), (2, 2));
        let described = records.describe("notes").await.unwrap();
        assert_eq!(described.unwrap().records, Some(1));
        assert!(records.describe("other").await.unwrap().is_none());
    });
}
