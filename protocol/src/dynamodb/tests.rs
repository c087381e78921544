use super::*;
use crate::http::Malformed;
use serde_json::json;

const ENDPOINT: &str = "https://dynamodb.eu-west-1.amazonaws.com/";

fn http_response(status: u16, body: &serde_json::Value) -> HttpResponse {
    HttpResponse {
        status,
        body: body.to_string(),
        ..HttpResponse::default()
    }
}

fn request_body<O: Operation>(operation: &O) -> serde_json::Value {
    let request = request(ENDPOINT, operation);
    assert_eq!((request.method, request.url.as_str()), ("POST", ENDPOINT));
    let expected = [
        ("Content-Type", "application/x-amz-json-1.0".to_owned()),
        ("X-Amz-Target", format!("DynamoDB_20120810.{}", O::NAME)),
    ];
    assert_eq!(request.headers, expected);
    serde_json::from_str(&request.body.unwrap()).unwrap()
}

fn condition() -> Expression {
    Expression {
        text: "#version = :seen",
        names: vec![("#version", "version")],
        values: Item::new().with_number(":seen", 4),
    }
}

fn key() -> Item {
    Item::new()
        .with_string("identity", "i")
        .with_string("record", "notes/a")
}

#[test]
fn parses_an_item() {
    let operation = GetItem {
        table_name: "t".to_owned(),
        key: key(),
        consistent_read: true,
    };
    let expected = json!({
        "TableName": "t",
        "Key": { "identity": { "S": "i" }, "record": { "S": "notes/a" } },
        "ConsistentRead": true,
    });
    assert_eq!(request_body(&operation), expected);
    let found = json!({ "Item": {
        "value": { "S": "" }, "version": { "N": "18014398509481985" },
        "half": { "N": "0.5" }, "old": { "L": [] }, "is": { "BOOL": true },
    } });
    let item = response::<GetItem>(&http_response(200, &found))
        .unwrap()
        .item
        .unwrap();
    assert_eq!(item.string("value"), Some(""));
    assert_eq!(item.number("version"), Some(18_014_398_509_481_985));
    assert_eq!((item.number("half"), item.string("version")), (None, None));
    assert_eq!(format!("{item:?}"), r#"["value", "version"]"#);
    let none = response::<GetItem>(&http_response(200, &json!({}))).unwrap();
    assert_eq!(none.item, None);
}

#[test]
fn queries_a_page_of_a_partition() {
    let operation = Query {
        table_name: "t".to_owned(),
        key_condition: Expression {
            text: "#identity = :identity AND begins_with(#record, :prefix)",
            names: vec![("#identity", "identity"), ("#record", "record")],
            values: Item::new()
                .with_string(":identity", "i")
                .with_string(":prefix", "notes/"),
        },
        projection: Some("#record"),
        exclusive_start_key: Some(key()),
        consistent_read: false,
    };
    let expected = json!({
        "TableName": "t",
        "KeyConditionExpression": "#identity = :identity AND begins_with(#record, :prefix)",
        "ExpressionAttributeNames": { "#identity": "identity", "#record": "record" },
        "ExpressionAttributeValues": { ":identity": { "S": "i" }, ":prefix": { "S": "notes/" } },
        "ProjectionExpression": "#record",
        "ExclusiveStartKey": { "identity": { "S": "i" }, "record": { "S": "notes/a" } },
        "ConsistentRead": false,
    });
    assert_eq!(request_body(&operation), expected);
    let page = json!({
        "Items": [{ "record": { "S": "notes/b" } }],
        "LastEvaluatedKey": { "identity": { "S": "i" }, "record": { "S": "notes/b" } },
        "Count": 1, "ScannedCount": 1,
    });
    let page = response::<Query>(&http_response(200, &page)).unwrap();
    assert_eq!(page.items[0].string("record"), Some("notes/b"));
    assert_eq!(
        page.last_evaluated_key.unwrap().string("record"),
        Some("notes/b")
    );
}

#[test]
fn writes_in_one_transaction() {
    let write = |put| TransactWriteItem {
        table_name: "t".to_owned(),
        put,
        condition: condition(),
    };
    let mut gone = write(Err(key()));
    gone.condition = Expression {
        text: "attribute_not_exists(#version)",
        values: Item::new(),
        ..condition()
    };
    let operation = TransactWriteItems {
        client_request_token: "once".to_owned(),
        transact_items: vec![write(Ok(key().with_number("version", 5))), gone],
    };
    let item =
        json!({ "identity": { "S": "i" }, "record": { "S": "notes/a" }, "version": { "N": "5" } });
    let expected = json!({
        "TransactItems": [
            { "Put": {
                "TableName": "t", "Item": item, "ConditionExpression": "#version = :seen",
                "ExpressionAttributeNames": { "#version": "version" },
                "ExpressionAttributeValues": { ":seen": { "N": "4" } },
            } },
            { "Delete": {
                "TableName": "t", "Key": { "identity": { "S": "i" }, "record": { "S": "notes/a" } },
                "ConditionExpression": "attribute_not_exists(#version)",
                "ExpressionAttributeNames": { "#version": "version" },
            } },
        ],
        "ClientRequestToken": "once",
    });
    assert_eq!(request_body(&operation), expected);
    response::<TransactWriteItems>(&http_response(200, &json!({}))).unwrap();
}

#[test]
fn parses_the_reasons_of_a_cancelled_transaction() {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [None, \
                    ConditionalCheckFailed, TransactionConflict]",
        "CancellationReasons": [
            { "Code": "None" },
            { "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" },
            { "Code": "TransactionConflict" }, { "Code": "Later" },
        ],
    });
    let response = http_response(400, &body);
    let Err(ResponseError::Service(error)) = super::response::<TransactWriteItems>(&response)
    else {
        panic!("no refusal");
    };
    assert_eq!(error.code, ErrorCode::TransactionCanceled);
    assert!(error.message.starts_with("Transaction cancelled"));
    let expected = [
        CancellationReason::None,
        CancellationReason::ConditionalCheckFailed,
        CancellationReason::TransactionConflict,
        CancellationReason::Other("Later".to_owned()),
    ];
    assert_eq!(cancellation_reasons(&response), expected);
    assert!(cancellation_reasons(&http_response(400, &json!({}))).is_empty());
}

