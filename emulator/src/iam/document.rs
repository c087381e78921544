//! Parses policy documents.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::condition::Condition;
use super::texts::texts;
use super::version::Version;

/// A policy document.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(super) version: Version,
    pub(super) statements: Vec<Statement>,
}

#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) effect: Effect,
    /// The principals of a trust policy.
    pub(super) principals: Option<Principals>,
    pub(super) actions: Names,
    /// The resources; `None` in a trust policy, where it means any.
    pub(super) resources: Option<Names>,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// `Action` and `NotAction`, `Resource` and `NotResource`.
#[derive(Debug, Clone)]
pub(super) enum Names {
    Of(Vec<String>),
    AllBut(Vec<String>),
}

/// `Principal` and `NotPrincipal`.
#[derive(Debug, Clone)]
pub(super) enum Principals {
    Anybody,
    Of(BTreeMap<PrincipalKind, Vec<String>>),
    AllBut(BTreeMap<PrincipalKind, Vec<String>>),
}

/// The kind of a principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PrincipalKind {
    Aws,
    Federated,
    Service,
    CanonicalUser,
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// A short description of the problem.
    // Source: reference_policies_grammar.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let document = document.as_object().ok_or("it is no JSON object")?;
        only(document, &["Version", "Id", "Statement"])?;
        let version = match document.get("Version").map(Value::as_str) {
            Some(Some("2012-10-17")) => Version::Of2012,
            None | Some(Some("2008-10-17")) => Version::Of2008,
            Some(_) => return Err("Version is neither 2012-10-17 nor 2008-10-17".to_owned()),
        };
        let statements = match document.get("Statement").ok_or("it has no Statement")? {
            Value::Array(all) => all.iter().map(statement).collect::<Result<_, _>>()?,
            one => vec![statement(one)?],
        };
        Ok(Self {
            version,
            statements,
        })
    }

    /// Whether all statements name principals, as in a trust policy.
    pub(crate) fn names_principals(&self) -> bool {
        let mut all = self.statements.iter();
        all.all(|statement| statement.principals.is_some())
    }
}

fn statement(value: &Value) -> Result<Statement, String> {
    let members = value.as_object().ok_or("a Statement is no object")?;
    let known = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    only(members, &known)?;
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err("Effect is neither Allow nor Deny".to_owned()),
    };
    let actions = names(members, "Action", "NotAction")?.ok_or("a Statement has no Action")?;
    let resources = names(members, "Resource", "NotResource")?;
    let principals = principals(members)?;
    if resources.is_none() && principals.is_none() {
        return Err("a Statement has no Resource".to_owned());
    }
    let conditions = match members.get("Condition") {
        Some(Value::Object(blocks)) => Condition::all(blocks)?,
        None => Vec::new(),
        Some(_) => return Err("Condition is no object".to_owned()),
    };
    Ok(Statement {
        effect,
        principals,
        actions,
        resources,
        conditions,
    })
}

fn names(members: &Map<String, Value>, is: &str, not: &str) -> Result<Option<Names>, String> {
    match (members.get(is), members.get(not)) {
        (Some(_), Some(_)) => Err(format!("a Statement has both {is} and {not}")),
        (Some(value), None) => Ok(Some(Names::Of(texts(value, is)?))),
        (None, Some(value)) => Ok(Some(Names::AllBut(texts(value, not)?))),
        (None, None) => Ok(None),
    }
}

fn principals(members: &Map<String, Value>) -> Result<Option<Principals>, String> {
    match (members.get("Principal"), members.get("NotPrincipal")) {
        (Some(Value::String(any)), None) if any == "*" => Ok(Some(Principals::Anybody)),
        (Some(value), None) => Ok(Some(Principals::Of(by_kind(value)?))),
        (None, Some(value)) => Ok(Some(Principals::AllBut(by_kind(value)?))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err("a Statement has both Principal and NotPrincipal".to_owned()),
    }
}

fn by_kind(value: &Value) -> Result<BTreeMap<PrincipalKind, Vec<String>>, String> {
    let members = value.as_object().ok_or("Principal is no object")?;
    let kind = |name: &str| match name {
        "AWS" => Ok(PrincipalKind::Aws),
        "Federated" => Ok(PrincipalKind::Federated),
        "Service" => Ok(PrincipalKind::Service),
        "CanonicalUser" => Ok(PrincipalKind::CanonicalUser),
        _ => Err(format!("Principal has no {name}")),
    };
    let all = members.iter();
    all.map(|(name, value)| Ok((kind(name)?, texts(value, "Principal")?)))
        .collect()
}

fn only(members: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    let foreign = members.keys().find(|name| !known.contains(&name.as_str()));
    match foreign {
        Some(name) => Err(format!("{name} has no place in it")),
        None => Ok(()),
    }
}
