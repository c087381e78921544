//! Properties of parsing Cognito Sync's responses: the records have exactly the response's values, or the
//! response is rejected.

use serde_json::Value;
use vestibule_protocol::http::HttpResponse;
use vestibule_protocol::idp::ResponseError;
use vestibule_protocol::secret::Secret;
use vestibule_protocol::sync::{DatasetRecord, ListRecords, ListRecordsResponse, response};

/// Any text as a response with any status.
pub fn sync(status: u16, text: &str) {
    let http_response = HttpResponse {
        status,
        body: text.to_owned(),
        ..HttpResponse::default()
    };
    match response::<ListRecords>(&http_response) {
        Ok(read) => {
            assert_eq!(status / 100, 2, "{text}");
            if let Some(theirs) = parsed(text) {
                agree(&read, &theirs);
            }
        }
        Err(ResponseError::Service(error)) => {
            assert_ne!(status / 100, 2, "{text}");
            let Some(theirs) = parsed(text) else { return };
            let says = |name: &str| theirs[name].as_str().unwrap_or_default();
            let message = error.message.as_str();
            assert!(
                says("message") == message || says("Message") == message,
                "{text}"
            );
        }
        Err(ResponseError::Malformed(error)) => assert_eq!(error.status, status),
    }
}

/// `None` if serde_json cannot hold a number that our parser keeps as text.
fn parsed(text: &str) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) if error.to_string().contains("out of range") => None,
        Err(error) => panic!("{error}: {text}"),
    }
}

fn agree(read: &ListRecordsResponse, theirs: &Value) {
    let records = theirs["Records"].as_array();
    let records = records.map(Vec::as_slice).unwrap_or_default();
    assert_eq!(read.records.len(), records.len());
    for (ours, theirs) in read.records.iter().zip(records) {
        agree_on_record(ours, theirs);
    }
    let names = theirs["MergedDatasetNames"].as_array();
    let names: Vec<_> = names.into_iter().flatten().map(Value::as_str).collect();
    let ours = read.merged_dataset_names.iter();
    assert_eq!(
        ours.map(|name| Some(name.as_str())).collect::<Vec<_>>(),
        names
    );
    assert_eq!(read.dataset_exists, theirs["DatasetExists"].as_bool());
    same_number(read.dataset_sync_count, &theirs["DatasetSyncCount"]);
    same_text(
        read.sync_session_token.as_ref(),
        &theirs["SyncSessionToken"],
    );
}

fn agree_on_record(ours: &DatasetRecord, theirs: &Value) {
    assert_eq!(ours.key.as_deref(), theirs["Key"].as_str());
    // A record without a value counts as removed, so a missing value must really be missing.
    same_text(ours.value.as_ref(), &theirs["Value"]);
    same_number(ours.sync_count, &theirs["SyncCount"]);
}

fn same_text(ours: Option<&Secret>, theirs: &Value) {
    assert_eq!(ours.map(Secret::expose), theirs.as_str());
    assert_eq!(ours.is_none(), theirs.is_null());
}

fn same_number(ours: Option<i64>, theirs: &Value) {
    assert_eq!(ours.is_none(), theirs.is_null());
    if let (Some(ours), Some(theirs)) = (ours, theirs.as_i64()) {
        assert_eq!(ours, theirs);
    }
}
