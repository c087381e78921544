//! Conversions of timestamps.

use crate::platform::Timestamp;
#[cfg(feature = "ui")]
use crate::protocol::calendar;
use crate::protocol::idp;

impl Timestamp {
    /// Converts a timestamp of Cognito's API. `None` for a time before 1970.
    pub(crate) fn from_wire(timestamp: idp::Timestamp) -> Option<Self> {
        u64::try_from(timestamp.0).ok().map(Timestamp::from_millis)
    }

    /// Returns the date in UTC, as ISO 8601 has it.
    #[cfg(feature = "ui")]
    pub(crate) fn iso_date(self) -> String {
        let millis = i64::try_from(self.as_millis()).unwrap_or(i64::MAX);
        calendar::Date::of_millis(millis).to_string()
    }
}

#[cfg(all(test, feature = "ui"))]
mod tests {
    use super::Timestamp;

    #[test]
    fn the_date_is_that_of_iso_8601() {
        for (seconds, date) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_995_896, "2026-11-29"),
            (4_107_542_399, "2100-02-28"),
        ] {
            assert_eq!(Timestamp::from_millis(seconds * 1000).iso_date(), date);
        }
        // The largest timestamp does not overflow.
        assert!(!Timestamp::from_millis(u64::MAX).iso_date().is_empty());
    }
}
