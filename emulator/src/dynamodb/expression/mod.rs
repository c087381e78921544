//! Expressions: conditions of writes, conditions on keys, filters, and lists of attributes.
//!
//! `lexer` splits a text into tokens, `parser` builds a tree, `condition` evaluates it, and `reserved` has the reserved words.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html>

mod condition;
mod lexer;
mod parser;
mod reserved;
#[cfg(test)]
mod tests;

pub(super) use condition::{Comparator, Condition, Operand};

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::error::DynamoDbError;
use super::value;
use parser::Parser;

/// The maximum length of an expression, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters (4 KB).
const MAX_LENGTH: usize = 4096;

/// The names and values of a request's placeholders, and which of them have been used.
pub(super) struct Placeholders {
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
    used: RefCell<BTreeSet<String>>,
}

impl Placeholders {
    /// Reads the placeholders of a request, or of an item of a transaction.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeValues.html.
    // Assumed: the message.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, DynamoDbError> {
        let names = map(members, "ExpressionAttributeNames")?;
        let values = map(members, "ExpressionAttributeValues")?;
        let mut read = Self {
            names: BTreeMap::new(),
            values: BTreeMap::new(),
            used: RefCell::default(),
        };
        for (name, meant) in names {
            let meant = meant.as_str().ok_or(DynamoDbError::Serialization)?;
            check_name(name, '#', "ExpressionAttributeNames")?;
            read.names.insert(name.clone(), meant.to_owned());
        }
        for (name, meant) in values {
            check_name(name, ':', "ExpressionAttributeValues")?;
            value::check(meant)?;
            read.values.insert(name.clone(), meant.clone());
        }
        Ok(read)
    }

    /// A condition that stands in a member of this name; `None` if there is none.
    pub(super) fn condition(
        &self,
        members: &Map<String, Value>,
        member: &'static str,
    ) -> Result<Option<Condition>, DynamoDbError> {
        let text = self.text(members, member)?;
        let parse = |text| Parser::new(self, member, text)?.condition();
        text.map(parse).transpose()
    }

    /// The attributes that `ProjectionExpression` lists; `None` if all are meant.
    pub(super) fn projection(
        &self,
        members: &Map<String, Value>,
    ) -> Result<Option<Vec<String>>, DynamoDbError> {
        const MEMBER: &str = "ProjectionExpression";
        let text = self.text(members, MEMBER)?;
        let parse = |text| Parser::new(self, MEMBER, text)?.list();
        text.map(parse).transpose()
    }

    /// Rejects unused names and values.
    // Source: Expressions.ExpressionAttributeNames. Assumed: the message, as reports have them.
    pub(super) fn finish(self) -> Result<(), DynamoDbError> {
        let used = self.used.into_inner();
        for (member, mut all) in [
            (
                "ExpressionAttributeNames",
                self.names.keys().collect::<Vec<_>>(),
            ),
            ("ExpressionAttributeValues", self.values.keys().collect()),
        ] {
            all.retain(|it| !used.contains(*it));
            if !all.is_empty() {
                let all: Vec<_> = all.into_iter().map(String::as_str).collect();
                return Err(DynamoDbError::validation(format!(
                    "Value provided in {member} unused in expressions: keys: {{{}}}",
                    all.join(", ")
                )));
            }
        }
        Ok(())
    }

    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters.
    fn text<'a>(
        &self,
        members: &'a Map<String, Value>,
        member: &'static str,
    ) -> Result<Option<&'a str>, DynamoDbError> {
        let Some(text) = members.get(member) else {
            return Ok(None);
        };
        let text = text.as_str().ok_or(DynamoDbError::Serialization)?;
        let problem = match text.len() {
            0 => "The expression can not be empty;",
            length if length > MAX_LENGTH => {
                "Expression size has exceeded the maximum allowed size;"
            }
            _ => return Ok(Some(text)),
        };
        Err(DynamoDbError::validation(format!(
            "Invalid {member}: {problem}"
        )))
    }

    fn name(&self, member: &str, placeholder: &str) -> Result<String, DynamoDbError> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.names.get(placeholder).cloned().ok_or_else(|| {
            DynamoDbError::validation(format!(
                "Invalid {member}: An expression attribute name used in the document path is not defined; attribute name: \
                 {placeholder}"
            ))
        })
    }

    fn value(&self, member: &str, placeholder: &str) -> Result<Value, DynamoDbError> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.values.get(placeholder).cloned().ok_or_else(|| {
            DynamoDbError::validation(format!(
                "Invalid {member}: An expression attribute value used in expression is not defined; attribute value: \
                 {placeholder}"
            ))
        })
    }
}

/// A member that is a map; it may be missing but not empty.
// Source: Expressions.ExpressionAttributeNames. Assumed: the message, as reports have them.
fn map<'a>(
    members: &'a Map<String, Value>,
    member: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, DynamoDbError> {
    let map = match members.get(member) {
        None | Some(Value::Null) => None,
        Some(Value::Object(map)) if map.is_empty() => {
            return Err(DynamoDbError::validation(format!(
                "{member} must not be empty"
            )));
        }
        Some(Value::Object(map)) => Some(map),
        Some(_) => return Err(DynamoDbError::Serialization),
    };
    Ok(map.into_iter().flatten())
}

// Source: Expressions.ExpressionAttributeNames ("must begin with a pound sign (#) and be followed by one or more alphanumeric
// characters"). Assumed: the message, as reports have them.
fn check_name(name: &str, first: char, member: &str) -> Result<(), DynamoDbError> {
    let rest = name.strip_prefix(first).unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match !rest.is_empty() && rest.chars().all(fits) {
        true => Ok(()),
        false => Err(DynamoDbError::validation(format!(
            "{member} contains invalid key: Syntax error; key: \"{name}\""
        ))),
    }
}
