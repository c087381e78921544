//! Signs requests with the credentials (Signature Version 4).

use std::fmt;

use super::credentials::CachePolicy;
use super::errors;
use crate::client::Client;
use crate::error::{Error, ErrorKind, NO_SCOPE};
#[cfg(feature = "records")]
use crate::protocol::http::HttpRequest;
use crate::protocol::oauth::percent;
use crate::protocol::sigv4::{self, Payload, Scope};
use crate::protocol::text::{cut_text, host_of};
use crate::session::AwsCredentials;
use vestibule_chunk::chunk;

/// A request to an AWS service, to be signed. Service and Region are derived from an AWS address; for a custom
/// domain they have to be set.
///
/// ```
/// use vestibule::AwsRequest;
///
/// let request = AwsRequest::new("POST", "https://api.example.com/orders")
///     .service("execute-api")
///     .region("eu-west-1")
///     .header("content-type", "application/json")
///     .body(r#"{"article":1}"#);
/// # let _ = request;
/// ```
#[derive(Clone)]
pub struct AwsRequest {
    method: String,
    url: String,
    service: Option<String>,
    region: Option<String>,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Bytes(Vec<u8>),
    Hash(String),
    Unsigned,
}

/// A signed request. `Debug` shows only the names of the headers.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedRequest {
    /// The address to send it to.
    pub url: String,
    /// All headers: those of the request and those of the signature.
    pub headers: Vec<(String, String)>,
    /// The identity whose credentials have signed it.
    pub identity_id: String,
}

impl AwsRequest {
    /// A request with this method to this absolute URL. Characters that browsers percent-encode are encoded here, so that
    /// the signature is of the URL that is sent.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        let url: String = url.into();
        AwsRequest {
            method: method.into(),
            url: percent_encoded(&url),
            service: None,
            region: None,
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
        }
    }

    /// A `GET` request to this absolute URL.
    pub fn get(url: impl Into<String>) -> Self {
        AwsRequest::new("GET", url)
    }

    /// The signing name of the service, such as `execute-api`.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// The Region.
    pub fn region(mut self, name: impl Into<String>) -> Self {
        self.region = Some(name.into());
        self
    }

    /// Adds a header, which is signed. A second value of the same name is appended to the first after a comma and a space,
    /// as browsers send it.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        let mut known = self.headers.iter_mut();
        match known.find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            Some((_, values)) => *values = [values.as_str(), ", ", &value].concat(),
            None => self.headers.push((name, value)),
        }
        self
    }

    /// The body, which is signed.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Bytes(body.into());
        self
    }

    /// The SHA-256 hash of the body in hexadecimal, if the body itself is not available here.
    pub fn body_hash(mut self, hash: impl Into<String>) -> Self {
        self.body = Body::Hash(hash.into());
        self
    }

    /// Leaves the body unsigned (`UNSIGNED-PAYLOAD`). S3 allows it, for bodies that are too large to be hashed.
    pub fn unsigned_body(mut self) -> Self {
        self.body = Body::Unsigned;
        self
    }

    fn scope(&self) -> Result<Scope<'_>, Error> {
        let known = sigv4::endpoint_of(&self.url);
        let service = self.service.as_deref().or(known.map(|it| it.service));
        let region = self.region.as_deref().or(known.map(|it| it.region));
        match (service, region) {
            (Some(service), Some(region)) => Ok(Scope::new(region, service)),
            // An invalid URL has no service or Region either; report that instead.
            _ => Err(
                match self.with_sigv4_request(|it| sigv4::check(it, &Scope::new("any", "any"))) {
                    Err(error) => signing_error(error),
                    Ok(()) => Error::new(ErrorKind::InvalidInput, NO_SCOPE),
                },
            ),
        }
    }

    fn with_signature(&self, signed: sigv4::Signed, identity_id: String) -> SignedRequest {
        let is_replaced = |name: &str| {
            let mut own = signed.headers.iter();
            own.any(|(own, _)| own.eq_ignore_ascii_case(name))
        };
        let kept = self.headers.iter().filter(|(name, _)| !is_replaced(name));
        let mut headers: Vec<_> = kept.cloned().collect();
        for (name, value) in &signed.headers {
            headers.push(((*name).to_owned(), value.clone()));
        }
        SignedRequest {
            url: signed.url,
            headers,
            identity_id,
        }
    }

    /// Calls `sign` with the request in the form that `sigv4` expects.
    fn with_sigv4_request<T>(&self, sign: impl FnOnce(&sigv4::Request<'_>) -> T) -> T {
        let headers: Vec<_> = (self.headers.iter())
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        sign(&sigv4::Request {
            method: &self.method,
            url: &self.url,
            headers: &headers,
            payload: match &self.body {
                Body::Bytes(body) => Payload::Bytes(body),
                Body::Hash(hash) => Payload::Hash(hash),
                Body::Unsigned => Payload::Unsigned,
            },
        })
    }
}

