//! Tables.

use serde_json::json;

use super::{TABLE, call, get, item, key, put, refused, server};
use crate::sign::Key;
use crate::support::Stage;

#[test]
fn a_table_is_created_and_described() {
    let mut stage = Stage::new();
    let definition = json!({
        "TableName": "own-records",
        "AttributeDefinitions": [
            { "AttributeName": "identity", "AttributeType": "S" }, { "AttributeName": "record", "AttributeType": "S" },
        ],
        "KeySchema": [
            { "AttributeName": "identity", "KeyType": "HASH" }, { "AttributeName": "record", "KeyType": "RANGE" },
        ],
        "BillingMode": "PAY_PER_REQUEST",
    });
    let made = server(&mut stage, "CreateTable", definition.clone());
    assert_eq!(made["TableDescription"]["TableStatus"], "ACTIVE");
    let expected = (
        "ResourceInUseException".to_owned(),
        "Table already exists: own-records".to_owned(),
    );
    assert_eq!(refused(&mut stage, "CreateTable", definition), expected);
    let specification = json!({ "Enabled": true, "AttributeName": "expires" });
    let body = json!({ "TableName": "own-records", "TimeToLiveSpecification": specification });
    server(&mut stage, "UpdateTimeToLive", body.clone());
    let (_, message) = refused(&mut stage, "UpdateTimeToLive", body);
    assert_eq!(message, "TimeToLive is already enabled");
    let name = json!({ "TableName": "own-records" });
    let described = server(&mut stage, "DescribeTimeToLive", name.clone());
    let expected = json!({ "TimeToLiveStatus": "ENABLED", "AttributeName": "expires" });
    assert_eq!(described["TimeToLiveDescription"], expected);
    let mut own = item("i", "notes/a", 1);
    own["expires"] = json!({ "N": crate::support::START.to_string() });
    server(
        &mut stage,
        "PutItem",
        json!({ "TableName": "own-records", "Item": own }),
    );
    let table = &server(&mut stage, "DescribeTable", name.clone())["Table"];
    assert_eq!(table["ItemCount"], 1);
    assert_eq!(
        table["TableArn"],
        "arn:aws:dynamodb:eu-west-1:123456789012:table/own-records"
    );
    stage.wait(1);
    assert_eq!(
        server(&mut stage, "DescribeTable", name)["Table"]["ItemCount"],
        0
    );
}

#[test]
fn a_missing_table_is_an_error() {
    let mut stage = Stage::new();
    let body = json!({ "TableName": "nowhere", "Key": key("i", "x") });
    let kind = "ResourceNotFoundException".to_owned();
    let expected = (kind.clone(), "Requested resource not found".to_owned());
    assert_eq!(refused(&mut stage, "GetItem", body), expected);
    let message = "Requested resource not found: Table: nowhere not found".to_owned();
    assert_eq!(
        refused(
            &mut stage,
            "DescribeTable",
            json!({ "TableName": "nowhere" })
        ),
        (kind, message)
    );
    let mut other = Stage::with(|config| config.tables[0].region = "eu-central-1".to_owned());
    let body = json!({ "TableName": TABLE, "Key": key("i", "x") });
    assert_eq!(refused(&mut other, "GetItem", body), expected);
}

#[test]
fn a_tables_request_limit_is_enforced() {
    let mut stage = Stage::with(|config| config.tables[0].request_rate = Some(2));
    put(&mut stage, "i", "notes/a", 1);
    get(&mut stage, "i", "notes/a");
    let body = json!({ "TableName": TABLE, "Key": key("i", "notes/a") });
    let refused = call(&mut stage, &Key::server(), "GetItem", &body).unwrap_err();
    assert_eq!(refused.kind, "ProvisionedThroughputExceededException");
    stage.wait(1);
    get(&mut stage, "i", "notes/a");
}
