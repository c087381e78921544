//! Reads the target of a request from its path, query and body.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html> (and each operation's own *Request
//!   Syntax*)

use serde_json::{Map, Value};

use super::{Operation, datasets, records};
use crate::errors::Failure;
use crate::http::{Request, decode, form};
use crate::idp::request::parse;

/// The target and the members of a request.
pub(super) struct Target {
    pub(super) pool_id: String,
    pub(super) identity_id: String,
    /// `None` if it is about all of them.
    pub(super) dataset: Option<String>,
    /// The members by their names in the API's model.
    pub(super) members: Map<String, Value>,
}

/// The query parameters and their names in the model.
// Source: API_ListRecords, API_ListDatasets.
const PARAMETERS: [(&str, &str); 4] = [
    ("lastSyncCount", "LastSyncCount"),
    ("maxResults", "MaxResults"),
    ("nextToken", "NextToken"),
    ("syncSessionToken", "SyncSessionToken"),
];

impl Target {
    /// The target and the operation; `None` if there is no such operation.
    pub(super) fn of(request: &Request) -> Result<Option<(Self, Operation)>, Failure> {
        let path = request.uri().path().split('/').skip(1);
        let segments: Vec<String> = path.map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let [
            "identitypools",
            pool_id,
            "identities",
            identity_id,
            rest @ ..,
        ] = segments.as_slice()
        else {
            return Ok(None);
        };
        let (operation, dataset) = match (request.method().as_str(), rest) {
            ("GET", []) => (datasets::USAGE, None),
            ("GET", ["datasets"]) => (datasets::LIST, None),
            ("GET", ["datasets", name]) => (datasets::DESCRIBE, Some(*name)),
            ("DELETE", ["datasets", name]) => (datasets::DELETE, Some(*name)),
            ("GET", ["datasets", name, "records"]) => (records::LIST, Some(*name)),
            ("POST", ["datasets", name]) => (records::UPDATE, Some(*name)),
            _ => return Ok(None),
        };
        let mut members = match request.method().as_str() {
            "POST" => parse(request.body())?,
            _ => Map::new(),
        };
        members.extend(asked(request.uri().query().unwrap_or_default()));
        let mut insert = |name: &str, value: &str| members.insert(name.to_owned(), value.into());
        insert("IdentityPoolId", pool_id);
        insert("IdentityId", identity_id);
        if let Some(name) = dataset {
            insert("DatasetName", name);
        }
        let target = Self {
            pool_id: (*pool_id).to_owned(),
            identity_id: (*identity_id).to_owned(),
            dataset: dataset.map(str::to_owned),
            members,
        };
        Ok(Some((target, operation)))
    }

    /// The Region of the identity pool.
    pub(super) fn region(&self) -> Option<&str> {
        self.pool_id.split_once(':').map(|(region, _)| region)
    }
}

/// Decodes a path segment, in which a plus is not a space.
fn decoded(segment: &str) -> String {
    decode(&segment.replace('+', "%2B"))
}

fn asked(query: &str) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, text) in form(query) {
        let known = PARAMETERS.into_iter().find(|(known, _)| *known == name);
        let Some((_, member)) = known else { continue };
        let value = match (member, text.parse::<i64>()) {
            ("LastSyncCount" | "MaxResults", Ok(number)) => number.into(),
            _ => text.into(),
        };
        members.insert(member.to_owned(), value);
    }
    members
}
