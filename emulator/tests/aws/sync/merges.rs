//! Merging of guests' datasets.

use serde_json::json;

use super::{assert_refused, list};
use crate::sign::Key;
use crate::storage::Person;
use crate::support::{POOL, Stage, text};

/// Links the guest to a user.
fn signs_in(stage: &mut Stage, guest: &Person, logins: &serde_json::Value) -> Person {
    let body = json!({ "IdentityId": guest.id, "Logins": logins });
    let response = stage.ok("GetCredentialsForIdentity", body);
    Person {
        id: text(&response["IdentityId"]),
        key: Key::of(&response["Credentials"]),
    }
}

#[test]
fn a_guest_who_becomes_a_user_keeps_the_datasets() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    stage.put(&guest, "notes", "a", "1", 0);
    let charles = stage.charles();
    let user = signs_in(&mut stage, &guest, &charles);
    assert_eq!(user.id, guest.id);
    let response = stage.records(&user, "notes", "?lastSyncCount=1");
    assert_eq!(
        (
            &response["DatasetSyncCount"],
            &response["MergedDatasetNames"]
        ),
        (&json!(1), &json!(null))
    );
}

#[test]
fn a_merged_guests_datasets_are_moved() {
    let mut stage = Stage::new();
    let logins = stage.charles();
    let charles = stage.person(Some(logins.clone()));
    stage.put(&charles, "notes", "a", "of charles", 0);
    let guest = stage.person(None);
    for (count, value) in ["1", "2", "3"].into_iter().enumerate() {
        stage.put(&guest, "notes", "a", value, count as u64);
    }
    stage.put(&guest, "settings", "b", "of the guest", 0);
    let user = signs_in(&mut stage, &guest, &logins);
    assert_eq!(user.id, charles.id);

    let merged = format!("notes.{}", guest.id);
    let response = stage.records(&user, "notes", "");
    assert_eq!(response["MergedDatasetNames"], json!([merged]));
    assert_eq!(
        list(&response),
        [("a".to_owned(), Some("of charles".to_owned()), 1)]
    );
    // A dataset that the user does not have.
    let settings = stage.records(&user, "settings", "");
    assert_eq!(settings["DatasetExists"], false);
    assert_eq!(
        settings["MergedDatasetNames"],
        json!([format!("settings.{}", guest.id)])
    );
    // The sync counts of a merged dataset start again.
    let response = stage.records(&user, &merged, "");
    assert_eq!(response["DatasetSyncCount"], 1);
    assert_eq!(list(&response), [("a".to_owned(), Some("3".to_owned()), 1)]);
    let rest = format!(
        "/datasets/{}/records?lastSyncCount=3",
        crate::sign::encoded(&merged)
    );
    let response = stage.sync(&user, "GET", &rest, None);
    let message = "No such SyncCount: 3 exists for this Dataset";
    assert_refused(response, 400, "InvalidParameterException", message);

    // The guest has no data any more, even with the old credentials.
    let response = stage.sync(&guest, "GET", "/datasets", None);
    let message = format!("Access to Identity '{}' is forbidden.", guest.id);
    assert_refused(response, 403, "NotAuthorizedException", &message);

    let rest = format!("/datasets/{}", crate::sign::encoded(&merged));
    stage.sync(&user, "DELETE", &rest, None).unwrap();
    let response = stage.records(&user, "notes", "");
    assert_eq!(response["MergedDatasetNames"], json!(null));
    let datasets = stage.sync(&user, "GET", "/datasets", None).unwrap();
    assert_eq!(datasets["Count"], 2);
}

/// Merges two identities, one of which already has a merged dataset.
#[test]
fn an_already_merged_dataset_is_moved_too() {
    let mut stage = Stage::new();
    let server = Key::server();
    let developer = |user: &str| json!({ "login.vestibule.example": user });
    let id = |stage: &mut Stage, user: &str| {
        let body = json!({ "IdentityPoolId": POOL, "Logins": developer(user) });
        let response = stage.signed(&server, "GetOpenIdTokenForDeveloperIdentity", &body);
        text(&response.unwrap()["IdentityId"])
    };
    let (first, second, third) = (
        id(&mut stage, "one"),
        id(&mut stage, "two"),
        id(&mut stage, "three"),
    );
    let person = |id: &str| Person {
        id: id.to_owned(),
        key: Key::server(),
    };
    for id in [&first, &second, &third] {
        stage.put(&person(id), "notes", "a", id, 0);
    }
    for (from, into) in [("one", "two"), ("two", "three")] {
        let body = json!({
            "SourceUserIdentifier": from, "DestinationUserIdentifier": into,
            "DeveloperProviderName": "login.vestibule.example", "IdentityPoolId": POOL,
        });
        stage
            .signed(&server, "MergeDeveloperIdentities", &body)
            .unwrap();
    }
    let response = stage.records(&person(&third), "notes", "");
    let expected = [format!("notes.{second}"), format!("notes.{first}.{second}")];
    assert_eq!(response["MergedDatasetNames"], json!(expected));
    let oldest = stage.records(&person(&third), &expected[1], "");
    assert_eq!(oldest["Records"][0]["Value"], first);
}
