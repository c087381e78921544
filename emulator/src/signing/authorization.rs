//! Reads the signature of a request, from `Authorization` or the query.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>
//! - <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use std::collections::BTreeMap;

use crate::http::{Request, form, header};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A signature with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) credential: Credential,
    /// The names of signed headers in lower case, in their order.
    pub(crate) signed_headers: Vec<String>,
    /// In hexadecimal.
    pub(crate) given: String,
    /// `20261130T120000Z`
    pub(crate) time: String,
    /// The time in seconds since 1970.
    pub(crate) seconds: u64,
    /// The session's security token.
    pub(crate) token: Option<String>,
    pub(crate) place: Place,
}

/// `AKIA…/20261130/eu-west-1/s3/aws4_request`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) access_key_id: String,
    /// `20261130`
    pub(crate) day: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

/// Where the signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Header,
    /// In a presigned URL, which is valid for so many seconds.
    Query {
        expires: u64,
    },
}

/// Why a signature cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Another algorithm, SigV4a among them.
    Algorithm,
    /// This part is missing or not valid.
    Part(&'static str),
    /// A presigned URL is valid for more than seven days.
    TooLong,
}

/// The maximum validity of a presigned URL, in seconds.
// Source: sigv4-query-string-auth ("The minimum value you can set is 1, and the maximum is 604800 (seven days)").
const MAX_VALIDITY: u64 = 604_800;

impl Signature {
    /// Reads the signature of a request; `None` if it is not signed.
    pub(crate) fn read(request: &Request) -> Result<Option<Self>, Malformed> {
        if let Some(value) = header(request, "authorization") {
            return Self::of_header(request, value).map(Some);
        }
        let pairs = request.uri().query().map(form).unwrap_or_default();
        let pairs: BTreeMap<String, String> = pairs.into_iter().collect();
        match pairs.contains_key("X-Amz-Signature") || pairs.contains_key("X-Amz-Algorithm") {
            true => Self::of_query(&pairs).map(Some),
            false => Ok(None),
        }
    }

    fn of_header(request: &Request, value: &str) -> Result<Self, Malformed> {
        let parts = value.strip_prefix(ALGORITHM);
        let parts = parts.and_then(|rest| rest.strip_prefix(' '));
        let parts = parts.ok_or(Malformed::Algorithm)?.split(',');
        let parts: BTreeMap<&str, &str> = parts
            .filter_map(|part| part.trim().split_once('='))
            .collect();
        let part = |name| parts.get(name).copied().ok_or(Malformed::Part(name));
        let time = header(request, "x-amz-date").ok_or(Malformed::Part("X-Amz-Date"))?;
        let token = header(request, "x-amz-security-token");
        Ok(Self {
            credential: Credential::read(part("Credential")?)?,
            signed_headers: headers(part("SignedHeaders")?),
            given: part("Signature")?.to_owned(),
            time: time.to_owned(),
            seconds: seconds(time).ok_or(Malformed::Part("X-Amz-Date"))?,
            token: token.map(str::to_owned),
            place: Place::Header,
        })
    }

    // Source: sigv4-query-string-auth.
    fn of_query(pairs: &BTreeMap<String, String>) -> Result<Self, Malformed> {
        let part = |name| pairs.get(name).ok_or(Malformed::Part(name));
        if part("X-Amz-Algorithm")? != ALGORITHM {
            return Err(Malformed::Algorithm);
        }
        let time = part("X-Amz-Date")?;
        let expires = match pairs.get("X-Amz-Expires") {
            Some(text) => text.parse().ok(),
            // Optional at services other than S3.
            None => Some(0),
        };
        let expires: u64 = expires.ok_or(Malformed::Part("X-Amz-Expires"))?;
        if expires > MAX_VALIDITY {
            return Err(Malformed::TooLong);
        }
        Ok(Self {
            credential: Credential::read(part("X-Amz-Credential")?)?,
            signed_headers: headers(part("X-Amz-SignedHeaders")?),
            given: part("X-Amz-Signature")?.clone(),
            time: time.clone(),
            seconds: seconds(time).ok_or(Malformed::Part("X-Amz-Date"))?,
            token: pairs.get("X-Amz-Security-Token").cloned(),
            place: Place::Query { expires },
        })
    }
}

impl Credential {
    fn read(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.rsplitn(5, '/');
        let mut part = || parts.next().ok_or(Malformed::Part("Credential"));
        let end = part()?;
        let (service, region, day) = (part()?, part()?, part()?);
        let id = part()?;
        if end != "aws4_request" || day.len() != 8 || id.is_empty() {
            return Err(Malformed::Part("Credential"));
        }
        Ok(Self {
            access_key_id: id.to_owned(),
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }
}

fn headers(list: &str) -> Vec<String> {
    list.split(';').map(str::to_ascii_lowercase).collect()
}

/// Seconds since 1970 of a time such as `20261130T120000Z`.
fn seconds(time: &str) -> Option<u64> {
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    let timestamp = jiff::tz::Offset::UTC.to_timestamp(time).ok()?;
    u64::try_from(timestamp.as_second()).ok()
}
