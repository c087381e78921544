//! Redirects.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>
//! - <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html> (`CallbackURLs`)

use std::fmt::Write;

use ::http::StatusCode;

use crate::http::{Response, form_encoded, set};

/// The part of the redirect URI that gets the response's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
}

/// A redirect to this URL.
pub(super) struct Redirect(pub(super) String);

impl Redirect {
    pub(super) fn into_response(self) -> Response {
        found(&self.0)
    }
}

/// `302 Found`.
pub(super) fn found(location: &str) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::FOUND;
    set(&mut response, "location", &printable(location));
    set(&mut response, "cache-control", "no-store");
    response
}

/// `uri` with the parameters that have a value.
pub(super) fn with(uri: &str, part: ResponseMode, parameters: &[(&str, Option<&str>)]) -> String {
    let mark = match part {
        ResponseMode::Fragment => '#',
        ResponseMode::Query if uri.contains('?') => '&',
        ResponseMode::Query => '?',
    };
    let query = query(parameters);
    if query.is_empty() {
        uri.to_owned()
    } else {
        format!("{uri}{mark}{query}")
    }
}

/// `application/x-www-form-urlencoded` text of the parameters that have a value.
pub(super) fn query(parameters: &[(&str, Option<&str>)]) -> String {
    let mut text = String::new();
    for (name, value) in parameters {
        if let Some(value) = value {
            let mark = if text.is_empty() { "" } else { "&" };
            let _ = write!(text, "{mark}{name}={}", form_encoded(value));
        }
    }
    text
}

/// Percent-encodes everything but visible ASCII, for a header.
fn printable(location: &str) -> String {
    let mut text = String::with_capacity(location.len());
    for byte in location.bytes() {
        match byte {
            0x21..=0x7e => text.push(char::from(byte)),
            _ => drop(write!(text, "%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ResponseMode, found, with};

    #[test]
    fn parameters_are_added_to_an_existing_query() {
        let parameters = [("code", Some("a b&c=é+")), ("state", None), ("x", Some(""))];
        assert_eq!(
            with(
                "https://app.example/cb?y=1",
                ResponseMode::Query,
                &parameters
            ),
            "https://app.example/cb?y=1&code=a+b%26c%3D%C3%A9%2B&x="
        );
        assert_eq!(
            with("app://cb", ResponseMode::Fragment, &[("x", Some("1"))]),
            "app://cb#x=1"
        );
        assert_eq!(
            with("app://cb", ResponseMode::Query, &[("x", None)]),
            "app://cb"
        );
    }

    #[test]
    fn a_location_is_always_a_valid_header() {
        let response = found("http://localhost/é\r\nset-cookie: x=1");
        assert_eq!(
            response.headers()["location"],
            "http://localhost/%C3%A9%0D%0Aset-cookie:%20x=1"
        );
    }
}
