//! Access to datasets.

use serde_json::json;

use super::{address, assert_refused, read, replace};
use crate::sign::{Key, Unsigned};
use crate::storage::Person;
use crate::support::Stage;

const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

#[test]
fn each_identity_can_access_only_its_datasets() {
    let mut stage = Stage::new();
    let (guest, charles, ada) = stage.everybody();
    stage.put(&charles, "notes", "a", "mine", 0);
    let of_charles = |key: &Key| Person {
        id: charles.id.clone(),
        key: key.clone(),
    };
    let arn = format!(
        "arn:aws:cognito-sync:eu-west-1:123456789012:identitypool/{}/identity/{}",
        crate::support::POOL,
        charles.id
    );
    for (method, rest, action, resource) in [
        ("GET", "", "DescribeIdentityUsage", arn.clone()),
        (
            "GET",
            "/datasets",
            "ListDatasets",
            format!("{arn}/dataset/null"),
        ),
        (
            "GET",
            "/datasets/notes/records",
            "ListRecords",
            format!("{arn}/dataset/notes"),
        ),
        (
            "DELETE",
            "/datasets/notes",
            "DeleteDataset",
            format!("{arn}/dataset/notes"),
        ),
    ] {
        let response = stage.sync(&of_charles(&guest.key), method, rest, None);
        let message = format!(
            "User: arn:aws:sts::123456789012:assumed-role/VestibuleGuest/CognitoIdentityCredentials is not authorized \
             to perform: cognito-sync:{action} on resource: {resource} because no identity-based policy allows the \
             cognito-sync:{action} action"
        );
        assert_refused(response, 403, "AccessDeniedException", &message);
        // Even a role that allows everything gives no access to another identity's data.
        let response = stage.sync(&of_charles(&ada.key), method, rest, None);
        let message = format!("Access to Identity '{}' is forbidden.", charles.id);
        assert_refused(response, 403, "NotAuthorizedException", &message);
    }
    // A server can read all identities' data.
    let response = stage.sync(&of_charles(&Key::server()), "GET", "/datasets/notes", None);
    assert_eq!(response.unwrap()["Dataset"]["NumRecords"], 1);
    let changed = stage.put(&of_charles(&Key::server()), "notes", "b", "1", 0);
    let by = "arn:aws:iam::123456789012:user/server";
    assert_eq!(changed["Records"][0]["LastModifiedBy"], by);
    assert!(stage.sync(&ada, "GET", "/datasets", None).is_ok());
}

#[test]
fn guests_are_limited_by_role_and_session_policies() {
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            role.policies.clear();
        }
    });
    let guest = stage.person(None);
    let response = stage.sync(&guest, "GET", "/datasets", None).unwrap_err();
    assert_eq!(
        (response.0, response.1.as_str()),
        (403, "AccessDeniedException")
    );
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            role.policies.insert("all".to_owned(), ALL.to_owned());
        }
    });
    let guest = stage.person(None);
    assert!(stage.sync(&guest, "GET", "/datasets", None).is_ok());
}

#[test]
fn a_deleted_identity_cannot_be_accessed() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    stage.put(&guest, "notes", "a", "1", 0);
    let body = json!({ "IdentityIdsToDelete": [guest.id] });
    stage
        .signed(&Key::server(), "DeleteIdentities", &body)
        .unwrap();
    let message = format!("Access to Identity '{}' is forbidden.", guest.id);
    for key in [guest.key, Key::server()] {
        let person = Person {
            id: guest.id.clone(),
            key,
        };
        let response = stage.sync(&person, "GET", "/datasets", None);
        assert_refused(response, 403, "NotAuthorizedException", &message);
    }
}

#[test]
fn a_changed_request_is_refused() {
    let mut stage = Stage::new();
    let guest = stage.person(None);
    let target = address(&guest.id, "/datasets");
    let unsigned = |stage: &Stage| Unsigned::new("GET", &target, "cognito-sync", stage.now);
    let kind = |stage: &mut Stage, request: &http::Request<Vec<u8>>| {
        let response = stage.emulator.handle(stage.now, request);
        let (status, kind, _) = read(&response).unwrap_err();
        assert_eq!(status, 403);
        kind
    };
    let mut none = unsigned(&stage).sign(&guest.key);
    none.headers_mut().remove("authorization");
    assert_eq!(
        kind(&mut stage, &none),
        "MissingAuthenticationTokenException"
    );
    let mut elsewhere = unsigned(&stage).sign(&guest.key);
    *elsewhere.uri_mut() = address(&guest.id, "/datasets?maxResults=1")
        .parse()
        .unwrap();
    assert_eq!(kind(&mut stage, &elsewhere), "InvalidSignatureException");
    for (service, region) in [
        ("cognito-identity", "eu-west-1"),
        ("cognito-sync", "us-east-1"),
    ] {
        let mut other = unsigned(&stage);
        (other.service, other.region) = (service, region);
        let other = other.sign(&guest.key);
        assert_eq!(kind(&mut stage, &other), "InvalidSignatureException");
    }
    let mut body = Unsigned::new("POST", &target, "cognito-sync", stage.now);
    let text = json!({ "RecordPatches": [replace("a", "1", 0)] }).to_string();
    body.body = text.as_bytes();
    let path = address(&guest.id, "/datasets/notes");
    body.target = &path;
    let other_body = body.sign(&guest.key).map(|_| b"{}".to_vec());
    assert_eq!(kind(&mut stage, &other_body), "InvalidSignatureException");
    let unknown = Key {
        id: "ASIAUNKNOWN".to_owned(),
        ..guest.key.clone()
    };
    let request = unsigned(&stage).sign(&unknown);
    assert_eq!(kind(&mut stage, &request), "UnrecognizedClientException");
    let late = unsigned(&stage).sign(&guest.key);
    stage.wait(301);
    assert_eq!(kind(&mut stage, &late), "InvalidSignatureException");
}
