//! Reads a session from cookies, on a server.

use std::fmt;

use super::changes;
use super::record::{Record, checksum};
use crate::protocol::json::integer_text;
use crate::protocol::text::{cut, split};

/// A session from a browser's cookies, as the store [`CustomStore::cookies`](crate::CustomStore::cookies) writes
/// them.
///
/// **Anyone can send a cookie.** Before you trust a token, verify its signature by the pool's keys, and its
/// issuer, audience, `token_use` and expiry.
///
/// ```
/// use vestibule::{CookiePrefix, CookieSession};
///
/// let header = "theme=dark";
/// let session = CookieSession::read(header, "1example23456789", CookiePrefix::Host);
/// assert!(session.is_none());
/// ```
#[derive(Clone)]
pub struct CookieSession(Box<Record>);

/// The prefix of the cookies' names. It prevents a page without TLS from setting them and, with `__Host-`, also
/// another host of the same domain.
///
/// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookiePrefix {
    /// `__Host-`: for cookies without an explicit domain or path.
    #[default]
    Host,
    /// `__Secure-`: for cookies with an explicit domain or path.
    Secure,
}

impl CookieSession {
    /// Reads the session of an app client from a request's `Cookie` header. `None` if there is none, or it is
    /// incomplete. Join several headers by `"; "`.
    pub fn read(header: &str, client_id: &str, prefix: CookiePrefix) -> Option<Self> {
        let prefix = match prefix {
            CookiePrefix::Host => "__Host-",
            CookiePrefix::Secure => "__Secure-",
        };
        let name = [prefix, &changes::session_key(client_id)].concat();
        let (head, sum) = cut(value(header, &name)?, b'.');
        let (place, count) = (head.get(..1)?, head.get(1..)?);
        let is_set = matches!(place, "a" | "b") && matches!(count.len(), 1 | 2);
        let count: u8 = count.parse().ok().filter(|_| is_set)?;
        let mut text = String::new();
        for at in 0..count {
            let chunk = [&name, ".", place, &integer_text(at.into())].concat();
            text.push_str(value(header, &chunk).unwrap_or_default());
        }
        if sum? != integer_text(checksum(&text).into()) {
            return None;
        }
        Record::decode(&percent_decoded(&text)?)
            .ok()
            .map(CookieSession)
    }

    /// Returns the user's name in the pool, as the cookie says. It is not verified.
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// Returns the ID token.
    pub fn id_token(&self) -> &str {
        &self.0.id_token
    }

    /// Returns the access token.
    pub fn access_token(&self) -> &str {
        &self.0.access_token
    }

    /// Returns the refresh token. If the app client rotates refresh tokens, a renewal on the server ends the
    /// browser's session.
    pub fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token.as_deref()
    }
}

impl fmt::Debug for CookieSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieSession")
            .field("username", &self.username())
            .finish_non_exhaustive()
    }
}

/// Returns the first cookie of this name.
fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    split(header, b';').find_map(|pair| {
        let (own, value) = cut(pair.trim_ascii(), b'=');
        value.filter(|_| own == name)
    })
}

/// Decodes the output of `encodeURIComponent`.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                (digit(rest.next())? * 16 + digit(rest.next())?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Remember;
    use crate::session::record::Origin;

    const NAME: &str = "__Host-vestibule.abc.session";

    fn text(username: &str) -> String {
        let record = Record {
            username: username.into(),
            id_token: "a.b.c".into(),
            access_token: "d".repeat(5000),
            refresh_token: Some("r".into()),
            revision: 1,
            issued: Default::default(),
            expires: Default::default(),
            offset: 0,
            origin: Origin::Direct,
            remember: Remember::Briefly,
        };
        let mut text = String::new();
        for byte in record.encode().bytes() {
            match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                true => text.push(byte.into()),
                false => text.push_str(&format!("%{byte:02X}")),
            }
        }
        text
    }

    fn header(text: &str, place: &str) -> String {
        let chunks: Vec<_> = text.as_bytes().chunks(3500).collect();
        let mut header = format!("x=1; {NAME}={place}{}.{}", chunks.len(), checksum(text));
        for (at, chunk) in chunks.iter().enumerate() {
            let chunk = std::str::from_utf8(chunk).unwrap();
            header.push_str(&format!(";{NAME}.{place}{at}={chunk}"));
        }
        header
    }

    fn read(header: &str) -> Option<CookieSession> {
        CookieSession::read(header, "abc", CookiePrefix::Host)
    }

    #[test]
    fn reads_what_the_browser_wrote() {
        let session = read(&header(&text("\u{e4}da \u{1f511}"), "b")).unwrap();
        assert_eq!(session.username(), "\u{e4}da \u{1f511}");
        assert_eq!(
            (session.id_token(), session.refresh_token()),
            ("a.b.c", Some("r"))
        );
        assert_eq!(session.access_token().len(), 5000);
        assert!(!format!("{session:?}").contains("a.b.c"));
    }

    #[test]
    fn does_not_mix_two_sessions() {
        let (old, new) = (header(&text("ada"), "a"), header(&text("bob"), "a"));
        let of = |header: &str| -> Vec<String> { header.split(';').map(str::to_owned).collect() };
        let (old, new) = (of(&old), of(&new));
        for mixed in [
            [&old[1], &new[2], &old[3]],
            [&new[1], &old[2], &new[3]],
            [&old[1], &old[3], &old[3]],
        ] {
            let header = mixed.map(String::as_str).join("; ");
            assert!(read(&header).is_none(), "{header}");
        }
        assert_eq!(read(&old[1..].join("; ")).unwrap().username(), "ada");
    }

    #[test]
    fn ignores_other_prefixes_other_clients_and_malformed_cookies() {
        let header = header(&text("ada"), "a");
        assert!(CookieSession::read(&header, "abc", CookiePrefix::Secure).is_none());
        assert!(CookieSession::read(&header, "abcd", CookiePrefix::Host).is_none());
        assert!(read(&header.replace("__Host-", "")).is_none());
        for end in [
            "",
            "a",
            "a1",
            "a1.",
            "a0.",
            "c1.5",
            "a999.1",
            "\u{e9}1.1",
            "a-1.1",
            "a0.-2128831035",
        ] {
            assert!(read(&format!("{NAME}={end}")).is_none(), "{end}");
        }
        for text in ["%", "%4", "%zz", "%ff", "{}"] {
            let header = format!("{NAME}=a1.{}; {NAME}.a0={text}", checksum(text));
            assert!(read(&header).is_none(), "{text}");
        }
    }
}
