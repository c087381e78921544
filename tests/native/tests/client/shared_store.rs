//! Shared storage with Amplify or amazon-cognito-identity-js: one session that both libraries read and renew.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::simulated::Delivery;
use vestibule::platform::{Store, StoreError};
use vestibule::{ClientConfig, ErrorKind, Storage};
use vestibule_native_tests::{
    ADA, FACTORS, HEDY, PASSWORD, Page, ROTATION, Stage, config, response, sign_in,
};

use crate::migration::{
    forget, keys, plant, prefix, read, record, reported_changes, theirs, tokens, write,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);

fn shared_config(client: &str) -> ClientConfig {
    config(client).side_by_side()
}

fn of(stage: &Stage, client: &str, end: &str) -> Option<String> {
    read(stage, &[&prefix(client), end].concat())
}

/// The other library's renewal of expired tokens.
fn renew_there(stage: &Stage, client: &str) -> Value {
    let token = of(stage, client, "ada.refreshToken").unwrap();
    let input = json!({ "ClientId": client, "RefreshToken": token });
    let (status, response) = stage.call(RENEWAL, input);
    assert_eq!(status, 200, "{response}");
    let mut result = response["AuthenticationResult"].clone();
    if result["RefreshToken"].is_null() {
        result["RefreshToken"] = token.into();
    }
    plant(stage, client, "ada", &result);
    result
}

/// What the other library does when the user signs out there, or when it considers the session ended.
fn forget_there(stage: &Stage) {
    for key in theirs(stage) {
        if !key.contains("device") {
            forget(stage, &key);
        }
    }
}

fn signed_in(client: &str) -> (Stage, Page) {
    let stage = Stage::new();
    let page = stage.page_of(shared_config(client));
    sign_in(&stage, &page.client, ADA);
    (stage, page)
}

#[test]
fn a_sign_in_and_every_renewal_are_written_to_the_amplify_store() {
    let (stage, page) = signed_in(PASSWORD);
    for _ in 0..3 {
        let session = stage.run(page.client.refresh()).unwrap();
        let is = |end, value: &str| assert_eq!(of(&stage, PASSWORD, end).as_deref(), Some(value));
        is("LastAuthUser", "ada");
        is("ada.accessToken", session.access_token());
        is("ada.idToken", session.id_token());
        is("ada.clockDrift", "0");
        assert!(of(&stage, PASSWORD, "ada.refreshToken").is_some());
    }
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert!(keys(&stage).is_empty());
}

#[test]
fn another_users_keys_are_removed() {
    let stage = Stage::new();
    let tokens = tokens(&stage, PASSWORD, ADA);
    let page = stage.page_of(shared_config(PASSWORD));
    plant(&stage, PASSWORD, "ada@example.com", &tokens);
    let session = stage.run(page.client.session()).unwrap();
    assert_eq!(session.access_token(), tokens["AccessToken"]);
    stage.run(page.client.refresh()).unwrap();
    assert!(of(&stage, PASSWORD, "ada@example.com.refreshToken").is_none());
    assert!(of(&stage, PASSWORD, "ada@example.com.userData").is_none());
    assert_eq!(of(&stage, PASSWORD, "LastAuthUser").unwrap(), "ada");
}

#[test]
fn a_session_that_amplify_renewed_with_rotation_continues() {
    let (stage, page) = signed_in(ROTATION);
    page.tab.freeze();
    for _ in 0..5 {
        stage.advance(2 * HOUR);
        let theirs = renew_there(&stage, ROTATION);
        page.tab.thaw();
        let session = stage.run(page.client.session()).unwrap();
        assert_eq!(session.access_token(), theirs["AccessToken"]);
        page.tab.freeze();
        stage.advance(2 * HOUR);
        page.tab.thaw();
        // Our renewal uses the refresh token that the other library has stored.
        let renewed = stage.run(page.client.session()).unwrap();
        assert!(stage.accepts(renewed.access_token()));
        assert_eq!(
            of(&stage, ROTATION, "ada.accessToken").unwrap(),
            renewed.access_token()
        );
        page.tab.freeze();
    }
}

#[test]
fn a_renewal_that_lost_a_race_adopts_amplifys_tokens() {
    let (stage, page) = signed_in(ROTATION);
    stage.advance(Duration::from_secs(1800));
    let reuse = response(
        400,
        r#"{"__type":"RefreshTokenReuseException","message":"reused"}"#,
    );
    stage.deliver(RENEWAL, Delivery::Answer(reuse));
    let renewed = renew_there(&stage, ROTATION);
    // As if this tab had sent its request before it could see the other library's renewal.
    let late = stage.run(async {
        let store = stage.world.local_storage();
        let access = [&prefix(ROTATION), "ada.accessToken"].concat();
        let kept = store.read(&access).await.unwrap().unwrap();
        let ours = store.read(&record(ROTATION)).await.unwrap().unwrap();
        let old: Value = serde_json::from_str(&ours).unwrap();
        store
            .write(&access, old["accessToken"].as_str().unwrap())
            .await
            .unwrap();
        let refresh = page.client.refresh();
        let arrives = async {
            page.tab
                .platform()
                .clock
                .sleep(Duration::from_millis(300))
                .await;
            store.write(&access, &kept).await.unwrap();
        };
        futures_util::future::join(refresh, arrives).await.0
    });
    assert_eq!(late.unwrap().access_token(), renewed["AccessToken"]);
}