/// Names from botocore's model of DynamoDB. The model lacks the errors that every signed request can cause.
#[test]
fn parses_error_codes_of_both_namespaces() {
    for (name, code) in [
        (
            "com.amazon.coral.validate#ValidationException",
            ErrorCode::Validation,
        ),
        (
            "com.amazon.coral.service#UnrecognizedClientException",
            ErrorCode::UnrecognizedClient,
        ),
        (
            "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
            ErrorCode::ResourceNotFound,
        ),
    ] {
        let body = json!({ "__type": name, "message": "m" });
        let Err(ResponseError::Service(error)) = response::<Query>(&http_response(400, &body))
        else {
            panic!("no refusal");
        };
        assert_eq!((error.code, error.message.as_str()), (code, "m"));
    }
}

#[test]
fn rejects_malformed_responses() {
    let large = "x".repeat(BODY_LIMIT + 1);
    for (body, kind) in [
        ("", Malformation::Empty),
        ("<html>", Malformation::NotJson),
        (large.as_str(), Malformation::TooLarge),
        ("{}", Malformation::MissingField("Items")),
        (r#"{"Items":[7]}"#, Malformation::MissingField("Items")),
    ] {
        let response = HttpResponse {
            status: 200,
            body: body.to_owned(),
            ..HttpResponse::default()
        };
        let read = super::response::<Query>(&response);
        let Err(ResponseError::Malformed(Malformed { kind: found, .. })) = read else {
            panic!("read");
        };
        assert_eq!(found, kind);
    }
}

/// A page may have 1 MB of data, which is more than the limit of other services.
#[test]
fn accepts_a_page_of_one_megabyte() {
    let value = "\u{1}".repeat(300_000);
    let body = json!({ "Items": [{ "value": { "S": value } }] });
    let response = http_response(200, &body);
    assert!(response.body.len() > crate::http::BODY_LIMIT);
    let page = super::response::<Query>(&response).unwrap();
    assert_eq!(page.items[0].string("value"), Some(value.as_str()));
}

#[test]
fn uses_the_host_of_the_partition() {
    assert_eq!(
        endpoint("eu-west-1"),
        "https://dynamodb.eu-west-1.amazonaws.com"
    );
    assert_eq!(
        endpoint("eusc-de-east-1"),
        "https://dynamodb.eusc-de-east-1.amazonaws.eu"
    );
    assert_eq!(
        endpoint("cn-north-1"),
        "https://dynamodb.cn-north-1.amazonaws.com.cn"
    );
}
