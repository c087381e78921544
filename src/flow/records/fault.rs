//! Faults that the simulation injects into the merge, to test that it finds them. Other builds contain none.

#[cfg(feature = "simulated")]
use std::sync::atomic::{AtomicUsize, Ordering};

/// A fault of older clients of Cognito Sync, or another likely one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum RecordFault {
    /// The response to a push overwrites a value that was written in the meantime.
    AnswerOverwrites,
    /// After a conflict, the record is pushed with the old version.
    OldVersion,
    /// The version of an equal remote value is not adopted.
    SameValue,
    /// A remote change is treated as already known.
    Unseen,
    /// Versions and cursor of one identity are used for another one.
    OtherIdentity,
    /// A removal is treated as a record that never existed.
    LostRemoval,
    /// A pushed value is not recognized if the response was lost.
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

    /// Injects the fault into all clients of this process.
    #[cfg(feature = "simulated")]
    pub fn inject(self) {
        let at = Self::ALL.iter().position(|(_, fault)| *fault == self);
        INJECTED.store(at.map_or(0, |at| at + 1), Ordering::Relaxed);
    }

    #[cfg(feature = "simulated")]
    pub(super) fn is_injected(self) -> bool {
        let at = INJECTED.load(Ordering::Relaxed).checked_sub(1);
        at.and_then(|at| Self::ALL.get(at))
            .is_some_and(|(_, fault)| *fault == self)
    }

    #[cfg(not(feature = "simulated"))]
    pub(super) const fn is_injected(self) -> bool {
        false
    }
}

/// The position of the injected fault in `ALL`, counted from 1; 0 if there is none.
#[cfg(feature = "simulated")]
static INJECTED: AtomicUsize = AtomicUsize::new(0);
