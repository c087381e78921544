//! Requests to an app's own APIs with the signed-in user's token.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::client::Client;
use crate::config;
use crate::error::{API_UNREADABLE, Error, ErrorKind};
use crate::platform::lock_queue::LockQueue;
use crate::platform::{AppRequest, AppResponse, FetchError, LocalFuture};
use crate::session::{DerivedToken, Session, StepUp, TokenNeed};
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, Method, Request, Response, StatusCode};

/// An app's own APIs, which accept the signed-in user's tokens. Cheap to clone.
///
/// ```no_run
/// # async fn load(client: vestibule::Client) -> Result<(), vestibule::Error> {
/// use vestibule::http::Request;
///
/// let api = client.api(["https://api.example.com"])?;
/// let order = Request::post("https://api.example.com/orders")
///     .header("Content-Type", "application/json")
///     .body(r#"{"article":1}"#)?;
/// let response = api.fetch(order).await?;
/// println!("{}: {}", response.status(), String::from_utf8_lossy(response.body()));
/// # Ok(())
/// # }
/// ```
///
/// # Where the token is sent
/// Only to the listed origins. A request to another origin is sent without a token. After a redirect to another origin,
/// even a listed one, the browser removes the token
/// ([Fetch, HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch): Chrome
/// since 119, Firefox since 111, Safari since before that was written down).
#[derive(Clone)]
pub struct Api {
    client: Client,
    origins: Arc<[String]>,
    token: ApiToken,
    /// The origins that get a derived token.
    needs: Vec<(String, TokenNeed)>,
    /// The handler of step-up requirements.
    on_step_up: Option<OnStepUp>,
    /// One step-up at a time.
    locks: LockQueue,
    /// The revision of the session whose renewed tokens were refused as well, so that another renewal would not help.
    refused_revision: Arc<AtomicI64>,
}

/// The final URL of a response of an [`Api`], after redirects, as an extension of the response.
///
/// ```
/// # use vestibule::{FinalUrl, http::Response};
/// # let response = Response::new(());
/// let url = response.extensions().get::<FinalUrl>().map(|FinalUrl(url)| url.as_str());
/// ```
///
/// `Debug` shows it only up to the query.
#[derive(Clone, PartialEq, Eq)]
pub struct FinalUrl(pub String);

impl std::fmt::Debug for FinalUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.0.split(['?', '#']).next().unwrap_or_default();
        f.debug_tuple("FinalUrl").field(&url).finish()
    }
}

/// A handler of step-up requirements. Its future ends when the user has signed in, or has given up.
type OnStepUp = Arc<dyn Fn(StepUp) -> LocalFuture<'static, Result<(), Error>> + Send + Sync>;

/// The token that an [`Api`] expects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiToken {
    /// The access token, which authorizes requests.
    #[default]
    Access,
    /// The ID token, for APIs that check its claims, such as some authorizers of API Gateway.
    Id,
}

impl Client {
    /// Returns the app's own APIs at these origins, such as `https://api.example.com`.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration) if one of them is not an origin, or has the scheme `http` on another
    /// machine, because the token could be read in transit.
    pub fn api<T: AsRef<str>>(&self, origins: impl IntoIterator<Item = T>) -> Result<Api, Error> {
        let mut checked = Vec::new();
        for origin in origins {
            let origin = origin.as_ref().to_ascii_lowercase();
            checked.push(config::origin("api_origins", &origin)?);
        }
        Ok(Api {
            client: self.clone(),
            origins: checked.into(),
            token: ApiToken::default(),
            needs: Vec::new(),
            on_step_up: None,
            locks: LockQueue::default(),
            refused_revision: Arc::default(),
        })
    }
}

impl Api {
    /// Sets the token that the APIs expect.
    pub fn token(mut self, token: ApiToken) -> Self {
        self.token = token;
        self
    }

