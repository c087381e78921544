//! Reading a request, with the complaints that Cognito makes about one.
//!
//! [`Input`] hands out members one by one and collects what is wrong with them, so that all
//! of it can be said at once, as Cognito does.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::errors::Failure;

/// What a request may carry in one member; see the API's own model.
pub(super) struct Rule {
    min: usize,
    max: usize,
    pattern: &'static str,
    fits: fn(&str) -> bool,
    /// Whether complaints may show the value.
    visibility: Visibility,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visibility {
    Secret,
    Shown,
}

const fn secret(min: usize, max: usize, pattern: &'static str, fits: fn(&str) -> bool) -> Rule {
    Rule {
        min,
        max,
        pattern,
        fits,
        visibility: Visibility::Secret,
    }
}

const fn shown(min: usize, max: usize, pattern: &'static str, fits: fn(&str) -> bool) -> Rule {
    Rule {
        min,
        max,
        pattern,
        fits,
        visibility: Visibility::Shown,
    }
}

pub(super) const CLIENT_ID: Rule = secret(1, 128, r"[\w+]+", |v| all(v, is_word_or_plus));
pub(super) const CLIENT_SECRET: Rule = secret(24, 64, r"[\w+]+", |v| all(v, is_word_or_plus));
pub(super) const SECRET_HASH: Rule = secret(1, 128, r"[\w+=/]+", |v| all(v, is_word_or_base64));
pub(super) const USERNAME: Rule = secret(1, 128, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", |v| {
    all(v, is_visible)
});
pub(super) const PASSWORD: Rule = secret(0, 256, r"^[\S]+.*[\S]+$", has_solid_ends);
pub(super) const CODE: Rule = shown(1, 2048, r"[\S]+", |v| all(v, |c| !c.is_whitespace()));
pub(super) const TOKEN: Rule = secret(0, usize::MAX, r"[A-Za-z0-9-_=.]+", |v| all(v, is_token));
pub(super) const SESSION: Rule = secret(20, 4096, "", |_| true);
pub(super) const POOL_ID: Rule = shown(1, 55, r"[\w-]+_[0-9a-zA-Z]+", is_pool_id);

/// The body as an object. An empty one counts as `{}`.
pub(super) fn parse(body: &[u8]) -> Result<Map<String, Value>, Failure> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Failure::serialization()),
    }
}

/// The members of a request, and what is wrong with them so far.
pub(super) struct Input<'a> {
    members: &'a Map<String, Value>,
    complaints: Vec<String>,
    is_mistyped: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(members: &'a Map<String, Value>) -> Self {
        Self {
            members,
            complaints: Vec::new(),
            is_mistyped: false,
        }
    }

    /// A text that must be there; empty where it is not, which [`Input::finish`] then says.
    pub(super) fn required(&mut self, name: &str, rule: &Rule) -> &'a str {
        match self.optional(name, rule) {
            Some(value) => value,
            None => {
                self.complain_about(name, "Member must not be null");
                ""
            }
        }
    }

    pub(super) fn optional(&mut self, name: &str, rule: &Rule) -> Option<&'a str> {
        let value = self.text(name)?;
        self.check(name, value, rule);
        Some(value)
    }

    /// One word out of `choices`.
    pub(super) fn choice(&mut self, name: &str, choices: &[&str]) -> &'a str {
        let Some(value) = self.text(name) else {
            self.complain_about(name, "Member must not be null");
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

    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.members.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                self.is_mistyped = true;
                false
            }
        }
    }

    /// A map from text to text.
    pub(super) fn map(&mut self, name: &str) -> BTreeMap<&'a str, &'a str> {
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

    /// A list of `{"Name": …, "Value": …}`.
    pub(super) fn attributes(&mut self, name: &str) -> BTreeMap<String, String> {
        let mut attributes = BTreeMap::new();
        let Some(list) = self.list(name) else {
            return attributes;
        };
        for (index, item) in list.iter().enumerate() {
            let at = format!("{}.{}.member", camel(name), index + 1);
            match (item.get("Name"), item.get("Value")) {
                (Some(Value::String(key)), value) if is_attribute_name(key) => match value {
                    Some(Value::String(value)) if value.chars().count() <= 2048 => {
                        attributes.insert(key.clone(), value.clone());
                    }
                    Some(Value::String(_)) => self.complaints.push(complaint(
                        &format!("{at}.value"),
                        "Member must have length less than or equal to 2048",
                    )),
                    None | Some(Value::Null) => drop(attributes.insert(key.clone(), String::new())),
                    Some(_) => self.is_mistyped = true,
                },
                (Some(Value::String(_)), _) => self.complaints.push(complaint(
                    &format!("{at}.name"),
                    "Member must have length less than or equal to 32",
                )),
                (None | Some(Value::Null), _) => self
                    .complaints
                    .push(complaint(&format!("{at}.name"), "Member must not be null")),
                (Some(_), _) => self.is_mistyped = true,
            }
        }
        attributes
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<&'a str> {
        let list = self.list(name).map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<_> = list.iter().filter_map(Value::as_str).collect();
        self.is_mistyped |= texts.len() != list.len();
        texts
    }

    /// Complains about everything at once, if there is anything.
    pub(super) fn finish(self) -> Result<(), Failure> {
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

    fn complain_about(&mut self, name: &str, problem: &str) {
        if !self.is_mistyped {
            self.complaints.push(complaint(&camel(name), problem));
        }
    }
}

fn complaint(at: &str, problem: &str) -> String {
    format!("Value at '{at}' failed to satisfy constraint: {problem}")
}

fn all(value: &str, allows: fn(char) -> bool) -> bool {
    !value.is_empty() && value.chars().all(allows)
}

/// Spaces may stand inside a password, not at its ends.
fn has_solid_ends(value: &str) -> bool {
    let ends = [value.chars().next(), value.chars().next_back()];
    ends.into_iter()
        .all(|end| end.is_some_and(|c| !c.is_whitespace()))
}

fn is_pool_id(value: &str) -> bool {
    let is_region: fn(char) -> bool = |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.rsplit_once('_').is_some_and(|(region, name)| {
        all(region, is_region) && all(name, |c| c.is_ascii_alphanumeric())
    })
}

/// `ClientId` as complaints write it: `clientId`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(chars)
        .collect()
}

fn is_attribute_name(name: &str) -> bool {
    (1..=32).contains(&name.chars().count()) && name.chars().all(is_visible)
}

fn is_word_or_plus(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '+'
}

fn is_word_or_base64(c: char) -> bool {
    is_word_or_plus(c) || c == '=' || c == '/'
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=' | '.')
}

/// Letters, marks, symbols, numbers, punctuation: no spaces, no control characters.
fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !c.is_control()
}
