//! Up to where a dataset was read.

use crate::config::Existence;
use crate::platform::Timestamp;
use crate::protocol::json::integer_text;
use crate::protocol::text::whole_number;

/// For how long what was read of a change may lack a part of it. DynamoDB reads each item by itself: while a transaction
/// is being carried out, its head may be seen before its records are. That takes milliseconds, or seconds where a machine
/// of DynamoDB's fails.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation>
const SETTLED_AFTER: u64 = 60_000;

/// What a dataset's head says. A head that is not there says 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The number of the last change.
    pub version: u64,
    /// The number of the change that deleted the dataset last.
    pub deleted: u64,
}

/// What a cursor says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub head: Head,
    /// When this head was seen first, in milliseconds since 1970; `None` once all of the change is known to be read.
    pub seen: Option<u64>,
}

impl Head {
    /// Whether there is no such dataset.
    pub fn is_absent(self) -> bool {
        self.version == self.deleted
    }

    /// Whether there is one, for who has read up to a position.
    pub fn existence(self, before: Option<&Position>) -> Existence {
        match before {
            Some(before) if self.deleted > before.head.version => Existence::DeletedSince,
            _ if self.is_absent() => Existence::Absent,
            _ => Existence::Here,
        }
    }
}

impl Position {
    /// After everything up to a head was read, beginning at this time.
    pub fn read(head: Head, before: Option<&Position>, now: Timestamp) -> Self {
        let now = now.as_millis();
        let known = before.filter(|it| it.head == head);
        let seen = known.map_or(Some(now), |it| it.seen);
        // A clock that was put back says nothing.
        let seen = seen.map(|seen| seen.min(now));
        Position {
            head,
            seen: seen.filter(|seen| now - seen < SETTLED_AFTER),
        }
    }

    /// Whether there is nothing else to be read at this head.
    pub fn is_all_of(&self, head: Head) -> bool {
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
        let first = Position::read(HEAD, None, at(100));
        assert!(!first.is_all_of(HEAD));
        let soon = Position::read(HEAD, Some(&first), at(159));
        assert!(!soon.is_all_of(HEAD));
        let settled = Position::read(HEAD, Some(&soon), at(160));
        assert!(settled.is_all_of(HEAD));
        // The next change begins anew, and so does one that the clock was put back after.
        let next = Head { version: 8, ..HEAD };
        assert!(!settled.is_all_of(next));
        assert!(!Position::read(next, Some(&settled), at(400)).is_all_of(next));
        let back = Position::read(HEAD, Some(&first), at(50));
        assert_eq!(back.seen, Some(50_000));
        assert!(Position::read(HEAD, Some(&back), at(110)).is_all_of(HEAD));
    }

    #[test]
    fn a_deletion_is_told_to_those_who_have_not_read_it() {
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
