//! Guests, and their identities after a sign-in.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::played::{POOL_ID, Played};
use super::{GET, at_rest, credentials, scene, with_pool};
use crate::chunks::in_chunks;
use vestibule::platform::Store;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;
use vestibule::{ErrorKind, IdentityChange};
use vestibule_native_tests::{ADA, Page, Stage, sign_in};

fn identity_changes(page: &Page) -> Arc<Mutex<Vec<IdentityChange>>> {
    let changes = Arc::new(Mutex::new(Vec::new()));
    let own = changes.clone();
    let listener = move |change: &IdentityChange| own.lock().unwrap().push(change.clone());
    page.client.aws().on_identity_change(listener).forget();
    changes
}

#[test]
fn a_guest_has_one_identity_in_all_tabs_and_after_a_reload() {
    let (stage, mut page, played) = scene();
    let guest = credentials(&stage, &page);
    let other = stage.page_of(with_pool());
    assert_eq!(credentials(&stage, &other), guest);
    page.reload(with_pool());
    stage.deliver_all(Delivery::LoseRequest);
    assert_eq!(
        stage.run(page.client.aws().identity_id()).unwrap(),
        guest.identity_id()
    );
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn a_guest_who_signs_in_for_the_first_time_keeps_the_identity() {
    let (stage, page, played) = scene();
    let changes = identity_changes(&page);
    let guest = credentials(&stage, &page);
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    assert_ne!(ours, guest);
    assert_eq!(played.calls("GetId"), 1);
    assert!(changes.lock().unwrap().is_empty());
}

#[test]
fn a_users_existing_identity_replaces_the_guests_and_is_reported() {
    let (stage, page, _) = scene();
    let changes = identity_changes(&page);
    sign_in(&stage, &page.client, ADA);
    let ada = credentials(&stage, &page);
    let _ = stage.run(page.client.sign_out()).unwrap();
    let guest = credentials(&stage, &page);
    assert_ne!(guest.identity_id(), ada.identity_id());
    let other = stage.page_of(with_pool());
    let changes_there = identity_changes(&other);
    assert_eq!(credentials(&stage, &other), guest);
    sign_in(&stage, &page.client, ADA);
    assert_eq!(credentials(&stage, &page).identity_id(), ada.identity_id());
    credentials(&stage, &page);
    credentials(&stage, &other);
    for changes in [changes, changes_there] {
        let changes = changes.lock().unwrap();
        let [change] = changes.as_slice() else {
            panic!("{changes:?}");
        };
        assert_eq!(
            (change.from.as_str(), change.to.as_str()),
            (guest.identity_id(), ada.identity_id())
        );
    }
}

#[test]
fn an_identity_that_is_no_longer_a_guest_is_replaced_once() {
    let (stage, page, played) = scene();
    let guest = credentials(&stage, &page);
    // The identity was merged on another device, for example.
    played.state().taken.push(guest.identity_id().to_owned());
    stage.advance(super::HOUR);
    let next = credentials(&stage, &page);
    assert_ne!(next.identity_id(), guest.identity_id());
    assert_eq!(played.operations(), ["GetId", GET, GET, "GetId", GET]);
    // There is only one retry: a second rejection is an error.
    stage.advance(super::HOUR);
    for _ in 0..2 {
        played.refuse(
            GET,
            "NotAuthorizedException",
            "Access to Identity 'x' is forbidden.",
        );
    }
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthorized);
    assert_eq!(played.calls("GetId"), 3);
}

#[test]
fn a_deleted_identity_is_replaced_for_guests_and_users() {
    let (stage, page, played) = scene();
    for signed_in in [false, true] {
        if signed_in {
            sign_in(&stage, &page.client, ADA);
        }
        let before = credentials(&stage, &page);
        let id = before.identity_id().to_owned();
        played.state().logins.retain(|_, own| *own != id);
        played.state().deleted.push(id.clone());
        stage.advance(super::HOUR);
        assert_ne!(credentials(&stage, &page).identity_id(), id);
    }
}

