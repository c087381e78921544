//! `TIMESTAMP`: the one form of time that enters a proof.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html> (`TIMESTAMP`)

use std::time::Duration;

use jiff::civil::DateTime;

use crate::state::Context;

/// How far a client's clock may be from ours.
// Assumed: five minutes.
const MOST_SKEW: Duration = Duration::from_secs(300);

/// `EEE MMM d HH:mm:ss z yyyy`, of which the day of the week is not looked at and the zone
/// must be UTC: what enters the proof is [`write_timestamp`] of it.
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

/// A client does not know that the emulator's clock has been moved, and so signs the time
/// that it was before that.
pub(super) fn is_skewed(context: &Context<'_>, time: DateTime) -> bool {
    let Ok(time) = jiff::tz::TimeZone::UTC.to_timestamp(time) else {
        return true;
    };
    let now = context.now.seconds().cast_signed();
    let skew = MOST_SKEW.as_secs().cast_signed();
    let earliest = now
        .saturating_sub_unsigned(context.advanced.as_secs())
        .saturating_sub(skew);
    !(earliest..=now.saturating_add(skew)).contains(&time.as_second())
}

#[cfg(test)]
mod tests {
    use super::{parse_timestamp, write_timestamp};

    #[test]
    fn timestamps_take_one_form() {
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
