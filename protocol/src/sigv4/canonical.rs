//! The canonical form of a request, which is hashed for the signature.

use super::error::SigningError;
use super::key::sha256;
use super::{PathEncoding, PathSegments, Payload, Request, Scope};
use crate::oauth::percent;
use crate::text::{cut, cut_text, has, join, split};

/// Replaces the hash of an unsigned body.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
const HASH_HEADER: &str = "x-amz-content-sha256";

/// Headers that signing sets.
const SIGNING_HEADERS: &[&str] = &[
    "authorization",
    "host",
    "x-amz-date",
    "x-amz-security-token",
    HASH_HEADER,
];
/// Headers that browsers and proxies may change. botocore does not sign them either.
const UNSIGNED_HEADERS: &[&str] = &[
    "connection",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// A parsed URL.
pub(super) struct Target<'a> {
    scheme: &'a str,
    authority: &'a str,
    host: String,
    path: String,
    /// The query as it is sent.
    pub query: Query,
}

/// The parameters of a query, encoded.
pub(super) struct Query(Vec<(String, Option<String>)>);

/// A canonical request without its query.
pub(super) struct Canonical {
    head: String,
    tail: String,
    /// The names of the signed headers.
    pub signed_names: String,
}

impl<'a> Target<'a> {
    pub(super) fn of(request: &Request<'a>, scope: &Scope<'_>) -> Result<Self, SigningError> {
        let url = cut(request.url, b'#').0;
        let is_odd = |c: char| c.is_control() || c == '\\';
        let (scheme, rest) = cut_text(url, "://").ok_or(SigningError::Url)?;
        if url.chars().any(is_odd) || !matches!(scheme, "https" | "http" | "wss" | "ws") {
            return Err(SigningError::Url);
        }
        let end = (rest.bytes()).position(|byte| matches!(byte, b'/' | b'?'));
        let (authority, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let is_bad = |c: char| c == '@' || c == ' ' || !c.is_ascii();
        if authority.is_empty() || authority.chars().any(is_bad) {
            return Err(SigningError::Url);
        }
        let (path, query) = cut(rest, b'?');
        let query = Query::parse(query.unwrap_or_default());
        if query.0.iter().any(|(name, _)| name == "X-Amz-Signature") {
            return Err(SigningError::AlreadySigned);
        }
        let host = host_of(scheme, authority);
        check_method(request.method)?;
        check_scope(scope, &host)?;
        check_headers(request)?;
        Ok(Self {
            scheme,
            authority,
            host,
            // S3 would decode it as a space.
            path: match scope.encoding {
                PathEncoding::Once => path.replace('+', "%2B"),
                PathEncoding::Twice => path.to_owned(),
            },
            query,
        })
    }

    /// Returns the URL to send.
    pub(super) fn url(&self) -> String {
        let mut url = [self.scheme, "://", self.authority, &self.path].concat();
        let mut mark = '?';
        for (name, value) in &self.query.0 {
            url.push(mark);
            mark = '&';
            url.push_str(name);
            if let Some(value) = value {
                url.push('=');
                url.push_str(value);
            }
        }
        url
    }
}

impl Query {
    /// Parses a query. Empty parameters, as in `&&`, are ignored.
    fn parse(query: &str) -> Self {
        let parameters = split(query, b'&').filter(|part| !part.is_empty());
        // In a query `+` means a space; `%20` is unambiguous.
        let own = |text: &str| text.replace('+', "%20");
        Self(
            parameters
                .map(|part| cut(part, b'='))
                .map(|(name, value)| (own(name), value.map(own)))
                .collect(),
        )
    }

    pub(super) fn add(&mut self, name: &str, value: &str) {
        let mut encoded = String::new();
        percent::encode(&mut encoded, value);
        self.0.push((name.to_owned(), Some(encoded)));
    }

