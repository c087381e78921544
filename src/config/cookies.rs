//! Options of the cookies in which a session is stored.

use crate::error::Error;
use crate::protocol::json::Object;

/// Options of the cookies of [`CustomStore::cookies`](super::CustomStore::cookies). The cookies are always `Secure`.
///
/// <https://www.rfc-editor.org/rfc/rfc6265>
#[derive(Clone, Debug, Default)]
pub struct Cookies {
    domain: Option<String>,
    path: Option<String>,
    same_site: Option<SameSite>,
    max_age: Option<u32>,
}

/// Which requests from other sites include the cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SameSite {
    /// Navigations by a link.
    Lax,
    /// None.
    Strict,
}

impl Cookies {
    /// Creates the default options: for this host only, on every path, with `SameSite=Lax`, for 30 days.
    pub fn new() -> Self {
        Cookies::default()
    }

    /// Sets a domain, whose subdomains also receive the cookies.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Restricts the cookies to pages below this path.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets which requests from other sites include the cookies.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }

    /// Sets how long the cookies last after each renewal, in seconds. Browsers limit it, too.
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, text) in [("domain", &self.domain), ("path", &self.path)] {
            let text = text.as_deref().unwrap_or("/");
            let fits = |byte: u8| byte.is_ascii_graphic() && byte != b';' && byte != b',';
            if text.is_empty() || !text.bytes().all(fits) {
                return Err(Error::configuration(
                    name,
                    "a cookie takes no semicolon, comma or space there",
                ));
            }
        }
        Ok(())
    }

    #[cfg_attr(not(any(target_arch = "wasm32", test)), allow(dead_code))]
    pub(super) fn to_json(&self) -> String {
        let mut options = Object::new();
        options.optional("domain", self.domain.as_deref());
        options.optional("path", self.path.as_deref());
        options.optional(
            "sameSite",
            self.same_site.map(|same_site| match same_site {
                SameSite::Lax => "Lax",
                SameSite::Strict => "Strict",
            }),
        );
        if let Some(seconds) = self.max_age {
            options.number("maxAge", seconds.into());
        }
        options.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serializes_and_validates_options() {
        let cookies = Cookies::new()
            .domain("example.com")
            .path("/app")
            .same_site(SameSite::Strict)
            .max_age(60);
        assert!(cookies.check().is_ok());
        let json = r#"{"domain":"example.com","path":"/app","sameSite":"Strict","maxAge":60}"#;
        assert_eq!(cookies.to_json(), json);
        assert_eq!(Cookies::new().to_json(), "{}");
        for text in ["", "a; Domain=evil.example", "a,b", "a b", "a\nb", "\u{e9}"] {
            assert!(Cookies::new().domain(text).check().is_err(), "{text}");
            assert!(Cookies::new().path(text).check().is_err(), "{text}");
        }
    }
}
