//! Synchronizations that are interrupted, at each moment: another user takes over, the tab is closed, the dataset is
//! deleted, or the database fails.
//!
//! A transaction of the simulated database takes a millisecond, so one of these moments is between any two of them.

use std::future::Future;
use std::ops::Range;
use std::time::Duration;

use futures_util::future::join;
use vestibule::platform::StoreError;
use vestibule::{Conflict, ErrorKind, Resolution, Resolve};
use vestibule_native_tests::ADA;

use super::cloud::{Cloud, LogEntry, RequestOutcome};
use super::devices::{Device, Page, shown};
use super::people::CHARLES;

/// In milliseconds. A synchronization takes less.
const MOMENTS: Range<u64> = 0..45;
/// Later than any write on these devices.
const LATER: u64 = 4_000_000_000_000;

/// The next requests and their responses take some milliseconds each.
fn slow(device: &Device) {
    let slow = RequestOutcome {
        there: 4,
        back: 4,
        ..RequestOutcome::default()
    };
    let operations = ["owner", "changes", "write", "delete"];
    let mut outcomes = device.outcomes.lock().unwrap();
    outcomes.extend(operations.iter().flat_map(|it| [(*it, slow); 4]));
}

fn fast(device: &Device) {
    device.outcomes.lock().unwrap().clear();
}

/// Synchronizes, and does something else at a moment. Returns the kind of the error.
async fn interrupted(
    page: &Page,
    moment: u64,
    act: impl Future<Output = ()>,
) -> Result<usize, ErrorKind> {
    let clock = page.tab.platform().clock;
    let act = async {
        clock.sleep(Duration::from_millis(moment)).await;
        act.await;
    };
    let notes = page.notes();
    let (outcome, ()) = join(notes.synchronize(), act).await;
    let outcome = outcome.map(|done| done.pushed);
    outcome.map_err(|error| error.kind())
}

fn no_conflict(conflict: &Conflict) -> Resolution {
    panic!("nobody else has written this: {conflict:?}")
}

/// How often the remote has stored each value under the key, for this owner.
fn times_stored(cloud: &Cloud, owner: &str, key: &str) -> usize {
    let log = cloud.log();
    let is_it = |it: &&LogEntry| matches!(it, LogEntry::Stored { owner: whose, record, .. } if whose == owner && record.key == key);
    log.iter().filter(is_it).count()
}

/// Each value at the remote begins with the name of the user whose it is.
fn assert_nothing_is_mixed(cloud: &Cloud) {
    let [ada, charles] = ["ada", "charles"].map(|who| cloud.known_identity(who));
    for logged in cloud.log() {
        if let LogEntry::Stored { owner, record, .. } = logged {
            let value = record.value.unwrap_or_default();
            let whose = match value.starts_with("ada") {
                true => &ada,
                false => &charles,
            };
            assert_eq!(whose.as_ref(), Some(&owner), "{value}");
        }
    }
}

/// A user has a record, and then both this device and another one write.
fn both_sides_have_written(device: &Device, page: &Page, who: &str) {
    let notes = page.notes();
    device.run(async {
        notes.put("k", &format!("{who} 1")).await.unwrap();
        notes.synchronize().await.unwrap();
    });
    let owner = device.owner(page);
    let far = format!("{who} far");
    device
        .cloud
        .write(&owner, "notes", "far", Some(&far), LATER);
    let second = format!("{who} 2");
    device.run(notes.put("k", &second)).unwrap();
}

#[test]
fn a_switch_of_accounts_mixes_nothing() {
    for moment in MOMENTS {
        let cloud = Cloud::default();
        let device = Device::new(&cloud, "one");
        let page = device.page_of(|config| config.several_accounts(), |records| records);
        let notes = page.notes();
        for (who, credentials) in [("ada", ADA), ("charles", CHARLES)] {
            device.sign_in(&page, credentials);
            both_sides_have_written(&device, &page, who);
        }
        slow(&device);
        device.run(async {
            let switch = async {
                page.client.accounts().switch("ada").await.unwrap();
                let all = shown(&notes).await.unwrap();
                assert!(all.ends_with("k=ada 2"), "{all} at {moment}");
                assert!(!all.contains("charles"), "{all} at {moment}");
                notes.put("more", "ada 3").await.unwrap();
            };
            let outcome = interrupted(&page, moment, switch).await;
            let is_over = outcome == Ok(1) || outcome == Err(ErrorKind::IdentityChanged);
            assert!(is_over, "{outcome:?} at {moment}");
        });
        fast(&device);
        for (who, all) in [
            ("ada", "far=ada far,k=ada 2,more=ada 3"),
            ("charles", "far=charles far,k=charles 2"),
        ] {
            device.run(async {
                page.client.accounts().switch(who).await.unwrap();
                notes.synchronize().await.unwrap();
                assert_eq!(shown(&notes).await.unwrap(), all, "at {moment}");
            });
            let owner = cloud.known_identity(who).unwrap();
            assert_eq!(times_stored(&cloud, &owner, "k"), 2, "at {moment}");
        }
        assert_nothing_is_mixed(&cloud);
    }
}

