//! Faults that the simulation puts into the merge on purpose, to see that it finds them. In every other build there are
//! none.

#[cfg(feature = "simulated")]
use std::sync::atomic::{AtomicUsize, Ordering};

/// A fault of older clients of Cognito Sync, or one that is easily made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum RecordFault {
    /// The answer of a push takes the place of what was written meanwhile.
    AnswerOverwrites,
    /// After a conflict it is pushed with the version from before.
    OldVersion,
    /// The same value with another version is not adopted.
    SameValue,
    /// What was changed elsewhere is taken for seen.
    Unseen,
    /// Versions and cursor of one identity are used for another.
    OtherIdentity,
    /// A removal is taken for a record that is not there.
    LostRemoval,
    /// What was sent is not known again where the answer was lost.
    LostAnswer,
}

impl RecordFault {
    /// Every fault, with its name.
    #[cfg(feature = "simulated")]
    pub const ALL: [(&str, RecordFault); 7] = [
        ("answer-overwrites", RecordFault::AnswerOverwrites),
        ("old-version", RecordFault::OldVersion),
        ("same-value", RecordFault::SameValue),
        ("unseen", RecordFault::Unseen),
        ("other-identity", RecordFault::OtherIdentity),
        ("lost-removal", RecordFault::LostRemoval),
        ("lost-answer", RecordFault::LostAnswer),
    ];

    /// Puts it into all clients of this program.
    #[cfg(feature = "simulated")]
    pub fn put_in(self) {
        let at = Self::ALL.iter().position(|(_, fault)| *fault == self);
        PUT_IN.store(at.map_or(0, |at| at + 1), Ordering::Relaxed);
    }

    #[cfg(feature = "simulated")]
    pub(super) fn is_in(self) -> bool {
        let at = PUT_IN.load(Ordering::Relaxed).checked_sub(1);
        at.and_then(|at| Self::ALL.get(at))
            .is_some_and(|(_, fault)| *fault == self)
    }

    #[cfg(not(feature = "simulated"))]
    pub(super) const fn is_in(self) -> bool {
        false
    }
}

/// Counted from 1; 0 is none.
#[cfg(feature = "simulated")]
static PUT_IN: AtomicUsize = AtomicUsize::new(0);
