//! Requests to an app's own servers, as plain values. Unlike those to the user pool they have headers and bodies of
//! every kind.

use std::fmt;

/// A request to a server of the app's own. `Debug` shows method and URL up to the query, no more.
#[derive(Clone, PartialEq, Eq)]
pub struct AppRequest {
    /// `GET`, `POST`, or another one of HTTP's.
    pub method: String,
    /// The URL, absolute or relative to the page.
    pub url: String,
    /// Headers as name and value. A character of a value is a byte: they are in ISO 8859-1, as browsers have them.
    pub headers: Vec<(String, String)>,
    /// The body; none where it is empty.
    pub body: Vec<u8>,
}

/// What came of it. `Debug` shows the status, no more.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AppResponse {
    /// The HTTP status, 100 to 599.
    pub status: u16,
    /// The URL that answered, after redirects; empty where the platform does not know it.
    pub url: String,
    /// The headers that the page may see, as those of a request.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl fmt::Debug for AppRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(f, "AppRequest({} {url})", self.method)
    }
}

impl fmt::Debug for AppResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppResponse({})", self.status)
    }
}
