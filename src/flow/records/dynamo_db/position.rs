//! The cursor of a DynamoDB dataset: the head up to which it was read.

use crate::config::Existence;
use crate::platform::Timestamp;
use crate::protocol::json::integer_text;
use crate::protocol::text::whole_number;

/// How long after a change its records may be read incompletely, in milliseconds. DynamoDB reads items individually:
/// while a transaction is being applied, its head may be visible before its records. That takes milliseconds, or
/// seconds if a machine of DynamoDB fails.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation>
const SETTLED_AFTER: u64 = 60_000;

/// A dataset's head. All numbers are 0 if there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The number of the last change.
    pub version: u64,
    /// The number of the change that deleted the dataset last.
    pub deleted: u64,
}

/// The contents of a cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub head: Head,
    /// When this head was first read, in milliseconds since 1970; `None` once all its records were certainly read.
    pub seen: Option<u64>,
}

impl Head {
    /// Whether the dataset does not exist.
    pub fn is_absent(self) -> bool {
        self.version == self.deleted
    }

    /// Whether the dataset exists, or was deleted since it was read up to a position.
    pub fn existence(self, before: Option<&Position>) -> Existence {
        match before {
            Some(before) if self.deleted > before.head.version => Existence::DeletedSince,
            _ if self.is_absent() => Existence::Absent,
            _ => Existence::Here,
        }
    }
}

impl Position {
    /// The position after everything up to a head was read. `now` is the time when the reading started.
    pub fn after_reading(head: Head, before: Option<&Position>, now: Timestamp) -> Self {
        let now = now.as_millis();
        let known = before.filter(|it| it.head == head);
        let seen = known.map_or(Some(now), |it| it.seen);
        // The clock may have been set back.
        let seen = seen.map(|seen| seen.min(now));
        Position {
            head,
            seen: seen.filter(|seen| now - seen < SETTLED_AFTER),
        }
    }

    /// Whether everything up to this head was certainly read.
    pub fn is_complete_at(&self, head: Head) -> bool {
        self.head == head && self.seen.is_none()
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(whole_number);
        let head = Head {
            version: numbers.next()??,
            deleted: numbers.next()??,
        };
        let seen = match numbers.next() {
            Some(seen) => Some(seen?),
            None => None,
        };
        numbers.next().is_none().then_some(Position { head, seen })
    }

    pub fn to_text(self) -> String {
        let numbers = [Some(self.head.version), Some(self.head.deleted), self.seen];
        let numbers = numbers.into_iter().flatten();
        let texts: Vec<String> = numbers.map(|number| integer_text(number as i64)).collect();
        texts.join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head {
        version: 7,
        deleted: 3,
    };

    #[test]
    fn a_position_is_written_and_read() {
        for (seen, text) in [(None, "7.3"), (Some(12), "7.3.12")] {
            let position = Position { head: HEAD, seen };
            assert_eq!(position.to_text(), text);
            assert_eq!(Position::parse(text), Some(position));
        }
        for other in ["", "7", "7.", "7.x", "7.3.", "7.3.1.1", "-7.3", "a"] {
            assert_eq!(Position::parse(other), None, "{other}");
        }
    }

    /// Until a minute has passed since the change was seen, a part of it may have been missed.
    #[test]
    fn a_change_is_read_again_until_it_is_settled() {
        let at = |seconds: u64| Timestamp::from_millis(seconds * 1000);
        let first = Position::after_reading(HEAD, None, at(100));
        assert!(!first.is_complete_at(HEAD));
        let soon = Position::after_reading(HEAD, Some(&first), at(159));
        assert!(!soon.is_complete_at(HEAD));
        let settled = Position::after_reading(HEAD, Some(&soon), at(160));
        assert!(settled.is_complete_at(HEAD));
        // The next change starts again, and so does the same one after the clock was set back.
        let next = Head { version: 8, ..HEAD };
        assert!(!settled.is_complete_at(next));
        assert!(!Position::after_reading(next, Some(&settled), at(400)).is_complete_at(next));
        let back = Position::after_reading(HEAD, Some(&first), at(50));
        assert_eq!(back.seen, Some(50_000));
        assert!(Position::after_reading(HEAD, Some(&back), at(110)).is_complete_at(HEAD));
    }

    #[test]
    fn a_deletion_is_reported_until_it_was_read() {
        let before = |version, deleted| Position {
            head: Head { version, deleted },
            seen: None,
        };
        let gone = Head {
            version: 3,
            deleted: 3,
        };
        for (head, before, expected) in [
            (Head::default(), None, Existence::Absent),
            (gone, None, Existence::Absent),
            (HEAD, None, Existence::Here),
            (HEAD, Some(before(2, 0)), Existence::DeletedSince),
            (gone, Some(before(2, 0)), Existence::DeletedSince),
            (gone, Some(before(3, 3)), Existence::Absent),
            (HEAD, Some(before(3, 3)), Existence::Here),
            (Head::default(), Some(before(7, 3)), Existence::Absent),
        ] {
            assert_eq!(
                head.existence(before.as_ref()),
                expected,
                "{head:?} {before:?}"
            );
        }
    }
}
