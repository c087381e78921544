//! HTTP requests and responses as plain values.

use super::json::{self, Value};
use super::text::cut;
use core::fmt;

/// The largest accepted body, in bytes: 1 MiB. Cognito's responses are much smaller.
pub const BODY_LIMIT: usize = 1 << 20;

/// A request that is ready to be sent. `Debug` shows only the method and the URL up to the query.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The HTTP method, such as `GET` or `POST`.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// Headers as name and value.
    pub headers: Vec<(&'static str, String)>,
    /// The body as text; `None` for a `GET` or a `HEAD`.
    pub body: Option<String>,
}

impl HttpRequest {
    /// Creates a `GET` request without headers.
    pub fn get(url: impl Into<String>) -> Self {
        HttpRequest {
            method: "GET",
            url: url.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, _) = cut(cut(&self.url, b'#').0, b'?');
        write!(f, "HttpRequest({} {url})", self.method)
    }
}

/// A response. `Debug` shows the status and the request id, but not the body.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The HTTP status, 100 to 599.
    pub status: u16,
    /// The header `x-amzn-RequestId`, if the browser may read it.
    pub request_id: Option<String>,
    /// The header `x-amzn-ErrorType`, if the browser may read it.
    pub error_type: Option<String>,
    /// The header `Date`, in milliseconds since 1970, if the browser may read it.
    pub date: Option<u64>,
    /// The header `Retry-After`, in seconds from now, if the browser may read it.
    pub retry_after: Option<u32>,
    /// The header `WWW-Authenticate`, if the browser may read it: from another origin only if its
    /// `Access-Control-Expose-Headers` names it.
    pub authenticate: Option<String>,
    /// The header `ETag`, if the browser may read it, as `authenticate`.
    pub etag: Option<String>,
    /// The body as text.
    pub body: String,
}

impl HttpResponse {
    /// Whether the status is 200 to 299.
    pub fn is_success(&self) -> bool {
        self.status / 100 == 2
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    /// [`Malformed`] if the body is empty, longer than [`BODY_LIMIT`] or not JSON.
    pub fn json(&self) -> Result<Value, Malformed> {
        self.value().map_err(|kind| self.malformed(kind))
    }

    /// Parses the body as JSON, with an error that does not contain the status and the request id.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn value(&self) -> Result<Value, Malformation> {
        if self.body.len() > BODY_LIMIT {
            return Err(Malformation::TooLarge);
        }
        if self.body.trim_ascii().is_empty() {
            return Err(Malformation::Empty);
        }
        json::parse(&self.body).map_err(|_| Malformation::NotJson)
    }

    /// Returns the error for this response.
    pub fn malformed(&self, kind: Malformation) -> Malformed {
        Malformed {
            kind,
            status: self.status,
            request_id: self.request_id.clone(),
        }
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("error_type", &self.error_type)
            .finish_non_exhaustive()
    }
}

/// A response that is not one of the service. Often it is from something between the browser and the service, such as a
/// proxy, a captive portal or a firewall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong.
    pub kind: Malformation,
    /// The HTTP status.
    pub status: u16,
    /// The request id, if it could be read.
    pub request_id: Option<String>,
}

/// What is wrong with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformation {
    /// The body is empty.
    Empty,
    /// The body is longer than [`BODY_LIMIT`].
    TooLarge,
    /// The body is not JSON.
    NotJson,
    /// The body is not XML.
    NotXml,
    /// The body is JSON or XML, but this field is missing or of another type.
    MissingField(&'static str),
    /// The status is an error, and the body does not name it.
    UnexpectedStatus,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Malformation::Empty => "the response is empty",
            Malformation::TooLarge => "the response is larger than 1 MiB",
            Malformation::NotJson => "the response is not JSON",
            Malformation::NotXml => "the response is not XML",
            Malformation::MissingField(_) => "the response lacks a field",
            Malformation::UnexpectedStatus => "the response has an unexpected status",
        })?;
        if let Malformation::MissingField(name) = self.kind {
            write!(f, " ({name})")?;
        }
        write!(f, " [status {}", self.status)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str("]")
    }
}

impl core::error::Error for Malformed {}
