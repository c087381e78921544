//! TransactWriteItems.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Call;
use super::error::{CancellationReason, DynamoDbError};
use super::item::{Action, Write, settings};
use super::permission::check;
use crate::signing::sha256;
use crate::state::{CompletedTransaction, Tables};

/// The maximum number of writes in a transaction.
// Source: API_TransactWriteItems ("up to 100 action requests").
const MAX_ITEMS: usize = 100;
/// The maximum size of a transaction, in bytes.
// Source: transaction-apis ("The aggregate size of the items in the transaction cannot exceed 4 MB").
const MAX_BYTES: usize = 4 << 20;
/// How long a client request token is valid.
// Source: transaction-apis ("A client token is valid for 10 minutes after the request that uses it finishes").
const TOKEN_LIFETIME: Duration = Duration::from_secs(600);

/// [TransactWriteItems](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html)
// Source: API_TransactWriteItems. Assumed: the order of the checks.
pub(super) fn write(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let writes = read(call)?;
    for (name, write) in &writes {
        let mut asked = write.asked(settings(tables, call, name).as_ref());
        asked.is_in_transaction = true;
        check(call, write.action.permission(), name, &asked)?;
    }
    for name in writes.iter().map(|it| &it.0).collect::<BTreeSet<_>>() {
        call.table(tables, name)?;
    }
    let token = call
        .members
        .get("ClientRequestToken")
        .and_then(Value::as_str);
    if let Some(token) = token
        && is_done(tables, call, &writes, token)?
    {
        return Ok(json!({}));
    }
    let keys = keys(tables, call, &writes)?;
    let reasons = reasons(tables, call, &writes, &keys);
    if reasons.iter().any(|it| *it != CancellationReason::None) {
        return Err(DynamoDbError::Cancelled(reasons));
    }
    remember(tables, call, &writes, token);
    for ((name, write), key) in writes.into_iter().zip(keys) {
        if let Some(table) = tables.get_mut(&name, call.region) {
            write.apply(table, key);
        }
    }
    Ok(json!({}))
}

// Source: API_TransactWriteItems ("up to 100 action requests", `ConditionCheck`, `Put`, `Delete`). Assumed: the message; that there is
// no `Update`, a limit of the emulator's.
fn read(call: &Call<'_>) -> Result<Vec<(String, Write)>, DynamoDbError> {
    let items = call.members.get("TransactItems").and_then(Value::as_array);
    let items = items.ok_or_else(|| DynamoDbError::is_null("TransactItems"))?;
    if !(1..=MAX_ITEMS).contains(&items.len()) {
        return Err(DynamoDbError::validation(format!(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less \
             than or equal to {MAX_ITEMS} and greater than or equal to 1"
        )));
    }
    let writes: Vec<_> = items.iter().map(one).collect::<Result<_, _>>()?;
    let bytes: usize = writes.iter().map(|(_, write)| write.size()).sum();
    match bytes <= MAX_BYTES {
        true => Ok(writes),
        false => Err(DynamoDbError::validation(
            "Collective size of items in transaction exceeds the limit of 4MB",
        )),
    }
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html. Assumed: the message.
fn one(item: &Value) -> Result<(String, Write), DynamoDbError> {
    let fields = item.as_object().ok_or(DynamoDbError::Serialization)?;
    let (action, inner) = match (fields.iter().next(), fields.len()) {
        (Some((action, inner)), 1) => (action.as_str(), inner),
        _ => {
            return Err(DynamoDbError::validation(
                "TransactItems can only contain one of Check, Put, Update or Delete",
            ));
        }
    };
    let action = match action {
        "Put" => Action::Put,
        "Delete" => Action::Delete,
        "ConditionCheck" => Action::Check,
        _ => {
            return Err(DynamoDbError::validation(
                "the emulator has no Update in transactions",
            ));
        }
    };
    let members: &Map<String, Value> = inner.as_object().ok_or(DynamoDbError::Serialization)?;
    if action == Action::Check && !members.contains_key("ConditionExpression") {
        return Err(DynamoDbError::is_null("ConditionExpression"));
    }
    let table = members.get("TableName").and_then(Value::as_str);
    let table = table.ok_or_else(|| DynamoDbError::is_null("TableName"))?;
    Ok((table.to_owned(), Write::read(members, action)?))
}

/// The keys of all items, which have to be different.
// Source: transaction-apis ("You can't target the same item with multiple operations within the same transaction").
fn keys(
    tables: &Tables,
    call: &Call<'_>,
    writes: &[(String, Write)],
) -> Result<Vec<(String, String)>, DynamoDbError> {
    let mut seen = BTreeSet::new();
    let mut keys = Vec::new();
    for (name, write) in writes {
        let table = tables
            .get(name, call.region)
            .ok_or(DynamoDbError::NoTable(None))?;
        let key = write.key(&table.settings)?;
        if !seen.insert((name, key.clone())) {
            return Err(DynamoDbError::validation(
                "Transaction request cannot include multiple operations on one item",
            ));
        }
        keys.push(key);
    }
    Ok(keys)
}

fn reasons(
    tables: &Tables,
    call: &Call<'_>,
    writes: &[(String, Write)],
    keys: &[(String, String)],
) -> Vec<CancellationReason> {
    let all = writes.iter().zip(keys);
    let reason = |((name, write), key): (&(String, Write), &(String, String))| match tables
        .get(name, call.region)
        .is_some_and(|table| write.condition_is_met(table, key))
    {
        true => CancellationReason::None,
        false => CancellationReason::Condition,
    };
    all.map(reason).collect()
}

/// Whether the same request with the same token was completed within ten minutes.
// Source: transaction-apis#transaction-apis-txwriteitems-idempotency ("If you repeat a request with the same client token within the
// 10-minute idempotency window but change some other request parameter, DynamoDB returns an IdempotentParameterMismatch exception").
fn is_done(
    tables: &mut Tables,
    call: &Call<'_>,
    writes: &[(String, Write)],
    token: &str,
) -> Result<bool, DynamoDbError> {
    let Some(table) = writes
        .first()
        .and_then(|it| tables.get_mut(&it.0, call.region))
    else {
        return Ok(false);
    };
    let now = call.now;
    table
        .done
        .retain(|_, done| now.since(done.at) <= TOKEN_LIFETIME);
    match table.done.get(token) {
        None => Ok(false),
        Some(done) if done.request == digest(call) => Ok(true),
        Some(_) => Err(DynamoDbError::OtherParameters),
    }
}

fn remember(tables: &mut Tables, call: &Call<'_>, writes: &[(String, Write)], token: Option<&str>) {
    let table = writes
        .first()
        .and_then(|it| tables.get_mut(&it.0, call.region));
    if let (Some(table), Some(token)) = (table, token) {
        let done = CompletedTransaction {
            request: digest(call),
            at: call.now,
        };
        table.done.insert(token.to_owned(), done);
    }
}

fn digest(call: &Call<'_>) -> String {
    let items = call.members.get("TransactItems").map(Value::to_string);
    sha256(items.unwrap_or_default().as_bytes())
}
