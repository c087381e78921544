//! Requests to an app's own servers, as plain values. Unlike requests to the user pool they can have any headers
//! and binary bodies.

use std::fmt;

/// A request to one of the app's servers. `Debug` shows only the method and the URL up to the query.
#[derive(Clone, PartialEq, Eq)]
pub struct AppRequest {
    /// The HTTP method, such as `GET` or `POST`.
    pub method: String,
    /// The URL, absolute or relative to the page.
    pub url: String,
    /// Headers as name and value. Values are in ISO 8859-1, one byte per character, as browsers have them.
    pub headers: Vec<(String, String)>,
    /// The body. An empty one is not sent.
    pub body: Vec<u8>,
}

/// The response to an [`AppRequest`]. `Debug` shows only the status.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AppResponse {
    /// The HTTP status, 100 to 599.
    pub status: u16,
    /// The URL of the response, after redirects. Empty if the platform does not know it.
    pub url: String,
    /// The headers that the page may read, in the same form as those of a request.
    pub headers: Vec<(String, String)>,
    /// The whole body.
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
