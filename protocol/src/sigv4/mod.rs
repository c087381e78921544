//! AWS Signature Version 4: a request that shows who sends it.
//!
//! [`sign`] gives the headers of a signed request, [`presign`] a URL that works without any. Both take the
//! time as an argument, corrected by what is known of the machine's clock: AWS refuses what is more than
//! five minutes off, S3 what is more than fifteen.
//!
//! ```
//! use vestibule_protocol::sigv4::{Credentials, Payload, Request, Scope, sign};
//!
//! # fn main() -> Result<(), vestibule_protocol::sigv4::SigningError> {
//! let credentials = Credentials {
//!     access_key_id: "AKIDEXAMPLE".to_owned(),
//!     secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
//!     session_token: None,
//! };
//! let request = Request {
//!     method: "GET",
//!     url: "https://abc123.execute-api.eu-west-1.amazonaws.com/prod/pets?limit=3",
//!     headers: &[],
//!     payload: Payload::Bytes(b""),
//! };
//! let scope = Scope::new("eu-west-1", "execute-api");
//! let signed = sign(&request, &scope, &credentials, 1_795_953_600_000)?;
//! assert!(signed.headers.iter().any(|(name, _)| *name == "authorization"));
//! # Ok(())
//! # }
//! ```
//!
//! What is refused by a [`SigningError`]: bodies that are signed piece by piece while they are sent
//! (`STREAMING-…`), since no browser sends such, and Signature Version 4A, which is for requests to several
//! Regions at a time.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod canonical;
mod endpoint;
mod error;
mod key;

#[cfg(test)]
mod tests;

pub use endpoint::{Endpoint, endpoint_of};
pub use error::SigningError;

use crate::secret::Secret;
use canonical::{Canonical, Target};
use core::fmt;

/// The algorithm's name, as it stands in what is signed.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// For how long a URL may be signed, in seconds: seven days.
const LONGEST_EXPIRY: u32 = 604_800;

/// The keys that a request is signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Which key it is; no secret.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Secret,
    /// What comes with keys that are for a time.
    pub session_token: Option<Secret>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// A request that is to be signed, as it will be sent.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, or another one of HTTP's.
    pub method: &'a str,
    /// The absolute URL, as it goes over the wire.
    pub url: &'a str,
    /// The headers to be sent. They are signed, but for those that change on their way and those that
    /// signing sets itself.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub payload: Payload<'a>,
}

/// What is said of a request's body.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// These bytes; none where there is no body.
    Bytes(&'a [u8]),
    /// The SHA-256 of a body that is elsewhere, in hexadecimal.
    Hash(&'a str),
    /// Not signed: only where a service allows it, as S3 does over `https`.
    Unsigned,
}

/// What a signature is good for, and by what rules it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The Region.
    pub region: &'a str,
    /// The name under which the service signs, such as `s3` or `execute-api`.
    pub service: &'a str,
    /// How often the path is encoded.
    pub encoding: PathEncoding,
    /// What becomes of `.`, `..` and empty segments of the path.
    pub segments: PathSegments,
    /// Whether the body's hash is a header as well.
    pub body_hash: BodyHash,
    /// Whether the session token is part of what a URL's signature signs.
    pub token: TokenPlace,
}

/// How often a path is encoded for the signature, besides the encoding that it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEncoding {
    /// Not once more: S3.
    Once,
    /// Once more: every other service.
    Twice,
}

/// What becomes of `.`, `..` and empty segments of a path in the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathSegments {
    /// They are as they are: S3, where they are part of a key.
    Kept,
    /// They are resolved: every other service.
    Resolved,
}

/// Whether the body's hash goes along as the header `x-amz-content-sha256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyHash {
    /// S3 wants it.
    InHeader,
    /// It is only signed.
    SignedOnly,
}

/// Where the session token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// It is signed like the rest.
    Signed,
    /// It is added to what was signed without it: AWS IoT's gateway.
    AddedAfterwards,
}

impl<'a> Scope<'a> {
    /// The scope of a service in a Region, by the rules of that service.
    ///
    /// S3: <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>. Like it sign S3
    /// on Outposts, Object Lambda and Express.
    pub fn new(region: &'a str, service: &'a str) -> Self {
        let is_s3 = is_s3(service);
        let is_iot_gateway = service == "iotdevicegateway";
        Self {
            region,
            service,
            encoding: match is_s3 {
                true => PathEncoding::Once,
                false => PathEncoding::Twice,
            },
            segments: match is_s3 {
                true => PathSegments::Kept,
                false => PathSegments::Resolved,
            },
            // OpenSearch Serverless wants it, too.
            body_hash: match is_s3 || service == "aoss" {
                true => BodyHash::InHeader,
                false => BodyHash::SignedOnly,
            },
            token: match is_iot_gateway {
                true => TokenPlace::AddedAfterwards,
                false => TokenPlace::Signed,
            },
        }
    }
}

