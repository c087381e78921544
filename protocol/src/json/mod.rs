//! A small JSON value, with a parser and a writer (RFC 8259).
//!
//! Optimized for size: numbers are kept as text until they are read as an integer or as milliseconds, so that no
//! floating-point code is needed.

mod number;
mod object;
mod parse;
mod write;

#[cfg(test)]
mod tests;

pub use number::Number;
pub use number::integer_text;
pub use object::Object;
pub use parse::{DEPTH_LIMIT, JsonError, parse};
pub use write::write;
pub use write::write_string;

use core::fmt;

/// A JSON value. `Debug` shows its type, but not its content, which may be secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number
    Number(Number),
    /// A string
    String(String),
    /// An array
    Array(Vec<Value>),
    /// An object: its fields in their order. Of fields with the same name, [`Value::field`] returns the last one.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Returns the field of this name. `None` if there is none, if it is `null`, or if this is not an object.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let Value::Object(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter().rev().find(|(key, _)| key == name)?;
        (!matches!(value, Value::Null)).then_some(value)
    }

    /// Returns the field of this name if it is a string.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str()
    }

    /// Takes the string of this name out of an object.
    pub fn take_string(&mut self, name: &str) -> Option<String> {
        let Value::Object(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter_mut().rev().find(|(key, _)| key == name)?;
        match core::mem::take(value) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the strings of an array. Empty if this is not an array.
    pub fn strings(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.as_array().unwrap_or_default() {
            if let Value::String(text) = item {
                texts.push(text.clone());
            }
        }
        texts
    }

    /// Returns the field of this name if it is an integer.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.field(name)?.as_i64()
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of a Boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Returns a number without a fraction, in any notation (also `1.732E9`), if it fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Returns a number of seconds in milliseconds, truncated, if it fits.
    pub fn as_millis(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_millis(),
            _ => None,
        }
    }

    /// Returns the items of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the fields of an object.
    pub fn as_object(&self) -> Option<&[(String, Value)]> {
        match self {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// Creates an object with these fields.
    pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Self {
        let own = |(name, value): (&str, Value)| (name.to_owned(), value);
        Value::Object(fields.into_iter().map(own).collect())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(Number(integer_text(number)))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Null => "Null",
            Value::Bool(_) => "Bool(..)",
            Value::Number(_) => "Number(..)",
            Value::String(_) => "String(..)",
            Value::Array(_) => "Array(..)",
            Value::Object(_) => "Object(..)",
        })
    }
}
