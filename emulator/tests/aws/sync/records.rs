//! Reading and changing records.

use serde_json::json;

use super::{assert_refused, list, remove, replace};
use crate::support::{START, Stage};

fn row(key: &str, value: Option<&str>, count: u64) -> (String, Option<String>, u64) {
    (key.to_owned(), value.map(str::to_owned), count)
}

#[test]
fn a_missing_dataset_is_listed_as_empty() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let mut response = stage.records(&guest, "newDataSet", "");
    assert!(response["SyncSessionToken"].take().as_str().is_some());
    let expected = json!({
        "Count": 0, "DatasetDeletedAfterRequestedSyncCount": false, "DatasetExists": false,
        "DatasetSyncCount": 0, "LastModifiedBy": null, "MergedDatasetNames": null, "NextToken": null,
        "Records": [], "SyncSessionToken": null,
    });
    assert_eq!(response, expected);
}

#[test]
fn each_update_increments_the_sync_count() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let patches = json!([replace("a", "1", 0), replace("b", "", 0)]);
    let response = stage.update(&guest, "notes", patches).unwrap();
    assert_eq!(
        list(&response),
        [row("a", Some("1"), 1), row("b", Some(""), 1)]
    );
    assert_eq!(response["Records"][0]["LastModifiedBy"], guest.id);
    stage.wait(5);
    let patch = json!({
        "Op": "replace", "Key": "a", "Value": "2", "SyncCount": 1,
        "DeviceLastModifiedDate": START as f64 + 1.25,
    });
    let response = stage.update(&guest, "notes", json!([patch])).unwrap();
    let record = &response["Records"][0];
    assert_eq!(record["LastModifiedDate"], (START + 5) as f64);
    assert_eq!(record["DeviceLastModifiedDate"], START as f64 + 1.25);
    stage
        .update(&guest, "notes", json!([remove("b", 1)]))
        .unwrap();

    let all = stage.records(&guest, "notes", "?lastSyncCount=0");
    assert_eq!(list(&all), [row("a", Some("2"), 2), row("b", None, 3)]);
    assert_eq!(
        (&all["DatasetSyncCount"], &all["DatasetExists"]),
        (&json!(3), &json!(true))
    );
    assert_eq!(all["Count"], 2);
    let since = stage.records(&guest, "notes", "?lastSyncCount=2");
    assert_eq!(list(&since), [row("b", None, 3)]);
    assert!(list(&stage.records(&guest, "notes", "?lastSyncCount=3")).is_empty());
}

#[test]
fn a_stale_count_is_refused_and_nothing_is_changed() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    stage.put(&guest, "notes", "user", "ada", 0);
    for (value, given) in [("charles", 0), ("charles", 2), ("ada", 0)] {
        let patches = json!([replace("other", "x", 0), replace("user", value, given)]);
        let message = format!("Current SyncCount for: user is: 1 not: {given}");
        let response = stage.update(&guest, "notes", patches);
        assert_refused(response, 409, "ResourceConflictException", &message);
    }
    // A removed record has a sync count, too.
    stage
        .update(&guest, "notes", json!([remove("user", 1)]))
        .unwrap();
    let response = stage.update(&guest, "notes", json!([replace("user", "x", 0)]));
    let message = "Current SyncCount for: user is: 2 not: 0";
    assert_refused(response, 409, "ResourceConflictException", message);
    let all = stage.records(&guest, "notes", "");
    assert_eq!(list(&all), [row("user", None, 2)]);
}

#[test]
fn a_count_that_the_dataset_never_had_is_refused() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    stage.put(&guest, "notes", "a", "1", 0);
    for (dataset, count) in [("notes", 37), ("other", 1)] {
        let rest = format!("/datasets/{dataset}/records?lastSyncCount={count}");
        let response = stage.sync(&guest, "GET", &rest, None);
        let message = format!("No such SyncCount: {count} exists for this Dataset");
        assert_refused(response, 400, "InvalidParameterException", &message);
    }
}

