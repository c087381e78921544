//! Patterns of a policy: `*`, `?` and variables.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::Keys;
use super::version::Version;

/// Whether case is significant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Sensitive,
    Ignored,
}

/// How `*` and `?` are interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wildcards {
    Active,
    /// As ordinary characters.
    Literal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// `*`
    Any,
    /// `?`
    One,
    Char(char),
}

/// A text of a policy, with its variables replaced.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Piece>);

impl Pattern {
    /// `None` if a variable has no single value: such a text matches nothing. What a variable stands for has no
    /// wildcards of its own.
    // Source: reference_policies_variables.
    pub(super) fn new(
        text: &str,
        keys: &Keys,
        version: Version,
        wildcards: Wildcards,
    ) -> Option<Self> {
        let mut pieces = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let variable = match version {
                Version::Of2012 => rest.strip_prefix("${").and_then(|it| it.split_once('}')),
                Version::Of2008 => None,
            };
            if let Some((variable, after)) = variable {
                pieces.extend(value_of(variable, keys)?.chars().map(Piece::Char));
                rest = after;
                continue;
            }
            pieces.push(match (first, wildcards) {
                ('*', Wildcards::Active) => Piece::Any,
                ('?', Wildcards::Active) => Piece::One,
                _ => Piece::Char(first),
            });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        Some(Self(pieces))
    }

    pub(super) fn matches(&self, text: &str, case: Case) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut piece) = (0, 0);
        // The position of the last `*`, and how much it has matched.
        let mut back: Option<(usize, usize)> = None;
        while let Some(c) = text.get(at) {
            match self.0.get(piece) {
                Some(Piece::Any) => {
                    back = Some((piece, at));
                    piece += 1;
                }
                Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Char(wanted)) if is_same(*wanted, *c, case) => {
                    (at, piece) = (at + 1, piece + 1);
                }
                _ => {
                    let Some((any, taken)) = back else {
                        return false;
                    };
                    back = Some((any, taken + 1));
                    (at, piece) = (taken + 1, any + 1);
                }
            }
        }
        let left = self.0.get(piece..).unwrap_or_default();
        left.iter().all(|piece| *piece == Piece::Any)
    }
}

fn is_same(a: char, b: char, case: Case) -> bool {
    match case {
        Case::Sensitive => a == b,
        Case::Ignored => a.to_lowercase().eq(b.to_lowercase()),
    }
}

/// The value of a variable: `${aws:username}`, `${aws:username, 'default'}`, or `${*}`, `${?}`, `${$}` for these characters.
// Source: reference_policies_variables.
fn value_of(variable: &str, keys: &Keys) -> Option<String> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable.to_owned());
    }
    let (name, fallback) = match variable.split_once(',') {
        Some((name, fallback)) => (name.trim(), Some(fallback.trim())),
        None => (variable, None),
    };
    let fallback = fallback.and_then(|it| it.strip_prefix('\'')?.strip_suffix('\''));
    keys.single(name).or(fallback).map(str::to_owned)
}
