//! The text of a JSON object, written field by field: what leaves at once need not be a value first.

use crate::protocol::json::{self, Value};

pub(super) struct Object(String);

impl Object {
    pub fn new() -> Self {
        Object(String::from("{"))
    }

    /// An object whose first field is its `kind`.
    pub fn of_kind(kind: &str) -> Self {
        let mut object = Object::new();
        object.text("kind", kind);
        object
    }

    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        json::write_string(&mut self.0, text);
    }

    /// Leaves the field out where there is nothing: in JavaScript it is undefined then.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    pub fn number(&mut self, name: &str, number: i64) {
        self.value(name, &number.into());
    }

    pub fn texts(&mut self, name: &str, texts: &[String]) {
        self.json(name, "[");
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            json::write_string(&mut self.0, text);
        }
        self.0.push(']');
    }

    pub fn value(&mut self, name: &str, value: &Value) {
        self.json(name, &json::write(value));
    }

    /// A field whose value is JSON text already.
    pub fn json(&mut self, name: &str, text: &str) {
        self.name(name);
        self.0.push_str(text);
    }

    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        json::write_string(&mut self.0, name);
        self.0.push(':');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_a_reader_reads() {
        let mut object = Object::of_kind("a \"quoted\"\nline {");
        object.optional("absent", None);
        object.optional("", Some("{"));
        object.number("n", -7);
        object.texts("none", &[]);
        object.texts("some", &["x".to_owned(), "\u{1F511}".to_owned()]);
        let mut inner = Object::new();
        inner.value("truth", &true.into());
        object.json("inner", &inner.end());
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
