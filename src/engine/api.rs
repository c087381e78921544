//! Requests to an app's own APIs, with the token of whoever is signed in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::client::Client;
use crate::config;
use crate::error::{API_UNREADABLE, Error, ErrorKind};
use crate::platform::turns::Turns;
use crate::platform::{AppRequest, AppResponse, FetchError, LocalFuture};
use crate::session::{DerivedToken, Session, StepUp, TokenNeed};
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, Method, Request, Response, StatusCode};

/// An app's own APIs, which take the tokens of whoever is signed in. Cheap to clone.
///
/// ```no_run
/// # async fn load(client: vestibule::Client) -> Result<(), vestibule::Error> {
/// use vestibule::http::Request;
///
/// let api = client.api(["https://api.example.com"])?;
/// let order = Request::post("https://api.example.com/orders")
///     .header("Content-Type", "application/json")
///     .body(r#"{"article":1}"#)?;
/// let answer = api.fetch(order).await?;
/// println!("{}: {}", answer.status(), String::from_utf8_lossy(answer.body()));
/// # Ok(())
/// # }
/// ```
///
/// # Where the token goes
/// Only to the origins that were listed, compared letter by letter: an address of another origin is
/// fetched as it is. A redirect to another origin, a listed one too, does not carry the token:
/// the browser takes it off
/// ([Fetch, HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch): Chrome
/// since 119, Firefox since 111, Safari since before that was written down).
#[derive(Clone)]
pub struct Api {
    client: Client,
    origins: Arc<[String]>,
    token: ApiToken,
    /// The origins that get a token of their own.
    needs: Vec<(String, TokenNeed)>,
    /// What has the person sign in more strongly.
    on_step_up: Option<OnStepUp>,
    /// One step-up at a time.
    turns: Turns,
    /// The revision of the session whose new tokens were refused as well: to renew it again would help
    /// as little.
    refused: Arc<AtomicI64>,
}

/// The URL that answered a request of an [`Api`], after redirects: an extension of the response.
///
/// ```
/// # use vestibule::{FinalUrl, http::Response};
/// # let answer = Response::new(());
/// let url = answer.extensions().get::<FinalUrl>().map(|FinalUrl(url)| url.as_str());
/// ```
///
/// `Debug` shows it up to the query, no more.
#[derive(Clone, PartialEq, Eq)]
pub struct FinalUrl(pub String);

impl std::fmt::Debug for FinalUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.0.split(['?', '#']).next().unwrap_or_default();
        f.debug_tuple("FinalUrl").field(&url).finish()
    }
}

/// Has the person sign in more strongly, and ends when they have or have given up.
type OnStepUp = Arc<dyn Fn(StepUp) -> LocalFuture<'static, Result<(), Error>> + Send + Sync>;

/// Which token an [`Api`] takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiToken {
    /// The access token: what the person may do.
    #[default]
    Access,
    /// The ID token: who the person is, for APIs that look at its claims, as some authorizers of
    /// API Gateway do.
    Id,
}

impl Client {
    /// The app's own APIs at these origins, such as `https://api.example.com`.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration) where one of them is no origin, or is one of
    /// `http` on another machine, where anybody on the way could read the token.
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
            turns: Turns::default(),
            refused: Arc::default(),
        })
    }
}

impl Api {
    /// The same APIs, taking this token.
    pub fn token(mut self, token: ApiToken) -> Self {
        self.token = token;
        self
    }

    /// The same APIs, of which the one at this origin gets a [derived token](Client::derived_token) in
    /// place of that of [`token`](Self::token): one that is good for this need and for nothing else.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration) where the origin is none of those that were listed.
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

