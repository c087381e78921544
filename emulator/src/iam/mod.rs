//! IAM: policies as AWS writes them, and what they say to a request.
//!
//! `document` reads a policy, `pattern` has its wildcards and variables, `condition` its operators, `texts` its values, `version` which of its two languages it
//! speaks, and `decision`
//! puts policies together. Nothing here knows a service, a request of HTTP or the time.

mod condition;
mod decision;
mod document;
mod pattern;
mod texts;
mod version;

pub(crate) use decision::{Decision, Permissions, Question, Verdict};
pub(crate) use document::{Policy, PrincipalKind};

use std::collections::BTreeMap;

/// What is known of a request: values by condition key. The names of keys have no case; that of a tag, too, is
/// looked up so.
///
/// Sources:
/// - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys(BTreeMap<String, Vec<String>>);

impl Keys {
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.set_all(name, vec![value.into()]);
    }

    /// A key with several values, or none.
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

    /// The value of a key that has just one: a variable can stand for no other.
    fn single(&self, name: &str) -> Option<&str> {
        match self.values(name)? {
            [only] => Some(only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
