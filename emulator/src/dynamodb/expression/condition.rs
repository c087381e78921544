//! Evaluates conditions.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::value::{compare, is_same, size, typed};
use crate::state::Item;

/// A condition on an item.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::dynamodb) enum Condition {
    Compare(Operand, Comparator, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(String),
    HasType(Operand, Operand),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
    Not(Box<Condition>),
    All(Box<Condition>, Box<Condition>),
    Any(Box<Condition>, Box<Condition>),
}

/// An operand of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::dynamodb) enum Operand {
    Attribute(String),
    Value(Value),
    /// `size(attribute)`
    Size(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dynamodb) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Condition {
    // Source: Expressions.OperatorsAndFunctions. Assumed: that what is not there is not equal to anything, and neither less nor
    // greater.
    pub(in crate::dynamodb) fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Compare(left, comparator, right) => {
                comparator.holds(left.of(item).as_ref(), right.of(item).as_ref())
            }
            Self::Between(value, low, high) => {
                let (value, low, high) = (value.of(item), low.of(item), high.of(item));
                Comparator::GreaterOrEqual.holds(value.as_ref(), low.as_ref())
                    && Comparator::LessOrEqual.holds(value.as_ref(), high.as_ref())
            }
            Self::In(value, all) => {
                let value = value.of(item);
                all.iter()
                    .any(|it| Comparator::Equal.holds(value.as_ref(), it.of(item).as_ref()))
            }
            Self::Exists(name) => item.contains_key(name),
            Self::HasType(value, kind) => has_type(value.of(item), kind.of(item)),
            Self::BeginsWith(value, prefix) => begins_with(value.of(item), prefix.of(item)),
            Self::Contains(value, part) => contains(value.of(item), part.of(item)),
            Self::Not(inner) => !inner.holds(item),
            Self::All(left, right) => left.holds(item) && right.holds(item),
            Self::Any(left, right) => left.holds(item) || right.holds(item),
        }
    }

    /// The attributes that the condition names.
    pub(in crate::dynamodb) fn attributes(&self) -> BTreeSet<&str> {
        let mut all = BTreeSet::new();
        self.collect(&mut all);
        all
    }

    fn collect<'a>(&'a self, all: &mut BTreeSet<&'a str>) {
        match self {
            Self::Compare(left, _, right)
            | Self::HasType(left, right)
            | Self::BeginsWith(left, right)
            | Self::Contains(left, right) => {
                all.extend([left, right].into_iter().filter_map(Operand::name))
            }
            Self::Between(value, low, high) => {
                all.extend([value, low, high].into_iter().filter_map(Operand::name));
            }
            Self::In(value, list) => {
                all.extend(list.iter().chain([value]).filter_map(Operand::name));
            }
            Self::Exists(name) => all.extend([name.as_str()]),
            Self::Not(inner) => inner.collect(all),
            Self::All(left, right) | Self::Any(left, right) => {
                left.collect(all);
                right.collect(all);
            }
        }
    }
}

impl Operand {
    fn of(&self, item: &Item) -> Option<Value> {
        match self {
            Self::Attribute(name) => item.get(name).cloned(),
            Self::Value(value) => Some(value.clone()),
            Self::Size(name) => item
                .get(name)
                .map(|it| json!({ "N": length(it).to_string() })),
        }
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Attribute(name) | Self::Size(name) => Some(name),
            Self::Value(_) => None,
        }
    }
}

impl Comparator {
    pub(super) fn of_sign(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" => Self::Equal,
            "<>" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    // Source: Expressions.OperatorsAndFunctions. Assumed: what is said of an attribute that is not there.
    fn holds(self, left: Option<&Value>, right: Option<&Value>) -> bool {
        let (Some(left), Some(right)) = (left, right) else {
            return self == Self::NotEqual;
        };
        let is = |fits: fn(Ordering) -> bool| compare(left, right).is_some_and(fits);
        match self {
            Self::Equal => is_same(left, right),
            Self::NotEqual => !is_same(left, right),
            Self::Less => is(Ordering::is_lt),
            Self::LessOrEqual => is(Ordering::is_le),
            Self::Greater => is(Ordering::is_gt),
            Self::GreaterOrEqual => is(Ordering::is_ge),
        }
    }
}

/// The result of `size`: bytes of a string, elements of lists and maps.
// Source: Expressions.OperatorsAndFunctions#Expressions.OperatorsAndFunctions.Functions.
fn length(value: &Value) -> usize {
    match typed(value) {
        Ok((_, Value::Array(items))) => items.len(),
        Ok((_, Value::Object(fields))) => fields.len(),
        _ => size(value),
    }
}

fn has_type(value: Option<Value>, kind: Option<Value>) -> bool {
    let (Some(value), Some(kind)) = (value, kind) else {
        return false;
    };
    let kind = kind.get("S").and_then(Value::as_str);
    kind.is_some_and(|kind| value.get(kind).is_some())
}

fn begins_with(value: Option<Value>, prefix: Option<Value>) -> bool {
    let text = |it: &Option<Value>| Some(it.as_ref()?.get("S")?.as_str()?.to_owned());
    match (text(&value), text(&prefix)) {
        (Some(value), Some(prefix)) => value.starts_with(&prefix),
        _ => false,
    }
}

/// Whether a string contains a string, or a set or a list contains a value.
fn contains(value: Option<Value>, part: Option<Value>) -> bool {
    let (Some(value), Some(part)) = (value, part) else {
        return false;
    };
    let (Ok((kind, value)), Ok((part_kind, inner))) = (typed(&value), typed(&part)) else {
        return false;
    };
    match (kind, value) {
        ("L", Value::Array(items)) => items.iter().any(|it| is_same(it, &part)),
        (_, Value::Array(items)) => {
            kind.strip_suffix('S') == Some(part_kind) && items.contains(inner)
        }
        ("S", Value::String(text)) if part_kind == "S" => {
            inner.as_str().is_some_and(|part| text.contains(part))
        }
        _ => false,
    }
}