#[test]
fn a_sign_out_in_amplify_is_a_sign_out_here() {
    let (stage, page) = signed_in(PASSWORD);
    let changes = reported_changes(&page);
    stage.advance(Duration::from_secs(60));
    forget_there(&stage);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert_eq!(*changes.lock().unwrap(), ["out"]);
    assert!(keys(&stage).is_empty());
}

#[test]
fn keys_missing_right_after_a_renewal_are_restored() {
    let (stage, page) = signed_in(ROTATION);
    stage.advance(HOUR);
    let session = stage.run(page.client.refresh()).unwrap();
    stage.advance(Duration::from_secs(2));
    forget_there(&stage);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(
        of(&stage, ROTATION, "ada.accessToken").unwrap(),
        session.access_token()
    );
}

#[test]
fn a_sign_in_in_amplify_is_a_sign_in_here() {
    let (stage, page) = signed_in(PASSWORD);
    let changes = reported_changes(&page);
    stage.administer(
        "AdminCreateUser",
        json!({ "Username": "bob", "MessageAction": "SUPPRESS" }),
    );
    let password = json!({ "Username": "bob", "Password": "Builder1999", "Permanent": true });
    stage.administer("AdminSetUserPassword", password);
    stage.advance(Duration::from_secs(60));
    let bob = tokens(&stage, PASSWORD, ("bob", "Builder1999"));
    plant(&stage, PASSWORD, "bob", &bob);
    assert_eq!(stage.run(page.client.session()).unwrap().username(), "bob");
    assert_eq!(*changes.lock().unwrap(), ["in bob"]);
}

#[test]
fn an_earlier_session_is_kept_and_written_to_the_amplify_store() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = sign_in(&stage, &page.client, ADA);
    stage.advance(Duration::from_secs(1200));
    let page = stage.page_of(shared_config(PASSWORD));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(
        of(&stage, PASSWORD, "ada.accessToken").unwrap(),
        session.access_token()
    );
}

#[test]
fn a_partial_write_is_not_a_sign_out() {
    let (stage, page) = signed_in(PASSWORD);
    stage.advance(Duration::from_secs(1200));
    stage.world.storage_fault(Some(StoreError::Full));
    // Our session stays where it was stored; the other library's cannot be stored.
    forget(&stage, &format!("vestibule.{PASSWORD}.beside"));
    forget_there(&stage);
    stage.run(page.client.session()).unwrap();
    stage.world.storage_fault(None);
    let session = stage.run(page.client.session()).unwrap();
    assert_eq!(
        of(&stage, PASSWORD, "ada.accessToken").unwrap(),
        session.access_token()
    );
}

#[test]
fn an_interrupted_write_is_completed_later() {
    let (stage, page) = signed_in(ROTATION);
    let old: Vec<_> = theirs(&stage)
        .into_iter()
        .map(|key| (read(&stage, &key).unwrap(), key))
        .collect();
    stage.advance(Duration::from_secs(1800));
    let session = stage.run(page.client.refresh()).unwrap();
    for (value, key) in old {
        write(&stage, &key, &value);
    }
    let page = stage.page_of(shared_config(ROTATION));
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(
        of(&stage, ROTATION, "ada.accessToken").unwrap(),
        session.access_token()
    );
}

#[test]
fn devices_are_shared() {
    let stage = Stage::new();
    let page = stage.page_of(shared_config(FACTORS));
    sign_in(&stage, &page.client, HEDY);
    stage.run(page.client.refresh()).unwrap();
    let key = stage
        .run(page.client.devices().this())
        .unwrap()
        .unwrap()
        .key;
    assert_eq!(of(&stage, FACTORS, "hedy.deviceKey"), Some(key.clone()));
    assert!(of(&stage, FACTORS, "hedy.randomPasswordKey").is_some());
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert!(of(&stage, FACTORS, "hedy.refreshToken").is_none());
    assert_eq!(
        of(&stage, FACTORS, "hedy.deviceKey"),
        Some(key),
        "the next sign-in needs it"
    );
}

#[test]
fn a_clock_difference_is_stored_in_amplifys_format() {
    let stage = Stage::new();
    let page = stage.page_of(shared_config(PASSWORD));
    page.tab.set_clock(-86_400_000);
    sign_in(&stage, &page.client, ADA);
    let drift: i64 = of(&stage, PASSWORD, "ada.clockDrift")
        .unwrap()
        .parse()
        .unwrap();
    assert!((86_398_000..86_402_000).contains(&drift), "{drift}");
}

#[test]
fn session_storage_is_shared_in_its_tab_and_memory_is_not_shared() {
    let stage = Stage::new();
    let page = stage.page_of(shared_config(PASSWORD).storage(Storage::Session));
    sign_in(&stage, &page.client, ADA);
    let tab = page.tab.platform().tab;
    let name = [&prefix(PASSWORD), "LastAuthUser"].concat();
    assert_eq!(
        stage.run(async { tab.read(&name).await.unwrap() }).unwrap(),
        "ada"
    );
    let page = stage.page_of(shared_config(PASSWORD).storage(Storage::Memory));
    sign_in(&stage, &page.client, ADA);
    assert!(keys(&stage).is_empty());
}

#[test]
fn without_the_option_the_amplify_store_is_cleared() {
    let (stage, page) = signed_in(PASSWORD);
    let session = stage.run(page.client.session()).unwrap();
    let page = stage.page(PASSWORD);
    assert_eq!(stage.run(page.client.session()).unwrap(), session);
    assert_eq!(keys(&stage), [record(PASSWORD)]);
}
