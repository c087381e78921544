//! A small JSON value, with a parser and a writer (RFC 8259).
//!
//! Made for size: numbers stay as their text until somebody asks for an integer or for
//! milliseconds, so that no float code is needed.

use core::fmt;

/// The deepest nesting of arrays and objects that [`parse`] accepts.
pub const DEPTH_LIMIT: usize = 64;

/// A JSON value. `Debug` tells its type and never its content, which may be secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number
    Number(Number),
    /// A string
    String(String),
    /// An array
    Array(Vec<Value>),
    /// An object: its fields in the order in which they were written. Of fields with the same name
    /// the last one holds, as [`Value::field`] reads it.
    Object(Vec<(String, Value)>),
}

/// A number, kept as the text in which it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(String);

/// Why a text is not JSON that [`parse`] accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where, in bytes from the start.
    pub offset: usize,
}

impl Value {
    /// The field of that name of an object; `None` where there is none, where it is `null`, and
    /// where this is not an object.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let Value::Object(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter().rev().find(|(key, _)| key == name)?;
        (*value != Value::Null).then_some(value)
    }

    /// The field of that name as a string.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str()
    }

    /// The field of that name as an integer.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.field(name)?.as_i64()
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth of a Boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// A number without a fraction, however it is written (`1.732E9` too), if it fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// A number of seconds in milliseconds, if it fits; what is finer is cut off.
    pub fn as_millis(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_millis(),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The fields of an object.
    pub fn as_object(&self) -> Option<&[(String, Value)]> {
        match self {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// An object of these fields.
    pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Self {
        let own = |(name, value): (&str, Value)| (name.to_owned(), value);
        Value::Object(fields.into_iter().map(own).collect())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(Number(integer_text(number)))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Null => "Null",
            Value::Bool(_) => "Bool(..)",
            Value::Number(_) => "Number(..)",
            Value::String(_) => "String(..)",
            Value::Array(_) => "Array(..)",
            Value::Object(_) => "Object(..)",
        })
    }
}

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

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not valid JSON at byte {}", self.offset)
    }
}

impl core::error::Error for JsonError {}

/// Reads a text that is one JSON value.
///
/// # Errors
/// [`JsonError`] where the text is not JSON as RFC 8259 has it, is nested deeper than
/// [`DEPTH_LIMIT`], or has half a surrogate pair.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let mut parser = Parser { text, at: 0 };
    parser.document().ok_or(JsonError {
        offset: parser.at.min(text.len()),
    })
}

/// The value as JSON without white space.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(Number(text)) => out.push_str(text),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            let mut mark = '[';
            for item in items {
                out.push(mark);
                write_value(out, item);
                mark = ',';
            }
            close(out, mark, "[]");
        }
        Value::Object(fields) => {
            let mut mark = '{';
            for (name, value) in fields {
                out.push(mark);
                write_string(out, name);
                out.push(':');
                write_value(out, value);
                mark = ',';
            }
            close(out, mark, "{}");
        }
    }
}

fn close(out: &mut String, mark: char, brackets: &str) {
    let from = usize::from(mark == ',');
    out.push_str(brackets.get(from..).unwrap_or_default());
}

/// Writes the text as a JSON string, quotes included.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                for shift in [4, 0] {
                    out.push(char::from_digit(character as u32 >> shift & 15, 16).unwrap_or('0'));
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Every step answers `None` where the text is not JSON; `at` then tells where.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn document(&mut self) -> Option<Value> {
        let value = self.value(0)?;
        self.space();
        (self.at == self.text.len()).then_some(value)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut fields = Vec::new();
        if !self.open(depth, b'}')? {
            loop {
                self.space();
                let name = self.string()?;
                self.space();
                self.take(b':')?;
                fields.push((name, self.value(depth)?));
                if !self.more(b'}')? {
                    break;
                }
            }
        }
        Some(Value::Object(fields))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        if !self.open(depth, b']')? {
            loop {
                items.push(self.value(depth)?);
                if !self.more(b']')? {
                    break;
                }
            }
        }
        Some(Value::Array(items))
    }

    /// Goes past the opening bracket, and past the closing one where that follows at once; tells
    /// whether it did.
    fn open(&mut self, depth: usize, end: u8) -> Option<bool> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        self.at += 1;
        self.space();
        Some(self.take(end).is_some())
    }

    /// Goes past a comma or the closing bracket; tells whether another item follows.
    fn more(&mut self, end: u8) -> Option<bool> {
        self.space();
        if self.take(b',').is_some() {
            return Some(true);
        }
        self.take(end)?;
        Some(false)
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at)?);
            if self.take(b'"').is_some() {
                return Some(out);
            }
            self.take(b'\\')?;
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return None,
        })
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.take(b'\\')?;
        self.take(b'u')?;
        let second = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
    }

    fn hex(&mut self) -> Option<u32> {
        let mut number = 0;
        for _ in 0..4 {
            number = number << 4 | char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
        }
        Some(number)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'-').or_else(|| self.take(b'+'));
            self.digits()?;
        }
        let text = self.text.get(start..self.at)?;
        Some(Value::Number(Number(text.to_owned())))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let found = self.text.get(self.at..)?.starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found.then_some(value)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}
