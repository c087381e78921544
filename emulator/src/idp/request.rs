//! Reads and validates requests with Cognito's error messages.
//!
//! [`Input`] returns members one by one and collects the validation errors, which Cognito reports all at once.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html>
//! - <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use super::rules::{ATTRIBUTE_NAME, Rule, TEXT, Visibility};
use crate::errors::Failure;
use crate::timestamp::Timestamp;

/// Parses the body as an object. An empty body counts as `{}`.
// Source: CommonErrors.
pub(crate) fn parse(body: &[u8]) -> Result<Map<String, Value>, Failure> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Failure::serialization()),
    }
}

/// The members of a request, and the validation errors so far.
pub(crate) struct Input<'a> {
    members: &'a Map<String, Value>,
    complaints: Vec<String>,
    is_mistyped: bool,
}

impl<'a> Input<'a> {
    pub(crate) fn new(members: &'a Map<String, Value>) -> Self {
        Self {
            members,
            complaints: Vec::new(),
            is_mistyped: false,
        }
    }

    /// A required string; empty if it is missing, which [`Input::finish`] reports.
    pub(crate) fn required(&mut self, name: &str, rule: &Rule) -> &'a str {
        match self.optional(name, rule) {
            Some(value) => value,
            None => {
                self.report(name, "Member must not be null");
                ""
            }
        }
    }

    pub(crate) fn optional(&mut self, name: &str, rule: &Rule) -> Option<&'a str> {
        let value = self.text(name)?;
        self.check(name, value, rule);
        Some(value)
    }

    /// A required value of an enumeration.
    pub(crate) fn choice(&mut self, name: &str, choices: &[&str]) -> &'a str {
        let Some(value) = self.text(name) else {
            self.report(name, "Member must not be null");
            return "";
        };
        if !choices.contains(&value) {
            self.complaints.push(format!(
                "Value '{value}' at '{}' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
                camel(name),
                choices.join(", "),
            ));
        }
        value
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        match self.members.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                self.is_mistyped = true;
                false
            }
        }
    }

    /// A map of strings.
    pub(crate) fn map(&mut self, name: &str) -> BTreeMap<&'a str, &'a str> {
        let mut map = BTreeMap::new();
        match self.members.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Object(members)) => {
                for (key, value) in members {
                    match value {
                        Value::String(text) => drop(map.insert(key.as_str(), text.as_str())),
                        Value::Null => {}
                        _ => self.is_mistyped = true,
                    }
                }
            }
            Some(_) => self.is_mistyped = true,
        }
        map
    }

    /// A map of strings whose values match a rule.
    pub(crate) fn texts_by_name(&mut self, name: &str, rule: &Rule) -> BTreeMap<&'a str, &'a str> {
        let map = self.map(name);
        for value in map.values() {
            self.check(name, value, rule);
        }
        map
    }

    /// A list of `{"Name": …, "Value": …}`.
    pub(crate) fn attributes(&mut self, name: &str) -> BTreeMap<String, String> {
        let mut attributes = BTreeMap::new();
        let Some(list) = self.list(name) else {
            return attributes;
        };
        for (index, item) in list.iter().enumerate() {
            let at = format!("{}.{}.member", camel(name), index + 1);
            self.is_mistyped |= !item.is_object();
            match (item.get("Name"), item.get("Value")) {
                (Some(Value::String(key)), value) if ATTRIBUTE_NAME.allows(key) => match value {
                    Some(Value::String(value)) if value.chars().count() <= 2048 => {
                        attributes.insert(key.clone(), value.clone());
                    }
                    Some(Value::String(_)) => self.complaints.push(error_text(
                        &format!("{at}.value"),
                        "Member must have length less than or equal to 2048",
                    )),
                    None | Some(Value::Null) => drop(attributes.insert(key.clone(), String::new())),
                    Some(_) => self.is_mistyped = true,
                },
                (Some(Value::String(_)), _) => self.complaints.push(error_text(
                    &format!("{at}.name"),
                    "Member must have length less than or equal to 32",
                )),
                (None | Some(Value::Null), _) => self
                    .complaints
                    .push(error_text(&format!("{at}.name"), "Member must not be null")),
                (Some(_), _) => self.is_mistyped = true,
            }
        }
        attributes
    }

    /// A list of strings.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<&'a str> {
        let list = self.list(name).map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<_> = list.iter().filter_map(Value::as_str).collect();
        self.is_mistyped |= texts.len() != list.len();
        texts
    }

    /// A required list of strings that match a rule.
    pub(crate) fn names(&mut self, name: &str, rule: &Rule) -> Vec<&'a str> {
        self.present(name);
        let texts = self.texts(name);
        for text in &texts {
            self.check(name, text, rule);
        }
        texts
    }

    /// A list with at most so many strings that match a rule.
    pub(crate) fn texts_up_to(&mut self, name: &str, most: usize, rule: &Rule) -> Vec<&'a str> {
        let texts = self.texts(name);
        if texts.len() > most {
            let bound = format!("Member must have length less than or equal to {most}");
            self.report(name, &bound);
        }
        for text in &texts {
            self.check(name, text, rule);
        }
        texts
    }

    /// An integer within these bounds.
    pub(crate) fn number(&mut self, name: &str, least: i64, most: i64) -> Option<i64> {
        let value = match self.members.get(name)? {
            Value::Null => return None,
            value => value.as_i64(),
        };
        let Some(value) = value else {
            self.is_mistyped = true;
            return None;
        };
        if value < least {
            let bound = format!("Member must have value greater than or equal to {least}");
            self.report_value(name, &value.to_string(), &bound);
        }
        if value > most {
            let bound = format!("Member must have value less than or equal to {most}");
            self.report_value(name, &value.to_string(), &bound);
        }
        Some(value)
    }

    /// A time in seconds, possibly with a fraction.
    pub(crate) fn time(&mut self, name: &str) -> Option<Timestamp> {
        let value = match self.members.get(name)? {
            Value::Null => return None,
            value => value.as_f64().filter(|seconds| *seconds >= 0.0),
        };
        self.is_mistyped |= value.is_none();
        let time = Duration::try_from_secs_f64((value? * 1000.0).round() / 1000.0);
        self.is_mistyped |= time.is_err();
        Some(Timestamp::from_seconds(0) + time.ok()?)
    }

    /// An optional value of an enumeration.
    pub(crate) fn optional_choice(&mut self, name: &str, choices: &[&str]) -> Option<&'a str> {
        match self.members.get(name)? {
            Value::Null => None,
            _ => Some(self.choice(name, choices)),
        }
    }

    /// A nested structure, read by `read`, if it is present.
    pub(crate) fn structure<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Input<'a>) -> T,
    ) -> Option<T> {
        let members = match self.members.get(name)? {
            Value::Object(members) => members,
            Value::Null => return None,
            _ => {
                self.is_mistyped = true;
                return None;
            }
        };
        let mut inner = Input::new(members);
        let value = read(&mut inner);
        self.is_mistyped |= inner.is_mistyped;
        self.complaints.extend(inner.complaints);
        Some(value)
    }

    /// A required list of structures.
    pub(crate) fn structures<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Input<'a>) -> T,
    ) -> Vec<T> {
        self.present(name);
        let list = self.list(name).map(Vec::as_slice).unwrap_or_default();
        let mut values = Vec::new();
        for item in list {
            let Value::Object(members) = item else {
                self.is_mistyped = true;
                continue;
            };
            let mut inner = Input::new(members);
            values.push(read(&mut inner));
            self.is_mistyped |= inner.is_mistyped;
            self.complaints.extend(inner.complaints);
        }
        values
    }

    /// Required JSON of any form.
    pub(crate) fn document(&mut self, name: &str) -> &'a Value {
        self.present(name);
        self.members.get(name).unwrap_or(&Value::Null)
    }

    /// Reports a missing member.
    pub(crate) fn present(&mut self, name: &str) {
        if self.members.get(name).is_none_or(Value::is_null) {
            self.report(name, "Member must not be null");
        }
    }

    /// Validates `ClientMetadata`, which is only for Lambda functions and not used here.
    pub(crate) fn client_metadata(&mut self) {
        self.texts_by_name("ClientMetadata", &TEXT);
    }

    /// Validates `AnalyticsMetadata`, which is not used here.
    pub(crate) fn analytics(&mut self) {
        self.structure("AnalyticsMetadata", |inner| {
            inner.optional("AnalyticsEndpointId", &TEXT);
        });
    }

    /// Validates `UserContextData`, which is not used here.
    pub(crate) fn user_context(&mut self) {
        self.structure("UserContextData", |inner| {
            inner.optional("IpAddress", &TEXT);
            inner.optional("EncodedData", &TEXT);
        });
    }

    /// Returns all validation errors as one.
    // Source: CommonErrors.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if self.is_mistyped {
            return Err(Failure::serialization());
        }
        let plural = match self.complaints.len() {
            0 => return Ok(()),
            1 => "",
            _ => "s",
        };
        Err(Failure::invalid_parameter(format!(
            "{} validation error{plural} detected: {}",
            self.complaints.len(),
            self.complaints.join("; "),
        )))
    }

    fn text(&mut self, name: &str) -> Option<&'a str> {
        match self.members.get(name)? {
            Value::String(text) => Some(text),
            Value::Null => None,
            _ => {
                self.is_mistyped = true;
                None
            }
        }
    }

    fn list(&mut self, name: &str) -> Option<&'a Vec<Value>> {
        match self.members.get(name)? {
            Value::Array(list) => Some(list),
            Value::Null => None,
            _ => {
                self.is_mistyped = true;
                None
            }
        }
    }

    fn check(&mut self, name: &str, value: &str, rule: &Rule) {
        let length = value.chars().count();
        let mut problems = Vec::new();
        if !(rule.fits)(value) {
            problems.push(format!(
                "Member must satisfy regular expression pattern: {}",
                rule.pattern
            ));
        }
        if length < rule.min {
            problems.push(format!(
                "Member must have length greater than or equal to {}",
                rule.min
            ));
        }
        if length > rule.max {
            problems.push(format!(
                "Member must have length less than or equal to {}",
                rule.max
            ));
        }
        let at = match rule.visibility {
            Visibility::Secret => format!("Value at '{}'", camel(name)),
            Visibility::Shown => format!("Value '{value}' at '{}'", camel(name)),
        };
        let said = problems
            .iter()
            .map(|problem| format!("{at} failed to satisfy constraint: {problem}"));
        self.complaints.extend(said);
    }

    fn report_value(&mut self, name: &str, value: &str, problem: &str) {
        self.complaints.push(format!(
            "Value '{value}' at '{}' failed to satisfy constraint: {problem}",
            camel(name)
        ));
    }

    fn report(&mut self, name: &str, problem: &str) {
        if !self.is_mistyped {
            self.complaints.push(error_text(&camel(name), problem));
        }
    }
}

fn error_text(at: &str, problem: &str) -> String {
    format!("Value at '{at}' failed to satisfy constraint: {problem}")
}

/// `ClientId` in the form of error messages: `clientId`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(chars)
        .collect()
}
