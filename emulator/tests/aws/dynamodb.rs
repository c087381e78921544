//! DynamoDB: tables, items, conditions, queries, transactions and permissions.

mod document;
mod items;
mod permissions;
mod query;
mod tables;
mod transactions;

use serde_json::{Value, json};

use crate::sign::{Key, Unsigned};
use crate::support::Stage;

const TABLE: &str = "vestibule-records";

/// The type and the message of an error.
#[derive(Debug, Clone, PartialEq)]
struct Refused {
    /// Without its namespace.
    kind: String,
    message: String,
    body: Value,
}

fn call(stage: &mut Stage, key: &Key, operation: &str, body: &Value) -> Result<Value, Refused> {
    let body = body.to_string();
    let mut unsigned = Unsigned::new("POST", "/", "dynamodb", stage.now);
    unsigned.body = body.as_bytes();
    unsigned.headers = vec![
        ("content-type", "application/x-amz-json-1.0".to_owned()),
        ("x-amz-target", format!("DynamoDB_20120810.{operation}")),
    ];
    let response = stage.emulator.handle(stage.now, &unsigned.sign(key));
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    if response.status() == 200 {
        return Ok(body);
    }
    assert_eq!(response.status(), 400, "{body}");
    let kind = body["__type"].as_str().unwrap();
    let message = body["message"].as_str().or(body["Message"].as_str());
    Err(Refused {
        kind: kind.rsplit('#').next().unwrap().to_owned(),
        message: message.unwrap_or_default().to_owned(),
        body: body.clone(),
    })
}

#[track_caller]
fn server(stage: &mut Stage, operation: &str, body: Value) -> Value {
    call(stage, &Key::server(), operation, &body).unwrap()
}

#[track_caller]
fn refused(stage: &mut Stage, operation: &str, body: Value) -> (String, String) {
    let refused = call(stage, &Key::server(), operation, &body).unwrap_err();
    (refused.kind, refused.message)
}

#[track_caller]
fn invalid(stage: &mut Stage, operation: &str, body: Value, message: &str) {
    let (kind, said) = refused(stage, operation, body);
    assert_eq!(
        (kind.as_str(), said.as_str()),
        ("ValidationException", message)
    );
}

fn key(identity: &str, record: &str) -> Value {
    json!({ "identity": { "S": identity }, "record": { "S": record } })
}

fn item(identity: &str, record: &str, version: u32) -> Value {
    let mut item = key(identity, record);
    item["version"] = json!({ "N": version.to_string() });
    item
}

fn put(stage: &mut Stage, identity: &str, record: &str, version: u32) {
    let body = json!({ "TableName": TABLE, "Item": item(identity, record, version) });
    server(stage, "PutItem", body);
}

fn get(stage: &mut Stage, identity: &str, record: &str) -> Value {
    let body = json!({ "TableName": TABLE, "Key": key(identity, record) });
    server(stage, "GetItem", body)["Item"].clone()
}
