//! GetItem, PutItem and DeleteItem.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html>

use serde_json::{Map, Value, json};

use super::Call;
use super::error::DynamoDbError;
use super::expression::{Condition, Placeholders};
use super::permission::{Asked, check};
use super::value::{bare_key, check_item, key_of};
use crate::config::TableSettings;
use crate::state::{Item, Table, Tables};

/// [GetItem](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html)
// Source: API_GetItem ("If there is no matching item, GetItem does not return any data and there will be no Item element").
pub(super) fn get(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let name = call.text("TableName")?;
    let key = as_item(call.members.get("Key").unwrap_or(&Value::Null))?;
    let placeholders = Placeholders::read(call.members)?;
    let projection = placeholders.projection(call.members)?;
    placeholders.finish()?;
    let settings = settings(tables, call, name);
    let asked = Asked {
        leading_keys: leading_keys(settings.as_ref(), key),
        attributes: projection.clone().unwrap_or_default(),
        select: projection.as_ref().map(|_| "SPECIFIC_ATTRIBUTES"),
        ..Asked::default()
    };
    check(call, "dynamodb:GetItem", name, &asked)?;
    let table = call.table(tables, name)?;
    let key = bare_key(&table.settings, key)?;
    Ok(match table.items.get(&key) {
        Some(item) => json!({ "Item": projected(item, projection.as_deref()) }),
        None => json!({}),
    })
}

/// [PutItem](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html)
pub(super) fn put(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let name = call.text("TableName")?.to_owned();
    let write = Write::read(call.members, Action::Put)?;
    one(tables, call, &name, write)
}

/// [DeleteItem](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html)
pub(super) fn delete(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let name = call.text("TableName")?.to_owned();
    let write = Write::read(call.members, Action::Delete)?;
    one(tables, call, &name, write)
}

// Source: API_PutItem (`ReturnValues`: NONE or ALL_OLD; `ConditionalCheckFailedException`).
fn one(
    tables: &mut Tables,
    call: &Call<'_>,
    name: &str,
    write: Write,
) -> Result<Value, DynamoDbError> {
    let wants_old = match call.members.get("ReturnValues").and_then(Value::as_str) {
        None | Some("NONE") => false,
        Some("ALL_OLD") => true,
        Some(_) => {
            return Err(DynamoDbError::validation(
                "Return values set to invalid value",
            ));
        }
    };
    let asked = write.asked(settings(tables, call, name).as_ref());
    check(call, write.action.permission(), name, &asked)?;
    let table = call.table(tables, name)?;
    let key = write.key(&table.settings)?;
    if !write.condition_is_met(table, &key) {
        return Err(DynamoDbError::Condition);
    }
    let old = write.apply(table, key);
    Ok(match old.filter(|_| wants_old) {
        Some(old) => json!({ "Attributes": old }),
        None => json!({}),
    })
}

/// The kind of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Put,
    Delete,
    /// Only checks a condition, in a transaction.
    Check,
}

/// A write of one item, alone or in a transaction.
pub(super) struct Write {
    pub(super) action: Action,
    /// The item, or the key for a deletion or a check.
    item: Item,
    condition: Option<Condition>,
}

impl Action {
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html.
    pub(super) fn permission(self) -> &'static str {
        match self {
            Self::Put => "dynamodb:PutItem",
            Self::Delete => "dynamodb:DeleteItem",
            Self::Check => "dynamodb:ConditionCheckItem",
        }
    }

    fn member(self) -> &'static str {
        match self {
            Self::Put => "Item",
            Self::Delete | Self::Check => "Key",
        }
    }
}

impl Write {
    pub(super) fn read(
        members: &Map<String, Value>,
        action: Action,
    ) -> Result<Self, DynamoDbError> {
        let item = members.get(action.member());
        let item = as_item(item.ok_or_else(|| DynamoDbError::is_null(action.member()))?)?.clone();
        let placeholders = Placeholders::read(members)?;
        let condition = placeholders.condition(members, "ConditionExpression")?;
        placeholders.finish()?;
        Ok(Self {
            action,
            item,
            condition,
        })
    }

    pub(super) fn asked(&self, table: Option<&TableSettings>) -> Asked {
        let of_condition = self.condition.as_ref().map(Condition::attributes);
        let of_condition = of_condition.unwrap_or_default();
        let mut attributes: Vec<String> = of_condition.into_iter().map(str::to_owned).collect();
        attributes.extend(self.item.keys().cloned());
        Asked {
            leading_keys: leading_keys(table, &self.item),
            attributes,
            ..Asked::default()
        }
    }

    // Source: API_PutItem, API_DeleteItem.
    pub(super) fn key(&self, table: &TableSettings) -> Result<(String, String), DynamoDbError> {
        match self.action {
            Action::Put => {
                check_item(&self.item)?;
                key_of(table, &self.item)
            }
            Action::Delete | Action::Check => bare_key(table, &self.item),
        }
    }

    /// The size of the written item, in bytes.
    pub(super) fn size(&self) -> usize {
        super::value::size_of(&self.item)
    }

    /// Whether its condition is met.
    pub(super) fn condition_is_met(&self, table: &Table, key: &(String, String)) -> bool {
        let nothing = Item::new();
        let found = table.items.get(key).unwrap_or(&nothing);
        let condition = self.condition.as_ref();
        condition.is_none_or(|condition| condition.holds(found))
    }

    /// Applies the write. Returns the old item.
    pub(super) fn apply(self, table: &mut Table, key: (String, String)) -> Option<Item> {
        match self.action {
            Action::Put => table.items.insert(key, self.item),
            Action::Delete => table.items.remove(&key),
            Action::Check => None,
        }
    }
}

/// The settings of a table, if it exists.
pub(super) fn settings(tables: &Tables, call: &Call<'_>, name: &str) -> Option<TableSettings> {
    Some(tables.get(name, call.region)?.settings.clone())
}

/// The partition key of an item, for the condition key `dynamodb:LeadingKeys`.
fn leading_keys(table: Option<&TableSettings>, item: &Item) -> Vec<String> {
    let value = table.and_then(|table| item.get(&table.partition_key)?.get("S")?.as_str());
    value.map(str::to_owned).into_iter().collect()
}

/// These attributes of an item; `None` for all.
pub(super) fn projected(item: &Item, names: Option<&[String]>) -> Item {
    match names {
        None => item.clone(),
        Some(names) => {
            let found = |name: &String| Some((name.clone(), item.get(name)?.clone()));
            names.iter().filter_map(found).collect()
        }
    }
}

pub(super) fn as_item(value: &Value) -> Result<&Item, DynamoDbError> {
    value.as_object().ok_or(DynamoDbError::Serialization)
}
