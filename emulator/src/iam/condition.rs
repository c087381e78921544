//! The element `Condition`: operators, keys and values.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::Keys;
use super::pattern::{Case, Pattern, Wildcards};
use super::texts::texts;
use super::version::Version;

/// A key with an operator and values.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    operator: Operator,
    quantifier: Quantifier,
    /// Whether a request without the key meets the condition: `…IfExists`.
    absence: Absence,
    key: String,
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// The key has one value.
    Single,
    ForAnyValue,
    ForAllValues,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absence {
    Fails,
    /// `IfExists`
    Passes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Text(Sense, Wildcards, Case),
    Number(Sense, Comparison),
    Date(Sense, Comparison),
    Bool,
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Is,
    IsNot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Condition {
    /// Reads all conditions of a `Condition` element.
    pub(super) fn all(blocks: &Map<String, Value>) -> Result<Vec<Self>, String> {
        let mut all = Vec::new();
        for (name, keys) in blocks {
            let (operator, quantifier, absence) =
                operator(name).ok_or_else(|| format!("Condition has no operator {name}"))?;
            let keys = keys.as_object();
            let keys = keys.ok_or_else(|| format!("{name} of Condition is no object"))?;
            for (key, values) in keys {
                all.push(Self {
                    operator,
                    quantifier,
                    absence,
                    key: key.clone(),
                    values: texts(values, key)?,
                });
            }
        }
        Ok(all)
    }

    // Source: reference_policies_elements_condition_operators ("If the key that you specify in a policy condition is
    // not present in the request context, the values do not match"; for a negated operator they do; `Null`, `IfExists`),
    // reference_policies_condition-single-vs-multi-valued-context-keys (`ForAllValues` "also returns true if there are no
    // context keys in the request").
    pub(super) fn is_met(&self, keys: &Keys, version: Version) -> bool {
        let found = keys.values(&self.key);
        if self.operator == Operator::Null {
            let is_absent = found.is_none_or(<[String]>::is_empty);
            return self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(&is_absent.to_string()));
        }
        let fits = |value: &String| self.fits(value, keys, version);
        match (found, self.quantifier) {
            (None | Some([]), Quantifier::ForAllValues) => true,
            (None | Some([]), _) if self.absence == Absence::Passes => true,
            (None | Some([]), Quantifier::ForAnyValue) => false,
            (None | Some([]), Quantifier::Single) => self.operator.is_negated(),
            (Some(found), Quantifier::ForAnyValue) => found.iter().any(fits),
            (Some(found), Quantifier::Single | Quantifier::ForAllValues) => found.iter().all(fits),
        }
    }

    /// Whether one of the policy's values matches or, for a negated operator, none of them.
    fn fits(&self, found: &str, keys: &Keys, version: Version) -> bool {
        let is_meant = self
            .values
            .iter()
            .any(|value| self.operator.compares(value, found, keys, version));
        is_meant != self.operator.is_negated()
    }
}

impl Operator {
    fn is_negated(self) -> bool {
        matches!(
            self,
            Self::Text(Sense::IsNot, ..)
                | Self::Number(Sense::IsNot, _)
                | Self::Date(Sense::IsNot, _)
        )
    }

    /// Compares without the operator's negation.
    fn compares(self, value: &str, found: &str, keys: &Keys, version: Version) -> bool {
        match self {
            Self::Text(_, wildcards, case) => Pattern::new(value, keys, version, wildcards)
                .is_some_and(|pattern| pattern.matches(found, case)),
            Self::Number(_, comparison) => match (number(value), number(found)) {
                (Some(value), Some(found)) => comparison.holds(found.partial_cmp(&value)),
                _ => false,
            },
            Self::Date(_, comparison) => match (date(value), date(found)) {
                (Some(value), Some(found)) => comparison.holds(Some(found.cmp(&value))),
                _ => false,
            },
            Self::Bool => value.eq_ignore_ascii_case(found),
            Self::Null => false,
        }
    }
}

impl Comparison {
    fn holds(self, ordering: Option<Ordering>) -> bool {
        let Some(ordering) = ordering else {
            return false;
        };
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Reads seconds since 1970, or an ISO 8601 time.
fn date(text: &str) -> Option<i64> {
    let time = text.parse::<jiff::Timestamp>();
    text.parse().ok().or(time.ok().map(|it| it.as_second()))
}

/// Reads the name of an operator, such as `ForAnyValue:StringLikeIfExists`.
// Source: reference_policies_elements_condition_operators.
fn operator(name: &str) -> Option<(Operator, Quantifier, Absence)> {
    let (quantifier, name) = match name.split_once(':') {
        Some(("ForAnyValue", rest)) => (Quantifier::ForAnyValue, rest),
        Some(("ForAllValues", rest)) => (Quantifier::ForAllValues, rest),
        Some(_) => return None,
        None => (Quantifier::Single, name),
    };
    let (absence, name) = match name.strip_suffix("IfExists") {
        Some(rest) => (Absence::Passes, rest),
        None => (Absence::Fails, name),
    };
    let operator = match name {
        "Bool" => Operator::Bool,
        "Null" => Operator::Null,
        _ => text_operator(name).or_else(|| ordered_operator(name))?,
    };
    Some((operator, quantifier, absence))
}

// Source: reference_policies_elements_condition_operators ("The ArnEquals and ArnLike condition operators behave
// identically"). Assumed: that a colon is a character like any other to them.
fn text_operator(name: &str) -> Option<Operator> {
    let (sense, wildcards, case) = match name {
        "StringEquals" => (Sense::Is, Wildcards::Literal, Case::Sensitive),
        "StringNotEquals" => (Sense::IsNot, Wildcards::Literal, Case::Sensitive),
        "StringEqualsIgnoreCase" => (Sense::Is, Wildcards::Literal, Case::Ignored),
        "StringNotEqualsIgnoreCase" => (Sense::IsNot, Wildcards::Literal, Case::Ignored),
        "StringLike" | "ArnLike" | "ArnEquals" => (Sense::Is, Wildcards::Active, Case::Sensitive),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => {
            (Sense::IsNot, Wildcards::Active, Case::Sensitive)
        }
        _ => return None,
    };
    Some(Operator::Text(sense, wildcards, case))
}

fn ordered_operator(name: &str) -> Option<Operator> {
    let (of, rest): (fn(Sense, Comparison) -> Operator, &str) =
        match (name.strip_prefix("Numeric"), name.strip_prefix("Date")) {
            (Some(rest), _) => (Operator::Number, rest),
            (_, Some(rest)) => (Operator::Date, rest),
            _ => return None,
        };
    let (sense, comparison) = match rest {
        "Equals" => (Sense::Is, Comparison::Equal),
        "NotEquals" => (Sense::IsNot, Comparison::Equal),
        "LessThan" => (Sense::Is, Comparison::Less),
        "LessThanEquals" => (Sense::Is, Comparison::LessOrEqual),
        "GreaterThan" => (Sense::Is, Comparison::Greater),
        "GreaterThanEquals" => (Sense::Is, Comparison::GreaterOrEqual),
        _ => return None,
    };
    Some(of(sense, comparison))
}
