//! `TIMESTAMP`, the time in an SRP proof.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html> (`TIMESTAMP`)

use std::time::Duration;

use jiff::civil::DateTime;

use crate::state::Context;

/// The maximum difference between the client's clock and the emulator's.
// Assumed: five minutes.
const MAX_SKEW: Duration = Duration::from_secs(300);

/// Parses `EEE MMM d HH:mm:ss z yyyy`. The day of the week is not checked, and the zone has to be UTC. The proof contains the
/// form of [`write_timestamp`].
pub(super) fn parse_timestamp(text: &str) -> Option<DateTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let parts: Vec<&str> = text.split(' ').collect();
    let [weekday, month, day, time, "UTC" | "GMT" | "Z", year] = parts.as_slice() else {
        return None;
    };
    if !DAYS.contains(weekday) {
        return None;
    }
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock.as_slice() else {
        return None;
    };
    let small = |text: &str| text.parse::<i8>().ok();
    let (year, month) = (year.parse().ok()?, i8::try_from(month).ok()?);
    DateTime::new(
        year,
        month,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()
}

pub(super) fn write_timestamp(time: DateTime) -> String {
    time.strftime("%a %b %-d %H:%M:%S UTC %Y").to_string()
}

/// Whether the time is outside of the allowed difference. A client does not know that the emulator's clock was moved, so the
/// real time is allowed, too.
pub(super) fn is_skewed(context: &Context<'_>, time: DateTime) -> bool {
    let Ok(time) = jiff::tz::TimeZone::UTC.to_timestamp(time) else {
        return true;
    };
    let now = context.now.seconds().cast_signed();
    let skew = MAX_SKEW.as_secs().cast_signed();
    let earliest = now
        .saturating_sub_unsigned(context.clock_offset.as_secs())
        .saturating_sub(skew);
    !(earliest..=now.saturating_add(skew)).contains(&time.as_second())
}

#[cfg(test)]
mod tests {
    use super::{parse_timestamp, write_timestamp};

    #[test]
    fn only_the_documented_form_is_accepted() {
        let canonical = |text| parse_timestamp(text).map(write_timestamp);
        let good = "Sat Sep 5 22:42:34 UTC 2026";
        assert_eq!(canonical(good).as_deref(), Some(good));
        assert_eq!(
            canonical("Sat Sep 05 22:42:34 UTC 2026").as_deref(),
            Some(good)
        );
        assert_eq!(
            canonical("Mon Sep 5 22:42:34 UTC 2026").as_deref(),
            Some(good)
        );
        for bad in [
            "",
            "Sat Sep 5 22:42:34 IST 2026",
            "Sat Sep 5 22:42:34 2026",
            "Sam sept. 5 22:42:34 UTC 2026",
            "Sat Sep 31 22:42:34 UTC 2026",
            "Sat Sep 5 25:42:34 UTC 2026",
            "2026-09-05T22:42:34Z",
        ] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}
