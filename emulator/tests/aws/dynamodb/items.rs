//! Single items.

use serde_json::{Value, json};

use super::{TABLE, get, invalid, item, key, put, refused, server};
use crate::support::Stage;

#[test]
fn items_are_written_read_and_deleted() {
    let mut stage = Stage::new();
    assert_eq!(get(&mut stage, "i", "notes/a"), Value::Null);
    put(&mut stage, "i", "notes/a", 1);
    assert_eq!(get(&mut stage, "i", "notes/a"), item("i", "notes/a", 1));
    let some = json!({
        "TableName": TABLE, "Key": key("i", "notes/a"), "ProjectionExpression": "version, #r",
        "ExpressionAttributeNames": { "#r": "record" },
    });
    let expected = json!({ "Item": { "record": { "S": "notes/a" }, "version": { "N": "1" } } });
    assert_eq!(server(&mut stage, "GetItem", some), expected);
    let body = json!({ "TableName": TABLE, "Key": key("i", "notes/a"), "ReturnValues": "ALL_OLD" });
    let old = server(&mut stage, "DeleteItem", body.clone());
    assert_eq!(old, json!({ "Attributes": item("i", "notes/a", 1) }));
    assert_eq!(server(&mut stage, "DeleteItem", body), json!({}));
    assert_eq!(get(&mut stage, "i", "notes/a"), Value::Null);
}

#[test]
fn a_condition_is_checked_against_the_stored_item() {
    let mut stage = Stage::new();
    let body = |version: u32, seen: u32| {
        json!({
            "TableName": TABLE, "Item": item("i", "notes/a", version),
            "ConditionExpression": "attribute_not_exists(version) OR version = :seen",
            "ExpressionAttributeValues": { ":seen": { "N": seen.to_string() } },
        })
    };
    server(&mut stage, "PutItem", body(1, 0));
    let expected = (
        "ConditionalCheckFailedException".to_owned(),
        "The conditional request failed".to_owned(),
    );
    assert_eq!(refused(&mut stage, "PutItem", body(2, 7)), expected);
    assert_eq!(get(&mut stage, "i", "notes/a")["version"]["N"], "1");
    server(&mut stage, "PutItem", body(2, 1));
    let mut gone = body(0, 1);
    gone["Item"].take();
    gone["Key"] = key("i", "notes/a");
    assert_eq!(refused(&mut stage, "DeleteItem", gone.clone()), expected);
    gone["ExpressionAttributeValues"] = json!({ ":seen": { "N": "2" } });
    server(&mut stage, "DeleteItem", gone);
}

#[test]
fn an_item_without_the_tables_keys_is_refused() {
    let mut stage = Stage::new();
    let with = |name: &str, value: Value| {
        let mut item = item("i", "notes/a", 1);
        item[name] = value;
        json!({ "TableName": TABLE, "Item": item })
    };
    let cases = [
        (
            json!({ "TableName": TABLE, "Item": { "identity": { "S": "i" } } }),
            "One or more parameter values were invalid: Missing the key record in the item",
        ),
        (
            with("record", json!({ "N": "1" })),
            "One or more parameter values were invalid: Type mismatch for key record expected: S actual: N",
        ),
        (
            with("record", json!({ "S": "" })),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: record",
        ),
        (
            with("record", json!({ "S": "x".repeat(1025) })),
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of \
             1024 bytes",
        ),
        (
            with("value", json!({ "S": "x".repeat(400 * 1024) })),
            "Item size has exceeded the maximum allowed size",
        ),
        (
            with("value", json!({})),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ),
        (
            with("value", json!({ "S": "", "N": "1" })),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
        (
            with("value", json!({ "N": "one" })),
            "The parameter cannot be converted to a numeric value: one",
        ),
        (
            json!({ "TableName": TABLE }),
            "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null",
        ),
    ];
    for (body, message) in cases {
        invalid(&mut stage, "PutItem", body, message);
    }
    let mismatch = "The provided key element does not match the schema";
    for wrong in [
        json!({ "identity": { "S": "i" } }),
        item("i", "notes/a", 1),
        json!({ "identity": { "S": "i" }, "record": { "N": "1" } }),
    ] {
        invalid(
            &mut stage,
            "GetItem",
            json!({ "TableName": TABLE, "Key": wrong }),
            mismatch,
        );
    }
    // Empty strings are allowed in attributes other than keys.
    let all = json!({ "M": { "a": { "L": [{ "BOOL": false }, { "NULL": true }, { "NS": ["1", "-2"] }] } } });
    server(&mut stage, "PutItem", with("value", json!({ "S": "" })));
    server(&mut stage, "PutItem", with("value", all.clone()));
    assert_eq!(get(&mut stage, "i", "notes/a")["value"], all);
}

#[test]
fn expired_items_are_deleted() {
    let mut stage = Stage::new();
    let mut item = item("i", "notes/a", 1);
    item["expires"] = json!({ "N": (crate::support::START + 60).to_string() });
    server(
        &mut stage,
        "PutItem",
        json!({ "TableName": TABLE, "Item": item }),
    );
    // Only numbers count as expiration times.
    item["record"] = json!({ "S": "notes/b" });
    item["expires"] = json!({ "S": "1" });
    server(
        &mut stage,
        "PutItem",
        json!({ "TableName": TABLE, "Item": item }),
    );
    stage.wait(60);
    assert_ne!(get(&mut stage, "i", "notes/a"), Value::Null);
    stage.wait(1);
    assert_eq!(get(&mut stage, "i", "notes/a"), Value::Null);
    assert_ne!(get(&mut stage, "i", "notes/b"), Value::Null);
}