#[test]
fn an_expired_token_replaces_nothing() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    stage.advance(super::HOUR);
    played.refuse(
        GET,
        "NotAuthorizedException",
        "Invalid login token. Token expired: 1 >= 0",
    );
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(credentials(&stage, &page).identity_id(), ours.identity_id());
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn a_guests_identity_of_another_library_is_migrated() {
    for key in [
        format!("com.amplify.Cognito.{POOL_ID}.identityId"),
        format!("aws.cognito.identity-id.{POOL_ID}"),
    ] {
        let stage = Stage::new();
        let played = Played::on(&stage);
        let id = "eu-west-1:99999999-0000-0000-0000-000000000000";
        let storage = stage.world.local_storage();
        stage.run(async { storage.write(&key, id).await.unwrap() });
        let page = stage.page_of(with_pool());
        assert_eq!(credentials(&stage, &page).identity_id(), id);
        assert_eq!(played.operations(), [GET]);
        assert_eq!(stage.run(async { storage.read(&key).await.unwrap() }), None);
        assert!(at_rest(&stage).unwrap().contains(id));
    }
}

#[test]
fn a_guests_identity_is_kept_if_the_migration_chunk_cannot_be_loaded() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let id = "eu-west-1:99999999-0000-0000-0000-000000000000";
    let key = format!("com.amplify.Cognito.{POOL_ID}.identityId");
    let storage = stage.world.local_storage();
    stage.run(async { storage.write(&key, id).await.unwrap() });
    let (client, chunks) = in_chunks(&stage, with_pool());
    chunks.all_can_be_fetched_but("migration");
    let error = stage.run(client.aws().credentials()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert!(played.operations().is_empty(), "no other one is made");
    chunks.can_be_fetched();
    let credentials = stage.run(client.aws().credentials()).unwrap();
    assert_eq!(credentials.identity_id(), id);
}

#[test]
fn a_guests_sign_out_removes_the_identity() {
    let (stage, page, _) = scene();
    let guest = credentials(&stage, &page);
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(at_rest(&stage), None);
    assert_ne!(
        credentials(&stage, &page).identity_id(),
        guest.identity_id()
    );
}

#[test]
fn a_new_identity_is_stored_before_its_credentials() {
    let (stage, page, played) = scene();
    played.refuse(GET, "InternalErrorException", "No.");
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    let id = stage.run(page.client.aws().known_identity_id()).unwrap();
    assert_eq!(credentials(&stage, &page).identity_id(), id);
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn a_sign_in_during_the_creation_of_a_guest_keeps_the_identity() {
    let (stage, page, played) = scene();
    stage.world.network(
        |request: &HttpRequest| match request.url.contains("cognito-identity") {
            true => Delivery::Slowly(Duration::from_secs(2), Duration::from_secs(2)),
            false => Delivery::Deliver,
        },
    );
    let aws = page.client.aws();
    let (found, _) = stage.run(futures_util::future::join(
        async move { aws.credentials().await },
        page.client.sign_in(vestibule::Password::srp(ADA.0, ADA.1)),
    ));
    assert_eq!(
        played.operations().first().map(String::as_str),
        Some("GetId")
    );
    assert_eq!(played.calls("GetId"), 1, "{:?}", played.operations());
    let ours = found.unwrap();
    assert_eq!(played.input(GET)["IdentityId"], ours.identity_id());
    assert!(played.input(GET).get("Logins").is_some());
}

#[test]
fn get_id_is_retried_after_throttling_but_not_after_a_lost_response() {
    let (stage, page, played) = scene();
    stage.deliver_all(Delivery::LoseAnswer);
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(played.calls("GetId"), 1);
    stage.deliver_all(Delivery::Deliver);
    played.refuse("GetId", "TooManyRequestsException", "Rate exceeded");
    credentials(&stage, &page);
    assert_eq!(played.calls("GetId"), 3);
}
