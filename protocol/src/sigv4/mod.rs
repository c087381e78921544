//! AWS Signature Version 4: signed requests.
//!
//! [`sign`] returns the headers of a signed request, and [`presign`] a signed URL that needs no headers. Both take the
//! time as an argument. It should be corrected for the error of the machine's clock: AWS accepts a difference of five
//! minutes, S3 of fifteen.
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
//! Not supported: bodies that are signed in chunks while they are sent (`STREAMING-…`), because browsers cannot send
//! them, and Signature Version 4A, which is for requests to several Regions.
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

/// The algorithm's name in the string to sign.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The maximum lifetime of a signed URL, in seconds: seven days.
const MAX_EXPIRY: u32 = 604_800;

/// The credentials that sign a request.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id. It is not secret.
    pub access_key_id: String,
    /// The secret key.
    pub secret_access_key: Secret,
    /// The session token of temporary credentials.
    pub session_token: Option<Secret>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// A request to sign, exactly as it will be sent.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The HTTP method, such as `GET` or `POST`.
    pub method: &'a str,
    /// The absolute URL, exactly as it will be sent.
    pub url: &'a str,
    /// The headers. They are signed, except for those that may change in transit and those that signing sets.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub payload: Payload<'a>,
}

/// The body of a request, for the signature.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// These bytes. Empty without a body.
    Bytes(&'a [u8]),
    /// The SHA-256 of the body, in hexadecimal.
    Hash(&'a str),
    /// Not signed. Only if the service allows it, like S3 over `https`.
    Unsigned,
}

/// The scope of a signature, and the rules of its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The Region.
    pub region: &'a str,
    /// The name under which the service signs, such as `s3` or `execute-api`.
    pub service: &'a str,
    /// How often the path is encoded.
    pub encoding: PathEncoding,
    /// How `.`, `..` and empty segments of the path are handled.
    pub segments: PathSegments,
    /// Whether the body's hash is also a header.
    pub body_hash: BodyHash,
    /// Whether the session token is signed.
    pub token: TokenPlace,
}

/// How often a path is encoded for the signature, besides the encoding that it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEncoding {
    /// Not again: S3.
    Once,
    /// Again: every other service.
    Twice,
}

/// How `.`, `..` and empty segments of a path are handled in the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathSegments {
    /// They are kept: S3, where they are part of a key.
    Kept,
    /// They are resolved: every other service.
    Resolved,
}

/// Whether the body's hash is sent as the header `x-amz-content-sha256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyHash {
    /// It is sent: S3 requires it.
    InHeader,
    /// It is only signed.
    SignedOnly,
}

/// Whether the session token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// It is signed like the other parameters.
    Signed,
    /// It is added after signing: AWS IoT's gateway.
    AddedAfterwards,
}

impl<'a> Scope<'a> {
    /// Creates the scope of a service in a Region, with the rules of the service.
    ///
    /// S3: <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>. S3 on
    /// Outposts, Object Lambda and Express have the same rules.
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
            // OpenSearch Serverless requires it, too.
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

/// The result of signing a request. `Debug` shows only the names of the headers.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The URL to send: that of the request, in which an ambiguous `+` is percent-encoded.
    pub url: String,
    /// The additional headers, with lowercase names. They replace headers of the request.
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
/// [`SigningError`] if AWS would not accept the signed request.
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
    let mut unsigned_header = None;
    if let Some(token) = token {
        let header = ("x-amz-security-token", token.expose().to_owned());
        match scope.token {
            TokenPlace::Signed => headers.push(header),
            TokenPlace::AddedAfterwards => unsigned_header = Some(header),
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
    headers.extend(unsigned_header);
    headers.push(("authorization", authorization.concat()));
    Ok(Signed {
        url: target.url(),
        headers,
    })
}

/// Checks whether a request can be signed, without credentials.
///
/// # Errors
/// As [`sign`].
pub fn check(request: &Request<'_>, scope: &Scope<'_>) -> Result<(), SigningError> {
    Target::of(request, scope).map(drop)
}

/// Checks whether a URL can be signed for this number of seconds.
///
/// # Errors
/// As [`presign`].
pub fn check_presign(
    request: &Request<'_>,
    scope: &Scope<'_>,
    expires_in: u32,
) -> Result<(), SigningError> {
    match (1..=MAX_EXPIRY).contains(&expires_in) {
        true => check(request, scope),
        false => Err(SigningError::Expiry),
    }
}

/// Returns a URL that anyone can use for this number of seconds, up to seven days, with the request's method and
/// headers. It expires earlier if the credentials do.
///
/// S3 accepts any body with it. For other services the request's body is signed.
///
/// # Errors
/// [`SigningError`] if AWS would not accept the signed URL.
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
