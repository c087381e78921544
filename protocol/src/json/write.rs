//! The writer.

use super::{Number, Value};

/// Returns the value as JSON without white space.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(Number(text)) => out.push_str(text),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            let mut mark = '[';
            for item in items {
                out.push(mark);
                write_value(out, item);
                mark = ',';
            }
            close(out, mark, "[]");
        }
        Value::Object(fields) => {
            let mut mark = '{';
            for (name, value) in fields {
                out.push(mark);
                write_string(out, name);
                out.push(':');
                write_value(out, value);
                mark = ',';
            }
            close(out, mark, "{}");
        }
    }
}

fn close(out: &mut String, mark: char, brackets: &str) {
    let from = usize::from(mark == ',');
    out.push_str(brackets.get(from..).unwrap_or_default());
}

/// Appends the text as a JSON string with quotes.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                for shift in [4, 0] {
                    out.push(char::from_digit(character as u32 >> shift & 15, 16).unwrap_or('0'));
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