fn is_s3(service: &str) -> bool {
    matches!(service, "s3" | "s3express") || service.starts_with("s3-")
}

/// What is added to a request. `Debug` shows the headers' names alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The URL to send it to: that of the request, in which a `+` that could be taken for a space is
    /// written in the one way that cannot be misread.
    pub url: String,
    /// The headers to set besides, by names in small letters; one that the request has is replaced.
    pub headers: Vec<(&'static str, String)>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// Signs a request. `now` is the time in milliseconds since 1970, by AWS's clock.
///
/// # Errors
/// [`SigningError`] where it cannot be signed so that AWS would take it.
pub fn sign(
    request: &Request<'_>,
    scope: &Scope<'_>,
    credentials: &Credentials,
    now: i64,
) -> Result<Signed, SigningError> {
    let date = key::amz_date(now)?;
    let target = Target::of(request, scope)?;
    let hash = canonical::payload_hash(request)?;
    let mut headers = vec![("x-amz-date", date.clone())];
    if scope.body_hash == BodyHash::InHeader || matches!(request.payload, Payload::Unsigned) {
        headers.push(("x-amz-content-sha256", hash.clone()));
    }
    let token = credentials.session_token.as_ref();
    let mut late = None;
    if let Some(token) = token {
        let header = ("x-amz-security-token", token.expose().to_owned());
        match scope.token {
            TokenPlace::Signed => headers.push(header),
            TokenPlace::AddedAfterwards => late = Some(header),
        }
    }
    let canonical = Canonical::new(request, &target, scope, &headers, &hash);
    let text = canonical.text(&target.query);
    let signature = key::signature(credentials, scope, &date, &text);
    let credential = key::credential(credentials, scope, &date);
    let authorization = [
        ALGORITHM,
        " Credential=",
        &credential,
        ", SignedHeaders=",
        &canonical.signed_names,
        ", Signature=",
        &signature,
    ];
    headers.extend(late);
    headers.push(("authorization", authorization.concat()));
    Ok(Signed {
        url: target.url(),
        headers,
    })
}

/// Whether a request can be signed, as far as it can be told without keys.
///
/// # Errors
/// [`SigningError`], as [`sign`] would give it.
pub fn check(request: &Request<'_>, scope: &Scope<'_>) -> Result<(), SigningError> {
    Target::of(request, scope).map(drop)
}

/// The same for a URL that is to be signed for so many seconds.
///
/// # Errors
/// [`SigningError`], as [`presign`] would give it.
pub fn check_presign(
    request: &Request<'_>,
    scope: &Scope<'_>,
    expires_in: u32,
) -> Result<(), SigningError> {
    match (1..=LONGEST_EXPIRY).contains(&expires_in) {
        true => check(request, scope),
        false => Err(SigningError::Expiry),
    }
}

/// A URL that anybody may use for so many seconds, up to seven days, with the request's method and headers. It
/// ends with the credentials that signed it, if they end before.
///
/// S3 takes any body with it; elsewhere the request's own body is signed.
///
/// # Errors
/// [`SigningError`] where it cannot be signed so that AWS would take it.
pub fn presign(
    request: &Request<'_>,
    scope: &Scope<'_>,
    credentials: &Credentials,
    now: i64,
    expires_in: u32,
) -> Result<String, SigningError> {
    check_presign(request, scope, expires_in)?;
    let date = key::amz_date(now)?;
    let mut target = Target::of(request, scope)?;
    let hash = match is_s3(scope.service) {
        true => canonical::UNSIGNED.to_owned(),
        false => canonical::payload_hash(request)?,
    };
    let canonical = Canonical::new(request, &target, scope, &[], &hash);
    let expires = expires_in.to_string();
    let credential = key::credential(credentials, scope, &date);
    for (name, value) in [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", &date),
        ("X-Amz-SignedHeaders", &canonical.signed_names),
        ("X-Amz-Expires", &expires),
    ] {
        target.query.add(name, value);
    }
    let token = credentials.session_token.as_ref().map(Secret::expose);
    let add_token = |target: &mut Target, place| {
        if let Some(token) = token
            && scope.token == place
        {
            target.query.add("X-Amz-Security-Token", token);
        }
    };
    add_token(&mut target, TokenPlace::Signed);
    let text = canonical.text(&target.query);
    add_token(&mut target, TokenPlace::AddedAfterwards);
    let signature = key::signature(credentials, scope, &date, &text);
    target.query.add("X-Amz-Signature", &signature);
    Ok(target.url())
}
