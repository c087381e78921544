//! The service and the Region of an AWS address.

use crate::region::is_region;
use crate::text::{cut_text, split};

/// The service and the Region of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'a> {
    /// The name under which the service signs.
    pub service: &'a str,
    /// The Region.
    pub region: &'a str,
}

/// The suffixes of AWS's hosts.
/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
const SUFFIXES: &[&str] = &[
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".on.aws",
];

/// Services whose signing name differs from that in their hosts.
const SIGNING_NAMES: &[(&str, &str)] = &[
    ("appsync-api", "appsync"),
    ("appsync-realtime-api", "appsync"),
    ("bedrock-runtime", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("email", "ses"),
    ("iot", "iotdata"),
    ("lambda-url", "lambda"),
    ("runtime.lex", "lex"),
];

/// Returns the service and the Region of an AWS host in a URL, such as `execute-api` and `eu-west-1`. `None` for other
/// hosts, such as custom domains.
pub fn endpoint_of(url: &str) -> Option<Endpoint<'_>> {
    let (_, rest) = cut_text(url, "://")?;
    let end = rest
        .bytes()
        .position(|byte| matches!(byte, b'/' | b'?' | b'#' | b':'));
    let host = rest.get(..end.unwrap_or(rest.len()))?;
    let own = SUFFIXES
        .iter()
        .find_map(|suffix| host.strip_suffix(suffix))?;
    let labels: Vec<_> = split(own, b'.').collect();
    let [before @ .., last] = labels.as_slice() else {
        return None;
    };
    if own == "s3" || own.ends_with(".s3") {
        return Some(s3("us-east-1"));
    }
    if let Some(region) = last.strip_prefix("s3-").filter(|region| is_region(region)) {
        return Some(s3(region));
    }
    let (service, region) = match before {
        // `domain.eu-west-1.es.amazonaws.com`
        [.., region] if is_region(region) => (*last, *region),
        [.., service, "dualstack"] => (*service, *last),
        [.., service] => (*service, *last),
        [] => return None,
    };
    if !is_region(region) {
        return None;
    }
    let service = cut_text(service, "-fips").map_or(service, |(name, _)| name);
    let other = SIGNING_NAMES.iter().find(|(name, _)| *name == service);
    Some(Endpoint {
        service: other.map_or(service, |(_, name)| name),
        region,
    })
}

fn s3(region: &str) -> Endpoint<'_> {
    Endpoint {
        service: "s3",
        region,
    }
}
