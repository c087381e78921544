//! Writes a JSON object field by field, without creating a [`Value`] first.

use super::{Value, integer_text, write, write_string};
use core::fmt;

/// The text of a JSON object that is written field by field. `Debug` does not show it.
#[derive(Clone)]
pub struct Object(String);

impl Object {
    /// Creates an empty object.
    pub fn new() -> Self {
        Object(String::from("{"))
    }

    /// Creates an object whose first field is `kind`.
    pub fn of_kind(kind: &str) -> Self {
        let mut object = Object::new();
        object.text("kind", kind);
        object
    }

    /// Adds a string.
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        write_string(&mut self.0, text);
    }

    /// Adds a string, if there is one. Otherwise the field is undefined in JavaScript.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Adds an integer.
    pub fn number(&mut self, name: &str, number: i64) {
        self.json(name, &integer_text(number));
    }

    /// Adds a Boolean.
    pub fn flag(&mut self, name: &str, truth: bool) {
        self.json(name, if truth { "true" } else { "false" });
    }

    /// Adds an object.
    pub fn object(&mut self, name: &str, object: Object) {
        self.json(name, &object.end());
    }

    /// Adds an array of strings.
    pub fn texts(&mut self, name: &str, texts: &[String]) {
        self.json(name, "[");
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            write_string(&mut self.0, text);
        }
        self.0.push(']');
    }

    /// Adds a [`Value`].
    pub fn value(&mut self, name: &str, value: &Value) {
        self.json(name, &write(value));
    }

    /// Adds a field whose value is JSON text.
    pub fn json(&mut self, name: &str, text: &str) {
        self.name(name);
        self.0.push_str(text);
    }

    /// Returns the text so far, without the closing brace.
    pub fn so_far(&self) -> &str {
        &self.0
    }

    /// Returns the complete text.
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        write_string(&mut self.0, name);
        self.0.push(':');
    }
}

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn writes_what_a_reader_reads() {
        let mut object = Object::of_kind("a \"quoted\"\nline {");
        object.optional("absent", None);
        object.optional("", Some("{"));
        object.number("n", -7);
        object.texts("none", &[]);
        object.texts("some", &["x".to_owned(), "\u{1F511}".to_owned()]);
        let mut inner = Object::new();
        inner.flag("truth", true);
        object.object("inner", inner);
        let text = object.end();
        let expected = concat!(
            r#"{"kind":"a \"quoted\"\u000aline {","":"{","n":-7,"none":[],"#,
            r#""some":["x","🔑"],"inner":{"truth":true}}"#
        );
        assert_eq!(text, expected);
        assert_eq!(json::write(&json::parse(&text).unwrap()), expected);
        assert_eq!(Object::new().end(), "{}");
    }
}
