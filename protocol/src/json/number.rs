//! Numbers, read without floating point.

use crate::text::cut;
use core::fmt;

/// A number, kept as the text in which it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(pub(super) String);

impl Number {
    /// The number as it was written.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// The number, if it has no fraction and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.scaled(0)? {
            (number, Rest::Nothing) => Some(number),
            (_, Rest::Something) => None,
        }
    }

    /// The number as seconds, in milliseconds, if that fits; what is finer is cut off.
    pub fn as_millis(&self) -> Option<i64> {
        self.scaled(3).map(|(number, _)| number)
    }

    /// The number times ten to the power `shift`, cut towards zero, and whether something was cut.
    fn scaled(&self, shift: i64) -> Option<(i64, Rest)> {
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
        let (mut number, mut rest) = (0i64, Rest::Nothing);
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = i64::from(digit.wrapping_sub(b'0'));
            if left > 0 {
                number = push_digit(number, digit)?;
                left -= 1;
            } else if digit != 0 {
                rest = Rest::Something;
            }
        }
        while left > 0 && number != 0 {
            number = push_digit(number, 0)?;
            left -= 1;
        }
        // Digits were gathered below zero, where one more number fits than above.
        let number = if negative {
            Some(number)
        } else {
            number.checked_neg()
        };
        Some((number?, rest))
    }
}

enum Rest {
    Nothing,
    Something,
}

fn push_digit(number: i64, digit: i64) -> Option<i64> {
    // Digits are gathered below zero. A checked product would be one of 128 bits.
    if number < i64::MIN / 10 {
        return None;
    }
    (number * 10).checked_sub(digit)
}

/// An exponent; one that is out of all measure is as good as one of a million.
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

/// An integer in decimal, without the standard library's formatter.
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