    /// Sets a [derived token](Client::derived_token) for the API at this origin, in place of that of
    /// [`token`](Self::token).
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration) if the origin is not listed.
    pub fn derived(mut self, origin: &str, need: TokenNeed) -> Result<Self, Error> {
        let origin = origin.to_ascii_lowercase();
        if !self.origins.contains(&origin) {
            return Err(Error::configuration(
                "api_origins",
                "the origin is not listed",
            ));
        }
        self.needs.retain(|(other, _)| *other != origin);
        self.needs.push((origin, need));
        Ok(self)
    }

    /// Sets a handler for APIs that require a stronger or more recent sign-in, by a response with status 401 and
    /// `WWW-Authenticate: Bearer error="insufficient_user_authentication"`, with `acr_values` and `max_age`. The
    /// handler shows the steps of [`Client::step_up`], and its future ends when the user has finished them or has given
    /// up. Then the request is sent again if there is a new session. All refused requests share one step-up. Without a
    /// handler, or if it fails, `fetch` returns the response with status 401.
    ///
    /// An API of another origin must list the header in `Access-Control-Expose-Headers`.
    ///
    /// [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)
    pub fn on_step_up<W>(mut self, handler: impl Fn(StepUp) -> W + Send + Sync + 'static) -> Self
    where
        W: Future<Output = Result<(), Error>> + 'static,
    {
        self.on_step_up = Some(Arc::new(move |step_up| Box::pin(handler(step_up))));
        self
    }

    /// Sends a request and reads its whole response. It has the token in `Authorization` if its URL has a listed origin
    /// and the request has no such header.
    ///
    /// After a response with status 401 the session is renewed, once for all requests that were refused with the same
    /// token, and the request is sent again with the new token. The second response is returned, whatever its status.
    /// If that is 401 again, the same session is not renewed for this reason again. A refused derived token is
    /// requested again.
    ///
    /// Browsers hide a response without CORS headers from the page, as if there were no network, and many APIs send
    /// none with an error. So if the request fails and the tokens have expired since it was sent, they are renewed as
    /// after a
    /// 401. There are no other retries.
    ///
    /// The body is anything that converts to bytes. An empty body is not sent. Bodies are not streamed. A response may
    /// have up to 1 MiB. The browser follows redirects. For an API of another origin it shows only the headers in
    /// `Access-Control-Expose-Headers`.
    ///
    /// Each request has the client's [`timeout`](crate::ClientConfig::timeout). To cancel, drop the future; the request
    /// may already have been processed.
    ///
    /// # Errors
    /// Those of [`Client::session`], before anything is sent and when the session has to be renewed:
    /// [`SignedOut`](ErrorKind::SignedOut) if no user is signed in. [`InvalidInput`](ErrorKind::InvalidInput) for a
    /// `GET` or a `HEAD` with a body, which browsers do not send. For the API itself: [`Network`](ErrorKind::Network),
    /// [`Timeout`](ErrorKind::Timeout), and [`InvalidResponse`](ErrorKind::InvalidResponse) if the response is too
    /// large.
    pub async fn fetch<B: Into<Vec<u8>>>(
        &self,
        request: Request<B>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let request = to_platform(request.map(Into::into))?;
        let work: LocalFuture<'_, _> = Box::pin(self.send(request));
        from_platform(work.await?)
    }

    async fn send(&self, request: AppRequest) -> Result<AppResponse, Error> {
        let Some(origin) = self.origin_of(&request) else {
            return self.send_once(request).await;
        };
        let need = self.needs.iter().find(|(other, _)| other == origin);
        let need = need.map(|(_, need)| need);
        let session = self.client.session().await?;
        let token = self.token_of(&session, need).await?;
        let response = self.send_with(&request, token.text()).await;
        // A renewal would not raise the authentication level.
        let refusal = response
            .as_ref()
            .ok()
            .filter(|response| response.status == 401);
        let header = refusal.and_then(|response| header(&response.headers, WWW_AUTHENTICATE));
        if let Some(step_up) = header.and_then(StepUp::of_challenge) {
            let Some(next) = self.stepped_up(&session, step_up).await? else {
                return response;
            };
            let token = self.token_of(&next, need).await?;
            return self.send_with(&request, token.text()).await;
        }
        let was_refused_before =
            self.refused_revision.load(Ordering::Relaxed) == session.record().revision;
        let is_refused = match &response {
            Ok(response) => response.status == 401,
            Err(error) => {
                let has_expired = !session.record().is_usable(self.client.now());
                error.kind() == ErrorKind::Network && has_expired
            }
        };
        if !is_refused || was_refused_before {
            return response;
        }
        let renewed = self.client.renewed(&session).await?;
        // The request must not be sent with another user's token. A session of the implicit grant is not renewed.
        if renewed.username() != session.username() || renewed == session {
            return response;
        }
        if let Token::Derived(token) = &token {
            self.client.forget_derived_token(token);
        }
        let token = self.token_of(&renewed, need).await?;
        let response = self.send_with(&request, token.text()).await?;
        if response.status == 401 {
            self.refused_revision
                .store(renewed.record().revision, Ordering::Relaxed);
        }
        Ok(response)
    }

    /// Returns the session after a step-up, if it is a new one of the same user.
    async fn stepped_up(
        &self,
        refused: &Session,
        step_up: StepUp,
    ) -> Result<Option<Session>, Error> {
        let Some(handler) = &self.on_step_up else {
            return Ok(None);
        };
        let _lock = self.locks.acquire("step-up").await;
        let now = self.client.session().await?;
        // Another request may have caused the step-up meanwhile.
        let is_met = now != *refused && self.client.meets(&now, &step_up);
        if !is_met && handler(step_up).await.is_err() {
            return Ok(None);
        }
        let now = self.client.session().await?;
        let is_new = now.access_token() != refused.access_token();
        Ok(Some(now).filter(|now| is_new && now.username() == refused.username()))
    }

    /// Returns the listed origin of a request without an `Authorization` header.
    ///
    /// The character after the origin must end it. That excludes `https://api.example.com.evil.example`,
    /// `https://api.example.com@evil.example`, and characters that browsers ignore or treat as `/`.
    fn origin_of(&self, request: &AppRequest) -> Option<&str> {
        let has_own = header(&request.headers, AUTHORIZATION).is_some();
        let is_at = |origin: &String| {
            let rest = request.url.strip_prefix(origin.as_str());
            rest.is_some_and(|rest| matches!(rest.bytes().next(), None | Some(b'/' | b'?' | b'#')))
        };
        let mut origins = self.origins.iter().filter(|_| !has_own);
        origins.find(|origin| is_at(origin)).map(String::as_str)
    }

    async fn token_of(&self, session: &Session, need: Option<&TokenNeed>) -> Result<Token, Error> {
        Ok(match (need, self.token) {
            (Some(need), _) => Token::Derived(self.client.derived_token_of(session, need).await?),
            (None, ApiToken::Access) => Token::Access(session.clone()),
            (None, ApiToken::Id) => Token::Id(session.clone()),
        })
    }

    async fn send_with(&self, request: &AppRequest, token: &str) -> Result<AppResponse, Error> {
        let mut request = request.clone();
        let header = ["Bearer ", token].concat();
        request.headers.push((AUTHORIZATION.to_string(), header));
        self.send_once(request).await
    }

    async fn send_once(&self, request: AppRequest) -> Result<AppResponse, Error> {
        let timeout = self.client.settings().timeout;
        let fetch = &self.client.platform().fetch;
        let response = fetch.fetch_app(&request, timeout).await;
        response.map_err(|error| match error {
            FetchError::TooLarge => Error::new(
                ErrorKind::InvalidResponse,
                "the response is larger than 1 MiB",
            ),
            FetchError::Network => Error::new(ErrorKind::Network, API_UNREADABLE),
            error => error.into(),
        })
    }
}