impl fmt::Debug for AwsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(f, "AwsRequest({} {url})", self.method)
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// Percent-encodes the characters of a URL that browsers encode, and percent signs that begin no encoded byte.
/// <https://url.spec.whatwg.org/#path-percent-encode-set>
fn percent_encoded(url: &str) -> String {
    let after_scheme = cut_text(url, "://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.get(host_of(url).len()..).unwrap_or_default();
    let mut encoded = url.strip_suffix(path).unwrap_or_default().to_owned();
    for (at, byte) in path.bytes().enumerate() {
        let is_kept = match byte {
            b'%' => matches!(path.as_bytes().get(at + 1..at + 3),
                Some([first, second]) if first.is_ascii_hexdigit() && second.is_ascii_hexdigit()),
            _ => byte.is_ascii() && !b" \"<>^`{|}".contains(&byte),
        };
        match is_kept {
            true => encoded.push(char::from(byte)),
            false => percent::encode_byte(&mut encoded, byte),
        }
    }
    encoded
}

/// The part of a request that contains the signature.
#[derive(Clone, Copy)]
enum SignaturePlacement {
    Headers,
    /// The query of the URL, which is valid for this many seconds.
    Query(u32),
}

impl Client {
    pub(super) async fn aws_sign(&self, request: &AwsRequest) -> Result<SignedRequest, Error> {
        self.aws_signed(request, SignaturePlacement::Headers).await
    }

    pub(super) async fn aws_presign(
        &self,
        request: &AwsRequest,
        expires_in: u32,
    ) -> Result<String, Error> {
        let placement = SignaturePlacement::Query(expires_in);
        Ok(self.aws_signed(request, placement).await?.url)
    }

    #[chunk(signing, load = self)]
    async fn aws_signed(
        &self,
        request: &AwsRequest,
        placement: SignaturePlacement,
    ) -> Result<SignedRequest, Error> {
        let scope = request.scope()?;
        // Checked before credentials are requested.
        let checked = request.with_sigv4_request(|it| match placement {
            SignaturePlacement::Headers => sigv4::check(it, &scope),
            SignaturePlacement::Query(seconds) => sigv4::check_presign(it, &scope, seconds),
        });
        checked.map_err(signing_error)?;
        let credentials = self.aws_credentials(CachePolicy::Use).await?;
        let keys = signing_credentials(&credentials);
        let identity_id = credentials.identity_id;
        let now = self.now().as_millis() as i64;
        match placement {
            SignaturePlacement::Headers => {
                let signed = request.with_sigv4_request(|it| sigv4::sign(it, &scope, &keys, now));
                Ok(request.with_signature(signed.map_err(signing_error)?, identity_id))
            }
            SignaturePlacement::Query(seconds) => {
                let url = request
                    .with_sigv4_request(|it| sigv4::presign(it, &scope, &keys, now, seconds));
                Ok(SignedRequest {
                    url: url.map_err(signing_error)?,
                    headers: Vec::new(),
                    identity_id,
                })
            }
        }
    }

    /// Signs a request of this library, if the credentials are still those of this identity. `scope` is service and
    /// Region.
    #[cfg(feature = "records")]
    #[chunk(signing, load = self)]
    pub(in crate::flow) async fn aws_sign_as(
        &self,
        identity_id: &str,
        scope: (&str, &str),
        mut request: HttpRequest,
    ) -> Result<HttpRequest, Error> {
        let credentials = self.aws_credentials(CachePolicy::Use).await?;
        if credentials.identity_id != identity_id {
            let problem = "the credentials belong to another identity";
            return Err(Error::new(ErrorKind::IdentityChanged, problem));
        }
        let headers: Vec<_> = (request.headers.iter())
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let unsigned = sigv4::Request {
            method: request.method,
            url: &request.url,
            headers: &headers,
            payload: Payload::Bytes(request.body.as_deref().unwrap_or_default().as_bytes()),
        };
        let now = self.now().as_millis() as i64;
        let (service, region) = scope;
        let scope = Scope::new(region, service);
        let signed = sigv4::sign(&unsigned, &scope, &signing_credentials(&credentials), now)
            .map_err(signing_error)?;
        request.url = signed.url;
        request.headers.extend(signed.headers);
        Ok(request)
    }

    pub(super) async fn aws_explain(&self, status: u16, body: &str) -> Option<Error> {
        self.aws_refusal(status, body).await.ok()?
    }

    // In the chunk `sts`, which contains the XML parser.
    #[chunk(sts, load = self)]
    async fn aws_refusal(&self, status: u16, body: &str) -> Result<Option<Error>, Error> {
        Ok(errors::service_error(status, body))
    }
}

fn signing_credentials(credentials: &AwsCredentials) -> sigv4::Credentials {
    sigv4::Credentials {
        access_key_id: credentials.access_key_id.clone(),
        secret_access_key: credentials.secret_access_key.clone(),
        session_token: Some(credentials.session_token.clone()),
    }
}

fn signing_error(error: sigv4::SigningError) -> Error {
    Error::new(ErrorKind::InvalidInput, error.as_str())
}
