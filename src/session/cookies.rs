//! The server's side of a session that rests in cookies.

use std::fmt;

use super::changes;
use super::record::{Record, checksum};
use crate::protocol::json::integer_text;
use crate::protocol::text::{cut, split};

/// A session as a browser has sent it in its cookies, where the client's store is
/// [`CustomStore::cookies`](crate::CustomStore::cookies).
///
/// **Anybody can send a cookie.** Verify the signature of each token by the pool's keys, its issuer,
/// audience, use and end, before it means anything.
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

/// What the names of the cookies begin with, so that nobody can plant them from a page without TLS,
/// nor (with the first) from a neighbouring host.
///
/// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookiePrefix {
    /// `__Host-`: where the cookies have neither a domain nor a path of their own.
    #[default]
    Host,
    /// `__Secure-`: where they have.
    Secure,
}

impl CookieSession {
    /// The session of an app client in a request's `Cookie` header; `None` where there is none that is
    /// whole. Several headers are joined by `"; "`.
    pub fn read(header: &str, client_id: &str, prefix: CookiePrefix) -> Option<Self> {
        let prefix = match prefix {
            CookiePrefix::Host => "__Host-",
            CookiePrefix::Secure => "__Secure-",
        };
        let name = [prefix, &changes::name(client_id)].concat();
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
        Record::decode(&decoded(&text)?).ok().map(CookieSession)
    }

    /// The user's name in the pool, as the browser says.
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// The ID token.
    pub fn id_token(&self) -> &str {
        &self.0.id_token
    }

    /// The access token.
    pub fn access_token(&self) -> &str {
        &self.0.access_token
    }

    /// The refresh token. Who renews by it takes the session away from the browser where the app
    /// client rotates its refresh tokens.
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

/// The first cookie of that name.
fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    split(header, b';').find_map(|pair| {
        let (own, value) = cut(pair.trim_ascii(), b'=');
        value.filter(|_| own == name)
    })
}

/// The text of what `encodeURIComponent` made of it.
fn decoded(text: &str) -> Option<String> {
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
    fn never_mixes_two_sets() {
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
    fn another_prefix_or_client_or_nonsense_is_nobody() {
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
