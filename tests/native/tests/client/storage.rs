//! Where a session is stored, and what happens if the storage is damaged, full or forbidden.

use std::time::Duration;

use vestibule::platform::{Store, StoreError};
use vestibule::{ErrorKind, Storage};
use vestibule_native_tests::{ADA, BROWSER, ROTATION, Stage, config, sign_in};

fn keys(stage: &Stage) -> Vec<String> {
    let store = stage.world.local_storage();
    stage.run(async { store.keys("").await.unwrap() })
}

/// Changes the only stored record.
fn damage(stage: &Stage, change: impl FnOnce(String) -> String) {
    let store = stage.world.local_storage();
    let keys = keys(stage);
    assert_eq!(keys.len(), 1, "a session is one record: {keys:?}");
    stage.run(async {
        let record = store.read(&keys[0]).await.unwrap().unwrap();
        store.write(&keys[0], &change(record)).await.unwrap();
    });
}

#[test]
fn local_storage_survives_a_reload_and_serves_every_tab() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    let requests = stage.world.requests().len();
    page.reload(config(BROWSER));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(
        stage.run(stage.page(BROWSER).client.session()).unwrap(),
        session
    );
    assert_eq!(
        stage.world.requests().len(),
        requests,
        "reading costs no request"
    );
    stage.advance(Duration::from_secs(7200));
    page.reload(config(BROWSER));
    stage
        .run(page.client.session())
        .expect("it is renewed after a long pause");
}

#[test]
fn session_storage_survives_a_reload_only_in_its_tab() {
    let stage = Stage::new();
    let of_tab = || config(BROWSER).storage(Storage::Session);
    let mut page = stage.page_of(of_tab());
    let session = sign_in(&stage, &page.client, ADA);
    page.reload(of_tab());
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    let other = stage.page_of(of_tab());
    assert_eq!(
        stage.run(other.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(keys(&stage).is_empty());
}

#[test]
fn memory_ends_with_the_page() {
    let stage = Stage::new();
    let of_page = || config(BROWSER).storage(Storage::Memory);
    let mut page = stage.page_of(of_page());
    let session = sign_in(&stage, &page.client, ADA);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    page.reload(of_page());
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(keys(&stage).is_empty());
}

#[test]
fn a_sign_out_leaves_nothing_behind() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    assert_eq!(keys(&stage).len(), 1);
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert!(keys(&stage).is_empty());
}

#[test]
fn a_damaged_or_foreign_record_means_signed_out_with_a_warning() {
    let half = |text: String| text.chars().take(text.len() / 2).collect();
    let replaced = |text: &'static str| move |_: String| text.to_owned();
    let damages: Vec<Box<dyn FnOnce(String) -> String>> = vec![
        Box::new(replaced("")),
        Box::new(replaced("null")),
        Box::new(replaced("true")),
        Box::new(replaced("[]")),
        Box::new(replaced("{}")),
        Box::new(replaced("not JSON \u{1f480}")),
        Box::new(replaced("{\"v\":1}")),
        Box::new(replaced("{\"v\":2}")),
        Box::new(|text: String| text.replacen("\"refreshToken\":\"e", "\"refreshToken\":\"f", 1)),
        Box::new(|text: String| text.replace("\"offset\":", "\"offset\":1")),
        Box::new(|text: String| text.replace("\"sum\":", "\"sum\":1")),
        Box::new(|text: String| text.replace("\"sum\"", "\"Sum\"")),
        Box::new(replaced(
            "{\"accessToken\":\"a.b.c\",\"user\":\"somebody else's\"}",
        )),
        Box::new(half),
        Box::new(|text: String| text.replace("\"idToken\":\"ey", "\"idToken\":\"!!")),
        Box::new(|text: String| text.replace("\"accessToken\"", "\"accesstoken\"")),
        Box::new(|text: String| text.replace("\"v\":2", "\"v\":0")),
        Box::new(|_| "[".repeat(100_000)),
    ];
    for change in damages {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        sign_in(&stage, &page.client, ADA);
        damage(&stage, change);
        page.reload(config(BROWSER));
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);
        assert!(!stage.world.warnings().is_empty());
        page.reload(config(BROWSER));
        assert!(stage.run(page.client.session()).is_err());
        let _ = stage.run(page.client.sign_out()).unwrap();
        let session = sign_in(&stage, &page.client, ADA);
        page.reload(config(BROWSER));
        assert_eq!(stage.run(page.client.session()).unwrap(), session);
    }
}

#[test]
fn a_record_of_a_later_version_is_not_changed() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    damage(&stage, |text| text.replace("\"v\":2", "\"v\":99"));
    page.reload(config(BROWSER));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(
        stage
            .world
            .warnings()
            .iter()
            .any(|text| text.contains("later version"))
    );
    damage(&stage, |text| {
        assert!(text.contains("\"v\":99"));
        text.replace("\"v\":99", "\"v\":2")
    });
    stage
        .run(page.client.session())
        .expect("the later version finds its record as it was");
}

