//! Percent-encoding of query parameters, byte for byte (RFC 3986, section 2.1).

/// Appends the text and encodes everything except the unreserved characters `A-Z a-z 0-9 - . _ ~`.
pub fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        encode_byte(out, byte);
    }
}

/// Appends one byte, encoded if necessary.
pub fn encode_byte(out: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
        out.push(char::from(byte));
    } else {
        out.push('%');
        for nibble in [byte >> 4, byte & 15] {
            let digit = char::from_digit(nibble.into(), 16).unwrap_or('0');
            out.push(digit.to_ascii_uppercase());
        }
    }
}

/// Decodes a value of a query or a fragment, in which `+` means a space. `None` if a percent sign is not followed by
/// two hexadecimal digits, or if the bytes are not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// Returns the value of a hexadecimal digit.
pub(crate) fn digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

/// Parameters in the form `name=value&name=value`.
#[derive(Default)]
pub(crate) struct Query {
    out: String,
}

impl Query {
    /// Adds a parameter.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        self.out.push_str(name);
        self.out.push('=');
        encode(&mut self.out, value);
    }

    /// Adds an optional parameter.
    pub(crate) fn add_some(&mut self, name: &str, value: &Option<String>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// Returns the encoded parameters.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}
