//! Requirements on every remote, besides those of `record_remotes`: concurrent writes, the last writer, datasets that are
//! created again, and large records.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::{Error, ErrorKind, Resolve};
use vestibule_native_tests::response;

use super::place::{Device, Place, devices};

/// The tests of the suite, for one remote.
macro_rules! suite {
    ($place:ty: $($name:ident)+) => {
        $(#[test]
        fn $name() {
            crate::suite::$name::<$place>();
        })+
    };
    ($place:ty) => {
        crate::suite::suite!($place:
            two_who_write_other_keys_both_keep_what_they_wrote
            the_last_writer_wins
            a_removal_is_a_write_like_any_other
            a_lost_request_loses_nothing
            a_dataset_that_was_deleted_and_made_anew_elsewhere
            an_edit_of_what_was_deleted_and_made_anew_is_a_conflict
            what_was_deleted_here_is_deleted_there
            many_records_at_once
            large_values
            what_has_not_changed_is_not_read_again
            datasets_are_listed
            any_character_comes_back
            who_is_too_busy_is_asked_five_times
            an_error_of_the_network_names_the_host
        );
    };
}
pub(crate) use suite;

pub fn two_who_write_other_keys_both_keep_what_they_wrote<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "1");
    two.put("b", "2");
    // The second device writes between the first one's pull and push.
    let two = Arc::new(Mutex::new(two));
    let meanwhile = two.clone();
    one.before(P::is_write, move || {
        let two = meanwhile.lock().unwrap_or_else(PoisonError::into_inner);
        two.synchronize();
    });
    let done = one.synchronize();
    assert_eq!((done.pushed, done.conflicts), (1, 0));
    one.synchronize();
    assert_eq!(one.shown(), "a=1,b=2");
    let two = two.lock().unwrap_or_else(PoisonError::into_inner);
    two.synchronize();
    assert_eq!(two.shown(), "a=1,b=2");
}

pub fn the_last_writer_wins<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "0");
    one.synchronize();
    two.synchronize();
    one.put("a", "early");
    two.stage.advance(Duration::from_secs(10));
    two.put("a", "late");
    two.synchronize();
    one.synchronize();
    assert_eq!(
        (one.shown(), two.shown()),
        ("a=late".into(), "a=late".into())
    );
    // The other way round: the remote's value is older.
    two.put("a", "early");
    one.stage.advance(Duration::from_secs(100));
    one.put("a", "late again");
    two.synchronize();
    one.synchronize();
    two.synchronize();
    let late = "a=late again".to_owned();
    assert_eq!((one.shown(), two.shown()), (late.clone(), late));
}

pub fn a_removal_is_a_write_like_any_other<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "0");
    one.put("b", "0");
    one.synchronize();
    two.synchronize();
    // Removed before the edit on the other device: the edit is kept.
    one.remove("a");
    one.synchronize();
    two.stage.advance(Duration::from_secs(10));
    two.put("a", "edited");
    // Removed after the edit on the other device: the removal is kept.
    two.put("b", "edited");
    one.stage.advance(Duration::from_secs(100));
    one.remove("b");
    one.synchronize();
    two.synchronize();
    one.synchronize();
    assert_eq!(
        (one.shown(), two.shown()),
        ("a=edited".into(), "a=edited".into())
    );
}

pub fn a_lost_request_loses_nothing<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "1");
    one.once(P::is_request, Delivery::LoseRequest);
    let _ = one.try_to_synchronize();
    one.once(P::is_write, Delivery::LoseRequest);
    let _ = one.try_to_synchronize();
    one.synchronize();
    two.synchronize();
    assert_eq!(two.shown(), "a=1");
}

pub fn a_dataset_that_was_deleted_and_made_anew_elsewhere<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "1");
    one.put("b", "1");
    one.synchronize();
    two.synchronize();
    one.stage
        .run(one.page.client.records().delete("notes"))
        .unwrap();
    one.synchronize();
    one.put("a", "anew");
    one.synchronize();
    let done = two.synchronize();
    assert!(done.removed_dataset);
    assert_eq!(
        (one.shown(), two.shown()),
        ("a=anew".into(), "a=anew".into())
    );
    // The versions of the first dataset have no meaning any more.
    two.put("a", "2");
    two.put("b", "2");
    two.synchronize();
    one.synchronize();
    assert_eq!(one.shown(), "a=2,b=2");
}

pub fn an_edit_of_what_was_deleted_and_made_anew_is_a_conflict<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "1");
    one.synchronize();
    two.synchronize();
    one.stage
        .run(one.page.client.records().delete("notes"))
        .unwrap();
    one.synchronize();
    one.put("a", "anew");
    one.synchronize();
    two.put("a", "edited");
    let done = two.synchronize_by(Resolve::Ask);
    assert!(done.removed_dataset);
    assert_eq!(done.conflicts, 1);
    let conflict = two.stage.run(two.notes().conflicts()).unwrap().remove(0);
    assert_eq!(conflict.remote.as_deref(), Some("anew"));
    one.synchronize();
    assert_eq!(one.shown(), "a=anew");
}

