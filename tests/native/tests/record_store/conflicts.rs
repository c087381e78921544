//! Conflicts: records that were changed on two devices.

use vestibule::{ErrorKind, OnDeleted, Resolution, Resolve};

use super::cloud::End;
use super::devices::{Device, Page, shown};

/// Two devices of Ada that both have `k=0`; then the other one has written `k=there`.
struct Scene {
    device: Device,
    page: Page,
    owner: String,
}

/// Later than any write on this device.
const LATER: u64 = 4_000_000_000_000;
const EARLIER: u64 = 1;

impl Scene {
    fn new(there: Option<&str>, modified: u64) -> Self {
        Self::with(Resolve::LastWriter, there, modified)
    }

    fn with(resolve: Resolve, there: Option<&str>, modified: u64) -> Self {
        let (device, page) = Device::signed_in_with(|config| config.on_conflict(resolve));
        device.run(async {
            page.notes().put("k", "0").await.unwrap();
            page.notes().put("other", "0").await.unwrap();
            page.notes().synchronize().await.unwrap();
        });
        let owner = device.owner(&page);
        device.cloud.write(&owner, "notes", "k", there, modified);
        Scene {
            device,
            page,
            owner,
        }
    }

    /// Writes on this device, synchronizes twice, and returns the local and the remote records.
    fn write(&self, here: &str) -> (String, String) {
        let notes = self.page.notes();
        self.device.run(async {
            notes.put("k", here).await.unwrap();
            notes.synchronize().await.unwrap();
            notes.synchronize().await.unwrap();
            let here = notes.get("k").await.unwrap().unwrap_or_default();
            (here, self.there())
        })
    }

    fn there(&self) -> String {
        let entries = self.device.cloud.entries(&self.owner, "notes").into_iter();
        let found = entries
            .filter(|(key, _)| key == "k")
            .map(|(_, value)| value);
        found.collect()
    }
}

fn both(value: &str) -> (String, String) {
    (value.to_owned(), value.to_owned())
}

#[test]
fn the_last_write_wins() {
    assert_eq!(
        Scene::new(Some("there"), LATER).write("here"),
        both("there")
    );
    assert_eq!(
        Scene::new(Some("there"), EARLIER).write("here"),
        both("here")
    );
    assert_eq!(Scene::new(None, LATER).write("here"), both(""));
    assert_eq!(Scene::new(None, EARLIER).write("here"), both("here"));
}

#[test]
fn one_side_can_always_win() {
    let local = Scene::with(Resolve::Local, Some("there"), LATER);
    assert_eq!(local.write("here"), both("here"));
    let remote = Scene::with(Resolve::Remote, Some("there"), EARLIER);
    assert_eq!(remote.write("here"), both("there"));
}

#[test]
fn a_resolver_gets_all_three_values() {
    let resolve = Resolve::with(|conflict| {
        assert_eq!((&*conflict.dataset, &*conflict.key), ("notes", "k"));
        assert_eq!(conflict.ancestor.as_deref(), Some("0"));
        assert_eq!(conflict.remote_modified_by, "another");
        let sides = [&conflict.local, &conflict.remote];
        let sides = sides.map(|side| side.clone().unwrap_or_default());
        Resolution::Value(Some(sides.join("+")))
    });
    let scene = Scene::with(resolve, Some("there"), LATER);
    assert_eq!(scene.write("here"), both("here+there"));
}

/// The remote would refuse it, and with it all other changes of the dataset.
#[test]
fn a_resolution_above_the_remotes_limits_leaves_the_conflict_open() {
    let long = "x".repeat(1024 * 1024 + 1);
    let resolve = Resolve::with(move |_| Resolution::Value(Some(long.clone())));
    let scene = Scene::with(resolve, Some("there"), LATER);
    let notes = scene.page.notes();
    scene.device.run(async {
        notes.put("k", "here").await.unwrap();
        notes.put("other", "1").await.unwrap();
        let done = notes.synchronize().await.unwrap();
        assert_eq!((done.conflicts, done.pushed), (1, 1));
        assert_eq!(notes.get("k").await.unwrap().as_deref(), Some("here"));
        notes.resolve("k", Resolution::Local).await.unwrap();
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
    });
    assert_eq!(scene.there(), "here");
}

#[test]
fn the_same_change_in_both_places_is_no_conflict() {
    let resolve = Resolve::with(|conflict| panic!("{conflict:?}"));
    let scene = Scene::with(resolve, Some("same"), LATER);
    assert_eq!(scene.write("same"), both("same"));
    let notes = scene.page.notes();
    let done = scene.device.run(notes.synchronize()).unwrap();
    assert_eq!(done.pushed, 0, "the version there was adopted");
}

