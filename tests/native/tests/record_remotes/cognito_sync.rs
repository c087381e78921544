//! Behaviour that only Cognito Sync has.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::ErrorKind;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::{HttpRequest, HttpResponse};

use super::places::{ADA, CognitoSync, Device, Place};

/// The requests to Cognito Sync, such as `GET records?lastSyncCount=0`.
fn asked(device: &Device) -> Vec<String> {
    let all = device.stage.world.requests();
    let own = all.iter().filter(|it| it.url.contains("/identitypools/"));
    own.map(|it| {
        let rest = it.url.rsplit('/').next().unwrap();
        format!("{} {}", it.method, rest.replace("&maxResults=1024", ""))
    })
    .collect()
}

/// The bodies of the updates.
fn updates(device: &Device) -> Vec<Value> {
    let all = device.stage.world.requests();
    let own = all.iter().filter(|it| is_update(it));
    own.map(|it| serde_json::from_str(it.body.as_deref().unwrap()).unwrap())
        .collect()
}

pub fn is_update(request: &HttpRequest) -> bool {
    request.method == "POST" && request.url.contains("/identitypools/")
}

/// Responds to the first matching request instead of the service.
fn play(device: &Device, fits: fn(&HttpRequest) -> bool, status: u16, body: &str) {
    let response = HttpResponse {
        status,
        body: body.to_owned(),
        ..HttpResponse::default()
    };
    let once = Arc::new(Mutex::new(Some(response)));
    device.stage.world.network(move |request| {
        let response = fits(request).then(|| once.lock().unwrap().take()).flatten();
        response.map_or(Delivery::Deliver, Delivery::Answer)
    });
}

fn is_list(request: &HttpRequest) -> bool {
    request.url.contains("/records?")
}

#[test]
fn a_pull_asks_only_for_newer_records() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.put(&page, "a", "");
    one.remove(&page, "b");
    one.synchronize(&page);
    one.synchronize(&page);
    // An update's response has the new sync count, so nothing has to be read again.
    let expected = [
        "GET records?lastSyncCount=0",
        "GET datasets",
        "POST notes",
        "GET records?lastSyncCount=1",
        "POST notes",
        "GET records?lastSyncCount=2",
    ];
    assert_eq!(asked(&one), expected);
    let second = updates(&one).remove(1);
    let patch = &second["RecordPatches"][0];
    let told = ["Op", "Key", "Value", "SyncCount"].map(|name| patch[name].clone());
    assert_eq!(told, [json!("replace"), json!("a"), json!(""), json!(1)]);
    assert_eq!(second["RecordPatches"].as_array().unwrap().len(), 1);
}

/// "This means that the client has a version newer than the newest version on the server" (aws-sdk-unity, issue 94).
#[test]
fn an_unknown_sync_count_starts_a_full_pull() {
    let place = CognitoSync::default();
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.put(&page, "b", "1");
    one.synchronize(&page);
    other.synchronize(&far);
    other.remove(&far, "b");
    other.synchronize(&far);
    let body = r#"{"message":"No such SyncCount: 1 exists for this Dataset"}"#;
    play(&one, is_list, 400, body);
    one.put(&page, "c", "1");
    let done = one.synchronize(&page);
    assert_eq!((done.pulled, done.pushed), (1, 1));
    assert_eq!(one.shown(&page), "a=1,c=1");
    let last: Vec<_> = asked(&one).into_iter().rev().take(3).collect();
    assert_eq!(
        last,
        [
            "POST notes",
            "GET records?lastSyncCount=0",
            "GET records?lastSyncCount=1"
        ]
    );
}

/// After an expired sync session token, or another session's, the client reads again and writes with a new one.
#[test]
fn an_expired_sync_session_is_renewed() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    let body = r#"{"message":"SyncSessionToken not valid for these inputs"}"#;
    play(&one, is_update, 400, body);
    assert_eq!(one.synchronize(&page).pushed, 1);
    let [first, second] = updates(&one).try_into().unwrap();
    assert_ne!(first["SyncSessionToken"], second["SyncSessionToken"]);
}

