//! The table and the policies of `docs/RECORDS.md`.

use serde_json::{Value, json};

use super::{call, get, item, key, server};
use crate::sign::{Key, Unsigned, encoded};
use crate::support::{POOL, Stage};

const DOCUMENT: &str = include_str!("../../../../docs/RECORDS.md");
const TABLE: &str = "vestibule-records";

/// The JSON after `<!-- name -->`.
#[track_caller]
fn block(name: &str) -> Value {
    let mark = format!("<!-- {name} -->\n```json\n");
    let (_, rest) = DOCUMENT
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no {mark}"));
    let (text, _) = rest.split_once("\n```").unwrap();
    serde_json::from_str(text).unwrap()
}

/// An account without the table, whose roles have only the document's policy.
fn stage() -> Stage {
    let policy = block("policy").to_string();
    Stage::with(|config| {
        config.tables.clear();
        for role in &mut config.account.roles {
            role.policies.clear();
            role.policies.insert("records".to_owned(), policy.clone());
        }
    })
}

#[test]
fn the_documented_table_and_policy_separate_users() {
    let mut stage = stage();
    server(&mut stage, "CreateTable", block("table"));
    server(&mut stage, "UpdateTimeToLive", block("time to live"));
    let life = server(
        &mut stage,
        "DescribeTimeToLive",
        json!({ "TableName": TABLE }),
    );
    assert_eq!(life["TimeToLiveDescription"]["AttributeName"], "expires");
    let logins = stage.charles();
    let charles = stage.id_of(&logins);
    let body = json!({ "IdentityId": charles, "Logins": logins });
    let person = Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"]);
    let guest = stage.guest();
    let body = json!({ "IdentityId": guest });
    let stranger = Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"]);
    for (own, key, other) in [(&charles, &person, &guest), (&guest, &stranger, &charles)] {
        for (operation, body) in requests(own) {
            call(&mut stage, key, operation, &body)
                .unwrap_or_else(|it| panic!("{operation}: {it:?}"));
        }
        for (operation, body) in requests(other) {
            let refused = call(&mut stage, key, operation, &body).unwrap_err();
            assert_eq!(refused.kind, "AccessDeniedException", "{operation}");
        }
        let about_all = json!({ "TableName": TABLE });
        let refused = call(&mut stage, key, "DescribeTable", &about_all).unwrap_err();
        assert_eq!(refused.kind, "AccessDeniedException");
    }
    assert_eq!(
        get(&mut stage, &charles, "notes/a"),
        item(&charles, "notes/a", 1)
    );
}

/// The library's requests.
fn requests(identity: &str) -> [(&'static str, Value); 3] {
    let put = json!({ "TableName": TABLE, "Item": item(identity, "notes/a", 1) });
    let delete = json!({ "TableName": TABLE, "Key": key(identity, "notes/b") });
    let query = json!({
        "TableName": TABLE, "KeyConditionExpression": "#identity = :identity AND begins_with(#record, :prefix)",
        "ExpressionAttributeNames": { "#identity": "identity", "#record": "record" },
        "ExpressionAttributeValues": { ":identity": { "S": identity }, ":prefix": { "S": "notes/" } },
    });
    [
        (
            "GetItem",
            json!({ "TableName": TABLE, "Key": key(identity, "/notes") }),
        ),
        ("Query", query),
        (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Put": put }, { "Delete": delete }] }),
        ),
    ]
}

/// The policy's `Null` condition denies requests without a partition key, even for actions that are added to the policy.
#[test]
fn without_a_partition_key_nothing_is_allowed() {
    let mut policy = block("policy");
    policy["Statement"][0]["Action"] = "dynamodb:*".into();
    let mut stage = Stage::with(|config| {
        let policies = &mut config.account.access_keys[0].policies;
        policies.clear();
        policies.insert("records".to_owned(), policy.to_string());
    });
    let body = json!({ "TableName": TABLE });
    let refused = call(&mut stage, &Key::server(), "DescribeTable", &body).unwrap_err();
    assert_eq!(refused.kind, "AccessDeniedException");
}

#[test]
fn the_cloudformation_template_creates_the_same_table() {
    let template = block("cloudformation");
    let made = &template["Resources"]["Records"];
    assert_eq!(made["Type"], "AWS::DynamoDB::Table");
    for (name, value) in block("table").as_object().unwrap() {
        assert_eq!(made["Properties"][name], *value, "{name}");
    }
    let life = &block("time to live")["TimeToLiveSpecification"];
    assert_eq!(made["Properties"]["TimeToLiveSpecification"], *life);
}

/// The built-in configuration matches the document.
#[test]
fn the_built_in_table_matches_the_document() {
    let mut stage = Stage::new();
    let table = &server(&mut stage, "DescribeTable", json!({ "TableName": TABLE }))["Table"];
    for name in ["AttributeDefinitions", "KeySchema"] {
        assert_eq!(table[name], block("table")[name]);
    }
    let config = vestibule_emulator::Config::development();
    let with_it = config
        .account
        .roles
        .iter()
        .filter_map(|it| it.policies.get("records"));
    let policies: Vec<Value> = with_it
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(policies.len(), 3);
    assert!(policies.iter().all(|it| *it == block("policy")));
}

/// The policy for Cognito Sync allows each identity only its own datasets.
#[test]
fn the_documented_policy_for_cognito_sync_separates_users() {
    let policy = block("sync policy").to_string();
    let mut stage = Stage::with(|config| {
        for role in &mut config.account.roles {
            role.policies.clear();
            role.policies.insert("records".to_owned(), policy.clone());
        }
    });
    let logins = stage.charles();
    let charles = stage.id_of(&logins);
    let body = json!({ "IdentityId": charles, "Logins": logins });
    let person = Key::of(&stage.ok("GetCredentialsForIdentity", body)["Credentials"]);
    let other = stage.guest();
    for (identity, expected) in [(&charles, 200), (&other, 403)] {
        for path in ["", "/datasets", "/datasets/notes/records"] {
            let identity = encoded(identity);
            let target = format!(
                "/identitypools/{}/identities/{identity}{path}",
                encoded(POOL)
            );
            let request = Unsigned::new("GET", &target, "cognito-sync", stage.now).sign(&person);
            let response = stage.emulator.handle(stage.now, &request);
            assert_eq!(response.status(), expected, "{target}");
        }
    }
}
