//! Permissions and signatures.

use serde_json::{Value, json};

use super::{TABLE, call, item, key, refused, server};
use crate::sign::Key;
use crate::support::Stage;

/// The identity and the key of Charles.
fn charles(stage: &mut Stage) -> (String, Key) {
    let logins = stage.charles();
    let id = stage.id_of(&logins);
    let body = json!({ "IdentityId": id, "Logins": logins });
    let key = Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"]);
    (id, key)
}

fn requests(identity: &str) -> Vec<(&'static str, Value)> {
    let one = json!({ "TableName": TABLE, "Key": key(identity, "notes/a") });
    let query = json!({
        "TableName": TABLE, "KeyConditionExpression": "#i = :i AND begins_with(#r, :p)",
        "ExpressionAttributeNames": { "#i": "identity", "#r": "record" },
        "ExpressionAttributeValues": { ":i": { "S": identity }, ":p": { "S": "notes/" } },
    });
    let put = json!({ "TableName": TABLE, "Item": item(identity, "notes/a", 1) });
    let gone = json!({ "TableName": TABLE, "Key": key(identity, "notes/b") });
    vec![
        ("GetItem", one),
        ("Query", query),
        ("PutItem", put.clone()),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Put": put }, { "Delete": gone.clone() }] }),
        ),
        ("DeleteItem", gone),
    ]
}

#[test]
fn each_identity_can_access_only_its_partition() {
    let mut stage = Stage::new();
    let (id, charles) = charles(&mut stage);
    let guest = stage.guest();
    let body = json!({ "IdentityId": guest });
    let guests = Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"]);
    for (own, key, other) in [(&id, &charles, &guest), (&guest, &guests, &id)] {
        for (operation, body) in requests(own) {
            call(&mut stage, key, operation, &body)
                .unwrap_or_else(|it| panic!("{operation}: {it:?}"));
        }
        for (operation, body) in requests(other) {
            let refused = call(&mut stage, key, operation, &body).unwrap_err();
            assert_eq!(refused.kind, "AccessDeniedException", "{operation}");
        }
    }
    let (_, body) = requests(&guest).remove(0);
    let refused = call(&mut stage, &charles, "GetItem", &body).unwrap_err();
    assert_eq!(
        refused.message,
        "User: arn:aws:sts::123456789012:assumed-role/VestibuleSignedIn/CognitoIdentityCredentials is not authorized to \
         perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/vestibule-records because no \
         identity-based policy allows the dynamodb:GetItem action"
    );
    // One item of another identity is enough for a denial.
    let both = json!({ "TransactItems": [
        { "Put": { "TableName": TABLE, "Item": item(&id, "notes/z", 1) } },
        { "Put": { "TableName": TABLE, "Item": item(&guest, "notes/z", 1) } },
    ] });
    let refused = call(&mut stage, &charles, "TransactWriteItems", &both).unwrap_err();
    assert_eq!(refused.kind, "AccessDeniedException");
    // An invalid key is denied.
    let none = json!({ "TableName": TABLE, "Key": { "record": { "S": "notes/a" } } });
    let refused = call(&mut stage, &charles, "GetItem", &none).unwrap_err();
    assert_eq!(refused.kind, "AccessDeniedException");
    for operation in ["DescribeTable", "UpdateTimeToLive"] {
        let refused = call(
            &mut stage,
            &charles,
            operation,
            &json!({ "TableName": TABLE }),
        )
        .unwrap_err();
        assert_eq!(refused.kind, "AccessDeniedException");
    }
}

/// A policy can distinguish a write in `TransactWriteItems` from a single one.
#[test]
fn a_policy_can_restrict_attributes_and_operations() {
    let condition = json!({
        "StringEquals": { "dynamodb:EnclosingOperation": "TransactWriteItems" },
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["identity", "record", "version"] },
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*", "Condition": condition },
    ] });
    let mut stage = Stage::with(|config| {
        let policies = &mut config.account.access_keys[0].policies;
        policies.clear();
        policies.insert("narrow".to_owned(), policy.to_string());
    });
    let mut put = json!({ "TableName": TABLE, "Item": item("i", "notes/a", 1) });
    let (kind, _) = refused(&mut stage, "PutItem", put.clone());
    assert_eq!(kind, "AccessDeniedException");
    server(
        &mut stage,
        "TransactWriteItems",
        json!({ "TransactItems": [{ "Put": put.clone() }] }),
    );
    put["Item"]["other"] = json!({ "S": "x" });
    let (kind, _) = refused(
        &mut stage,
        "TransactWriteItems",
        json!({ "TransactItems": [{ "Put": put }] }),
    );
    assert_eq!(kind, "AccessDeniedException");
}

#[test]
fn invalid_signatures_are_refused() {
    let mut stage = Stage::new();
    let body = json!({ "TableName": TABLE, "Key": key("i", "x") });
    let wrong = Key {
        secret: "x".to_owned(),
        ..Key::server()
    };
    let refused = call(&mut stage, &wrong, "GetItem", &body).unwrap_err();
    assert_eq!(refused.kind, "InvalidSignatureException");
    let (_, charles) = charles(&mut stage);
    stage.wait(3600);
    let refused = call(&mut stage, &charles, "GetItem", &body).unwrap_err();
    assert_eq!(refused.kind, "ExpiredTokenException");
    let unsigned = http::Request::post("/").header("x-amz-target", "DynamoDB_20120810.GetItem");
    let response = stage.send(unsigned, body.to_string().as_bytes());
    let output: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(
        output["__type"],
        "com.amazon.coral.service#MissingAuthenticationTokenException"
    );
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}
