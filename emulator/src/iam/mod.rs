//! IAM policies and their evaluation.
//!
//! `document` parses a policy, `pattern` matches wildcards and variables, `condition` has the operators, `texts` the values,
//! `version` the language's version, and `decision` evaluates policies. Nothing here depends on a service, HTTP or the time.

mod condition;
mod decision;
mod document;
mod pattern;
mod texts;
mod version;

pub(crate) use decision::{Decision, Permissions, Question, Verdict};
pub(crate) use document::{Policy, PrincipalKind};

use std::collections::BTreeMap;

/// The values of a request's condition keys. Names of keys are case-insensitive, including those of tags.
///
/// Sources:
/// - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys(BTreeMap<String, Vec<String>>);

impl Keys {
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.set_all(name, vec![value.into()]);
    }

    /// Sets a key with any number of values.
    pub(crate) fn set_all(&mut self, name: &str, values: Vec<String>) {
        self.0.insert(name.to_ascii_lowercase(), values);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        let all = other.0.iter();
        self.0
            .extend(all.map(|(name, values)| (name.clone(), values.clone())));
    }

    fn values(&self, name: &str) -> Option<&[String]> {
        self.0.get(&name.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// All values of a key.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.values(name).unwrap_or_default().to_vec()
    }

    /// The first value of a key.
    pub(crate) fn first(&self, name: &str) -> Option<String> {
        self.values(name)?.first().cloned()
    }

    /// The value of a key with exactly one value, as variables need it.
    fn single(&self, name: &str) -> Option<&str> {
        match self.values(name)? {
            [only] => Some(only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
