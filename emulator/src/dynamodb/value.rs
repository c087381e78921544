//! Attribute values: validation, size and comparison.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>

use std::cmp::Ordering;

use serde_json::Value;

use super::error::DynamoDbError;
use crate::config::TableSettings;
use crate::state::Item;

/// The maximum size of an item, names and values, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items (400 KB).
const MAX_ITEM: usize = 400 * 1024;
/// The maximum length of a partition key, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
const MAX_PARTITION_KEY: usize = 2048;
/// The maximum length of a sort key, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
const MAX_SORT_KEY: usize = 1024;
/// The maximum number of digits of a number.
// Source: HowItWorks.NamingRulesDataTypes ("up to 38 digits of precision").
const MAX_DIGITS: usize = 38;

/// The type and the content of an attribute value: `("S", "text")`.
// Source: API_AttributeValue.
pub(super) fn typed(value: &Value) -> Result<(&str, &Value), DynamoDbError> {
    let mut fields = value.as_object().into_iter().flatten();
    match (fields.next(), fields.next()) {
        (Some((kind, inner)), None) => Ok((kind, inner)),
        (None, _) => Err(DynamoDbError::validation(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        )),
        (Some(_), Some(_)) => Err(DynamoDbError::validation(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        )),
    }
}

/// Checks an attribute value.
// Source: API_AttributeValue, HowItWorks.NamingRulesDataTypes. Assumed: that numbers are whole ones, a limit of the emulator's.
pub(super) fn check(value: &Value) -> Result<(), DynamoDbError> {
    let (kind, inner) = typed(value)?;
    match (kind, inner) {
        ("S" | "B", Value::String(_)) | ("BOOL", Value::Bool(_)) | ("NULL", Value::Bool(true)) => {
            Ok(())
        }
        ("N", Value::String(text)) => check_number(text),
        ("L", Value::Array(items)) => items.iter().try_for_each(check),
        ("M", Value::Object(fields)) => fields.values().try_for_each(check),
        ("SS" | "BS", Value::Array(items)) if !items.is_empty() => {
            match items.iter().all(Value::is_string) {
                true => Ok(()),
                false => Err(DynamoDbError::Serialization),
            }
        }
        ("NS", Value::Array(items)) if !items.is_empty() => {
            let mut texts = items.iter();
            texts.try_for_each(|it| check_number(it.as_str().unwrap_or_default()))
        }
        ("SS" | "NS" | "BS", Value::Array(_)) => Err(DynamoDbError::validation(
            "One or more parameter values were invalid: An string set  may not be empty",
        )),
        ("S" | "N" | "B" | "BOOL" | "NULL" | "L" | "M" | "SS" | "NS" | "BS", _) => {
            Err(DynamoDbError::Serialization)
        }
        _ => Err(DynamoDbError::validation(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        )),
    }
}

// Source: HowItWorks.NamingRulesDataTypes. Assumed: that numbers are whole ones, a limit of the emulator's.
fn check_number(text: &str) -> Result<(), DynamoDbError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(DynamoDbError::validation(format!(
            "The parameter cannot be converted to a numeric value: {text}"
        )));
    }
    match digits.len() <= MAX_DIGITS {
        true => Ok(()),
        false => Err(DynamoDbError::validation(
            "Attempting to store more than 38 significant digits in a Number",
        )),
    }
}

/// How two attributes of one type compare; `None` if they do not.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Condition.html ("String value comparisons for
// greater than, equals, or less than are based on Unicode with UTF-8 binary encoding").
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    let ((left_kind, left), (right_kind, right)) = (typed(left).ok()?, typed(right).ok()?);
    if left_kind != right_kind {
        return None;
    }
    let (left, right) = (left.as_str()?, right.as_str()?);
    match left_kind {
        "S" => Some(left.cmp(right)),
        "N" => Some(left.parse::<i128>().ok()?.cmp(&right.parse().ok()?)),
        _ => None,
    }
}

/// Whether two values are equal.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match compare(left, right) {
        Some(ordering) => ordering.is_eq(),
        None => left == right,
    }
}

/// The partition key and the sort key of an item or a key.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html#HowItWorks.CoreComponents.PrimaryKey.
pub(super) fn key_of(
    table: &TableSettings,
    item: &Item,
) -> Result<(String, String), DynamoDbError> {
    let partition = part(item, &table.partition_key)?;
    if partition.len() > MAX_PARTITION_KEY {
        return Err(DynamoDbError::validation(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ));
    }
    let sort = match &table.sort_key {
        Some(name) => part(item, name)?,
        None => String::new(),
    };
    match sort.len() <= MAX_SORT_KEY {
        true => Ok((partition, sort)),
        false => Err(DynamoDbError::validation(
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of \
             1024 bytes",
        )),
    }
}

/// The keys in `Key`, which may not have other attributes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html#DDB-GetItem-request-Key.
pub(super) fn bare_key(
    table: &TableSettings,
    key: &Item,
) -> Result<(String, String), DynamoDbError> {
    let names = 1 + usize::from(table.sort_key.is_some());
    let mismatch =
        || DynamoDbError::validation("The provided key element does not match the schema");
    let has = |name: &String| key.get(name).is_some_and(|it| it.get("S").is_some());
    let is_whole = has(&table.partition_key) && table.sort_key.as_ref().is_none_or(has);
    match is_whole && key.len() == names {
        true => key_of(table, key),
        false => Err(mismatch()),
    }
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html. Assumed: the message.
fn part(item: &Item, name: &str) -> Result<String, DynamoDbError> {
    let value = item.get(name).ok_or_else(|| {
        DynamoDbError::validation(format!(
            "One or more parameter values were invalid: Missing the key {name} in the item"
        ))
    })?;
    let (kind, inner) = typed(value)?;
    let text = inner.as_str().filter(|_| kind == "S").ok_or_else(|| {
        DynamoDbError::validation(format!(
            "One or more parameter values were invalid: Type mismatch for key {name} expected: S actual: {kind}"
        ))
    })?;
    match text.is_empty() {
        false => Ok(text.to_owned()),
        true => Err(DynamoDbError::validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: {name}"
        ))),
    }
}

/// Checks that an item can be stored.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items.
pub(super) fn check_item(item: &Item) -> Result<(), DynamoDbError> {
    item.values().try_for_each(check)?;
    match size_of(item) <= MAX_ITEM {
        true => Ok(()),
        false => Err(DynamoDbError::validation(
            "Item size has exceeded the maximum allowed size",
        )),
    }
}

/// The size of an item, in bytes.
// Source: CapacityUnitCalculations ("The size of a string is (length of attribute name) + (number of UTF-8-encoded bytes)").
pub(super) fn size_of(item: &Item) -> usize {
    let sizes = item.iter().map(|(name, value)| name.len() + size(value));
    sizes.sum()
}

/// The size of a value, in bytes.
// Source: CapacityUnitCalculations.
pub(super) fn size(value: &Value) -> usize {
    let Ok((kind, inner)) = typed(value) else {
        return 0;
    };
    match (kind, inner) {
        ("N", Value::String(text)) => text.len().div_ceil(2) + 1,
        ("B", Value::String(text)) => text.len() / 4 * 3,
        (_, Value::String(text)) => text.len(),
        ("L", Value::Array(items)) => 3 + items.iter().map(|it| size(it) + 1).sum::<usize>(),
        (_, Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::len).sum(),
        (_, Value::Object(fields)) => {
            let sizes = fields.iter().map(|(name, it)| name.len() + size(it) + 1);
            3 + sizes.sum::<usize>()
        }
        _ => 1,
    }
}
