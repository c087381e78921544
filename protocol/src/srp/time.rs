//! The time as it stands in a proof.

use crate::json::integer_text;

/// A time as the proof wants it, in English and UTC, with no leading zero on the day:
/// `Tue Nov 3 09:04:05 UTC 2026`.
///
/// `unix_seconds` counts from 1970-01-01T00:00:00Z.
pub fn timestamp(unix_seconds: i64) -> String {
    let days = unix_seconds.div_euclid(86_400);
    let seconds = unix_seconds.rem_euclid(86_400);
    let (year, month, day) = date(days);
    let weekday = (days + 4).rem_euclid(7);

    let mut out = String::new();
    out.push_str(name("SunMonTueWedThuFriSat", weekday));
    out.push(' ');
    out.push_str(name("JanFebMarAprMayJunJulAugSepOctNovDec", month));
    out.push(' ');
    out.push_str(&integer_text(day));
    for (mark, part) in [
        (' ', seconds / 3600),
        (':', seconds / 60 % 60),
        (':', seconds % 60),
    ] {
        out.push(mark);
        if part < 10 {
            out.push('0');
        }
        out.push_str(&integer_text(part));
    }
    out.push_str(" UTC ");
    out.push_str(&integer_text(year));
    out
}

fn name(names: &str, index: i64) -> &str {
    let start = index as usize * 3;
    names.get(start..start + 3).unwrap_or_default()
}

/// Year, month from 0, and day from 1 of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Years are counted from 1 March here, so that a leap day is the last one of its year; an era is
/// the 400 years after which the calendar repeats itself.
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12;
    let year = era * 400 + year_of_era + i64::from(month < 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn is_written_as_cognito_wants_it() {
        assert_eq!(timestamp(0), "Thu Jan 1 00:00:00 UTC 1970");
        assert_eq!(timestamp(1_793_696_645), "Tue Nov 3 09:04:05 UTC 2026");
        assert_eq!(timestamp(951_827_696), "Tue Feb 29 12:34:56 UTC 2000");
        assert_eq!(timestamp(4_107_542_399), "Sun Feb 28 23:59:59 UTC 2100");
        assert_eq!(timestamp(4_107_542_400), "Mon Mar 1 00:00:00 UTC 2100");
        assert_eq!(timestamp(-1), "Wed Dec 31 23:59:59 UTC 1969");
    }

    #[test]
    fn takes_any_number() {
        timestamp(i64::MIN);
        timestamp(i64::MAX);
    }
}
