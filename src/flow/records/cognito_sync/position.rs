//! The cursor of a Cognito Sync dataset.

use crate::protocol::json::integer_text;
use crate::protocol::secret::Secret;
use crate::protocol::text::{cut, whole_number};

/// A sync count, and the sync session token with which it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub count: i64,
    /// Whether the dataset existed then.
    pub was_there: bool,
    pub token: Secret,
}

impl Position {
    /// Parses a cursor; `None` if it belongs to another kind of remote.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, rest) = cut(text, b' ');
        let (was_there, token) = cut(rest?, b' ');
        Some(Position {
            count: whole_number(count)?.try_into().ok()?,
            was_there: was_there == THERE,
            token: token?.into(),
        })
    }

    pub fn to_text(&self) -> String {
        let was_there = if self.was_there { THERE } else { "absent" };
        let count = integer_text(self.count);
        [&count, " ", was_there, " ", self.token.expose()].concat()
    }
}

const THERE: &str = "there";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for (count, was_there, token) in [
            (0, false, ""),
            (7, true, "a b+/="),
            (i64::MAX, false, "there t"),
        ] {
            let position = Position {
                count,
                was_there,
                token: token.into(),
            };
            assert_eq!(Position::parse(&position.to_text()), Some(position));
        }
        for other in [
            "",
            "7",
            "7 there",
            "x there t",
            "-1 there t",
            "99999999999999999999 there t",
            "{\"v\":1}",
        ] {
            assert_eq!(Position::parse(other), None, "{other}");
        }
    }
}
