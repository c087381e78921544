//! Queries.

use serde_json::{Value, json};

use super::{TABLE, invalid, item, put, server};
use crate::support::Stage;

fn query(condition: &str, sort: Value) -> Value {
    let mut body = json!({
        "TableName": TABLE, "KeyConditionExpression": condition,
        "ExpressionAttributeNames": { "#i": "identity" },
        "ExpressionAttributeValues": { ":i": { "S": "i" } },
    });
    if condition.contains("#r") {
        body["ExpressionAttributeNames"]["#r"] = "record".into();
    }
    if let Some(values) = sort.as_object() {
        body["ExpressionAttributeValues"]
            .as_object_mut()
            .unwrap()
            .extend(values.clone());
    }
    body
}

fn records(response: &Value) -> Vec<&str> {
    let items = response["Items"].as_array().unwrap();
    items
        .iter()
        .map(|it| it["record"]["S"].as_str().unwrap())
        .collect()
}

fn stage() -> Stage {
    let mut stage = Stage::new();
    for (identity, record, version) in [
        ("i", "notes/b", 2),
        ("i", "notes/a", 1),
        ("i", "notes/é", 3),
        ("i", "/notes", 3),
        ("i", "notes.b/a", 4),
        ("j", "notes/a", 9),
    ] {
        put(&mut stage, identity, record, version);
    }
    stage
}

#[test]
fn items_are_ordered_by_the_bytes_of_the_sort_key() {
    let mut stage = stage();
    let all = server(&mut stage, "Query", query("#i = :i", Value::Null));
    assert_eq!(
        records(&all),
        ["/notes", "notes.b/a", "notes/a", "notes/b", "notes/é"]
    );
    assert_eq!(
        (&all["Count"], &all["ScannedCount"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(all["LastEvaluatedKey"], Value::Null);
    let cases = [
        (
            "#i = :i AND begins_with(#r, :p)",
            json!({ ":p": { "S": "notes/" } }),
            vec!["notes/a", "notes/b", "notes/é"],
        ),
        (
            "begins_with(#r, :p) AND #i = :i",
            json!({ ":p": { "S": "/" } }),
            vec!["/notes"],
        ),
        (
            "#i = :i AND #r BETWEEN :p AND :q",
            json!({ ":p": { "S": "notes/a" }, ":q": { "S": "notes/b" } }),
            vec!["notes/a", "notes/b"],
        ),
        (
            "(#i = :i) AND (#r > :p)",
            json!({ ":p": { "S": "notes/b" } }),
            vec!["notes/é"],
        ),
        (
            "#i = :i AND #r = :p",
            json!({ ":p": { "S": "nothing" } }),
            vec![],
        ),
    ];
    for (condition, sort, expected) in cases {
        let response = server(&mut stage, "Query", query(condition, sort));
        assert_eq!(records(&response), expected, "{condition}");
    }
    let mut back = query("#i = :i", Value::Null);
    back["ScanIndexForward"] = false.into();
    back["Limit"] = 2.into();
    assert_eq!(
        records(&server(&mut stage, "Query", back)),
        ["notes/é", "notes/b"]
    );
}

#[test]
fn pages_follow_each_other() {
    let mut stage = stage();
    let mut body = query(
        "#i = :i AND begins_with(#r, :p)",
        json!({ ":p": { "S": "notes/" } }),
    );
    body["Limit"] = 2.into();
    body["FilterExpression"] = "version > :one".into();
    body["ExpressionAttributeValues"][":one"] = json!({ "N": "1" });
    let first = server(&mut stage, "Query", body.clone());
    // The filter applies after reading.
    assert_eq!(records(&first), ["notes/b"]);
    assert_eq!(
        (&first["Count"], &first["ScannedCount"]),
        (&json!(1), &json!(2))
    );
    body["ExclusiveStartKey"] = first["LastEvaluatedKey"].clone();
    let second = server(&mut stage, "Query", body);
    assert_eq!(records(&second), ["notes/é"]);
    assert_eq!(second["LastEvaluatedKey"], Value::Null);
}

#[test]
fn a_page_has_up_to_a_megabyte() {
    let mut stage = Stage::new();
    for number in 0..6 {
        let mut item = item("i", &format!("notes/{number}"), 1);
        item["value"] = json!({ "S": "x".repeat(300_000) });
        server(
            &mut stage,
            "PutItem",
            json!({ "TableName": TABLE, "Item": item }),
        );
    }
    let mut body = query("#i = :i", Value::Null);
    let first = server(&mut stage, "Query", body.clone());
    assert_eq!(first["Count"], 4);
    body["ExclusiveStartKey"] = first["LastEvaluatedKey"].clone();
    body["Select"] = "COUNT".into();
    let second = server(&mut stage, "Query", body);
    assert_eq!(second, json!({ "Count": 2, "ScannedCount": 2 }));
}

#[test]
fn a_key_condition_may_only_use_keys() {
    let mut stage = stage();
    let cases = [
        (query("#r = :p", json!({ ":p": { "S": "x" } })), "identity"),
        (query("#i > :i", Value::Null), "identity"),
        (
            query("#i = :i AND version = :v", json!({ ":v": { "N": "1" } })),
            "record",
        ),
    ];
    for (mut body, name) in cases {
        let condition = body["KeyConditionExpression"].as_str().unwrap().to_owned();
        if !condition.contains("#i") {
            body["ExpressionAttributeNames"]
                .as_object_mut()
                .unwrap()
                .remove("#i");
            body["ExpressionAttributeValues"]
                .as_object_mut()
                .unwrap()
                .remove(":i");
        }
        invalid(
            &mut stage,
            "Query",
            body,
            &format!("Query condition missed key schema element: {name}"),
        );
    }
    let unfit = query("#i = :i AND #r <> :p", json!({ ":p": { "S": "x" } }));
    invalid(
        &mut stage,
        "Query",
        unfit,
        "Query key condition not supported",
    );
    let mut filtered = query("#i = :i", Value::Null);
    filtered["FilterExpression"] = "#i = :i".into();
    let message = "Filter Expression can only contain non-primary key attributes: Primary key attribute: identity";
    invalid(&mut stage, "Query", filtered, message);
    let mut legacy = query("#i = :i", Value::Null);
    legacy["KeyConditions"] = json!({});
    invalid(
        &mut stage,
        "Query",
        legacy,
        "the emulator does not have KeyConditions",
    );
    let mut none = query("#i = :i", Value::Null);
    none["Limit"] = 0.into();
    let message = "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value \
                 greater than or equal to 1";
    invalid(&mut stage, "Query", none, message);
}
