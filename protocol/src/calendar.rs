//! Days and dates of the Gregorian calendar.

use core::fmt;

/// The number of seconds in a day.
pub const SECONDS_OF_A_DAY: i64 = 86_400;

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
}

// Years are counted from 1 March here, so that a leap day is the last one of its year; an era is the 400 years after
// which the calendar repeats itself.
impl Date {
    /// Returns the date of a day, counted from 1970-01-01.
    pub fn of_day(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self { year, month, day }
    }

    /// Returns the date in UTC of a time in milliseconds since 1970.
    pub fn of_millis(millis: i64) -> Self {
        Self::of_day(millis.div_euclid(1000 * SECONDS_OF_A_DAY))
    }

    /// Returns the day of this date, counted from 1970-01-01. The year must have at most five digits, and the month
    /// must be valid.
    #[cfg(feature = "aws")]
    pub(crate) fn day(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (self.month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }
}

/// Writes the date as ISO 8601 has it.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_have_their_dates() {
        for (day, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_787, "2026-11-30"),
            (-56_270, "1815-12-10"),
        ] {
            assert_eq!(Date::of_day(day).to_string(), date);
        }
    }

    #[test]
    fn a_time_before_1970_has_the_date_of_its_day() {
        for (millis, date) in [
            (-1, "1969-12-31"),
            (0, "1970-01-01"),
            (86_399_999, "1970-01-01"),
            (86_400_000, "1970-01-02"),
        ] {
            assert_eq!(Date::of_millis(millis).to_string(), date);
        }
    }

    #[cfg(feature = "aws")]
    proptest::proptest! {
        #[test]
        fn a_date_is_the_date_of_its_day(day in -1_000_000_i64..4_000_000) {
            proptest::prop_assert_eq!(Date::of_day(day).day(), day);
        }
    }
}
