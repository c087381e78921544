//! Responses and errors.

use super::*;
use crate::idp::Timestamp;
use serde_json::json;

fn http_response(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}

/// A response from the API reference:
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html>.
#[test]
fn parses_a_response_with_nulls() {
    let body = r#"{ "Count": 0, "DatasetDeletedAfterRequestedSyncCount": false, "DatasetExists": false,
        "DatasetSyncCount": 0, "LastModifiedBy": null, "MergedDatasetNames": null, "NextToken": null,
        "Records": [], "SyncSessionToken": "SYNC_SESSION_TOKEN" }"#;
    let read = response::<ListRecords>(&http_response(200, body)).unwrap();
    let expected = ListRecordsResponse {
        count: Some(0),
        dataset_deleted_after_requested_sync_count: Some(false),
        dataset_exists: Some(false),
        dataset_sync_count: Some(0),
        sync_session_token: Some("SYNC_SESSION_TOKEN".into()),
        ..ListRecordsResponse::default()
    };
    assert_eq!(read, expected);
}

#[test]
fn parses_records_and_hides_them_in_debug() {
    let body = json!({
        "Records": [
            {
                "Key": "k", "Value": "", "SyncCount": 2, "LastModifiedDate": 1.795953600007e9,
                "LastModifiedBy": "eu-west-1:x", "DeviceLastModifiedDate": 1_795_953_600,
            },
            { "Key": "gone", "Value": null, "SyncCount": 3 },
            { "Key": "mine", "Value": "s3cret", "SyncCount": 1, "New": [] },
        ],
        "DatasetSyncCount": 3,
        "MergedDatasetNames": ["notes.eu-west-1:y"],
        "SyncSessionToken": "t0ken",
    });
    let read = response::<ListRecords>(&http_response(200, &body.to_string())).unwrap();
    let shown = format!("{read:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("t0ken"),
        "{shown}"
    );
    assert_eq!(read.merged_dataset_names, ["notes.eu-west-1:y"]);
    let [kept, gone, mine] = read.records.as_slice() else {
        panic!("{shown}");
    };
    assert_eq!(kept.value, Some("".into()));
    assert_eq!(kept.last_modified_date, Some(Timestamp(1_795_953_600_007)));
    let date = Some(Timestamp(1_795_953_600_000));
    assert_eq!(kept.device_last_modified_date, date);
    assert_eq!((&gone.value, gone.sync_count), (&None, Some(3)));
    assert_eq!(mine.value, Some("s3cret".into()));
}

/// A dataset of 1 MB in which every character is an escape of six characters in JSON.
#[test]
fn limits_the_size_of_a_response() {
    let page = |length: usize| {
        let value = "\u{1}".repeat(length);
        json!({ "Records": [{ "Key": "k", "Value": value }] }).to_string()
    };
    let read = response::<ListRecords>(&http_response(200, &page(MAX_DATASET_BYTES))).unwrap();
    let value = read.records[0].value.as_ref().unwrap();
    assert_eq!(value.expose().len(), MAX_DATASET_BYTES);
    for status in [200, 409] {
        let read = response::<ListRecords>(&http_response(status, &page(2 * MAX_DATASET_BYTES)));
        let Err(ResponseError::Malformed(error)) = read else {
            panic!("it was read");
        };
        assert_eq!(error.kind, Malformation::TooLarge);
    }
}

/// In AWS's model each error has a status, which identifies it if the header is not exposed.
#[test]
fn derives_the_error_code_from_the_status() {
    let model = model();
    let statuses = model["statuses"].as_object().unwrap();
    for (name, status) in statuses {
        let status = u16::try_from(status.as_u64().unwrap()).unwrap();
        let mut refused = http_response(status, r#"{"message":"m"}"#);
        let code = |response: &HttpResponse| match super::response::<UpdateRecords>(response) {
            Err(ResponseError::Service(error)) => error.code,
            other => panic!("{other:?}"),
        };
        let by_status = code(&refused);
        assert_eq!(statuses[by_status.as_str()], status, "{name}");
        refused.error_type = Some(format!("{name}:http://internal.amazon.com/"));
        assert_eq!(code(&refused), ErrorCode::from_name(name));
    }
    let mut refused = http_response(503, r#"{"Message":"m"}"#);
    assert_refused(&refused, ErrorCode::InternalError, None);
    refused.status = 403;
    refused.error_type = Some("AccessDeniedException".to_owned());
    let other = ErrorCode::Other("AccessDeniedException".to_owned());
    assert_refused(&refused, other, None);
}

/// A response that is not from the service is not treated as one of its errors.
#[test]
fn ignores_errors_of_a_proxy() {
    for (status, body) in [
        (403, "<html>blocked</html>"),
        (404, ""),
        (409, "{}"),
        (418, r#"{"message":"m"}"#),
        (302, r#"{"message":"m"}"#),
    ] {
        let read = response::<ListRecords>(&http_response(status, body));
        let Err(ResponseError::Malformed(error)) = read else {
            panic!("{status} {body}");
        };
        assert_eq!(
            error.kind,
            Malformation::UnexpectedStatus,
            "{status} {body}"
        );
    }
    for body in ["", "[]", "<html>"] {
        assert!(response::<ListRecords>(&http_response(200, body)).is_err());
    }
}

/// The messages are from bug reports: amazon-cognito-js issues 31 and 65, aws-sdk-unity issue 94,
/// complete-aws-iam-reference issue 65, aws-sdk-net issue 430.
#[test]
fn parses_the_reason_of_a_conflict() {
    let conflict = Some(Reason::Conflict);
    for (status, message, code, expected) in [
        (
            409,
            "Current SyncCount for: user is: 1 not: 0",
            ErrorCode::ResourceConflict,
            conflict,
        ),
        (
            409,
            "The dataset was changed.",
            ErrorCode::ResourceConflict,
            conflict,
        ),
        (
            400,
            "Current SyncCount for: b is: 27 not: 26",
            ErrorCode::InvalidParameter,
            conflict,
        ),
        (
            400,
            "No such SyncCount: 37 exists for this Dataset",
            ErrorCode::InvalidParameter,
            Some(Reason::UnknownSyncCount),
        ),
        (
            400,
            "SyncSessionToken not valid for these inputs",
            ErrorCode::InvalidParameter,
            Some(Reason::SyncSession),
        ),
        (
            400,
            "1 validation error detected",
            ErrorCode::InvalidParameter,
            None,
        ),
        (404, "No such dataset", ErrorCode::ResourceNotFound, None),
    ] {
        let body = json!({ "message": message }).to_string();
        assert_refused(&http_response(status, &body), code, expected);
    }
}

#[track_caller]
fn assert_refused(response: &HttpResponse, code: ErrorCode, expected: Option<Reason>) {
    let Err(ResponseError::Service(error)) = super::response::<UpdateRecords>(response) else {
        panic!("no refusal");
    };
    assert_eq!((&error.code, reason(&error)), (&code, expected));
}

#[test]
fn validates_dataset_names() {
    let longest = "a".repeat(128);
    for name in ["a", "a.b_c:d-e", "0", "...", longest.as_str()] {
        assert!(is_dataset_name(name), "{name}");
    }
    let long = "a".repeat(129);
    for name in ["", ".", "..", "a b", "a/b", "é", "a%3A", long.as_str()] {
        assert!(!is_dataset_name(name), "{name}");
    }
    let china = "https://cognito-sync.cn-north-1.amazonaws.com.cn";
    assert_eq!(endpoint("cn-north-1"), china);
}
