//! Transactions.

use serde_json::{Value, json};

use super::{TABLE, call, get, invalid, item, key, put, refused, server};
use crate::sign::Key;
use crate::support::Stage;

fn put_if(record: &str, version: u32, seen: u32) -> Value {
    json!({ "Put": {
        "TableName": TABLE, "Item": item("i", record, version),
        "ConditionExpression": "attribute_not_exists(version) OR version = :seen",
        "ExpressionAttributeValues": { ":seen": { "N": seen.to_string() } },
    } })
}

fn transaction(items: &[Value], token: &str) -> Value {
    json!({ "TransactItems": items, "ClientRequestToken": token })
}

#[test]
fn a_transaction_writes_all_items_or_none() {
    let mut stage = Stage::new();
    put(&mut stage, "i", "notes/b", 7);
    let items = [put_if("notes/a", 1, 0), put_if("notes/b", 8, 1)];
    let body = transaction(&items, "one");
    let refused = call(&mut stage, &Key::server(), "TransactWriteItems", &body).unwrap_err();
    assert_eq!(refused.kind, "TransactionCanceledException");
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]";
    assert_eq!(refused.message, message);
    let expected = json!([
        { "Code": "None" },
        { "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" },
    ]);
    assert_eq!(refused.body["CancellationReasons"], expected);
    assert_eq!(get(&mut stage, "i", "notes/a"), Value::Null);
    let check = json!({ "ConditionCheck": {
        "TableName": TABLE, "Key": key("i", "notes/b"), "ConditionExpression": "version = :seven",
        "ExpressionAttributeValues": { ":seven": { "N": "7" } },
    } });
    let gone = json!({ "Delete": { "TableName": TABLE, "Key": key("i", "notes/c") } });
    let body = transaction(&[put_if("notes/a", 1, 0), check, gone], "two");
    assert_eq!(server(&mut stage, "TransactWriteItems", body), json!({}));
    assert_eq!(get(&mut stage, "i", "notes/a")["version"]["N"], "1");
}

#[test]
fn a_client_token_makes_a_transaction_idempotent() {
    let mut stage = Stage::new();
    let body = transaction(&[put_if("notes/a", 1, 0)], "token");
    server(&mut stage, "TransactWriteItems", body.clone());
    put(&mut stage, "i", "notes/a", 5);
    // A retry after a lost response writes nothing and succeeds.
    server(&mut stage, "TransactWriteItems", body.clone());
    assert_eq!(get(&mut stage, "i", "notes/a")["version"]["N"], "5");
    let other = transaction(&[put_if("notes/b", 1, 0)], "token");
    let (kind, _) = refused(&mut stage, "TransactWriteItems", other);
    assert_eq!(kind, "IdempotentParameterMismatchException");
    stage.wait(601);
    let (kind, _) = refused(&mut stage, "TransactWriteItems", body);
    assert_eq!(kind, "TransactionCanceledException");
}

#[test]
fn the_limits_of_transactions_are_checked() {
    let mut stage = Stage::new();
    let many: Vec<_> = (0..101)
        .map(|it| put_if(&format!("notes/{it}"), 1, 0))
        .collect();
    server(
        &mut stage,
        "TransactWriteItems",
        transaction(&many[..100], "a"),
    );
    let (kind, message) = refused(&mut stage, "TransactWriteItems", transaction(&many, "b"));
    assert_eq!(kind, "ValidationException");
    assert!(message.contains("less than or equal to 100"), "{message}");
    let large: Vec<_> = (0..11)
        .map(|it| {
            let mut put = put_if(&format!("large/{it}"), 1, 0);
            put["Put"]["Item"]["value"] = json!({ "S": "x".repeat(400_000) });
            put
        })
        .collect();
    let message = "Collective size of items in transaction exceeds the limit of 4MB";
    invalid(
        &mut stage,
        "TransactWriteItems",
        transaction(&large, "c"),
        message,
    );
    let twice = [put_if("notes/a", 1, 0), put_if("notes/a", 2, 0)];
    let message = "Transaction request cannot include multiple operations on one item";
    invalid(
        &mut stage,
        "TransactWriteItems",
        transaction(&twice, "d"),
        message,
    );
    let update = [
        json!({ "Update": { "TableName": TABLE, "Key": key("i", "x"), "UpdateExpression": "SET a = :a" } }),
    ];
    let message = "the emulator has no Update in transactions";
    invalid(
        &mut stage,
        "TransactWriteItems",
        transaction(&update, "e"),
        message,
    );
}