/// Changes since a sync count do not include a record with a lower count. AWS's clients then failed
/// forever.
#[test]
fn a_conflict_with_a_read_record_starts_a_full_pull() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.put(&page, "a", "2");
    let body = r#"{"message":"Current SyncCount for: a is: 1 not: 0"}"#;
    for status in [409, 400] {
        play(&one, is_update, status, body);
        one.put(&page, "a", &format!("after {status}"));
        assert_eq!(one.synchronize(&page).pushed, 1);
        let last: Vec<_> = asked(&one).into_iter().rev().take(2).collect();
        assert_eq!(last, ["POST notes", "GET records?lastSyncCount=0"]);
    }
}

#[test]
fn a_deletion_that_resets_the_sync_count_starts_a_full_pull() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    let body = json!({
        "Records": [], "DatasetSyncCount": 1, "DatasetExists": false, "SyncSessionToken": "t",
        "DatasetDeletedAfterRequestedSyncCount": true,
    });
    // The second response is the emulator's, which still has the record.
    play(&one, is_list, 200, &body.to_string());
    let done = one.synchronize(&page);
    assert!(done.removed_dataset);
    assert_eq!(one.shown(&page), "a=1");
}

/// Errors are recognized by their status if the page may not read the header (amazon-cognito-js reported success with
/// expired credentials: its issue 37).
#[test]
fn a_refusal_is_reported_and_changes_nothing() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    for (status, message, kind) in [
        (
            403,
            "User: x is not authorized to perform: y",
            ErrorKind::AwsRefused,
        ),
        (
            403,
            "Access to Identity 'x' is forbidden.",
            ErrorKind::AwsRefused,
        ),
        (
            400,
            "1 validation error detected: x",
            ErrorKind::InvalidInput,
        ),
        (404, "No such thing", ErrorKind::ResourceNotFound),
    ] {
        let body = json!({ "message": message }).to_string();
        play(&one, is_update, status, &body);
        let notes = page.notes();
        let outcome = one.run(async move { notes.synchronize().await });
        assert_eq!(outcome.unwrap_err().kind(), kind, "{message}");
        assert_eq!(one.shown(&page), "a=1");
    }
    for (status, message) in [(429, "Rate exceeded"), (500, "Internal"), (503, "Busy")] {
        let body = json!({ "message": message }).to_string();
        one.put(&page, "a", message);
        play(&one, is_update, status, &body);
        assert_eq!(one.synchronize(&page).pushed, 1, "{message}");
    }
}

#[test]
fn expired_credentials_are_renewed() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    let body = r#"{"message":"The security token included in the request is expired"}"#;
    play(&one, is_list, 403, body);
    assert_eq!(one.synchronize(&page).pushed, 1);
    // After some hours the credentials have expired by any clock.
    one.stage.advance(Duration::from_secs(5 * 3600));
    one.put(&page, "a", "2");
    assert_eq!(one.synchronize(&page).pushed, 1);
}

/// If the dataset changes between two pages of a response, all pages are discarded.
#[test]
fn a_dataset_that_changes_between_pages_is_read_again() {
    let place = CognitoSync::default();
    let (one, other) = (place.device(), place.device());
    let (page, far) = (one.page_of(ADA), other.page_of(ADA));
    one.put(&page, "a", "1");
    one.put(&page, "b", "1");
    one.synchronize(&page);
    // A first page with another sync count, without `b`.
    let body = json!({
        "Records": [{ "Key": "a", "Value": "0", "SyncCount": 1 }], "DatasetSyncCount": 9, "DatasetExists": true,
        "SyncSessionToken": "t", "NextToken": "a",
    });
    play(&other, is_list, 200, &body.to_string());
    other.synchronize(&far);
    assert_eq!(other.shown(&far), "a=1,b=1");
}

/// An update's response with a sync count that is not the next one: another device has written in between.
#[test]
fn concurrent_changes_of_others_are_pulled() {
    let place = CognitoSync::default();
    let one = place.device();
    let page = one.page_of(ADA);
    one.put(&page, "a", "1");
    one.synchronize(&page);
    one.put(&page, "a", "2");
    let body = r#"{"Records":[{"Key":"a","Value":"2","SyncCount":3}]}"#;
    play(&one, is_update, 200, body);
    assert_eq!(one.synchronize(&page).pushed, 1);
    one.synchronize(&page);
    let last = asked(&one).pop().unwrap();
    assert_eq!(last, "GET records?lastSyncCount=1");
}
