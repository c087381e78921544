//! Items: attributes by name.

use core::fmt;

use crate::json::{Object, Value};
use crate::text::whole_number;

/// An item, a key, or the values of an expression: attributes by name. Those that are neither a text nor a whole
/// number of 64 bits are passed over when an item is read. `Debug` shows names alone.
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
    /// An item without attributes.
    pub fn new() -> Self {
        Item::default()
    }

    /// The item with one more attribute, a text.
    pub fn with_string(mut self, name: &str, text: impl Into<String>) -> Self {
        let attribute = Attribute::String(text.into());
        self.0.push((name.to_owned(), attribute));
        self
    }

    /// The item with one more attribute, a number.
    pub fn with_number(mut self, name: &str, number: u64) -> Self {
        self.0.push((name.to_owned(), Attribute::Number(number)));
        self
    }

    /// The attribute of that name, where it is a text.
    pub fn string(&self, name: &str) -> Option<&str> {
        match self.attribute(name)? {
            Attribute::String(text) => Some(text),
            Attribute::Number(_) => None,
        }
    }

    /// The attribute of that name, where it is a number.
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
                // Numbers travel as texts, so that no language rounds them.
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