    /// The same APIs, which may ask for a stronger or newer sign-in: they answer 401 and
    /// `WWW-Authenticate: Bearer error="insufficient_user_authentication"`, with `acr_values` and `max_age`.
    /// The handler shows what [`Client::step_up`] asks, and ends when the person is through with it or has
    /// given up; then the request is sent once more with the session that there is, where that is another
    /// one. All requests that were refused share one step-up. Without a handler, or where it fails, the 401
    /// is the answer.
    ///
    /// An API of another origin has to name the header in `Access-Control-Expose-Headers`.
    ///
    /// [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)
    pub fn on_step_up<W>(mut self, handler: impl Fn(StepUp) -> W + Send + Sync + 'static) -> Self
    where
        W: Future<Output = Result<(), Error>> + 'static,
    {
        self.on_step_up = Some(Arc::new(move |step_up| Box::pin(handler(step_up))));
        self
    }

    /// Sends a request and reads its answer whole, with the token in `Authorization` where the
    /// address is of a listed origin and the request has no such header of its own.
    ///
    /// Where the API answers 401, the session is renewed, once for all that were refused with the
    /// same token, and the request sent once more with the new token. What comes of that is the
    /// answer, whatever its status: 401 again, too, and then the same token is not renewed again on
    /// account of it. A derived token that was refused is derived anew.
    ///
    /// Browsers keep an answer without CORS headers from the page, as if there were no network, and many
    /// an API sends none with its refusals. So where no answer can be read and the tokens have expired
    /// since the request was sent, they are renewed as for a 401. Nothing else is tried again.
    ///
    /// A body is anything that can be made into bytes; an empty one is none. Bodies are not streamed, in neither
    /// direction: answers are read up to 1 MiB. The browser follows redirects by itself, and of an API of another
    /// origin it shows the headers that `Access-Control-Expose-Headers` names.
    ///
    /// It takes as long as the client's [`timeout`](crate::ClientConfig::timeout) for each request. Drop the future to
    /// give up: what was sent may still arrive.
    ///
    /// # Errors
    /// Those of [`Client::session`], before anything is sent and where the session has to be
    /// renewed: [`SignedOut`](ErrorKind::SignedOut) where nobody is signed in.
    /// [`InvalidInput`](ErrorKind::InvalidInput) for a `GET` or a `HEAD` with a body, which no browser sends. Of the API
    /// itself: [`Network`](ErrorKind::Network), [`Timeout`](ErrorKind::Timeout) and, where the answer is
    /// too large, [`InvalidResponse`](ErrorKind::InvalidResponse).
    pub async fn fetch<B: Into<Vec<u8>>>(
        &self,
        request: Request<B>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let request = written(request.map(Into::into))?;
        let work: LocalFuture<'_, _> = Box::pin(self.send(request));
        read(work.await?)
    }

    async fn send(&self, request: AppRequest) -> Result<AppResponse, Error> {
        let Some(origin) = self.origin_of(&request) else {
            return self.send_once(request).await;
        };
        let need = self.needs.iter().find(|(other, _)| other == origin);
        let need = need.map(|(_, need)| need);
        let session = self.client.session().await?;
        let token = self.token_of(&session, need).await?;
        let answer = self.send_with(&request, token.text()).await;
        // No renewal makes a sign-in stronger.
        let refusal = answer.as_ref().ok().filter(|answer| answer.status == 401);
        let header = refusal.and_then(|answer| header(&answer.headers, WWW_AUTHENTICATE));
        if let Some(step_up) = header.and_then(StepUp::of_challenge) {
            let Some(next) = self.stepped_up(&session, step_up).await? else {
                return answer;
            };
            let token = self.token_of(&next, need).await?;
            return self.send_with(&request, token.text()).await;
        }
        let is_hopeless = self.refused.load(Ordering::Relaxed) == session.record().revision;
        let is_refused = match &answer {
            Ok(answer) => answer.status == 401,
            Err(error) => {
                let has_expired = !session.record().is_usable(self.client.now());
                error.kind() == ErrorKind::Network && has_expired
            }
        };
        if !is_refused || is_hopeless {
            return answer;
        }
        let renewed = self.client.renewed(&session).await?;
        // Somebody else's token is no answer to a request of this person's; and what came from the
        // implicit grant stays as it is.
        if renewed.username() != session.username() || renewed == session {
            return answer;
        }
        if let Token::Derived(token) = &token {
            self.client.forget_derived_token(token);
        }
        let token = self.token_of(&renewed, need).await?;
        let answer = self.send_with(&request, token.text()).await?;
        if answer.status == 401 {
            self.refused
                .store(renewed.record().revision, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// The session after a step-up, where it is another one of the same person.
    async fn stepped_up(
        &self,
        refused: &Session,
        step_up: StepUp,
    ) -> Result<Option<Session>, Error> {
        let Some(handler) = &self.on_step_up else {
            return Ok(None);
        };
        let _turn = self.turns.acquire("step-up").await;
        let now = self.client.session().await?;
        // Somebody else's request may have brought it about meanwhile.
        let is_over = now != *refused && self.client.meets(&now, &step_up);
        if !is_over && handler(step_up).await.is_err() {
            return Ok(None);
        }
        let now = self.client.session().await?;
        let is_new = now.access_token() != refused.access_token();
        Ok(Some(now).filter(|now| is_new && now.username() == refused.username()))
    }

    /// The origin of the list that a request without a token of its own goes to.
    ///
    /// The first letter behind the origin must end it: `https://api.example.com.evil.example`,
    /// `https://api.example.com@evil.example`, and what browsers leave out or take for `/`, do not.
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
        let answer = fetch.fetch_app(&request, timeout).await;
        answer.map_err(|error| match error {
            FetchError::TooLarge => Error::new(
                ErrorKind::InvalidResponse,
                "the answer is larger than 1 MiB",
            ),
            FetchError::Network => Error::new(ErrorKind::Network, API_UNREADABLE),
            error => error.into(),
        })
    }
}

/// A request as the platform takes it.
fn written(request: Request<Vec<u8>>) -> Result<AppRequest, Error> {
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

/// What came of it as apps take it.
fn read(answer: AppResponse) -> Result<Response<Vec<u8>>, Error> {
    let unreadable = || {
        Error::new(
            ErrorKind::InvalidResponse,
            "the answer's status or headers are none of HTTP's",
        )
    };
    let mut headers = HeaderMap::new();
    for (name, value) in answer.headers {
        let name = HeaderName::try_from(name).map_err(|_| unreadable())?;
        // A character above 255 is cut here, and is none of a browser's.
        let value: Vec<u8> = value.chars().map(|letter| letter as u8).collect();
        let value = HeaderValue::try_from(value).map_err(|_| unreadable())?;
        headers.try_append(name, value).map_err(|_| unreadable())?;
    }
    let mut response = Response::new(answer.body);
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(|_| unreadable())?;
    *response.headers_mut() = headers;
    if !answer.url.is_empty() {
        response.extensions_mut().insert(FinalUrl(answer.url));
    }
    Ok(response)
}

fn header(headers: &[(String, String)], wanted: HeaderName) -> Option<&str> {
    let mut headers = headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_str()));
    found.map(|(_, value)| value.as_str())
}

/// A token that goes with a request.
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
