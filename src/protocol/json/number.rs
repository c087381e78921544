//! Numbers, read without floating point.

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
        let (mantissa, exponent) = match self.0.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, small_integer(exponent)),
            None => (self.0.as_str(), 0),
        };
        let (digits, negative) = match mantissa.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (mantissa, false),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
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
    number.checked_mul(10)?.checked_sub(digit)
}

/// An exponent; one that is out of all measure is as good as one of a million.
fn small_integer(text: &str) -> i64 {
    let (digits, negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let number = digits.bytes().fold(0i64, |number, digit| {
        (number * 10 + i64::from(digit.wrapping_sub(b'0'))).min(1_000_000)
    });
    if negative { -number } else { number }
}

/// An integer in decimal, without the standard library's formatter.
pub(crate) fn integer_text(number: i64) -> String {
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
