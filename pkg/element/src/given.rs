//! What the script has given, as JSON.

use vestibule::protocol::json::Value;

/// A list, which is empty where there is none.
pub fn list<'a>(given: &'a Value, name: &str) -> &'a [Value] {
    let list = given.field(name).and_then(Value::as_array);
    list.unwrap_or_default()
}

/// Whether it is there, and true.
pub fn is_on(given: &Value, name: &str) -> bool {
    matches!(given.field(name), Some(Value::Bool(true)))
}
