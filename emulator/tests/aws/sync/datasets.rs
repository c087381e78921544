//! Listing, describing and deleting datasets.

use serde_json::json;

use super::{assert_refused, list, remove};
use crate::support::{POOL, START, Stage};

#[test]
fn datasets_are_listed_described_and_counted() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let usage = stage.sync(&guest, "GET", "", None).unwrap();
    let expected = json!({
        "IdentityId": guest.id, "IdentityPoolId": POOL, "DatasetCount": 0, "DataStorage": 0, "LastModifiedDate": null,
    });
    assert_eq!(usage["IdentityUsage"], expected);
    stage.put(&guest, "a.b_c:d-e", "key", "é", 0);
    stage.wait(7);
    for (dataset, value) in [("notes", "1"), ("settings", "22")] {
        stage.put(&guest, dataset, "k", value, 0);
    }
    stage.put(&guest, "notes", "gone", "x", 0);
    stage
        .update(&guest, "notes", json!([remove("gone", 2)]))
        .unwrap();

    let described = stage
        .sync(&guest, "GET", "/datasets/a.b_c%3Ad-e", None)
        .unwrap();
    let expected = json!({
        "IdentityId": guest.id, "DatasetName": "a.b_c:d-e", "CreationDate": START as f64,
        "LastModifiedDate": START as f64, "LastModifiedBy": guest.id, "DataStorage": 5, "NumRecords": 1,
    });
    assert_eq!(described["Dataset"], expected);
    let first = stage
        .sync(&guest, "GET", "/datasets?maxResults=2", None)
        .unwrap();
    assert_eq!(
        (&first["Count"], &first["Datasets"][0]),
        (&json!(2), &expected)
    );
    assert_eq!(first["Datasets"][1]["NumRecords"], 1);
    let next = first["NextToken"].as_str().unwrap();
    let rest = format!("/datasets?nextToken={next}");
    let second = stage.sync(&guest, "GET", &rest, None).unwrap();
    assert_eq!(second["Datasets"][0]["DatasetName"], "settings");
    assert_eq!(
        (&second["Count"], &second["NextToken"]),
        (&json!(1), &json!(null))
    );
    let usage = stage.sync(&guest, "GET", "", None).unwrap();
    let usage = &usage["IdentityUsage"];
    assert_eq!(
        (&usage["DatasetCount"], &usage["DataStorage"]),
        (&json!(3), &json!(10))
    );
    assert_eq!(usage["LastModifiedDate"], (START + 7) as f64);
}

#[test]
fn a_deletion_is_reported_to_devices_that_knew_the_dataset() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    stage.put(&guest, "notes", "a", "1", 0);
    stage.put(&guest, "notes", "a", "2", 1);
    let deleted = stage
        .sync(&guest, "DELETE", "/datasets/notes", None)
        .unwrap();
    assert_eq!(deleted["Dataset"]["NumRecords"], 1);
    for method in ["GET", "DELETE"] {
        let response = stage.sync(&guest, method, "/datasets/notes", None);
        let message = "No such dataset: notes";
        assert_refused(response, 404, "ResourceNotFoundException", message);
    }
    let flags = |stage: &mut Stage, query: &str| {
        let response = stage.records(&guest, "notes", query);
        let flag = |name: &str| response[name].as_bool().unwrap();
        let known = (
            flag("DatasetExists"),
            flag("DatasetDeletedAfterRequestedSyncCount"),
        );
        (known, list(&response).len())
    };
    assert_eq!(flags(&mut stage, "?lastSyncCount=2"), ((false, true), 0));
    assert_eq!(flags(&mut stage, ""), ((false, false), 0));
    // Its sync count continues if the dataset is created again.
    let response = stage.put(&guest, "notes", "b", "1", 0);
    assert_eq!(response["Records"][0]["SyncCount"], 4);
    assert_eq!(flags(&mut stage, "?lastSyncCount=2"), ((true, true), 1));
    assert_eq!(flags(&mut stage, "?lastSyncCount=3"), ((true, false), 1));
    assert_eq!(flags(&mut stage, ""), ((true, false), 1));
}

#[test]
fn an_identity_has_at_most_twenty_datasets() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    for n in 0..20 {
        stage.put(&guest, &format!("d{n}"), "k", "v", 0);
    }
    let patches = json!([super::replace("k", "v", 0)]);
    let response = stage.update(&guest, "more", patches.clone());
    let message = "Limit exceeded: datasets of an identity";
    assert_refused(response, 400, "LimitExceededException", message);
    stage.put(&guest, "d0", "k", "w", 1);
    stage.sync(&guest, "DELETE", "/datasets/d0", None).unwrap();
    stage.update(&guest, "more", patches).unwrap();
}
