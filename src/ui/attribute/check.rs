//! Validation before a form is sent, for values that Cognito would certainly refuse.

use std::sync::Arc;

use super::browser::today;
use super::{COUNTRY, e164_number, phone};
use crate::ui::dom::Values;
use crate::ui::field::Check;
use crate::ui::sign_up_field::{Kind, SignUpField};
use crate::ui::strings::fill;
use crate::ui::{StepStrings, Text};

/// Returns the check of a field, followed by the app's own.
pub(super) fn of(field: &SignUpField, kind: &Kind, texts: &'static StepStrings) -> Check {
    let (kind, (least, most)) = (kind.clone(), field.length);
    let (own, name) = (field.validate.clone(), field.attribute.clone());
    Arc::new(move |values: &Values, typed: &str| {
        let typed = typed.trim();
        let problem = match &kind {
            Kind::Date => (!is_past(typed, &today())).then(|| texts.wrong_date.into()),
            Kind::Phone => {
                let country = values.raw(&[&name, COUNTRY].concat()).to_owned();
                let number = e164_number(typed, &country);
                (!phone::is_e164(&number)).then(|| texts.wrong_phone_number.into())
            }
            Kind::Web => (!is_url(typed)).then(|| texts.wrong_website.into()),
            Kind::Number(least, most) => number(typed, *least, *most, texts),
            _ => length(typed, least, most, texts),
        };
        let own = own.as_ref();
        problem.or_else(|| own.and_then(|check| check(typed).err()))
    })
}

fn length(typed: &str, least: usize, most: usize, texts: &StepStrings) -> Option<Text> {
    let count = typed.chars().count();
    let (template, bound) = match count {
        _ if count < least => (texts.too_short, least),
        _ if count > most => (texts.too_long, most),
        _ => return None,
    };
    Some(fill(template, "{count}", &bound.to_string()).into())
}

fn number(typed: &str, least: i64, most: i64, texts: &StepStrings) -> Option<Text> {
    let (template, bound) = match parse_integer(typed) {
        None => return Some(texts.no_number.into()),
        Some(number) if number < least => (texts.too_small, least),
        Some(number) if number > most => (texts.too_large, most),
        Some(_) => return None,
    };
    Some(fill(template, "{count}", &bound.to_string()).into())
}

/// Parses an integer of at most 18 digits. Not `str::parse`, which multiplies in 128 bits: WebAssembly has no
/// instruction for that.
fn parse_integer(typed: &str) -> Option<i64> {
    let (sign, digits) = match typed.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, typed),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0_i64;
    for byte in digits.bytes() {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        number = number.wrapping_mul(10).wrapping_add(digit);
    }
    Some(sign * number)
}

/// Returns whether this is a date, as `2026-11-30`, not later than `today`.
fn is_past(date: &str, today: &str) -> bool {
    is_date(date) && date <= today
}

fn is_date(date: &str) -> bool {
    let mut parts = date.split('-');
    let mut part = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        let is_plain = part.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| part.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    parts.next().is_none() && (1..=days).contains(&day)
}

fn is_url(address: &str) -> bool {
    let host = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !address.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &StepStrings = &StepStrings::ENGLISH;

    #[test]
    fn a_date_exists_and_is_past() {
        let is_past = |date| is_past(date, "2026-11-30");
        for good in ["1815-12-10", "2026-11-30", "2000-02-29"] {
            assert!(is_past(good), "{good}");
        }
        for bad in [
            "2026-12-01",
            "2100-02-29",
            "1999-02-29",
            "1999-13-01",
            "1999-00-10",
            "1999-04-31",
            "1999-4-1",
            "10.12.1999",
            "1999-01-01-01",
            "+999-01-01",
            "",
        ] {
            assert!(!is_past(bad), "{bad}");
        }
    }

    #[test]
    fn bounds_are_named() {
        assert_eq!(length("ab", 2, 3, WORDS), None);
        assert_eq!(length("äöü", 2, 3, WORDS), None);
        assert!(length("a", 2, 3, WORDS).is_some_and(|said| said.contains('2')));
        assert!(length("abcd", 2, 3, WORDS).is_some_and(|said| said.contains('3')));
        assert_eq!(number("7", 1, 7, WORDS), None);
        assert_eq!(number("-3", i64::MIN, 7, WORDS), None);
        assert!(number("0", 1, 7, WORDS).is_some_and(|said| said.contains('1')));
        assert!(number("8", 1, 7, WORDS).is_some_and(|said| said.contains('7')));
        for none in ["", "1.5", "seven", "99999999999999999999"] {
            assert_eq!(number(none, 1, 7, WORDS), Some(WORDS.no_number.into()));
        }
    }

    #[test]
    fn an_address_on_the_web_says_its_scheme() {
        for good in ["https://example.com", "http://localhost:3000/a?b"] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "example.com",
            "https://",
            "javascript:alert(1)",
            "https://a b",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }
}