/// Converts a request for the platform.
fn to_platform(request: Request<Vec<u8>>) -> Result<AppRequest, Error> {
    let (head, body) = request.into_parts();
    if !body.is_empty() && matches!(head.method, Method::GET | Method::HEAD) {
        let message = "a GET or a HEAD has no body";
        return Err(Error::new(ErrorKind::InvalidInput, message));
    }
    let text = |value: &HeaderValue| {
        value
            .as_bytes()
            .iter()
            .map(|byte| char::from(*byte))
            .collect()
    };
    let headers = head.headers.iter();
    Ok(AppRequest {
        method: head.method.to_string(),
        url: head.uri.to_string(),
        headers: headers
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body,
    })
}

/// Converts a response for the app.
fn from_platform(response: AppResponse) -> Result<Response<Vec<u8>>, Error> {
    let unreadable = || {
        Error::new(
            ErrorKind::InvalidResponse,
            "the response has an invalid HTTP status or header",
        )
    };
    let mut headers = HeaderMap::new();
    for (name, value) in response.headers {
        let name = HeaderName::try_from(name).map_err(|_| unreadable())?;
        // Browsers have header values in ISO 8859-1, so no character is truncated here.
        let value: Vec<u8> = value.chars().map(|letter| letter as u8).collect();
        let value = HeaderValue::try_from(value).map_err(|_| unreadable())?;
        headers.try_append(name, value).map_err(|_| unreadable())?;
    }
    let mut converted = Response::new(response.body);
    *converted.status_mut() = StatusCode::from_u16(response.status).map_err(|_| unreadable())?;
    *converted.headers_mut() = headers;
    if !response.url.is_empty() {
        converted.extensions_mut().insert(FinalUrl(response.url));
    }
    Ok(converted)
}

fn header(headers: &[(String, String)], wanted: HeaderName) -> Option<&str> {
    let mut headers = headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_str()));
    found.map(|(_, value)| value.as_str())
}

/// The token of a request.
enum Token {
    Access(Session),
    Id(Session),
    Derived(DerivedToken),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Token::Access(session) => session.access_token(),
            Token::Id(session) => session.id_token(),
            Token::Derived(token) => token.token(),
        }
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("origins", &self.origins)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
