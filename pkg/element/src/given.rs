//! Reads the JSON that the script passes in.

use std::time::Duration;

use vestibule::StepUp;
use vestibule::protocol::json::Value;

/// Returns a list; an empty one if there is none.
pub fn list<'a>(given: &'a Value, name: &str) -> &'a [Value] {
    let list = given.field(name).and_then(Value::as_array);
    list.unwrap_or_default()
}

/// Returns whether a value is `true`.
pub fn is_on(given: &Value, name: &str) -> bool {
    matches!(given.field(name), Some(Value::Bool(true)))
}

/// Reads a `StepUp` of `pkg/src/config.ts`: one level or several, and seconds.
pub fn step_up(given: &Value) -> StepUp {
    let levels = match given.string("acr") {
        Some(level) => vec![level.to_owned()],
        None => given.field("acr").map(Value::strings).unwrap_or_default(),
    };
    let level = levels.into_iter().fold(StepUp::default(), StepUp::or);
    match given.integer("maxAge").and_then(|age| age.try_into().ok()) {
        Some(seconds) => level.max_age(Duration::from_secs(seconds)),
        None => level,
    }
}
