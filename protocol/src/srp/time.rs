//! The format of a proof's timestamp.

use crate::calendar::{Date, SECONDS_OF_A_DAY};
use crate::json::integer_text;

/// Formats the time of a proof, in English and UTC, without a leading zero of the day: `Tue Nov 3 09:04:05 UTC 2026`.
///
/// `unix_seconds` counts from 1970-01-01T00:00:00Z.
pub fn timestamp(unix_seconds: i64) -> String {
    let days = unix_seconds.div_euclid(SECONDS_OF_A_DAY);
    let seconds = unix_seconds.rem_euclid(SECONDS_OF_A_DAY);
    let Date { year, month, day } = Date::of_day(days);
    let weekday = (days + 4).rem_euclid(7);

    let mut out = String::new();
    out.push_str(name("SunMonTueWedThuFriSat", weekday));
    out.push(' ');
    out.push_str(name("JanFebMarAprMayJunJulAugSepOctNovDec", month - 1));
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

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn has_the_format_of_cognito() {
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
