//! HTTP requests and responses, and helpers for them.

use std::fmt::Write;

use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

/// A request with its whole body.
pub type Request = http::Request<Vec<u8>>;
/// A response with its whole body.
pub type Response = http::Response<Vec<u8>>;

/// The value of a header; `None` if it is missing or not text.
pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// Builds a response with a body of this media type.
pub(crate) fn response(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE.as_str(), media_type);
    response
}

/// Builds a JSON response.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    response(status, "application/json", body.to_string().into_bytes())
}

/// Builds an HTML response whose policy forbids scripts and framing.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    let mut response = response(status, "text/html; charset=utf-8", html.into_bytes());
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    set(&mut response, "content-security-policy", policy);
    set(&mut response, "cache-control", "no-store");
    response
}

/// Sets a header; a value that is not valid in a header is ignored.
pub(crate) fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Encodes a value for `application/x-www-form-urlencoded`.
pub(crate) fn form_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// Escapes text for HTML content and attribute values.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The value of one parameter of the query.
pub(crate) fn query(request: &Request, name: &str) -> Option<String> {
    form(request.uri().query()?)
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// The pairs of `application/x-www-form-urlencoded` text.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Decodes percent-encoding and `+`. A lone `%` is kept; invalid UTF-8 is replaced.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let escaped = after.get(..2).and_then(|two| {
            let two = std::str::from_utf8(two).ok()?;
            two.bytes()
                .all(|b| b.is_ascii_hexdigit())
                .then(|| u8::from_str_radix(two, 16).ok())?
        });
        match (first, escaped) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, form};

    #[test]
    fn forms_are_decoded() {
        assert_eq!(decode("a%2Bb+c%zz%"), "a+b c%zz%");
        assert_eq!(decode("%C3%A9"), "é");
        assert_eq!(decode("%+1"), "% 1");
        let pairs = form("a=1&b=x%3Dy&c");
        assert_eq!(pairs[1], ("b".to_owned(), "x=y".to_owned()));
        assert_eq!(pairs[2], ("c".to_owned(), String::new()));
    }
}
