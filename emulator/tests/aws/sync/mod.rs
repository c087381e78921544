//! Cognito Sync: datasets, records and permissions.

mod access;
mod datasets;
mod merges;
mod protocol;
mod records;

use serde_json::{Value, json};
use vestibule_emulator::Response;

use crate::sign::{Key, Unsigned, encoded};
use crate::storage::Person;
use crate::support::{POOL, Stage, text};

/// An error's status, type and message.
pub type Refused = (u16, String, String);

impl Stage {
    /// Sends a signed request for an identity's data.
    pub fn sync_raw(&mut self, key: &Key, method: &str, target: &str, body: &[u8]) -> Response {
        let mut unsigned = Unsigned::new(method, target, "cognito-sync", self.now);
        unsigned.body = body;
        if method == "POST" {
            unsigned.headers = vec![("content-type", "application/json".to_owned())];
        }
        let request = unsigned.sign(key);
        self.emulator.handle(self.now, &request)
    }

    /// Sends a call for the identity's own data.
    #[track_caller]
    pub fn sync(
        &mut self,
        of: &Person,
        method: &str,
        rest: &str,
        body: Option<Value>,
    ) -> Result<Value, Refused> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let target = address(&of.id, rest);
        let response = self.sync_raw(&of.key, method, &target, body.as_bytes());
        let outcome = read(&response);
        if let Err((_, kind, _)) = &outcome {
            assert_listed(method, rest, kind);
        }
        outcome
    }

    #[track_caller]
    pub fn records(&mut self, of: &Person, dataset: &str, query: &str) -> Value {
        let rest = format!("/datasets/{}/records{query}", encoded(dataset));
        self.sync(of, "GET", &rest, None).unwrap()
    }

    /// Opens a sync session of the dataset. Returns its token.
    #[track_caller]
    pub fn token(&mut self, of: &Person, dataset: &str) -> String {
        text(&self.records(of, dataset, "?maxResults=1")["SyncSessionToken"])
    }

    /// Reads the dataset, then changes records.
    #[track_caller]
    pub fn update(&mut self, of: &Person, dataset: &str, patches: Value) -> Result<Value, Refused> {
        let token = self.token(of, dataset);
        let body = json!({ "SyncSessionToken": token, "RecordPatches": patches });
        let rest = format!("/datasets/{}", encoded(dataset));
        self.sync(of, "POST", &rest, Some(body))
    }

    #[track_caller]
    pub fn put(&mut self, of: &Person, dataset: &str, key: &str, value: &str, count: u64) -> Value {
        let patch = replace(key, value, count);
        self.update(of, dataset, json!([patch])).unwrap()
    }
}

pub fn address(identity_id: &str, rest: &str) -> String {
    let (pool, identity) = (encoded(POOL), encoded(identity_id));
    format!("/identitypools/{pool}/identities/{identity}{rest}")
}

pub fn replace(key: &str, value: &str, count: u64) -> Value {
    json!({ "Op": "replace", "Key": key, "Value": value, "SyncCount": count })
}

pub fn remove(key: &str, count: u64) -> Value {
    json!({ "Op": "remove", "Key": key, "SyncCount": count })
}

/// The key, value and sync count of each record.
pub fn list(response: &Value) -> Vec<(String, Option<String>, u64)> {
    let records = response["Records"].as_array().unwrap().iter();
    let one = |record: &Value| {
        let value = record["Value"].as_str().map(str::to_owned);
        (
            text(&record["Key"]),
            value,
            record["SyncCount"].as_u64().unwrap(),
        )
    };
    records.map(one).collect()
}

#[track_caller]
pub fn assert_refused(response: Result<Value, Refused>, status: u16, kind: &str, message: &str) {
    let expected = (status, kind.to_owned(), message.to_owned());
    assert_eq!(response.unwrap_err(), expected);
}

fn read(response: &Response) -> Result<Value, Refused> {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    if response.status() == 200 {
        return Ok(body);
    }
    let members: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(members, ["message"]);
    let kind = response.headers()["x-amzn-errortype"].to_str().unwrap();
    let kind = kind.trim_end_matches(':').to_owned();
    Err((response.status().as_u16(), kind, text(&body["message"])))
}

/// AWS's model of the operations.
const MODEL: &str = include_str!("../../../../protocol/src/sync/model.json");

/// Errors that every operation can return besides those on its page
/// (<https://docs.aws.amazon.com/cognitosync/latest/APIReference/CommonErrors.html>, and the protocol's own).
const COMMON: [&str; 8] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
];

/// Checks that an operation returns only errors that its page of AWS's reference lists.
#[track_caller]
fn assert_listed(method: &str, rest: &str, kind: &str) {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    let path = rest.split('?').next().unwrap();
    let name = match (method, path.split('/').skip(1).count()) {
        ("GET", 0) => "DescribeIdentityUsage",
        ("GET", 1) => "ListDatasets",
        ("GET", 2) => "DescribeDataset",
        ("GET", _) => "ListRecords",
        ("DELETE", _) => "DeleteDataset",
        _ => "UpdateRecords",
    };
    let listed = model["operations"][name]["errors"].as_array().unwrap();
    let is_listed = listed.iter().any(|one| one == kind) || COMMON.contains(&kind);
    assert!(is_listed, "{name} does not list {kind}");
}