#[test]
fn a_record_of_the_first_versions_is_read() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let session = sign_in(&stage, &page.client, ADA);
    // Older records had none of these fields, and had times by the machine's clock.
    damage(&stage, |text| {
        let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
        let fields = record.as_object_mut().unwrap();
        fields.remove("revision").unwrap();
        fields.remove("offset").unwrap();
        fields.remove("sum").unwrap();
        fields.remove("brief").unwrap();
        fields.insert("v".into(), 1.into());
        fields.insert("obtained".into(), 1_600_000_000_000_u64.into());
        fields.insert("expires".into(), 1_600_003_600_000_u64.into());
        record.to_string()
    });
    page.reload(config(BROWSER));
    let read = stage.run(page.client.session()).unwrap();
    assert_eq!(read.access_token(), session.access_token());
    assert_eq!(read.expires_at(), session.expires_at());
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert!(stage.accepts(renewed.access_token()));
}

#[test]
fn with_a_full_or_forbidden_storage_the_session_is_in_memory() {
    for fault in [StoreError::Full, StoreError::Forbidden] {
        let stage = Stage::new();
        stage.world.storage_fault(Some(fault));
        let mut page = stage.page(BROWSER);
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
        let session = sign_in(&stage, &page.client, ADA);
        assert!(!stage.world.warnings().is_empty());
        assert_eq!(stage.run(page.client.session()).unwrap(), session);
        stage.advance(Duration::from_secs(3600));
        let renewed = stage.run(page.client.session()).unwrap();
        assert!(stage.accepts(renewed.access_token()));
        page.reload(config(BROWSER));
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
        let session = sign_in(&stage, &page.client, ADA);
        let report = stage.run(page.client.sign_out()).unwrap();
        assert!(report.unfinished().is_none());
        assert!(!stage.accepts(session.access_token()));
        assert_eq!(
            stage.run(page.client.session()).unwrap_err().kind(),
            ErrorKind::SignedOut
        );
    }
}

#[test]
fn a_storage_that_fills_up_keeps_only_the_newest_session() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.world.storage_fault(Some(StoreError::Full));
    let newer = sign_in(&stage, &page.client, ("charles", "Babbage1791"));
    assert_eq!(stage.run(page.client.session()).unwrap(), newer);
    stage.world.storage_fault(None);
    assert_eq!(stage.run(page.client.session()).unwrap(), newer);
    page.reload(config(BROWSER));
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::SignedOut,
        "the older one must not come back"
    );
}

#[test]
fn a_storage_with_free_space_is_used_again() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    stage.world.storage_fault(Some(StoreError::Full));
    sign_in(&stage, &page.client, ADA);
    stage.world.storage_fault(None);
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
    page.reload(config(BROWSER));
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
}

#[test]
fn a_later_sign_in_of_another_tab_replaces_a_session_in_memory() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    stage.world.storage_fault(Some(StoreError::Full));
    let replaced = sign_in(&stage, &here.client, ADA);
    stage.world.storage_fault(None);
    let newer = sign_in(&stage, &there.client, ("charles", "Babbage1791"));
    stage.advance(Duration::from_secs(60));
    assert_eq!(stage.run(here.client.session()).unwrap(), newer);
    assert!(
        !stage.accepts(replaced.access_token()),
        "nobody uses it any more"
    );
    let report = stage.run(here.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    let error = stage.run(there.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn a_renewal_that_cannot_be_stored_signs_no_other_tab_out() {
    let stage = Stage::new();
    let (mut here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    stage.run(there.client.session()).unwrap();
    stage.world.storage_fault(Some(StoreError::Full));
    let renewed = stage.run(here.client.refresh()).unwrap();
    stage.advance(Duration::from_secs(10));
    assert_eq!(stage.run(here.client.session()).unwrap(), renewed);
    let kept = stage.run(there.client.session()).unwrap();
    assert!(stage.accepts(kept.access_token()));
    stage.advance(Duration::from_secs(3600));
    here.reload(config(BROWSER));
    let renewed = stage.run(here.client.session()).unwrap();
    assert!(stage.accepts(renewed.access_token()));
    let report = stage.run(here.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    let error = stage.run(there.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert_eq!(keys(&stage), Vec::<String>::new());
}

#[test]
fn a_rotated_token_does_not_stay_in_a_full_storage() {
    let stage = Stage::new();
    let page = stage.page(ROTATION);
    sign_in(&stage, &page.client, ADA);
    stage.world.storage_fault(Some(StoreError::Full));
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(stage.run(page.client.session()).unwrap(), renewed);
    assert_eq!(keys(&stage), Vec::<String>::new());
}
