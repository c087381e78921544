//! Restricts the emulator's own endpoints, the administrators' operations and the configured access keys to programs and
//! pages of this machine.
//!
//! The server listens only on 127.0.0.1, but any site that a developer visits can reach it through the browser: by a
//! cross-origin request, which has the site in `Origin`, or by a host name that resolves to 127.0.0.1 (DNS rebinding), which
//! is in `Host`. Scripts cannot set either header (<https://fetch.spec.whatwg.org/#forbidden-request-header>). Programs other
//! than browsers send no `Origin` and run on this machine.

use std::net::{Ipv4Addr, Ipv6Addr};

use ::http::StatusCode;
use serde_json::json;

use crate::http::{Request, Response, header};
use crate::idp;
use crate::signing;
use crate::state::State;

/// The error response to a request that is not allowed; `None` if it is.
pub(crate) fn refusal(state: &State, request: &Request) -> Option<Response> {
    let is_guarded = request.uri().path().starts_with("/_")
        || idp::is_administrators(request)
        || is_by_a_public_key(state, request);
    if !is_guarded || is_local(&state.allowed_hosts, request) {
        return None;
    }
    let problem = json!({
        "__type": "AccessDeniedException",
        "message": "The emulator answers this to programs and pages of this machine alone. Start it with \
                    --allow-host NAME for another name that leads to it, or for pages of another host.",
    });
    Some(crate::http::json(StatusCode::FORBIDDEN, &problem))
}

/// Whether the request is signed with a configured access key, which is public.
fn is_by_a_public_key(state: &State, request: &Request) -> bool {
    let signature = signing::Signature::read(request).ok().flatten();
    signature.is_some_and(|it| state.iam.user(&it.credential.access_key_id).is_some())
}

fn is_local(allowed: &[String], request: &Request) -> bool {
    let may =
        |host: &str| is_loopback(host) || allowed.iter().any(|it| it.eq_ignore_ascii_case(host));
    // HTTP/2 has the host in the URI. A request that does not come from a network may have none.
    let hosts = [
        request.uri().authority().map(|it| it.as_str()),
        text(request, "host"),
    ];
    let origin = text(request, "origin").map(|origin| host_of_origin(origin).unwrap_or_default());
    hosts
        .into_iter()
        .flatten()
        .map(without_port)
        .chain(origin)
        .all(may)
}

/// The value of a header; `None` if it is missing, empty if it is not text.
fn text<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers()
        .contains_key(name)
        .then(|| header(request, name).unwrap_or_default())
}

/// The host of an origin; `None` for `null`, the origin of local files and sandboxed pages.
fn host_of_origin(origin: &str) -> Option<&str> {
    let (scheme, authority) = origin.split_once("://")?;
    matches!(scheme, "http" | "https").then(|| without_port(authority))
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Whether the host is this machine. `localhost` and its subdomains always are
/// (<https://www.rfc-editor.org/rfc/rfc6761#section-6.3>).
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_address = |it: &str| it.parse().is_ok_and(|it: Ipv4Addr| it.is_loopback());
    let is_address_6 = |it: &str| it.parse().is_ok_and(|it: Ipv6Addr| it.is_loopback());
    let in_brackets = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    host == "localhost"
        || host.ends_with(".localhost")
        || is_address(&host)
        || in_brackets.is_some_and(is_address_6)
}

#[cfg(test)]
mod tests {
    use super::{host_of_origin, is_loopback, without_port};

    #[test]
    fn loopback_hosts_are_recognized() {
        for host in [
            "localhost",
            "LOCALHOST:1",
            "app.localhost",
            "127.0.0.1:9229",
            "127.1.2.3",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_loopback(without_port(host)), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]",
            "::1",
            "xlocalhost",
            "localhost:x",
            "127.1",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(without_port(host)), "{host}");
        }
        assert_eq!(
            host_of_origin("https://app.localhost:8080"),
            Some("app.localhost")
        );
        for origin in ["null", "localhost", "file://localhost", ""] {
            assert_eq!(host_of_origin(origin), None, "{origin}");
        }
    }
}
