//! Days and dates of the Gregorian calendar.

/// The number of seconds in a day.
pub(crate) const SECONDS_OF_A_DAY: i64 = 86_400;

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
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
    pub(crate) fn of_day(days: i64) -> Self {
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

#[cfg(all(test, feature = "aws"))]
mod tests {
    use super::Date;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_date_is_the_date_of_its_day(day in -1_000_000_i64..4_000_000) {
            prop_assert_eq!(Date::of_day(day).day(), day);
        }
    }
}
