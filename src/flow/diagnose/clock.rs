//! The time of an HTTP answer.

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Seconds since 1970 of `Wed, 25 Nov 2026 08:50:03 GMT`; `None` where it is written otherwise.
///
/// [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)
pub(super) fn http_date(text: &str) -> Option<i64> {
    let (_, text) = text.split_once(", ")?;
    let mut parts = text.split([' ', ':']);
    let day = number(parts.next()?)?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)?;
    let year = number(parts.next()?)?;
    let mut seconds = 0;
    for _ in 0..3 {
        seconds = seconds * 60 + number(parts.next()?)?;
    }
    (parts.next() == Some("GMT") && parts.next().is_none())
        .then(|| days(year, month as i64, day) * 86_400 + seconds)
}

fn number(digits: &str) -> Option<i64> {
    let fits = digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

/// Days since 1970-01-01 of a day in the Gregorian calendar; months count from 0. Years are counted
/// from 1 March, so that a leap day is the last one of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = match month {
        0 | 1 => (year - 1, month + 10),
        _ => (year, month - 2),
    };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::http_date;

    #[test]
    fn reads_what_servers_write() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:34:56 GMT", 951_827_696),
            ("Sun, 28 Feb 2100 23:59:59 GMT", 4_107_542_399),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ] {
            assert_eq!(http_date(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "Sun, ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49:37 GMT and more",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT",
            "Sun, é6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