    /// Returns the parameters, sorted by their encoded names and then by their values.
    fn canonical(&self) -> String {
        let mut parameters: Vec<_> = (self.0.iter())
            .map(|(name, value)| (recode(name), recode(value.as_deref().unwrap_or_default())))
            .collect();
        parameters.sort();
        let texts: Vec<_> = (parameters.iter())
            .map(|(name, value)| [name, "=", value].concat())
            .collect();
        join(&texts, '&')
    }
}

impl Canonical {
    pub(super) fn new(
        request: &Request<'_>,
        target: &Target<'_>,
        scope: &Scope<'_>,
        own: &[(&'static str, String)],
        hash: &str,
    ) -> Self {
        let headers = headers(request, target, own);
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let signed_names = join(&names, ';');
        let mut tail = String::from("\n");
        for (name, value) in &headers {
            for text in [name.as_str(), ":", value, "\n"] {
                tail.push_str(text);
            }
        }
        for text in ["\n", &signed_names, "\n", hash] {
            tail.push_str(text);
        }
        Self {
            head: [request.method, "\n", &path(&target.path, scope), "\n"].concat(),
            tail,
            signed_names,
        }
    }

    pub(super) fn text(&self, query: &Query) -> String {
        [&self.head, query.canonical().as_str(), &self.tail].concat()
    }
}

/// Returns the body's hash, or its replacement.
pub(super) fn payload_hash(request: &Request<'_>) -> Result<String, SigningError> {
    let is_it = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(HASH_HEADER);
    if let Some((_, given)) = request.headers.iter().find(is_it) {
        return Ok(given.trim_ascii().to_owned());
    }
    Ok(match request.payload {
        Payload::Bytes(bytes) => sha256(bytes),
        Payload::Hash(hash) => hash.to_owned(),
        Payload::Unsigned => UNSIGNED.to_owned(),
    })
}

fn host_of(scheme: &str, authority: &str) -> String {
    let host = authority.to_ascii_lowercase();
    let own_port = match scheme {
        "https" | "wss" => ":443",
        _ => ":80",
    };
    let without = host.strip_suffix(own_port).unwrap_or(&host);
    without.to_owned()
}

fn check_method(method: &str) -> Result<(), SigningError> {
    let is_fine = |byte: u8| byte.is_ascii_uppercase();
    match !method.is_empty() && method.bytes().all(is_fine) {
        true => Ok(()),
        false => Err(SigningError::Method),
    }
}

fn check_scope(scope: &Scope<'_>, host: &str) -> Result<(), SigningError> {
    let is_global = host.ends_with(".mrap.accesspoint.s3-global.amazonaws.com")
        || has(host, ".endpoint.events.");
    if is_global || has(scope.region, "*") || has(scope.region, ",") {
        return Err(SigningError::SeveralRegions);
    }
    let is_name = |text: &str| {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !text.is_empty() && text.bytes().all(is_fine)
    };
    match is_name(scope.region) && is_name(scope.service) {
        true => Ok(()),
        false => Err(SigningError::Scope),
    }
}

fn check_headers(request: &Request<'_>) -> Result<(), SigningError> {
    for (name, value) in request.headers {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        // A tab and a line break are white space in the signature.
        let is_odd = |byte: u8| !matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n');
        if name.is_empty() || !name.bytes().all(is_fine) || value.bytes().any(is_odd) {
            return Err(SigningError::Header);
        }
        let is_hash = name.eq_ignore_ascii_case(HASH_HEADER);
        if is_hash && value.trim_ascii_start().starts_with("STREAMING-") {
            return Err(SigningError::Streaming);
        }
        if name.eq_ignore_ascii_case("x-amz-region-set") {
            return Err(SigningError::SeveralRegions);
        }
    }
    Ok(())
}

/// Returns the signed headers, sorted by name. Values of the same name are joined in their order.
fn headers(
    request: &Request<'_>,
    target: &Target<'_>,
    own: &[(&'static str, String)],
) -> Vec<(String, String)> {
    let mut headers = vec![("host".to_owned(), target.host.clone())];
    for (name, value) in own {
        headers.push(((*name).to_owned(), trimmed(value)));
    }
    let has_hash = own.iter().any(|(name, _)| *name == HASH_HEADER);
    for (name, value) in request.headers {
        let name = name.to_ascii_lowercase();
        let is_own = SIGNING_HEADERS.contains(&name.as_str()) && (has_hash || name != HASH_HEADER);
        if is_own || UNSIGNED_HEADERS.contains(&name.as_str()) {
            continue;
        }
        match headers.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(&trimmed(value));
            }
            None => headers.push((name, trimmed(value))),
        }
    }
    headers.sort();
    headers
}

/// Removes white space at both ends and collapses each sequence of white space to one space.
fn trimmed(value: &str) -> String {
    let words: Vec<_> = value.split_ascii_whitespace().collect();
    join(&words, ' ')
}

fn path(path: &str, scope: &Scope<'_>) -> String {
    let resolved = match scope.segments {
        PathSegments::Kept => path.to_owned(),
        PathSegments::Resolved => resolve(path),
    };
    let mut out = String::new();
    for segment in split(resolved.strip_prefix('/').unwrap_or(&resolved), b'/') {
        out.push('/');
        match scope.encoding {
            PathEncoding::Once => out.push_str(&recode(segment)),
            PathEncoding::Twice => percent::encode(&mut out, segment),
        }
    }
    out
}

/// Resolves `.`, `..` and empty segments (RFC 3986, section 5.2.4).
fn resolve(path: &str) -> String {
    let mut segments = Vec::new();
    let mut is_folder = false;
    for segment in split(path, b'/') {
        is_folder = matches!(segment, "" | "." | "..");
        match segment {
            ".." => drop(segments.pop()),
            _ if !is_folder => segments.push(segment),
            _ => {}
        }
    }
    let mut out = ["/", &join(&segments, '/')].concat();
    if is_folder && !segments.is_empty() {
        out.push('/');
    }
    out
}

/// Decodes the text and encodes it again by AWS's rules.
fn recode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        let (byte, rest) = match (first, rest) {
            (b'%', [high, low, rest @ ..]) => match (percent::digit(*high), percent::digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, rest),
                _ => (*first, &bytes[1..]),
            },
            _ => (*first, rest),
        };
        percent::encode_byte(&mut out, byte);
        bytes = rest;
    }
    out
}
