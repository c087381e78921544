//! Evaluates policies.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>

use std::collections::BTreeMap;

use super::Keys;
use super::document::{Effect, Names, Policy, PrincipalKind, Principals, Statement};
use super::pattern::{Case, Pattern, Wildcards};
use super::version::Version;

/// A request to authorize.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// `s3:GetObject`
    pub(crate) action: &'a str,
    /// The ARN of the resource.
    pub(crate) resource: &'a str,
    pub(crate) keys: &'a Keys,
}

/// The result of one or several policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allows,
    Denies,
    /// Neither allows nor denies.
    Silent,
}

/// The decision, with the reason for a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    /// A `Deny` in an identity-based policy.
    DeniedByIdentity,
    /// A `Deny` in a session policy.
    DeniedBySession,
    /// No identity-based policy allows it.
    NotAllowedByIdentity,
    /// No session policy allows it.
    NotAllowedBySession,
}

/// The policies of a principal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Permissions<'a> {
    pub(crate) identity: &'a [Policy],
    /// The session policies, if any; a request needs their permission as well.
    pub(crate) session: Option<&'a [Policy]>,
}

impl Permissions<'_> {
    // Source: reference_policies_evaluation-logic ("An explicit deny in any of these policies overrides the allow"),
    // access_policies#policies_session ("the intersection of the identity-based policies and the session policies").
    pub(crate) fn decide(&self, question: &Question<'_>) -> Decision {
        let identity = verdict(self.identity, question);
        let session = self.session.map(|all| verdict(all, question));
        match (identity, session) {
            (Verdict::Denies, _) => Decision::DeniedByIdentity,
            (_, Some(Verdict::Denies)) => Decision::DeniedBySession,
            (Verdict::Silent, _) => Decision::NotAllowedByIdentity,
            (Verdict::Allows, Some(Verdict::Silent)) => Decision::NotAllowedBySession,
            (Verdict::Allows, None | Some(Verdict::Allows)) => Decision::Allowed,
        }
    }
}

impl Policy {
    /// The verdict of a trust policy on a principal that assumes its role.
    // Source: reference_policies_elements_principal.
    pub(crate) fn trusts(
        &self,
        (kind, name): (PrincipalKind, &str),
        action: &str,
        keys: &Keys,
    ) -> Verdict {
        let is_meant = |statement: &&Statement| {
            let is_principal = match &statement.principals {
                Some(Principals::Anybody) => true,
                Some(Principals::Of(all)) => is_among(all, kind, name),
                Some(Principals::AllBut(all)) => !is_among(all, kind, name),
                None => false,
            };
            is_principal
                && has_action(statement, action, keys, self.version)
                && meets_conditions(statement, keys, self.version)
        };
        of_effects(self.statements.iter().filter(is_meant))
    }
}

fn verdict(policies: &[Policy], question: &Question<'_>) -> Verdict {
    let meant = policies.iter().flat_map(|policy| {
        let version = policy.version;
        let all = policy.statements.iter();
        all.filter(move |statement| is_about(statement, question, version))
    });
    of_effects(meant)
}

fn of_effects<'a>(statements: impl Iterator<Item = &'a Statement>) -> Verdict {
    let mut verdict = Verdict::Silent;
    for statement in statements {
        match statement.effect {
            Effect::Deny => return Verdict::Denies,
            Effect::Allow => verdict = Verdict::Allows,
        }
    }
    verdict
}

fn is_about(statement: &Statement, question: &Question<'_>, version: Version) -> bool {
    has_action(statement, question.action, question.keys, version)
        && has_resource(statement, question.resource, question.keys, version)
        && meets_conditions(statement, question.keys, version)
}

// Source: reference_policies_elements_action ("The prefix and the action name are case insensitive"),
// reference_policies_elements_notaction.
fn has_action(statement: &Statement, action: &str, keys: &Keys, version: Version) -> bool {
    is_named(&statement.actions, action, keys, (version, Case::Ignored))
}

// Source: reference_policies_elements_resource, reference_policies_elements_notresource.
fn has_resource(statement: &Statement, resource: &str, keys: &Keys, version: Version) -> bool {
    let resources = statement.resources.as_ref();
    resources.is_none_or(|names| is_named(names, resource, keys, (version, Case::Sensitive)))
}

fn is_named(names: &Names, name: &str, keys: &Keys, (version, case): (Version, Case)) -> bool {
    let fits = |text: &String| {
        Pattern::new(text, keys, version, Wildcards::Active)
            .is_some_and(|it| it.matches(name, case))
    };
    match names {
        Names::Of(all) => all.iter().any(fits),
        Names::AllBut(all) => !all.iter().any(fits),
    }
}

fn meets_conditions(statement: &Statement, keys: &Keys, version: Version) -> bool {
    let mut all = statement.conditions.iter();
    all.all(|condition| condition.is_met(keys, version))
}

fn is_among(all: &BTreeMap<PrincipalKind, Vec<String>>, kind: PrincipalKind, name: &str) -> bool {
    let named = all.get(&kind).map(Vec::as_slice).unwrap_or_default();
    named.iter().any(|it| it == name || it == "*")
}