#[test]
fn an_open_conflict_survives_a_reload_and_blocks_nothing() {
    let scene = Scene::with(Resolve::Ask, Some("there"), LATER);
    let notes = scene.page.notes();
    scene.device.run(async {
        notes.put("k", "here").await.unwrap();
        notes.put("other", "1").await.unwrap();
        let done = notes.synchronize().await.unwrap();
        assert_eq!(
            (done.conflicts, done.pushed),
            (1, 1),
            "the other record goes on"
        );
        assert_eq!(notes.get("k").await.unwrap().as_deref(), Some("here"));
    });
    // Another page of the same browser.
    scene.page.tab.crash();
    let page = scene
        .device
        .page_with(|config| config.on_conflict(Resolve::Ask));
    let notes = page.notes();
    scene.device.run(async {
        let open = notes.conflicts().await.unwrap();
        assert_eq!(open.len(), 1);
        let sides = [&open[0].local, &open[0].remote, &open[0].ancestor];
        assert_eq!(
            sides.map(|side| side.as_deref().unwrap()),
            ["here", "there", "0"]
        );
        // The record is changed again on both devices.
        scene
            .device
            .cloud
            .write(&scene.owner, "notes", "k", Some("there 2"), LATER);
        notes.put("k", "here 2").await.unwrap();
        assert_eq!(notes.synchronize().await.unwrap().conflicts, 1);
        let open = notes.conflicts().await.unwrap();
        let sides = [&open[0].local, &open[0].remote, &open[0].ancestor];
        assert_eq!(
            sides.map(|side| side.as_deref().unwrap()),
            ["here 2", "there 2", "0"]
        );
        notes
            .resolve("k", Resolution::Value(Some("merged".to_owned())))
            .await
            .unwrap();
        assert_eq!(notes.conflicts().await.unwrap(), []);
        assert_eq!(notes.synchronize().await.unwrap().pushed, 1);
    });
    assert_eq!(scene.there(), "merged");
}

#[test]
fn each_resolution_of_an_open_conflict_ends_it() {
    for (resolution, ends) in [
        (Resolution::Local, "here"),
        (Resolution::Remote, "there"),
        (Resolution::Value(None), ""),
    ] {
        let scene = Scene::with(Resolve::Ask, Some("there"), EARLIER);
        assert_eq!(scene.write("here"), ("here".to_owned(), "there".to_owned()));
        let notes = scene.page.notes();
        scene.device.run(async {
            notes.resolve("k", resolution).await.unwrap();
            notes.synchronize().await.unwrap();
            let here = notes.get("k").await.unwrap().unwrap_or_default();
            assert_eq!((&*here, &*scene.there()), (ends, ends));
        });
    }
}

#[test]
fn later_local_writes_win_with_any_clock() {
    let (device, page) = Device::signed_in();
    let notes = page.notes();
    device.run(async {
        notes.put("k", "first").await.unwrap();
        device.fails("write", End::AnswerLost);
        let error = notes.synchronize().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network);
        page.tab.set_clock(-3_600_000);
        notes.put("k", "second").await.unwrap();
        notes.synchronize().await.unwrap();
        assert_eq!(shown(&notes).await.unwrap(), "k=second");
    });
    let owner = device.owner(&page);
    assert_eq!(device.cloud.entries(&owner, "notes")[0].1, "second");
}

#[test]
fn a_sent_change_is_recognized_after_a_lost_response() {
    let resolve = Resolve::with(|conflict| panic!("it is this device's own: {conflict:?}"));
    let (device, page) = Device::signed_in_with(|config| config.on_conflict(resolve));
    let notes = page.notes();
    device.run(async {
        notes.put("k", "first").await.unwrap();
        device.fails("write", End::AnswerLost);
        notes.synchronize().await.unwrap_err();
        notes.put("k", "second").await.unwrap();
        notes.synchronize().await.unwrap();
        // The same with a removal.
        notes.remove("k").await.unwrap();
        device.fails("write", End::AnswerLost);
        notes.synchronize().await.unwrap_err();
        notes.put("k", "third").await.unwrap();
        let done = notes.synchronize().await.unwrap();
        assert_eq!((done.conflicts, done.pushed), (0, 1));
    });
    let owner = device.owner(&page);
    assert_eq!(device.cloud.entries(&owner, "notes")[0].1, "third");
}

#[test]
fn a_remote_deletion_keeps_unsent_local_writes() {
    for (policy, left) in [
        (OnDeleted::KeepEdits, "k=here"),
        (OnDeleted::Follow, ""),
        (OnDeleted::Restore, "k=here,other=0"),
    ] {
        let (device, page) = Device::signed_in_with(|config| config.on_deleted(policy));
        let owner = device.owner(&page);
        let notes = page.notes();
        device.run(async {
            notes.put("k", "0").await.unwrap();
            notes.put("other", "0").await.unwrap();
            notes.synchronize().await.unwrap();
            device.cloud.delete(&owner, "notes");
            notes.put("k", "here").await.unwrap();
            let done = notes.synchronize().await.unwrap();
            assert!(done.removed_dataset);
            assert_eq!(shown(&notes).await.unwrap(), left);
            assert!(!notes.synchronize().await.unwrap().removed_dataset, "once");
        });
        let there = device.cloud.entries(&owner, "notes");
        let pairs = there.iter().map(|(key, value)| format!("{key}={value}"));
        assert_eq!(pairs.collect::<Vec<_>>().join(","), left, "{policy:?}");
    }
}

#[test]
fn an_unknown_cursor_starts_a_full_pull() {
    let scene = Scene::new(Some("there"), LATER);
    scene.device.cloud.forget_cursors();
    let notes = scene.page.notes();
    scene.device.run(async {
        assert_eq!(notes.synchronize().await.unwrap().pulled, 1);
        assert_eq!(shown(&notes).await.unwrap(), "k=there,other=0");
    });
}
