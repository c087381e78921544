//! Properties of the JSON parser: it accepts the same texts as `serde_json`, with the same values.

use serde_json::Value as Theirs;
use vestibule::protocol::json::{DEPTH_LIMIT, Value, parse, write};

/// Any text as JSON.
pub fn json(text: &str) {
    match (parse(text), serde_json::from_str::<Theirs>(text)) {
        (Ok(ours), Ok(theirs)) => {
            assert!(agree(&ours, &theirs), "{text}");
            assert!(parse(&write(&ours)) == Ok(ours), "{text}");
        }
        (Err(error), Err(_)) => assert!(error.offset <= text.len()),
        // serde_json rejects numbers that f64 cannot hold; our parser keeps their text.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{text}"),
        (Err(_), Ok(theirs)) => assert!(depth(&theirs) > DEPTH_LIMIT, "refused: {text}"),
    }
}

fn agree(ours: &Value, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Value::String(ours), Theirs::String(theirs)) => ours == theirs,
        (Value::Number(ours), Theirs::Number(theirs)) => {
            let (ours, theirs) = (ours.as_text().parse(), theirs.as_f64());
            ours.is_ok_and(|ours: f64| theirs.is_some_and(|theirs| close(ours, theirs)))
        }
        (Value::Array(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(o, t)| agree(o, t))
        }
        (Value::Object(_), Theirs::Object(theirs)) => {
            theirs.iter().all(|(name, theirs)| match ours.field(name) {
                None => theirs.is_null(),
                Some(ours) => agree(ours, theirs),
            })
        }
        _ => false,
    }
}

/// serde_json's floats may be off by the last bit.
fn close(a: f64, b: f64) -> bool {
    a == b || (a / b - 1.0).abs() < 1e-15 || (a - b).abs() <= f64::MIN_POSITIVE
}

fn depth(value: &Theirs) -> usize {
    match value {
        Theirs::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Theirs::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
