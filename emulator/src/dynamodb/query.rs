//! Query.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html>

use serde_json::{Value, json};

use super::Call;
use super::error::DynamoDbError;
use super::expression::{Comparator, Condition, Operand, Placeholders};
use super::item::{as_item, projected, settings};
use super::permission::{Asked, check};
use super::value::{bare_key, size_of};
use crate::config::TableSettings;
use crate::state::{Item, Table, Tables};

/// The maximum size of a page, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html (1 MB).
const MAX_PAGE: usize = 1 << 20;

/// [Query](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html)
// Source: API_Query. Assumed: that an expression is checked before IAM policies.
pub(super) fn query(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let name = call.text("TableName")?;
    let placeholders = Placeholders::read(call.members)?;
    let condition = placeholders.condition(call.members, "KeyConditionExpression")?;
    let condition = condition.ok_or_else(|| {
        DynamoDbError::validation(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        )
    })?;
    let filter = placeholders.condition(call.members, "FilterExpression")?;
    let projection = placeholders.projection(call.members)?;
    placeholders.finish()?;
    let known = settings(tables, call, name);
    let key_condition = known.as_ref().map(|it| KeyCondition::of(it, &condition));
    let partition = key_condition.and_then(Result::ok).map(|it| it.partition);
    authorize(
        call,
        name,
        partition,
        (&condition, filter.as_ref(), projection.as_deref()),
    )?;
    let table = call.table(tables, name)?;
    let keys = KeyCondition::of(&table.settings, &condition)?;
    if let Some(filter) = &filter {
        check_filter(&table.settings, filter)?;
    }
    page(table, call, &keys, filter.as_ref(), projection.as_deref())
}

/// The key condition: the partition and a condition on the sort key.
struct KeyCondition<'a> {
    partition: String,
    sort: Option<&'a Condition>,
}

impl<'a> KeyCondition<'a> {
    // Source: Query.KeyConditionExpressions ("You must specify an equality condition for the partition key. You can optionally
    // provide a second condition for the sort key"). Assumed: the message, as reports have them.
    fn of(table: &TableSettings, condition: &'a Condition) -> Result<Self, DynamoDbError> {
        let (first, second) = match condition {
            Condition::All(left, right) => (left.as_ref(), Some(right.as_ref())),
            single => (single, None),
        };
        let (partition, sort) = match (partition_of(table, first), second) {
            (Some(partition), sort) => (partition, sort),
            (None, Some(second)) => match partition_of(table, second) {
                Some(partition) => (partition, Some(first)),
                None => return Err(missed(&table.partition_key)),
            },
            (None, None) => return Err(missed(&table.partition_key)),
        };
        if let Some(condition) = sort {
            let name = table.sort_key.as_deref();
            if !is_about_sort_key(name, condition) {
                return Err(
                    match (name, condition.attributes().first() == name.as_ref()) {
                        (Some(name), false) => missed(name),
                        _ => DynamoDbError::validation("Query key condition not supported"),
                    },
                );
            }
        }
        Ok(Self { partition, sort })
    }
}

// Source: Query.KeyConditionExpressions. Assumed: the message, as reports have them.
fn missed(name: &str) -> DynamoDbError {
    DynamoDbError::validation(format!("Query condition missed key schema element: {name}"))
}

fn partition_of(table: &TableSettings, condition: &Condition) -> Option<String> {
    let Condition::Compare(left, Comparator::Equal, right) = condition else {
        return None;
    };
    match (left, right) {
        (Operand::Attribute(name), Operand::Value(value)) if *name == table.partition_key => {
            value.get("S")?.as_str().map(str::to_owned)
        }
        _ => None,
    }
}

