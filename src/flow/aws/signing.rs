//! Requests that are signed with the credentials.

use std::fmt;

use super::credentials::Wanted;
use super::refusal;
use crate::client::Client;
use crate::error::{Error, ErrorKind, NO_SCOPE};
#[cfg(feature = "records")]
use crate::protocol::http::HttpRequest;
use crate::protocol::sigv4::{self, Payload, Scope};
use crate::session::AwsCredentials;
use vestibule_chunk::chunk;

/// A request to a service of AWS, to be signed. Service and Region are known by an address of AWS's; with a domain of
/// one's own they are to be named.
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

/// A request as it is to be sent. `Debug` shows the names of the headers alone.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedRequest {
    /// The address to send it to.
    pub url: String,
    /// All headers: those of the request, and those of the signature.
    pub headers: Vec<(String, String)>,
}

impl AwsRequest {
    /// A request by this method to this absolute address.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        AwsRequest {
            method: method.into(),
            url: url.into(),
            service: None,
            region: None,
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
        }
    }

    /// A `GET` of this absolute address.
    pub fn get(url: impl Into<String>) -> Self {
        AwsRequest::new("GET", url)
    }

    /// The name under which the service signs, such as `execute-api`.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// The Region.
    pub fn region(mut self, name: impl Into<String>) -> Self {
        self.region = Some(name.into());
        self
    }

    /// One more header, which is signed.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The body, which is signed.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Bytes(body.into());
        self
    }

    /// The SHA-256 of the body, in hexadecimal, where the body itself is elsewhere.
    pub fn body_hash(mut self, hash: impl Into<String>) -> Self {
        self.body = Body::Hash(hash.into());
        self
    }

    /// The body is not signed (`UNSIGNED-PAYLOAD`): S3 allows it, for bodies that are too large to be read beforehand.
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
            // What is no address tells nothing, either.
            _ => Err(
                match self.with(|it| sigv4::check(it, &Scope::new("any", "any"))) {
                    Err(error) => refused(error),
                    Ok(()) => Error::new(ErrorKind::InvalidInput, NO_SCOPE),
                },
            ),
        }
    }

    fn with_signature(&self, signed: sigv4::Signed) -> SignedRequest {
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
        }
    }

    /// Lets somebody sign it.
    fn with<T>(&self, sign: impl FnOnce(&sigv4::Request<'_>) -> T) -> T {
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

/// Where the signature stands.
#[derive(Clone, Copy)]
enum Place {
    Headers,
    /// In the address, which is good for so many seconds.
    Address(u32),
}

impl Client {
    pub(super) async fn aws_sign(&self, request: &AwsRequest) -> Result<SignedRequest, Error> {
        self.aws_signed(request, Place::Headers).await
    }

    pub(super) async fn aws_presign(
        &self,
        request: &AwsRequest,
        expires_in: u32,
    ) -> Result<String, Error> {
        let place = Place::Address(expires_in);
        Ok(self.aws_signed(request, place).await?.url)
    }

    #[chunk(signing, load = self)]
    async fn aws_signed(&self, request: &AwsRequest, place: Place) -> Result<SignedRequest, Error> {
        let scope = request.scope()?;
        // Before anybody is asked for credentials.
        let checked = request.with(|it| match place {
            Place::Headers => sigv4::check(it, &scope),
            Place::Address(seconds) => sigv4::check_presign(it, &scope, seconds),
        });
        checked.map_err(refused)?;
        let keys = keys(&self.aws_credentials(Wanted::Kept).await?);
        let now = self.now().as_millis() as i64;
        match place {
            Place::Headers => {
                let signed = request.with(|it| sigv4::sign(it, &scope, &keys, now));
                Ok(request.with_signature(signed.map_err(refused)?))
            }
            Place::Address(seconds) => {
                let url = request.with(|it| sigv4::presign(it, &scope, &keys, now, seconds));
                Ok(SignedRequest {
                    url: url.map_err(refused)?,
                    headers: Vec::new(),
                })
            }
        }
    }

    /// Signs a request of the library's own, as this identity alone.
    #[cfg(feature = "records")]
    #[chunk(signing, load = self)]
    pub(in crate::flow) async fn aws_sign_as(
        &self,
        identity_id: &str,
        scope: (&str, &str),
        mut request: HttpRequest,
    ) -> Result<HttpRequest, Error> {
        let credentials = self.aws_credentials(Wanted::Kept).await?;
        if credentials.identity_id != identity_id {
            let problem = "the credentials are another identity's by now";
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
        let signed = sigv4::sign(&unsigned, &scope, &keys(&credentials), now).map_err(refused)?;
        request.url = signed.url;
        request.headers.extend(signed.headers);
        Ok(request)
    }

    pub(super) async fn aws_explain(&self, status: u16, body: &str) -> Option<Error> {
        self.aws_refusal(status, body).await.ok()?
    }

    // Among what reads XML, as S3 writes it.
    #[chunk(sts, load = self)]
    async fn aws_refusal(&self, status: u16, body: &str) -> Result<Option<Error>, Error> {
        Ok(refusal::of_service(status, body))
    }
}

fn keys(credentials: &AwsCredentials) -> sigv4::Credentials {
    sigv4::Credentials {
        access_key_id: credentials.access_key_id.clone(),
        secret_access_key: credentials.secret_access_key.clone(),
        session_token: Some(credentials.session_token.clone()),
    }
}

fn refused(error: sigv4::SigningError) -> Error {
    Error::new(ErrorKind::InvalidInput, error.as_str())
}
