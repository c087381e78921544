//! Reported bugs of amazon-cognito-js and AWS's other clients, which this library must not have.

use std::time::Duration;

use vestibule::Resolve;

use super::places::{ADA, CHARLES, Place};

/// It sent an empty value as a removal.
pub fn an_empty_value_is_no_removal(place: &dyn Place) {
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "");
    one.synchronize(&page);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=");
    other.put(&far, "a", "1");
    other.synchronize(&far);
    one.synchronize(&page);
    one.put(&page, "a", "");
    one.synchronize(&page);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=");
}

/// The response to a push overwrote what was written in the meantime.
pub fn a_write_during_a_push_stays(place: &dyn Place) {
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.put(&page, "a", "2");
    // The last write happens during the push, which takes a second and a half.
    one.slow(500, 1000);
    let (notes, same) = (page.notes(), page.notes());
    let clock = page.tab.platform().clock;
    one.run(async {
        let push = notes.synchronize();
        let write = async {
            for number in 0..6 {
                clock.sleep(Duration::from_millis(400)).await;
                let value = format!("meanwhile {number}");
                same.put("a", &value).await.unwrap();
            }
        };
        let (done, ()) = futures_util::future::join(push, write).await;
        done.unwrap();
        assert_eq!(same.get("a").await.unwrap().as_deref(), Some("meanwhile 5"));
    });
    one.online();
    one.synchronize(&page);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=meanwhile 5");
}

/// After a merge or a deletion it called a method that does not exist. A merged dataset's sync count stayed 0, so the
/// dataset was never deleted (aws-sdk-net, issue 413).
pub fn after_a_merge_and_a_deletion_it_goes_on(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(CHARLES);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    let other = place.device();
    let far = other.page();
    for value in ["1", "2", "3"] {
        other.put(&far, "b", value);
        other.synchronize(&far);
    }
    other.sign_in(&far, CHARLES);
    // In one synchronization: the merge, the push, and the deletion of the merged dataset.
    other.synchronize(&far);
    let again = other.synchronize(&far);
    assert_eq!((again.pulled, again.pushed, again.merged.len()), (0, 0, 0));
    let records = far.client.records();
    let all = other.run(async move { records.list().await }).unwrap();
    assert_eq!(all.len(), 1);

    let records = far.client.records();
    other
        .run(async move { records.delete("notes").await })
        .unwrap();
    other.put(&far, "c", "anew");
    other.synchronize(&far);
    assert!(one.synchronize(&page).removed_dataset);
    assert_eq!(one.shown(&page), "c=anew");
    one.put(&page, "c", "2");
    assert_eq!(one.synchronize(&page).pushed, 1);
}

/// After a conflict it pushed with the old sync count, and skipped changes that it had not read.
pub fn after_a_conflict_the_new_version_is_replaced(place: &dyn Place) {
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.synchronize(&page);
    other.synchronize(&far);
    one.put(&page, "b", "seen by nobody yet");
    one.put(&page, "a", "theirs");
    one.synchronize(&page);
    other.put(&far, "a", "ours");
    let notes = far.notes();
    let done = other.run(async move { notes.synchronize_by(Resolve::Local).await });
    assert_eq!(done.unwrap().pushed, 1);
    assert_eq!(other.shown(&far), "a=ours,b=seen by nobody yet");
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "a=ours,b=seen by nobody yet");
}

/// It did not treat the same value with another sync count as a conflict, so each push was rejected (aws-sdk-net, issue
/// 391; amazon-cognito-js, issues 31 and 65; aws-sdk-android, issue 3515).
pub fn the_same_value_is_no_conflict(place: &dyn Place) {
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.synchronize(&page);
    other.put(&far, "a", "1");
    let notes = far.notes();
    let done = other.run(async move { notes.synchronize_by(Resolve::Ask).await });
    assert_eq!(done.unwrap().conflicts, 0);
    other.put(&far, "a", "2");
    other.put(&far, "b", "3");
    let before = other.stage.world.requests().len();
    assert_eq!(other.synchronize(&far).pushed, 2);
    assert!(other.stage.world.requests().len() - before <= 4);
    one.synchronize(&page);
    assert_eq!(one.shown(&page), "a=2,b=3");
}

/// No lock prevented two tabs from pushing the same changes at the same time.
pub fn two_tabs_push_once(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    let tab = one.page();
    for number in 0..5 {
        one.put(&page, &format!("k{number}"), "v");
    }
    one.slow(100, 100);
    let (notes, same) = (page.notes(), tab.notes());
    let done = one.run(async {
        let both = futures_util::future::join(notes.synchronize(), same.synchronize()).await;
        [both.0.unwrap(), both.1.unwrap()]
    });
    let pushed: Vec<usize> = done.iter().map(|it| it.pushed).collect();
    assert_eq!(pushed.iter().sum::<usize>(), 5, "{pushed:?}");
    assert!(pushed.contains(&0), "{pushed:?}");
    // The second push is not rejected either.
    let sent = one.stage.world.requests();
    let updates = sent.iter().filter(|it| super::cognito_sync::is_update(it));
    assert!(updates.count() <= 1);
}

/// The sync count of one identity was used for another (aws-sdk-net, issue 415).
pub fn nothing_of_one_person_goes_to_another(place: &dyn Place) {
    let one = place.device();
    let page = one.page_of(ADA);
    for number in 0..5 {
        one.put(&page, "a", &number.to_string());
        one.synchronize(&page);
    }
    one.put(&page, "secret", "of ada");
    let (notes, client) = (page.notes(), page.client.clone());
    one.slow(100, 100);
    one.run(async {
        let push = async { drop(notes.synchronize().await) };
        let leave = async {
            let _ = client.sign_out().await.unwrap();
            let password = vestibule::Password::plain(CHARLES.0, CHARLES.1);
            client.sign_in(password).await.unwrap();
        };
        futures_util::future::join(push, leave).await;
    });
    one.online();
    one.put(&page, "a", "of charles");
    one.synchronize(&page);
    let other = place.device();
    let far = other.page_of(CHARLES);
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=of charles");
    assert_eq!(one.shown(&page), "a=of charles");
}

/// A dataset without remaining records was synchronized forever (amazon-cognito-js, issue 49).
pub fn a_dataset_of_removed_records_comes_to_an_end(place: &dyn Place) {
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.remove(&page, "a");
    assert_eq!(one.synchronize(&page).pushed, 1);
    let again = one.synchronize(&page);
    assert_eq!((again.pushed, again.pulled), (0, 0));
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "");
}

/// The clock of one device is a year ahead or behind, and right in between.
pub fn a_clock_that_is_a_year_wrong_loses_nothing(place: &dyn Place) {
    const YEAR: i64 = 365 * 24 * 3_600_000;
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    for (number, ahead) in [0, YEAR, 0, -YEAR, YEAR, 0].into_iter().enumerate() {
        page.tab.set_clock(ahead);
        one.put(&page, "a", &format!("{number} here"));
        one.put(&page, "b", &format!("{number} here"));
        one.synchronize(&page);
        other.synchronize(&far);
        assert_eq!(
            other.shown(&far),
            format!("a={number} here,b={number} here")
        );
        other.put(&far, "a", &format!("{number} there"));
        other.synchronize(&far);
        one.synchronize(&page);
        assert_eq!(
            one.shown(&page),
            format!("a={number} there,b={number} here")
        );
    }
}