// Source: Query.KeyConditionExpressions (the comparisons of a sort key).
fn is_about_sort_key(name: Option<&str>, condition: &Condition) -> bool {
    let is_key = |it: &Operand| matches!(it, Operand::Attribute(it) if Some(it.as_str()) == name);
    let is_value = |it: &Operand| matches!(it, Operand::Value(_));
    match condition {
        Condition::Compare(left, comparator, right) => {
            is_key(left) && *comparator != Comparator::NotEqual && is_value(right)
        }
        Condition::Between(key, low, high) => is_key(key) && is_value(low) && is_value(high),
        Condition::BeginsWith(key, prefix) => is_key(key) && is_value(prefix),
        _ => false,
    }
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html ("A filter expression
// cannot contain partition key or sort key attributes"). Assumed: the message, as reports have them.
fn check_filter(table: &TableSettings, filter: &Condition) -> Result<(), DynamoDbError> {
    let is_key = |it: &&str| *it == table.partition_key || Some(*it) == table.sort_key.as_deref();
    match filter.attributes().into_iter().find(is_key) {
        Some(name) => Err(DynamoDbError::validation(format!(
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
        ))),
        None => Ok(()),
    }
}

/// Everything that names attributes: the key condition, the filter and the projection.
type AttributeUses<'a> = (&'a Condition, Option<&'a Condition>, Option<&'a [String]>);

fn authorize(
    call: &Call<'_>,
    table: &str,
    partition: Option<String>,
    (condition, filter, projection): AttributeUses<'_>,
) -> Result<(), DynamoDbError> {
    let mut attributes: Vec<String> = condition
        .attributes()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let of_filter = filter.map(Condition::attributes).unwrap_or_default();
    attributes.extend(of_filter.into_iter().map(str::to_owned));
    attributes.extend(projection.unwrap_or_default().iter().cloned());
    let asked = Asked {
        leading_keys: partition.into_iter().collect(),
        attributes,
        select: Some(match projection {
            Some(_) => "SPECIFIC_ATTRIBUTES",
            None => "ALL_ATTRIBUTES",
        }),
        is_in_transaction: false,
    };
    check(call, "dynamodb:Query", table, &asked)
}

// Source: API_Query (`Limit`, `ScanIndexForward`, `ExclusiveStartKey`, `LastEvaluatedKey`, `Count`, `ScannedCount`),
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html (1 MB, before the filter).
fn page(
    table: &Table,
    call: &Call<'_>,
    keys: &KeyCondition<'_>,
    filter: Option<&Condition>,
    projection: Option<&[String]>,
) -> Result<Value, DynamoDbError> {
    let most = most(call)?;
    let is_forward = call.members.get("ScanIndexForward") != Some(&Value::Bool(false));
    let start = match call.members.get("ExclusiveStartKey") {
        Some(key) => Some(bare_key(&table.settings, as_item(key)?)?),
        None => None,
    };
    let is_after = |key: &(String, String)| match (&start, is_forward) {
        (None, _) => true,
        (Some(start), true) => key > start,
        (Some(start), false) => key < start,
    };
    let is_meant = |(key, item): &(&(String, String), &Item)| {
        key.0 == keys.partition
            && is_after(key)
            && keys.sort.is_none_or(|condition| condition.holds(item))
    };
    let mut found: Vec<_> = table.items.iter().filter(is_meant).map(|it| it.1).collect();
    if !is_forward {
        found.reverse();
    }
    let (mut bytes, mut scanned, mut items) = (0, 0, Vec::new());
    let mut last = None;
    for item in &found {
        if scanned == most || bytes >= MAX_PAGE {
            break;
        }
        scanned += 1;
        bytes += size_of(item);
        last = Some(*item);
        if filter.is_none_or(|filter| filter.holds(item)) {
            items.push(Value::Object(projected(item, projection)));
        }
    }
    let mut response = json!({ "Count": items.len(), "ScannedCount": scanned });
    let is_page_full = scanned == most || bytes >= MAX_PAGE;
    if let Some(last) = last.filter(|_| is_page_full) {
        response["LastEvaluatedKey"] = Value::Object(key_attributes(&table.settings, last));
    }
    if call.members.get("Select") != Some(&json!("COUNT")) {
        response["Items"] = items.into();
    }
    Ok(response)
}

// Source: API_Query (`Limit`: "Minimum value of 1").
fn most(call: &Call<'_>) -> Result<usize, DynamoDbError> {
    let Some(limit) = call.members.get("Limit") else {
        return Ok(usize::MAX);
    };
    let limit = limit.as_u64().filter(|it| *it > 0);
    let limit = limit.and_then(|it| usize::try_from(it).ok());
    limit.ok_or_else(|| {
        DynamoDbError::validation(
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater \
             than or equal to 1",
        )
    })
}

fn key_attributes(table: &TableSettings, item: &Item) -> Item {
    let names = [Some(&table.partition_key), table.sort_key.as_ref()];
    let names: Vec<String> = names.into_iter().flatten().cloned().collect();
    projected(item, Some(&names))
}