#[test]
fn a_sync_session_token_is_bound_to_dataset_and_identity_and_expires() {
    let mut stage = Stage::new();
    let (guest, charles, _) = stage.everybody();
    let message = "SyncSessionToken not valid for these inputs";
    let body =
        |token: &str| json!({ "SyncSessionToken": token, "RecordPatches": [replace("a", "1", 0)] });
    let token = stage.token(&guest, "notes");
    for (who, dataset, token) in [
        (&guest, "other", token.as_str()),
        (&charles, "notes", token.as_str()),
        (&guest, "notes", "made up"),
    ] {
        let rest = format!("/datasets/{dataset}");
        let response = stage.sync(who, "POST", &rest, Some(body(token)));
        assert_refused(response, 400, "InvalidParameterException", message);
        let rest = format!("/datasets/{dataset}/records?syncSessionToken=x");
        let response = stage.sync(who, "GET", &rest, None);
        assert_refused(response, 400, "InvalidParameterException", message);
    }
    stage.wait(3599);
    let rest = format!("/datasets/notes/records?syncSessionToken={token}");
    stage.sync(&guest, "GET", &rest, None).unwrap();
    stage.wait(1);
    // The credentials are not valid, either.
    let response = stage.sync(&guest, "POST", "/datasets/notes", Some(body(&token)));
    let message = "The security token included in the request is expired";
    assert_refused(response, 403, "ExpiredTokenException", message);
    let guest_later = crate::storage::Person {
        key: crate::sign::Key::server(),
        ..guest
    };
    let response = stage.sync(&guest_later, "POST", "/datasets/notes", Some(body(&token)));
    let message = "SyncSessionToken not valid for these inputs";
    assert_refused(response, 400, "InvalidParameterException", message);
}

#[test]
fn records_are_paginated() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let patches: Vec<_> = (0..5).map(|n| replace(&format!("k{n}"), "v", 0)).collect();
    stage.update(&guest, "notes", json!(patches)).unwrap();
    let mut keys = Vec::new();
    let mut query = "?maxResults=2".to_owned();
    loop {
        let page = stage.records(&guest, "notes", &query);
        keys.extend(list(&page).into_iter().map(|it| it.0));
        let Some(next) = page["NextToken"].as_str() else {
            break;
        };
        query = format!("?maxResults=2&nextToken={next}");
    }
    assert_eq!(keys, ["k0", "k1", "k2", "k3", "k4"]);
}

#[test]
fn incomplete_patches_are_reported() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let kind = "InvalidParameterException";
    for (patch, message) in [
        (
            json!({ "Op": "increment", "Key": "a", "SyncCount": 0 }),
            "1 validation error detected: Value 'increment' at 'op' failed to satisfy constraint: Member must satisfy \
             enum value set: [replace, remove]",
        ),
        (
            json!({ "Op": "replace", "Value": "x" }),
            "2 validation errors detected: Value at 'key' failed to satisfy constraint: Member must not be null; \
             Value at 'syncCount' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({ "Op": "replace", "Key": "a", "SyncCount": 0 }),
            "The patch of a has no Value.",
        ),
    ] {
        assert_refused(
            stage.update(&guest, "notes", json!([patch])),
            400,
            kind,
            message,
        );
    }
    let twice = json!([replace("a", "1", 0), remove("a", 0)]);
    let message = "There are two patches of a.";
    assert_refused(stage.update(&guest, "notes", twice), 400, kind, message);
    for patches in [
        json!([1]),
        json!("x"),
        json!([{ "Op": "remove", "Key": "a", "SyncCount": "0" }]),
        json!([{ "Op": "remove", "Key": "a", "SyncCount": 0, "DeviceLastModifiedDate": "now" }]),
        json!([{ "Op": "remove", "Key": "a", "SyncCount": 0, "DeviceLastModifiedDate": 1e300 }]),
    ] {
        let (status, kind, _) = stage.update(&guest, "notes", patches).unwrap_err();
        assert_eq!((status, kind.as_str()), (400, "SerializationException"));
    }
    assert!(list(&stage.records(&guest, "notes", "")).is_empty());
}

#[test]
fn the_limits_of_datasets_are_checked() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let patches: Vec<_> = (0..1024)
        .map(|n| replace(&format!("k{n}"), "v", 0))
        .collect();
    stage.update(&guest, "many", json!(patches)).unwrap();
    let kind = "LimitExceededException";
    let response = stage.update(&guest, "many", json!([replace("more", "", 0)]));
    assert_refused(response, 400, kind, "Limit exceeded: records of a dataset");
    // Replacing one record with another.
    let patches = json!([remove("k0", 1), replace("more", "", 0)]);
    stage.update(&guest, "many", patches).unwrap();

    let half = "x".repeat((1 << 19) - 1);
    stage.put(&guest, "large", "a", &half, 0);
    stage.put(&guest, "large", "b", &half, 0);
    let response = stage.update(&guest, "large", json!([replace("c", "", 0)]));
    assert_refused(response, 400, kind, "Limit exceeded: size of a dataset");
    stage
        .update(&guest, "large", json!([replace("a", "", 1)]))
        .unwrap();
    let long = "x".repeat(1_048_576);
    let (status, kind, message) = stage
        .update(&guest, "large", json!([replace("c", &long, 0)]))
        .unwrap_err();
    assert_eq!((status, kind.as_str()), (400, "InvalidParameterException"));
    assert!(message.ends_with("Member must have length less than or equal to 1048575"));
    assert!(message.len() < 200, "the value is in the error");
}
