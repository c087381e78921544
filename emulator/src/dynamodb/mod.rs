//! Amazon DynamoDB, as much as a store of records needs: tables whose keys are texts, and single items, queries and
//! transactions on them, with their conditions.
//!
//! `table` has the operations on tables, `item` and `query` those on items, `transact` those on several at once.
//! `expression` reads and evaluates conditions, `value` checks attributes, `permission` asks IAM, `error` has the errors.
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

use crate::access::{Principal, Wanted, authenticate};
use crate::http::{Request, Response, header, response};
use crate::idp;
use crate::moment::Moment;
use crate::signing::{Signature, Style};
use crate::state::{State, Table, Tables};
use error::Denied;

const MEDIA_TYPE: &str = "application/x-amz-json-1.0";
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// How far the time of a request may be off.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (15 minutes).
const WINDOW: Duration = Duration::from_secs(900);

/// What an operation needs to know besides the tables.
struct Call<'a> {
    now: Moment,
    caller: &'a Principal,
    /// The Region that the request was signed for.
    region: &'a str,
    account: &'a str,
    members: &'a Map<String, Value>,
}

type Run = fn(&mut Tables, &Call<'_>) -> Result<Value, Denied>;

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

/// The answer to a call of the API; none for other requests.
pub(crate) fn handle(state: &mut State, now: Moment, request: &Request) -> Option<Response> {
    let is_call = request.method() == Method::POST && request.uri().path() == "/";
    let name = header(request, "x-amz-target")?.strip_prefix(TARGET_PREFIX)?;
    if !is_call {
        return None;
    }
    let answer = match run(state, now, request, name) {
        Ok(body) => response(StatusCode::OK, MEDIA_TYPE, body.to_string().into_bytes()),
        Err(denied) => denied.into_response(now),
    };
    Some(idp::finished(state, now, answer))
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html. Assumed: that the signature
// is looked at before the body.
fn run(state: &mut State, now: Moment, request: &Request, name: &str) -> Result<Value, Denied> {
    let wanted = Wanted {
        service: "dynamodb",
        region: None,
        style: Style::Other,
        window: WINDOW,
    };
    let caller = authenticate(state, now, request, wanted).map_err(Denied::Signature)?;
    let signature = Signature::read(request).ok().flatten();
    let region = signature.map(|it| it.credential.region).unwrap_or_default();
    let is_it = |operation: &&(&str, Run)| operation.0 == name;
    let (_, operation) = OPERATIONS
        .iter()
        .find(is_it)
        .ok_or(Denied::UnknownOperation)?;
    let body: Result<Value, _> = serde_json::from_slice(request.body());
    let Ok(Value::Object(members)) = body else {
        return Err(Denied::Serialization);
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

/// Members that mean something which the emulator does not do: better refused than passed over.
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
fn refuse_what_is_missing(members: &Map<String, Value>) -> Result<(), Denied> {
    match MISSING.into_iter().find(|it| members.contains_key(*it)) {
        Some(name) => Err(Denied::validation(format!(
            "the emulator does not have {name}"
        ))),
        None => Ok(()),
    }
}

impl Call<'_> {
    /// A member that is a text.
    fn text(&self, name: &'static str) -> Result<&str, Denied> {
        let text = self.members.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Denied::is_null(name))
    }

    fn arn(&self, table: &str) -> String {
        format!(
            "arn:aws:dynamodb:{}:{}:table/{table}",
            self.region, self.account
        )
    }

    /// The table of that name in the Region, with what has expired taken out, unless it has had too many requests.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html.
    fn table<'a>(&self, tables: &'a mut Tables, name: &str) -> Result<&'a mut Table, Denied> {
        let table = tables.get_mut(name, self.region);
        let table = table.ok_or(Denied::NoTable(None))?;
        table.expire(self.now);
        match table.count(self.now) {
            true => Ok(table),
            false => Err(Denied::Throughput),
        }
    }
}
