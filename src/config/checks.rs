//! Checks of settings. An error names the setting and the expected form.

use std::time::Duration;

use super::SignOutAfter;
use crate::error::Error;
use crate::protocol::region::is_region;
use crate::protocol::text::{cut, cut_text, has};

/// Adds `https://` if there is no scheme.
pub(super) fn with_scheme(domain: &str) -> String {
    match has(domain, "://") {
        true => domain.to_owned(),
        false => ["https://", domain].concat(),
    }
}

pub(super) fn without_trailing_slash(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}

pub(super) fn check_pool_id(user_pool_id: &str) -> Result<(), Error> {
    let (region, name) = cut(user_pool_id, b'_');
    let name = name.unwrap_or_default();
    let name_fits = !name.is_empty()
        && user_pool_id.len() <= 55
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if name_fits && is_region(region) {
        return Ok(());
    }
    Err(Error::configuration(
        "user_pool_id",
        "a pool id looks like eu-west-1_AbCdEfGhI: the region, an underscore, letters and digits",
    ))
}

pub(super) fn check_client_id(client_id: &str) -> Result<(), Error> {
    let fits = (1..=128).contains(&client_id.len())
        && client_id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+');
    if fits {
        return Ok(());
    }
    Err(Error::configuration(
        "client_id",
        "an app client's id has letters and digits only, such as 1example23456789",
    ))
}

pub(super) fn check_domain(domain: &str) -> Result<(), Error> {
    let url = with_scheme(domain);
    check_origin("domain", &url)?;
    let host = cut_text(without_trailing_slash(&url), "://").map_or("", |(_, host)| host);
    if host.as_bytes().contains(&b'.') || is_this_machine(host) {
        return Ok(());
    }
    Err(Error::configuration(
        "domain",
        "give the whole domain of the hosted UI, such as \
         example.auth.eu-west-1.amazoncognito.com or auth.example.com",
    ))
}

/// Returns the origin of an `https` URL (or an `http` URL of this machine) without a path.
#[cfg(feature = "api")]
pub(crate) fn origin(setting: &str, url: &str) -> Result<String, Error> {
    check_origin(setting, url)?;
    Ok(without_trailing_slash(url).to_owned())
}

/// Checks that this is an `https` URL (or an `http` URL of this machine) without a path.
pub(super) fn check_origin(setting: &str, url: &str) -> Result<(), Error> {
    let wrong = |problem: &str| Err(Error::configuration(setting, problem));
    let Some((scheme, rest)) = cut_text(url, "://") else {
        return wrong("it must be an address such as https://example.com");
    };
    let host = without_trailing_slash(rest);
    if !is_authority(host) {
        return wrong("it must be a host, without a path, a query or a fragment");
    }
    match scheme {
        "https" => {}
        "http" if is_this_machine(host) => {}
        "http" => return wrong("it must begin with https://; http:// is for this machine only"),
        _ => return wrong("it must begin with https://"),
    }
    Ok(())
}

fn is_authority(host: &str) -> bool {
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b))
        && !host.starts_with(['.', ':', '-'])
}

fn is_this_machine(authority: &str) -> bool {
    let digits = authority.bytes().rev().take_while(u8::is_ascii_digit);
    let without_port = authority.get(..authority.len() - digits.count());
    let host = without_port
        .and_then(|host| host.strip_suffix(':'))
        .unwrap_or(authority);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// Checks what Cognito allows as a callback URL: `https`, `http` on this machine, or a custom scheme, without a
/// fragment.
pub(super) fn check_redirect(setting: &str, uri: &str) -> Result<(), Error> {
    let wrong = |problem: &str| Err(Error::configuration(setting, problem));
    let Some((scheme, rest)) = cut_text(uri, "://") else {
        return wrong("it must be a whole address such as https://example.com/callback");
    };
    if uri.as_bytes().contains(&b'#') {
        return wrong("it must have no fragment (#): Cognito refuses one");
    }
    if uri
        .bytes()
        .any(|b| b.is_ascii_whitespace() || b.is_ascii_control())
    {
        return wrong("it holds a space or a control character");
    }
    let host = cut(cut(rest, b'/').0, b'?').0;
    match scheme {
        "http" if !is_this_machine(host) => {
            wrong("it must begin with https://; http:// is for this machine only")
        }
        "http" | "https" if !is_authority(host) => wrong("it has no host"),
        _ if scheme.is_empty() || !scheme.bytes().all(is_scheme_byte) => {
            wrong("it must begin with https://")
        }
        _ => Ok(()),
    }
}

fn is_scheme_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"+-.".contains(&b)
}

pub(super) fn check_scopes(scopes: &[String]) -> Result<(), Error> {
    if scopes.is_empty() {
        return Ok(());
    }
    let wrong = |problem: &str| Err(Error::configuration("scopes", problem));
    let fits = |scope: &String| {
        !scope.is_empty()
            && scope
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    if !scopes.iter().all(fits) {
        return wrong("give each scope by itself, without spaces: [\"openid\", …]");
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return wrong("openid has to be among them: without it Cognito gives no ID token");
    }
    Ok(())
}

/// Requires at least a minute: a smaller value is probably a number in another unit.
pub(super) fn check_limits(SignOutAfter { idle, total }: SignOutAfter) -> Result<(), Error> {
    for (name, time) in [("idle", idle), ("total", total)] {
        if time.is_some_and(|time| time < Duration::from_secs(60)) {
            let problem = [name, " must be at least a minute (60000 milliseconds)"].concat();
            return Err(Error::configuration("sign_out_after", &problem));
        }
    }
    Ok(())
}

/// Moves the URI on the page's own origin to the front, if there is one.
pub(super) fn choose_nearest(uris: &mut [String], page: &str) {
    if let Some(at) = uris.iter().position(|uri| same_origin(uri, page)) {
        uris.swap(0, at);
    }
}

fn same_origin(a: &str, b: &str) -> bool {
    fn origin(url: &str) -> Option<(&str, &str)> {
        let (scheme, rest) = cut_text(url, "://")?;
        let host = cut(cut(cut(rest, b'/').0, b'?').0, b'#').0;
        Some((scheme, host))
    }
    origin(a).is_some() && origin(a) == origin(b)
}
