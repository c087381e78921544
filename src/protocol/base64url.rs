//! Base64 in the two alphabets that Cognito uses.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Without padding, in the alphabet of URLs (RFC 4648, section 5).
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The reverse of [`encode`]; `None` where the text is not of that form.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// With padding, in the usual alphabet (RFC 4648, section 4).
#[cfg(feature = "srp")]
pub(crate) fn encode_standard(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The reverse of [`encode_standard`]; `None` where the text is not of that form.
#[cfg(feature = "srp")]
pub(crate) fn decode_standard(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
