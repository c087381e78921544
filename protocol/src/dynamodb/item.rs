//! Items.

use core::fmt;

use crate::json::{Object, Value};
use crate::text::whole_number;

/// Attributes by name: an item, a key, or the values of an expression. When an item is read, attributes that are
/// neither a string nor an unsigned 64-bit integer are ignored. `Debug` shows only names.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Item(Vec<(String, Attribute)>);

#[derive(Clone, PartialEq, Eq)]
enum Attribute {
    String(String),
    Number(u64),
}

impl Item {
    /// Creates an item without attributes.
    pub fn new() -> Self {
        Item::default()
    }

    /// Adds a string.
    pub fn with_string(mut self, name: &str, text: impl Into<String>) -> Self {
        let attribute = Attribute::String(text.into());
        self.0.push((name.to_owned(), attribute));
        self
    }

    /// Adds a number.
    pub fn with_number(mut self, name: &str, number: u64) -> Self {
        self.0.push((name.to_owned(), Attribute::Number(number)));
        self
    }

    /// Returns the attribute of this name if it is a string.
    pub fn string(&self, name: &str) -> Option<&str> {
        match self.attribute(name)? {
            Attribute::String(text) => Some(text),
            Attribute::Number(_) => None,
        }
    }

    /// Returns the attribute of this name if it is a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.attribute(name)? {
            Attribute::Number(number) => Some(*number),
            Attribute::String(_) => None,
        }
    }

    /// Whether it has no attribute.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn attribute(&self, name: &str) -> Option<&Attribute> {
        let (_, attribute) = self.0.iter().find(|(own, _)| own == name)?;
        Some(attribute)
    }

    pub(super) fn write(&self) -> Object {
        let mut object = Object::new();
        for (name, attribute) in &self.0 {
            let mut typed = Object::new();
            match attribute {
                Attribute::String(text) => typed.text("S", text),
                // DynamoDB's JSON has numbers as strings, so that they are not rounded.
                Attribute::Number(number) => typed.text("N", &number.to_string()),
            }
            object.object(name, typed);
        }
        object
    }

    pub(super) fn read(value: &Value) -> Option<Self> {
        let mut item = Item::new();
        for (name, typed) in value.as_object()? {
            let number = || whole_number(typed.string("N")?).map(Attribute::Number);
            let text = typed.string("S").map(|it| Attribute::String(it.to_owned()));
            if let Some(attribute) = text.or_else(number) {
                item.0.push((name.clone(), attribute));
            }
        }
        Some(item)
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
