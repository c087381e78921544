//! Base64 in the two alphabets that Cognito uses (RFC 4648).
//!
//! Written out here rather than taken from a crate, since that is a tenth of the bytes; tested
//! against the crate `base64`.

const STANDARD: [u8; 2] = *b"+/";
const URL_SAFE: [u8; 2] = *b"-_";

/// Without padding, in the alphabet of URLs (RFC 4648, section 5).
pub fn encode(bytes: &[u8]) -> String {
    encode_with(bytes, URL_SAFE)
}

/// The reverse of [`encode`]; `None` where the text is not of that form.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    decode_with(text, URL_SAFE)
}

/// With padding, in the usual alphabet (RFC 4648, section 4).
pub fn encode_standard(bytes: &[u8]) -> String {
    let mut text = encode_with(bytes, STANDARD);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// The reverse of [`encode_standard`]; `None` where the text is not of that form.
pub fn decode_standard(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let text = text.strip_suffix('=').unwrap_or(text);
    decode_with(text.strip_suffix('=').unwrap_or(text), STANDARD)
}

fn encode_with(bytes: &[u8], last: [u8; 2]) -> String {
    let mut text = String::new();
    // Bits that wait for more, and how many they are.
    let (mut bits, mut count) = (0u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            text.push(letter(bits >> count, last));
        }
    }
    if count > 0 {
        text.push(letter(bits << (6 - count), last));
    }
    text
}

fn decode_with(text: &str, last: [u8; 2]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for letter in text.bytes() {
        bits = bits << 6 | value(letter, last)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // What is left over must be less than a letter, and zero.
    (count < 6 && bits & ((1 << count) - 1) == 0).then_some(bytes)
}

fn letter(bits: u32, [plus, slash]: [u8; 2]) -> char {
    let bits = (bits & 63) as u8;
    char::from(match bits {
        0..26 => b'A' + bits,
        26..52 => b'a' - 26 + bits,
        52..62 => bits - 52 + b'0',
        62 => plus,
        _ => slash,
    })
}

fn value(letter: u8, [plus, slash]: [u8; 2]) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        _ if letter == plus => 62,
        _ if letter == slash => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose as theirs;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_encoded_as_the_crate_encodes_them(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(encode(&bytes), theirs::URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn text_is_decoded_as_the_crate_decodes_it(text in "[A-Za-z0-9_+/=-]{0,12}|.{0,8}") {
            prop_assert_eq!(decode(&text), theirs::URL_SAFE_NO_PAD.decode(&text).ok());
        }
    }

    #[cfg(feature = "srp")]
    proptest! {
        #[test]
        fn padded_bytes_are_encoded_as_the_crate_encodes_them(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(encode_standard(&bytes), theirs::STANDARD.encode(&bytes));
            prop_assert_eq!(decode_standard(&encode_standard(&bytes)), Some(bytes));
        }

        #[test]
        fn padded_text_is_decoded_as_the_crate_decodes_it(text in "[A-Za-z0-9_+/=-]{0,12}|[A-Za-z]{2,3}={0,3}|.{0,8}") {
            prop_assert_eq!(decode_standard(&text), theirs::STANDARD.decode(&text).ok());
        }
    }
}
