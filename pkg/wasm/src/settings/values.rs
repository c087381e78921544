//! Reads settings from JSON whose types were already checked by the scripts.

use std::time::Duration;

use vestibule::protocol::json::Value;

/// Returns a string, or the empty string if the setting is missing. The check of the configuration then
/// refuses it with the setting's name.
pub(super) fn text<'a>(settings: &'a Value, name: &str) -> &'a str {
    settings.string(name).unwrap_or_default()
}

/// Returns a number of milliseconds as a duration.
pub(super) fn duration(settings: &Value, name: &str) -> Option<Duration> {
    let millis = settings.integer(name)?.try_into().ok()?;
    Some(Duration::from_millis(millis))
}

/// Whether a setting is there and is `value`.
pub(super) fn is_flag(settings: &Value, name: &str, value: bool) -> bool {
    settings.field(name).and_then(Value::as_bool) == Some(value)
}

/// Returns the string fields of an object, by name. Fields of other types are skipped.
pub(super) fn pairs(object: Option<&Value>) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for (name, value) in object.and_then(Value::as_object).unwrap_or_default() {
        if let Some(value) = value.as_str() {
            pairs.push((name.as_str(), value));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule::protocol::json;

    #[test]
    fn pairs_that_are_not_strings_are_skipped() {
        let given = json::parse(r#"{"email":"ada@example.com","age":7,"custom:a":""}"#).unwrap();
        let expected = [("email", "ada@example.com"), ("custom:a", "")];
        assert_eq!(pairs(Some(&given)), expected);
        assert!(pairs(None).is_empty() && pairs(Some(&Value::Null)).is_empty());
    }
}
