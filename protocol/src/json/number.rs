//! Numbers, parsed without floating-point arithmetic.

use crate::text::cut;
use core::fmt;

/// A number, kept as its original text.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(pub(super) String);

impl Number {
    /// Returns the original text.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// Returns the number if it has no fraction and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.scaled(0)? {
            (number, Truncated::No) => Some(number),
            (_, Truncated::Yes) => None,
        }
    }

    /// Returns a number of seconds in milliseconds, truncated, if it fits.
    pub fn as_millis(&self) -> Option<i64> {
        self.scaled(3).map(|(number, _)| number)
    }

    /// Returns the number times ten to the power `shift`, truncated towards zero, and whether digits were truncated.
    fn scaled(&self, shift: i64) -> Option<(i64, Truncated)> {
        let text = self.0.as_str();
        let (mantissa, exponent) = match cut(text, b'e') {
            (_, None) => cut(text, b'E'),
            both => both,
        };
        let exponent = exponent.map_or(0, small_integer);
        let negative = mantissa.starts_with('-');
        let digits = mantissa.get(usize::from(negative)..)?;
        let (whole, fraction) = cut(digits, b'.');
        let fraction = fraction.unwrap_or_default();
        let mut left = whole.len() as i64 + exponent + shift;
        let (mut number, mut rest) = (0i64, Truncated::No);
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = i64::from(digit.wrapping_sub(b'0'));
            if left > 0 {
                number = push_digit(number, digit)?;
                left -= 1;
            } else if digit != 0 {
                rest = Truncated::Yes;
            }
        }
        while left > 0 && number != 0 {
            number = push_digit(number, 0)?;
            left -= 1;
        }
        // The number is accumulated as a negative one, because `i64` has one more negative number.
        let number = if negative {
            Some(number)
        } else {
            number.checked_neg()
        };
        Some((number?, rest))
    }
}

enum Truncated {
    No,
    Yes,
}

fn push_digit(number: i64, digit: i64) -> Option<i64> {
    // Accumulates a negative number. `checked_mul` would multiply in 128 bits.
    if number < i64::MIN / 10 {
        return None;
    }
    (number * 10).checked_sub(digit)
}

/// Parses an exponent, clamped to a million.
fn small_integer(text: &str) -> i64 {
    let mut number = 0i64;
    for digit in text.bytes().filter(u8::is_ascii_digit) {
        number = (number * 10 + i64::from(digit - b'0')).min(1_000_000);
    }
    if text.starts_with('-') {
        -number
    } else {
        number
    }
}

/// Formats an integer, without the standard library's formatter, which is larger.
pub fn integer_text(number: i64) -> String {
    let mut digits = Vec::with_capacity(20);
    let mut left = number.unsigned_abs();
    loop {
        digits.push((left % 10) as u8 + b'0');
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push(b'-');
    }
    digits
        .iter()
        .rev()
        .map(|&digit| char::from(digit))
        .collect()
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number(..)")
    }
}
