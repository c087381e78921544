//! Cognito's moments, as this library's.

use crate::platform::Timestamp;
use crate::protocol::idp;

impl Timestamp {
    /// `None` for a moment before 1970.
    pub(crate) fn of_wire(moment: idp::Timestamp) -> Option<Self> {
        u64::try_from(moment.0).ok().map(Timestamp::from_millis)
    }
}
