//! Expressions: conditions of writes, conditions on keys, filters, and lists of attributes.
//!
//! `lexer` makes tokens of a text, `parser` a tree of them, `condition` says whether it holds, `reserved` has the words
//! that are no names.
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

use super::error::Denied;
use super::value;
use parser::Parser;

/// The longest expression, in bytes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters (4 KB).
const LONGEST: usize = 4096;

/// What the names and values of a request's expressions stand for, and which of them have been used.
pub(super) struct Placeholders {
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
    used: RefCell<BTreeSet<String>>,
}

impl Placeholders {
    /// Those of a request, or of an item of a transaction.
    // Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeValues.html.
    // Assumed: the words.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, Denied> {
        let names = map(members, "ExpressionAttributeNames")?;
        let values = map(members, "ExpressionAttributeValues")?;
        let mut read = Self {
            names: BTreeMap::new(),
            values: BTreeMap::new(),
            used: RefCell::default(),
        };
        for (name, meant) in names {
            let meant = meant.as_str().ok_or(Denied::Serialization)?;
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

    /// A condition that stands in a member of this name; none where there is none.
    pub(super) fn condition(
        &self,
        members: &Map<String, Value>,
        member: &'static str,
    ) -> Result<Option<Condition>, Denied> {
        let text = self.text(members, member)?;
        let parse = |text| Parser::new(self, member, text)?.condition();
        text.map(parse).transpose()
    }

    /// The attributes that `ProjectionExpression` lists; none where all are meant.
    pub(super) fn projection(
        &self,
        members: &Map<String, Value>,
    ) -> Result<Option<Vec<String>>, Denied> {
        const MEMBER: &str = "ProjectionExpression";
        let text = self.text(members, MEMBER)?;
        let parse = |text| Parser::new(self, MEMBER, text)?.list();
        text.map(parse).transpose()
    }

    /// Refuses names and values that nothing has used.
    // Source: Expressions.ExpressionAttributeNames. Assumed: the words, as reports have them.
    pub(super) fn finish(self) -> Result<(), Denied> {
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
                return Err(Denied::validation(format!(
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
    ) -> Result<Option<&'a str>, Denied> {
        let Some(text) = members.get(member) else {
            return Ok(None);
        };
        let text = text.as_str().ok_or(Denied::Serialization)?;
        let problem = match text.len() {
            0 => "The expression can not be empty;",
            length if length > LONGEST => "Expression size has exceeded the maximum allowed size;",
            _ => return Ok(Some(text)),
        };
        Err(Denied::validation(format!("Invalid {member}: {problem}")))
    }

    fn name(&self, member: &str, placeholder: &str) -> Result<String, Denied> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.names.get(placeholder).cloned().ok_or_else(|| {
            Denied::validation(format!(
                "Invalid {member}: An expression attribute name used in the document path is not defined; attribute name: \
                 {placeholder}"
            ))
        })
    }

    fn value(&self, member: &str, placeholder: &str) -> Result<Value, Denied> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.values.get(placeholder).cloned().ok_or_else(|| {
            Denied::validation(format!(
                "Invalid {member}: An expression attribute value used in expression is not defined; attribute value: \
                 {placeholder}"
            ))
        })
    }
}

/// A member that is a map, which may be left out but not empty.
// Source: Expressions.ExpressionAttributeNames. Assumed: the words, as reports have them.
fn map<'a>(
    members: &'a Map<String, Value>,
    member: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, Denied> {
    let map = match members.get(member) {
        None | Some(Value::Null) => None,
        Some(Value::Object(map)) if map.is_empty() => {
            return Err(Denied::validation(format!("{member} must not be empty")));
        }
        Some(Value::Object(map)) => Some(map),
        Some(_) => return Err(Denied::Serialization),
    };
    Ok(map.into_iter().flatten())
}

// Source: Expressions.ExpressionAttributeNames ("must begin with a pound sign (#) and be followed by one or more alphanumeric
// characters"). Assumed: the words, as reports have them.
fn check_name(name: &str, first: char, member: &str) -> Result<(), Denied> {
    let rest = name.strip_prefix(first).unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match !rest.is_empty() && rest.chars().all(fits) {
        true => Ok(()),
        false => Err(Denied::validation(format!(
            "{member} contains invalid key: Syntax error; key: \"{name}\""
        ))),
    }
}
