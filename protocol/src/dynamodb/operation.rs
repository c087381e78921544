//! The operations.

use super::Item;
use crate::json::{Object, Value};

/// An operation, tied to its name and its response.
pub trait Operation {
    /// AWS's name of the operation.
    const NAME: &'static str;
    /// The type of the response.
    type Response;
    /// Writes the body of the request.
    fn write(&self) -> Object;
    /// Reads the body of the response.
    ///
    /// # Errors
    /// The name of a field that is missing or has another type.
    fn read(body: &Value) -> Result<Self::Response, &'static str>;
}

/// A condition on an item, or a selection of items. `Debug` does not show values.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// The expression, such as `#version = :seen`.
    pub text: &'static str,
    /// The attribute names by placeholder, with `#`. Placeholders are necessary for
    /// [reserved words](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html).
    pub names: Vec<(&'static str, &'static str)>,
    /// The values by placeholder, with `:`.
    pub values: Item,
}

/// Reads one item.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetItem {
    /// The table.
    pub table_name: String,
    /// The partition key and the sort key.
    pub key: Item,
    /// Whether the read is strongly consistent.
    pub consistent_read: bool,
}

/// The response to [`GetItem`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetItemResponse {
    /// The item. `None` if there is none.
    pub item: Option<Item>,
}

/// Reads one page of the items of a partition.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The table.
    pub table_name: String,
    /// The selected items.
    pub key_condition: Expression,
    /// The attributes to return, by the placeholders of `key_condition`. `None` for all.
    pub projection: Option<&'static str>,
    /// The last key of the previous page.
    pub exclusive_start_key: Option<Item>,
    /// Whether the read is strongly consistent.
    pub consistent_read: bool,
}

/// The response to [`Query`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryResponse {
    /// The items in the order of the sort key, by the bytes of UTF-8.
    pub items: Vec<Item>,
    /// The last key of this page. `None` on the last page.
    pub last_evaluated_key: Option<Item>,
}

/// Writes up to 100 items: all, or none.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactWriteItems {
    /// The idempotency token, up to 36 characters. The same request with the same token is executed once within ten
    /// minutes.
    pub client_request_token: String,
    /// The writes. Each item may occur once.
    pub transact_items: Vec<TransactWriteItem>,
}

/// A write of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactWriteItem {
    /// The table.
    pub table_name: String,
    /// The new item, or the key of an item to delete (`Err`).
    pub put: Result<Item, Item>,
    /// The condition on the existing item.
    pub condition: Expression,
}

impl Operation for GetItem {
    const NAME: &'static str = "GetItem";
    type Response = GetItemResponse;

    fn write(&self) -> Object {
        let mut body = Object::new();
        body.text("TableName", &self.table_name);
        body.object("Key", self.key.write());
        body.flag("ConsistentRead", self.consistent_read);
        body
    }

    fn read(body: &Value) -> Result<Self::Response, &'static str> {
        let item = body.field("Item").map(|it| Item::read(it).ok_or("Item"));
        Ok(GetItemResponse {
            item: item.transpose()?,
        })
    }
}

impl Operation for Query {
    const NAME: &'static str = "Query";
    type Response = QueryResponse;

    fn write(&self) -> Object {
        let mut body = Object::new();
        body.text("TableName", &self.table_name);
        self.key_condition
            .write("KeyConditionExpression", &mut body);
        body.optional("ProjectionExpression", self.projection);
        if let Some(key) = &self.exclusive_start_key {
            body.object("ExclusiveStartKey", key.write());
        }
        body.flag("ConsistentRead", self.consistent_read);
        body
    }

    fn read(body: &Value) -> Result<Self::Response, &'static str> {
        let items = body.field("Items").and_then(Value::as_array);
        let items: Option<Vec<_>> = items.ok_or("Items")?.iter().map(Item::read).collect();
        let last = body.field("LastEvaluatedKey");
        let last = last.map(|it| Item::read(it).ok_or("LastEvaluatedKey"));
        Ok(QueryResponse {
            items: items.ok_or("Items")?,
            last_evaluated_key: last.transpose()?,
        })
    }
}

impl Operation for TransactWriteItems {
    const NAME: &'static str = "TransactWriteItems";
    type Response = ();

    fn write(&self) -> Object {
        let mut items = String::from("[");
        for item in &self.transact_items {
            if items.len() > 1 {
                items.push(',');
            }
            items.push_str(&item.write().end());
        }
        items.push(']');
        let mut body = Object::new();
        body.json("TransactItems", &items);
        body.text("ClientRequestToken", &self.client_request_token);
        body
    }

    fn read(_: &Value) -> Result<Self::Response, &'static str> {
        Ok(())
    }
}

impl TransactWriteItem {
    fn write(&self) -> Object {
        let mut inner = Object::new();
        inner.text("TableName", &self.table_name);
        let (action, field, item) = match &self.put {
            Ok(item) => ("Put", "Item", item),
            Err(key) => ("Delete", "Key", key),
        };
        inner.object(field, item.write());
        self.condition.write("ConditionExpression", &mut inner);
        let mut whole = Object::new();
        whole.object(action, inner);
        whole
    }
}

impl Expression {
    fn write(&self, field: &str, body: &mut Object) {
        body.text(field, self.text);
        let mut names = Object::new();
        for (placeholder, name) in &self.names {
            names.text(placeholder, name);
        }
        body.object("ExpressionAttributeNames", names);
        // DynamoDB refuses an empty map.
        if !self.values.is_empty() {
            body.object("ExpressionAttributeValues", self.values.write());
        }
    }
}
