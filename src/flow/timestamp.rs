//! Converts the timestamps of Cognito's API.

use crate::platform::Timestamp;
use crate::protocol::idp;

impl Timestamp {
    /// `None` for a time before 1970.
    pub(crate) fn from_wire(timestamp: idp::Timestamp) -> Option<Self> {
        u64::try_from(timestamp.0).ok().map(Timestamp::from_millis)
    }
}
