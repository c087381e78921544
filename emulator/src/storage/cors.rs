//! CORS.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html>

use ::http::StatusCode;

use super::error::S3Error;
use super::target::Target;
use crate::config::CorsRule;
use crate::http::{Request, Response, header, set};
use crate::state::State;

/// Handles a preflight request.
// Source: cors ("The request's `Origin` header must match an `AllowedOrigin` element", the method, "Every header listed in the
// request's `Access-Control-Request-Headers` header … must match an `AllowedHeader` element").
pub(super) fn preflight(
    state: &State,
    request: &Request,
    target: &Target,
) -> Result<Response, S3Error> {
    let bucket = state.bucket(&target.bucket).ok_or(S3Error::NoSuchBucket)?;
    let rules = &bucket.settings.cors_rules;
    if rules.is_empty() {
        return Err(S3Error::Cors("CORS is not enabled for this bucket."));
    }
    let origin = header(request, "origin").unwrap_or_default();
    let method = header(request, "access-control-request-method").unwrap_or_default();
    let headers = header(request, "access-control-request-headers").unwrap_or_default();
    let wanted: Vec<&str> = headers
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let rule = rules.iter().find(|rule| {
        let is_allowed = |name: &&str| rule.allowed_headers.iter().any(|it| fits(it, name));
        is_for(rule, origin, method) && wanted.iter().all(is_allowed)
    });
    let rule = rule.ok_or(S3Error::Cors(
        "This CORS request is not allowed. This is usually because the evalution of Origin, request method / \
         Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    ))?;
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::OK;
    if !headers.is_empty() {
        set(&mut response, "access-control-allow-headers", headers);
    }
    if let Some(seconds) = rule.max_age_seconds {
        set(
            &mut response,
            "access-control-max-age",
            &seconds.to_string(),
        );
    }
    write(rule, origin, &mut response);
    Ok(response)
}

/// Adds the CORS headers of the matching rule to a response.
// Source: cors.
pub(super) fn allow(state: &State, request: &Request, target: &Target, response: &mut Response) {
    let Some(origin) = header(request, "origin") else {
        return;
    };
    let method = request.method().as_str();
    let rules = state
        .bucket(&target.bucket)
        .map(|it| &it.settings.cors_rules);
    let mut rules = rules.into_iter().flatten();
    if let Some(rule) = rules.find(|rule| is_for(rule, origin, method)) {
        write(rule, origin, response);
    }
}

fn write(rule: &CorsRule, origin: &str, response: &mut Response) {
    let is_any = rule.allowed_origins.iter().any(|it| it == "*");
    let origin = if is_any { "*" } else { origin };
    set(response, "access-control-allow-origin", origin);
    let methods = rule.allowed_methods.join(", ");
    set(response, "access-control-allow-methods", &methods);
    if !rule.expose_headers.is_empty() {
        let exposed = rule.expose_headers.join(", ");
        set(response, "access-control-expose-headers", &exposed);
    }
    set(
        response,
        "vary",
        "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    );
}

fn is_for(rule: &CorsRule, origin: &str, method: &str) -> bool {
    rule.allowed_origins.iter().any(|it| fits(it, origin))
        && rule.allowed_methods.iter().any(|it| it == method)
}

/// Whether a text matches a pattern with at most one `*`.
// Source: ManageCorsUsing ("can contain at most one `*` wildcard character").
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    match pattern.split_once('*') {
        Some((head, tail)) => {
            text.len() >= head.len() + tail.len() && text.starts_with(head) && text.ends_with(tail)
        }
        None => pattern == text,
    }
}
