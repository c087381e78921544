//! The canonical request, the form of a request that is signed.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use std::fmt::Write;

use super::authorization::Signature;
use crate::http::{Request, decode, form};

/// How the path is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Encoded once and not normalized.
    S3,
    /// Without `.`, `..` and empty segments, and encoded twice.
    Other,
}

// Source: reference_sigv-create-signed-request.
pub(super) fn request(
    signature: &Signature,
    request: &Request,
    style: Style,
    payload: &str,
) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method(),
        path(request.uri().path(), style),
        query(request.uri().query().unwrap_or_default()),
    );
    for name in &signature.signed_headers {
        let _ = writeln!(text, "{name}:{}", values(request, name));
    }
    let _ = write!(text, "\n{}\n{payload}", signature.signed_headers.join(";"));
    text
}

// Source: reference_sigv-create-signed-request ("each path segment must be URI-encoded twice except for calls to Amazon
// S3 which only gets URI-encoded once"; "don't normalize URI paths for requests to Amazon S3").
fn path(sent: &str, style: Style) -> String {
    match style {
        Style::S3 => {
            let segments = sent.split('/').map(|segment| encoded(&plus_kept(segment)));
            segments.collect::<Vec<_>>().join("/")
        }
        Style::Other => {
            let segments = normalized(sent);
            let segments = segments.iter().map(|segment| encoded(segment));
            segments.collect::<Vec<_>>().join("/")
        }
    }
}

/// Keeps a plus in a path, where it is not a space.
fn plus_kept(segment: &str) -> String {
    decode(&segment.replace('+', "%2B"))
}

/// The normalized segments; the first is empty.
fn normalized(sent: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in sent.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            other => segments.push(other),
        }
    }
    segments.insert(0, "");
    if sent.ends_with('/') || segments.len() == 1 {
        segments.push("");
    }
    segments
}

// Source: reference_sigv-create-signed-request ("The query string parameters must be sorted by name, after encoding").
fn query(sent: &str) -> String {
    let pairs = form(sent).into_iter();
    let pairs = pairs.filter(|(name, _)| name != "X-Amz-Signature");
    let mut pairs: Vec<_> = pairs
        .map(|(name, value)| (encoded(&name), encoded(&value)))
        .collect();
    pairs.sort();
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// The values of a header, trimmed, with consecutive spaces collapsed.
fn values(request: &Request, name: &str) -> String {
    let all = request.headers().get_all(name).iter();
    let all = all.map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    });
    all.collect::<Vec<_>>().join(",")
}

/// Everything but unreserved characters (RFC 3986) as `%XX`.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}