#[test]
fn a_sign_out_leaves_nothing_to_the_next_user() {
    for moment in MOMENTS {
        let (device, page) = Device::signed_in();
        let notes = page.notes();
        both_sides_have_written(&device, &page, "ada");
        slow(&device);
        device.run(async {
            let leave = async {
                let _ = page.client.sign_out().await.unwrap();
                assert_eq!(shown(&notes).await.unwrap(), "", "at {moment}");
            };
            let _ = interrupted(&page, moment, leave).await;
        });
        fast(&device);
        // What the remote has is removed, also what has just come from there.
        device.stage.advance(Duration::from_secs(1));
        let rows = device.stage.world.database();
        let is_left = rows.iter().any(|(_, text)| text.contains("ada far"));
        assert!(!is_left, "at {moment}: {rows:?}");
        for (who, credentials, all) in [
            ("charles", CHARLES, "k=charles"),
            ("ada", ADA, "far=ada far,k=ada 2"),
        ] {
            device.sign_in(&page, credentials);
            device.run(async {
                if who == "charles" {
                    assert_eq!(shown(&notes).await.unwrap(), "", "at {moment}");
                    notes.put("k", "charles").await.unwrap();
                }
                notes.synchronize().await.unwrap();
                assert_eq!(shown(&notes).await.unwrap(), all, "at {moment}");
                drop(page.client.sign_out().await.unwrap());
            });
        }
        assert_nothing_is_mixed(&device.cloud);
    }
}

/// The user is new, so that the guest's identity becomes theirs, or has an identity already.
#[test]
fn a_guest_who_signs_in_keeps_everything() {
    for (moment, is_new) in MOMENTS.flat_map(|moment| [(moment, true), (moment, false)]) {
        let cloud = Cloud::default();
        let device = Device::new(&cloud, "one");
        if !is_new {
            let owner = cloud.identity("another", Some("ada"));
            cloud.write(&owner, "notes", "far", Some("ada far"), 1);
        }
        let page = device.page_with(|records| records.on_conflict(Resolve::with(no_conflict)));
        let notes = page.notes();
        // More than one request can write.
        let keys: Vec<String> = (0..10).map(|number| format!("k{number}")).collect();
        device.run(async {
            for key in &keys {
                notes.put(key, "guest").await.unwrap();
            }
        });
        let guest = device.owner(&page);
        slow(&device);
        let mut merged = Vec::new();
        device.run(async {
            let enter = async {
                let password = vestibule::Password::plain(ADA.0, ADA.1);
                page.client.sign_in(password).await.unwrap();
                let all = notes.entries().await.unwrap();
                assert_eq!(all.len(), keys.len(), "at {moment}");
            };
            let _ = interrupted(&page, moment, enter).await;
        });
        fast(&device);
        device.run(async {
            for _ in 0..2 {
                merged.extend(notes.synchronize().await.unwrap().merged);
            }
        });
        let owner = device.owner(&page);
        let expected = keys.len() + usize::from(!is_new);
        let there = cloud.entries(&owner, "notes");
        assert_eq!(there.len(), expected, "at {moment}: {there:?}");
        assert_eq!(device.run(notes.entries()).unwrap(), there);
        assert_eq!(is_new, owner == guest);
        let as_guest = keys.iter().map(|key| times_stored(&cloud, &guest, key));
        let is_sent_as_guest = as_guest.sum::<usize>() > 0;
        for key in &keys {
            assert_eq!(times_stored(&cloud, &owner, key), 1, "{key} at {moment}");
        }
        // Both identities have it: that is reported.
        let is_reported = !merged.is_empty();
        assert_eq!(is_reported, !is_new && is_sent_as_guest, "at {moment}");
        device.run(async { drop(page.client.sign_out().await.unwrap()) });
        device.stage.advance(Duration::from_secs(1));
        assert_eq!(device.stage.world.database(), [], "at {moment}");
    }
}

