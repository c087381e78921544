//! The part of Amazon DynamoDB that a store of records needs: tables with string keys, and single items, queries and
//! transactions with conditions.
//!
//! `table` has the operations on tables, `item` and `query` those on items, `transact` transactions. `expression` parses and
//! evaluates conditions, `value` checks attributes, `permission` checks IAM policies, `error` has the errors.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

mod error;
mod expression;
mod item;
mod permission;
mod query;
mod table;
mod transact;
mod value;

use std::time::Duration;

use ::http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::access::{Principal, SignatureRequirements, authenticate};
use crate::http::{Request, Response, header, response};
use crate::idp;
use crate::signing::{Signature, Style};
use crate::state::{State, Table, Tables};
use crate::timestamp::Timestamp;
use error::DynamoDbError;

const MEDIA_TYPE: &str = "application/x-amz-json-1.0";
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// The maximum difference between a request's time and the server's.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (15 minutes).
const WINDOW: Duration = Duration::from_secs(900);

/// A call of an operation.
struct Call<'a> {
    now: Timestamp,
    caller: &'a Principal,
    /// The Region that the request was signed for.
    region: &'a str,
    account: &'a str,
    members: &'a Map<String, Value>,
}

type Run = fn(&mut Tables, &Call<'_>) -> Result<Value, DynamoDbError>;

const OPERATIONS: [(&str, Run); 9] = [
    ("CreateTable", table::create),
    ("DeleteItem", item::delete),
    ("DescribeTable", table::describe),
    ("DescribeTimeToLive", table::describe_time_to_live),
    ("GetItem", item::get),
    ("PutItem", item::put),
    ("Query", query::query),
    ("TransactWriteItems", transact::write),
    ("UpdateTimeToLive", table::update_time_to_live),
];

/// Handles a call of the API; `None` for other requests.
pub(crate) fn handle(state: &mut State, now: Timestamp, request: &Request) -> Option<Response> {
    let is_call = request.method() == Method::POST && request.uri().path() == "/";
    let name = header(request, "x-amz-target")?.strip_prefix(TARGET_PREFIX)?;
    if !is_call {
        return None;
    }
    let outcome = match run(state, now, request, name) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(denied) => denied.into_response(now),
    };
    Some(idp::finished(state, now, outcome))
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html. Assumed: that the signature
// is checked before the body.
fn run(
    state: &mut State,
    now: Timestamp,
    request: &Request,
    name: &str,
) -> Result<Value, DynamoDbError> {
    let wanted = SignatureRequirements {
        service: "dynamodb",
        region: None,
        style: Style::Other,
        window: WINDOW,
    };
    let caller = authenticate(state, now, request, wanted).map_err(DynamoDbError::Signature)?;
    let signature = Signature::read(request).ok().flatten();
    let region = signature.map(|it| it.credential.region).unwrap_or_default();
    let is_it = |operation: &&(&str, Run)| operation.0 == name;
    let (_, operation) = OPERATIONS
        .iter()
        .find(is_it)
        .ok_or(DynamoDbError::UnknownOperation)?;
    let body: Result<Value, _> = serde_json::from_slice(request.body());
    let Ok(Value::Object(members)) = body else {
        return Err(DynamoDbError::Serialization);
    };
    refuse_what_is_missing(&members)?;
    let account = state.account.id().to_owned();
    let call = Call {
        now,
        caller: &caller,
        region: &region,
        account: &account,
        members: &members,
    };
    operation(&mut state.tables, &call)
}

/// Members that the emulator does not support, and therefore refuses.
const MISSING: [&str; 9] = [
    "AttributesToGet",
    "ConditionalOperator",
    "Expected",
    "GlobalSecondaryIndexes",
    "IndexName",
    "KeyConditions",
    "LocalSecondaryIndexes",
    "QueryFilter",
    "ReturnItemCollectionMetrics",
];

// Assumed: all of it, a limit of the emulator's.
fn refuse_what_is_missing(members: &Map<String, Value>) -> Result<(), DynamoDbError> {
    match MISSING.into_iter().find(|it| members.contains_key(*it)) {
        Some(name) => Err(DynamoDbError::validation(format!(
            "the emulator does not have {name}"
        ))),
        None => Ok(()),
    }
}

impl Call<'_> {
    /// A string member.
    fn text(&self, name: &'static str) -> Result<&str, DynamoDbError> {
        let text = self.members.get(name).and_then(Value::as_str);
        text.ok_or_else(|| DynamoDbError::is_null(name))
    }

    fn arn(&self, table: &str) -> String {
        format!(
            "arn:aws:dynamodb:{}:{}:table/{table}",
            self.region, self.account
        )
    }

    /// The table with this name in the Region, without expired items; an error if it has had too many requests.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html.
    fn table<'a>(
        &self,
        tables: &'a mut Tables,
        name: &str,
    ) -> Result<&'a mut Table, DynamoDbError> {
        let table = tables.get_mut(name, self.region);
        let table = table.ok_or(DynamoDbError::NoTable(None))?;
        table.expire(self.now);
        match table.count(self.now) {
            true => Ok(table),
            false => Err(DynamoDbError::Throughput),
        }
    }
}