pub fn what_was_deleted_here_is_deleted_there<P: Place>() {
    let (one, two) = devices::<P>();
    for key in ["a", "b", "c"] {
        one.put(key, "1");
    }
    one.synchronize();
    one.stage
        .run(one.page.client.records().delete("notes"))
        .unwrap();
    one.synchronize();
    two.synchronize();
    assert_eq!(two.shown(), "");
    let all = two.stage.run(two.page.client.records().list()).unwrap();
    assert!(all.is_empty(), "{all:?}");
    // Another synchronization changes nothing.
    one.stage
        .run(one.page.client.records().delete("notes"))
        .unwrap();
    one.synchronize();
}

pub fn many_records_at_once<P: Place>() {
    let (one, two) = devices::<P>();
    let changes = (0..250).map(|it| (format!("key {it:03}"), Some(format!("value {it}"))));
    one.stage.run(one.notes().write(changes)).unwrap();
    assert_eq!(one.synchronize().pushed, 250);
    assert_eq!(two.synchronize().pulled, 250);
    assert_eq!(one.shown(), two.shown());
    let gone = (0..250).step_by(2).map(|it| (format!("key {it:03}"), None));
    two.stage.run(two.notes().write(gone)).unwrap();
    assert_eq!(two.synchronize().pushed, 125);
    assert_eq!(one.synchronize().pulled, 125);
    assert_eq!(one.shown(), two.shown());
}

pub fn large_values<P: Place>() {
    let (one, two) = devices::<P>();
    let values = [
        "é".repeat(50_000),
        "\u{1}\"\\".repeat(30_000),
        "x".repeat(190_000),
    ];
    for (key, value) in ["a", "b", "c"].into_iter().zip(&values) {
        one.put(key, value);
    }
    one.synchronize();
    two.synchronize();
    assert!(one.shown() == two.shown(), "{} bytes", two.shown().len());
}

pub fn what_has_not_changed_is_not_read_again<P: Place>() {
    let (one, two) = devices::<P>();
    one.put("a", "1");
    one.synchronize();
    two.synchronize();
    // By now each device has seen all changes.
    for device in [&one, &two] {
        device.stage.advance(Duration::from_secs(120));
        device.synchronize();
        let requests = device.count(P::is_request);
        let done = device.synchronize();
        assert_eq!((done.pulled, done.pushed), (0, 0));
        assert_eq!(requests.load(Ordering::Relaxed), 1);
    }
}

pub fn datasets_are_listed<P: Place>() {
    let (one, two) = devices::<P>();
    for name in ["notes", "a.b_c:D-e", "notes.2"] {
        let dataset = one.page.client.records().dataset(name).unwrap();
        one.stage.run(dataset.put("a", name)).unwrap();
        one.stage.run(dataset.synchronize()).unwrap();
    }
    let all = two.stage.run(two.page.client.records().list()).unwrap();
    let mut names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.b_c:D-e", "notes", "notes.2"]);
    assert!(all.iter().all(|it| it.modified.is_some()));
    two.synchronize();
    assert_eq!(two.shown(), "a=notes");
    // Another user does not get the records.
    let charles = Device::of::<P>(one.stage.another_browser(8), ("charles", "Babbage1791"));
    let all = charles
        .stage
        .run(charles.page.client.records().list())
        .unwrap();
    assert!(all.is_empty(), "{all:?}");
}

pub fn any_character_comes_back<P: Place>() {
    let (one, two) = devices::<P>();
    for key in ["/", "a/b", "é ü", "%2F", "\"quoted\"", "😀", "..", " "] {
        one.put(key, key);
    }
    one.synchronize();
    two.synchronize();
    assert_eq!(one.shown(), two.shown());
    assert_eq!(two.shown().matches('=').count(), 8);
}

/// Only one layer retries, so the numbers of tries do not multiply.
pub fn who_is_too_busy_is_asked_five_times<P: Place>() {
    let (one, _) = devices::<P>();
    let busy = Delivery::Answer(response(500, ""));
    for ask in [synchronized, listed] {
        let requests = one.always(P::is_request, busy.clone());
        let error = ask(&one).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
        assert_eq!(requests.load(Ordering::Relaxed), 5);
    }
}

/// A read is tried three times if the network loses it, and once without a network.
pub fn an_error_of_the_network_names_the_host<P: Place>() {
    let (one, _) = devices::<P>();
    for is_online in [true, false] {
        one.stage.world.set_online(is_online);
        let requests = one.always(P::is_request, Delivery::LoseRequest);
        let error = synchronized(&one).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network);
        let sent = one.stage.world.requests();
        let host = sent.last().and_then(|it| it.url.split('/').nth(2)).unwrap();
        let problem = "the request did not reach the service, or its answer did not come back";
        assert_eq!(error.message(), format!("{host}: {problem}"));
        let tries = if is_online { 3 } else { 1 };
        assert_eq!(requests.load(Ordering::Relaxed), tries);
    }
}

fn synchronized(device: &Device) -> Result<(), Error> {
    device.try_to_synchronize().map(drop)
}

fn listed(device: &Device) -> Result<(), Error> {
    let records = device.page.client.records();
    device.stage.run(records.list()).map(drop)
}