#[test]
fn another_tab_goes_on_where_one_was_closed() {
    for moment in MOMENTS {
        let cloud = Cloud::default();
        let device = Device::new(&cloud, "one");
        let page = device.page_with(|records| records.on_conflict(Resolve::with(no_conflict)));
        let other = device.page_with(|records| records.on_conflict(Resolve::with(no_conflict)));
        device.sign_in(&page, ADA);
        both_sides_have_written(&device, &page, "ada");
        let owner = device.owner(&page);
        let keys: Vec<String> = (0..10).map(|number| format!("k{number}")).collect();
        device.run(async {
            for key in &keys {
                page.notes().put(key, "ada new").await.unwrap();
            }
        });
        slow(&device);
        let notes = page.notes();
        let task = async move { drop(notes.synchronize().await) };
        page.tab.platform().spawn.spawn(Box::pin(task));
        device.stage.advance(Duration::from_millis(moment));
        page.tab.crash();
        fast(&device);
        let notes = other.notes();
        device.run(async {
            notes.put("k0", "ada newer").await.unwrap();
            notes.synchronize().await.unwrap();
            assert_eq!(notes.synchronize().await.unwrap().pushed, 0);
        });
        let there = cloud.entries(&owner, "notes");
        assert_eq!(device.run(notes.entries()).unwrap(), there);
        assert_eq!(there.len(), keys.len() + 2, "at {moment}: {there:?}");
        assert!(there.contains(&("k0".to_owned(), "ada newer".to_owned())));
        for key in keys.iter().skip(1) {
            assert_eq!(times_stored(&cloud, &owner, key), 1, "{key} at {moment}");
        }
    }
}

/// Deleted and written again, with the same value or another one.
#[test]
fn what_is_written_after_a_deletion_stays() {
    for (moment, value) in MOMENTS.flat_map(|moment| [(moment, "1"), (moment, "2")]) {
        for is_known in [false, true] {
            let (device, page) = Device::signed_in();
            let notes = page.notes();
            device.run(async {
                if is_known {
                    notes.put("k", "0").await.unwrap();
                    notes.synchronize().await.unwrap();
                }
                notes.put("k", "1").await.unwrap();
                notes.put("gone", "1").await.unwrap();
                slow(&device);
                let again = async {
                    page.client.records().delete("notes").await.unwrap();
                    notes.put("k", value).await.unwrap();
                };
                interrupted(&page, moment, again).await.unwrap();
                fast(&device);
                for _ in 0..2 {
                    notes.synchronize().await.unwrap();
                    let all = shown(&notes).await.unwrap();
                    assert_eq!(all, format!("k={value}"), "at {moment}");
                }
            });
            let owner = device.owner(&page);
            let there = device.cloud.entries(&owner, "notes");
            let expected = [("k".to_owned(), value.to_owned())];
            assert_eq!(there, expected, "at {moment}");
        }
    }
}

#[test]
fn a_database_that_fails_for_a_while_loses_nothing() {
    for fault in [StoreError::Full, StoreError::Failed] {
        for (moment, length) in MOMENTS.flat_map(|moment| [(moment, 1), (moment, 200)]) {
            let (device, page) =
                Device::signed_in_with(|records| records.on_conflict(Resolve::with(no_conflict)));
            both_sides_have_written(&device, &page, "ada");
            let owner = device.owner(&page);
            let notes = page.notes();
            slow(&device);
            let world = &device.stage.world;
            device.run(async {
                let fail = async {
                    world.storage_fault(Some(fault));
                    let clock = page.tab.platform().clock;
                    clock.sleep(Duration::from_millis(length)).await;
                    world.storage_fault(None);
                };
                let outcome = interrupted(&page, moment, fail).await;
                let is_over = matches!(outcome, Ok(1) | Err(ErrorKind::Storage));
                assert!(is_over, "{fault:?} at {moment}: {outcome:?}");
                fast(&device);
                notes.put("k", "ada 3").await.unwrap();
                notes.synchronize().await.unwrap();
                let all = shown(&notes).await.unwrap();
                assert_eq!(all, "far=ada far,k=ada 3", "{fault:?} at {moment}");
                assert_eq!(notes.synchronize().await.unwrap().pushed, 0);
            });
            assert_eq!(device.cloud.entries(&owner, "notes").len(), 2);
            assert!(times_stored(&device.cloud, &owner, "k") <= 3, "at {moment}");
        }
    }
}
