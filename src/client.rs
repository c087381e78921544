//! The client of one app client of one user pool: what everything else hangs on.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::config::{ClientConfig, Remember, Settings};
use crate::error::{Error, ErrorKind, Form, part_trouble_refusal};
use crate::flow::Extras;
#[cfg(feature = "migrate")]
use crate::flow::moving;
use crate::flow::step_up::Wanted;
use crate::part::begun;
use crate::platform::{FetchError, Guard, LocalFuture, Platform, Timestamp};
use crate::protocol::http::{HttpRequest, HttpResponse, Malformation};
use crate::protocol::idp::{self, Answer, Operation, Record as Wired};
use crate::protocol::json::{Object, Value};
use crate::protocol::jwt::{self, AccessTokenHash, Expected, Jwt, TokenUse};
#[cfg(feature = "srp")]
use crate::protocol::srp;
use crate::session::Session;
#[cfg(feature = "accounts")]
use crate::session::accounts::part_several_before;
use crate::session::changes::{Change, Changes, Notice};
use crate::session::derived_token::DerivedTokens;
use crate::session::failover::{Failover, part_session_send_by_region};
use crate::session::limits::{Activity, part_session_begin_activity};
#[cfg(feature = "accounts")]
use crate::session::parking::part_several_store;
use crate::session::record::{Origin, Record};
use crate::session::refresh::{IN_TIME, PATIENCE};
use crate::session::retry;
use crate::session::store::SessionStore;
use crate::session::time::{Moment, Time};
use crate::session::truth::Truth;

/// A client of one app client of one user pool. Cheap to clone; all clones are one.
///
/// Two clients for two pools live on one page without touching each other.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Handle>);

/// One pointer to all of it: a client is cloned in many places.
pub(crate) struct Handle {
    pub(crate) inner: Arc<Inner>,
    extras: Option<Extras>,
    pub(crate) remember: Remember,
    /// What the tokens of a sign-in that begins with this client have to be.
    pub(crate) step_up: Option<Arc<Wanted>>,
}

pub(crate) struct Inner {
    settings: Box<Settings>,
    platform: Box<Platform>,
    store: SessionStore,
    pub(crate) changes: Changes,
    pub(crate) truth: Truth,
    pub(crate) time: Time,
    pub(crate) failover: Failover,
    pub(crate) derived: DerivedTokens,
    pub(crate) activity: Activity,
    /// What a sign-in begins with, computed ahead.
    #[cfg(feature = "srp")]
    pub(crate) ahead: std::sync::Mutex<Option<Box<srp::Ephemeral>>>,
    /// The pool's keys, once they were needed.
    #[cfg(feature = "redirect")]
    pub(crate) keys: std::sync::Mutex<jwt::Jwks>,
    /// The end of a redirect that is under way.
    #[cfg(feature = "redirect")]
    pub(crate) callbacks: crate::flow::CallbackFlights,
    #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
    pub(crate) looked: moving::Looked,
}

/// How tokens came, and so what has to be checked of them.
#[derive(Clone, Copy)]
pub(crate) enum Trust<'a> {
    /// Straight from Cognito.
    Tls {
        /// What the ID token must repeat, where the flow had one.
        nonce: Option<&'a str>,
    },
    /// Through an address, which anybody can have made.
    #[cfg(feature = "redirect")]
    FrontChannel {
        /// What the ID token must repeat.
        nonce: &'a str,
    },
}

/// An operation that is under way, and the type that its answer is read as: all that there is of it
/// once for each operation.
pub(crate) struct Call<'a, R> {
    answer: LocalFuture<'a, Result<Box<Answer>, Error>>,
    read_as: PhantomData<fn() -> R>,
}

impl<R: Wired> Future for Call<'_, R> {
    type Output = Result<R, Error>;

    // Or else what it reads is handed on from place to place where it is awaited.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer
            .as_mut()
            .poll(context)
            .map(|answer| answer?.read())
    }
}

/// An operation that is under way, and whose answer is not read but handed on.
struct Whole<'a>(LocalFuture<'a, Result<Box<Answer>, Error>>);

impl Future for Whole<'_> {
    type Output = Result<Value, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = self.0.as_mut().poll(context);
        answer.map(|answer| Ok(answer?.into_body()))
    }
}

/// Ends a subscription when it is dropped; [`forget`](Guard::forget) lets it live with the page.
pub type Subscription = Guard;

impl Client {
    /// A client in this browser.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration), naming the setting that is wrong.
    pub fn new(config: ClientConfig) -> Result<Self, Error> {
        Client::with_platform(config, Platform::browser())
    }

    /// A client on another platform: with a store of one's own, or in a simulation.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_platform(config: ClientConfig, platform: Platform) -> Result<Self, Error> {
        let settings = config.check(&platform)?;
        Client::with_settings(settings, Box::new(platform))
    }

    pub(crate) fn with_settings(
        settings: Box<Settings>,
        mut platform: Box<Platform>,
    ) -> Result<Self, Error> {
        #[cfg_attr(not(any(feature = "accounts", feature = "migrate")), allow(unused_mut))]
        let mut store = SessionStore::new(&settings, &mut platform)?;
        #[cfg(feature = "accounts")]
        if settings.accounts {
            store.put_within(|place| part_several_store(place, &settings));
        }
        #[cfg(feature = "migrate")]
        if settings.side_by_side {
            store.put_within(|place| moving::part_moving_beside(place, &settings, &platform));
        }
        let inner = Inner {
            settings,
            platform,
            store,
            changes: Changes::default(),
            truth: Truth::default(),
            time: Time::default(),
            failover: Failover::default(),
            derived: DerivedTokens::default(),
            activity: Activity::default(),
            #[cfg(feature = "srp")]
            ahead: std::sync::Mutex::default(),
            #[cfg(feature = "redirect")]
            keys: std::sync::Mutex::default(),
            #[cfg(feature = "redirect")]
            callbacks: Default::default(),
            #[cfg(all(feature = "migrate", not(all(feature = "js", target_arch = "wasm32"))))]
            looked: moving::Looked::default(),
        };
        let client = Client::of(Arc::new(inner));
        client.listen();
        Ok(client)
    }

    /// The settings, checked.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Hears of every change of the session, in this tab and in the others of the origin, until
    /// the subscription is dropped.
    pub fn on_change(&self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Subscription {
        self.0.changes.subscribe(listener)
    }

    /// Calls any operation of the user pool's API, for what has no method of its own.
    ///
    /// # Errors
    /// What Cognito answers, or a retryable error where it could not be reached.
    // It takes the request, which is dropped here, once for each operation: a future that holds it while
    // it waits has code to drop it in each of its states.
    #[inline(never)]
    pub fn call_operation<'a, O: Operation>(
        &'a self,
        operation: O,
    ) -> impl Future<Output = Result<O::Response, Error>> + use<'a, O> {
        self.call(&operation, Form::Account)
    }

    pub(crate) fn call<'a, O: Operation>(
        &'a self,
        operation: &O,
        form: Form,
    ) -> Call<'a, O::Response> {
        let written = idp::written(operation);
        let may_be_empty = idp::answers_nothing::<O>();
        Call {
            answer: self.ask_written(O::NAME, written, may_be_empty, form),
            read_as: PhantomData,
        }
    }

    // Once for all operations, and not once for each.
    #[inline(never)]
    fn ask_written<'a>(
        &'a self,
        operation: &'a str,
        written: idp::Writer,
        may_be_empty: bool,
        form: Form,
    ) -> LocalFuture<'a, Result<Box<Answer>, Error>> {
        let timeout = self.0.settings.timeout;
        self.ask_for(operation, written.finish(), may_be_empty, form, timeout)
    }

    /// The client of which this is the rest, with nothing to send along.
    pub(crate) fn of(inner: Arc<Inner>) -> Self {
        let (extras, remember) = Default::default();
        Client(Arc::new(Handle {
            inner,
            extras,
            remember,
            step_up: None,
        }))
    }

    pub(crate) fn accompanied(&self, extras: Extras) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: Some(extras),
            remember: self.0.remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    pub(crate) fn remembering(&self, remember: Remember) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: self.0.extras.clone(),
            remember,
            step_up: self.0.step_up.clone(),
        }))
    }

    pub(crate) fn stepping_up(&self, wanted: Arc<Wanted>) -> Self {
        Client(Arc::new(Handle {
            inner: self.0.inner.clone(),
            extras: self.0.extras.clone(),
            remember: self.0.remember,
            step_up: Some(wanted),
        }))
    }

    /// Adds what the client, or its configuration, sends along.
    async fn accompany(&self, operation: &str, request: &mut HttpRequest) -> Result<(), Error> {
        let configured = &self.0.settings.extras;
        let extras = self.0.extras.as_ref().unwrap_or(configured);
        if !extras.is_empty() {
            self.part("trouble").await?;
            part_trouble_accompany(extras, operation, request);
        }
        Ok(())
    }

    /// Calls the operation of that name, whichever it is: one piece of code serves all of them.
    pub(crate) fn ask<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.ask_within(operation, input, form, self.0.settings.timeout)
    }

    /// The same for the session itself, which other tabs wait for.
    pub(crate) fn ask_in_time<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        self.ask_within(operation, input, Form::Session, IN_TIME)
    }

    fn ask_within<'a>(
        &'a self,
        operation: &'a str,
        input: Object,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Value, Error>> {
        let answer = self.ask_for(operation, input.end(), true, form, timeout);
        Box::pin(Whole(answer))
    }

    /// Calls an operation, and opens the answer.
    fn ask_for<'a>(
        &'a self,
        operation: &'a str,
        body: String,
        may_be_empty: bool,
        form: Form,
        timeout: Duration,
    ) -> LocalFuture<'a, Result<Box<Answer>, Error>> {
        Box::pin(async move {
            let mut request = idp::request_of(&self.0.settings.endpoint, operation, body);
            self.accompany(operation, &mut request).await?;
            let answer = match &self.0.settings.fallback_endpoint {
                Some(fallback) if self.part("session").await.is_ok() => {
                    part_session_send_by_region(self, request, fallback, timeout).await?
                }
                _ => self.send_within(request, timeout).await?,
            };
            match answer.value() {
                Ok(body @ Value::Object(_)) if answer.is_success() => Ok(Answer::of(answer, body)),
                Err(Malformation::Empty) if answer.is_success() && may_be_empty => {
                    Ok(Answer::of(answer, Value::Null))
                }
                _ => Err(self.refusal(answer, form).await),
            }
        })
    }

    /// What the refusal of an operation means, or an answer that is none. Where the part of the program
    /// that knows could not be fetched, nobody can tell, as without a network.
    async fn refusal(&self, answer: HttpResponse, form: Form) -> Error {
        match self.part("trouble").await {
            Ok(()) => part_trouble_refusal(&answer, form),
            Err(error) => error,
        }
    }

    /// The input of an operation that names the app client.
    pub(crate) fn client_input(&self) -> Object {
        let mut input = Object::new();
        input.text("ClientId", &self.0.settings.client_id);
        input
    }

    /// The input of an operation that names the app client and one of its users.
    pub(crate) fn user_input(&self, username: &str) -> Object {
        let mut input = self.client_input();
        input.text("Username", username);
        input
    }

    /// The input of an operation that whoever is signed in calls.
    pub(crate) async fn token_input(&self) -> Result<Object, Error> {
        let mut input = Object::new();
        input.text("AccessToken", self.session().await?.access_token());
        Ok(input)
    }

    /// The access token of whoever is signed in, for an operation that takes it.
    pub(crate) async fn access_token(&self) -> Result<String, Error> {
        Ok(self.session().await?.access_token().to_owned())
    }

    // Boxed, as others are: or else each operation's future would hold a copy of all this.
    #[cfg(any(feature = "diagnose", feature = "redirect"))]
    pub(crate) fn send(
        &self,
        request: HttpRequest,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        self.send_within(request, self.0.settings.timeout)
    }

    /// Sends a request; again, after a pause, where that can do no harm and may help.
    pub(crate) fn send_within(
        &self,
        request: HttpRequest,
        timeout: Duration,
    ) -> LocalFuture<'_, Result<HttpResponse, Error>> {
        Box::pin(async move {
            let timeout = timeout.min(self.0.settings.timeout);
            let sent = Moment::now(&*self.0.platform.clock);
            let answer = self.0.platform.fetch.fetch(&request, timeout).await;
            self.note(sent, &answer);
            // Without the part that tries again, the first answer is the last.
            if retry::may_pass(&answer)
                && retry::only_reads(&request)
                && self.part("session").await.is_ok()
            {
                return Ok(part_session_send_again(self, &request, timeout, answer).await?);
            }
            Ok(answer?)
        })
    }

    /// Sends it again, after pauses, for as long as that may help.
    async fn send_again(
        &self,
        request: &HttpRequest,
        timeout: Duration,
        mut answer: Result<HttpResponse, FetchError>,
    ) -> Result<HttpResponse, FetchError> {
        let mut tries = 0;
        while retry::may_pass(&answer) && self.pause(tries).await {
            let sent = Moment::now(&*self.0.platform.clock);
            answer = self.0.platform.fetch.fetch(request, timeout).await;
            self.note(sent, &answer);
            tries += 1;
        }
        answer
    }

    /// Takes note of what an answer tells besides.
    fn note(&self, sent: Moment, answer: &Result<HttpResponse, FetchError>) {
        if let Ok(answer) = answer {
            let clock = &*self.0.platform.clock;
            self.0.time.answered(clock, sent, answer.date);
            self.heed(answer);
        }
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    pub(crate) fn store(&self) -> &SessionStore {
        &self.0.store
    }

    /// 32 bytes that nobody can guess.
    pub(crate) fn random(&self) -> Result<[u8; 32], Error> {
        self.0.platform.random.bytes().ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                "this browser has no secure source of randomness",
            )
        })
    }

    /// Keeps a new session and tells everybody.
    pub(crate) async fn begin_session(&self, mut record: Box<Record>) -> Result<Session, Error> {
        let notes_activity =
            self.settings().sign_out_after.idle.is_some() && self.part("session").await.is_ok();
        let held = self.hold(PATIENCE).await;
        self.catch_up().await;
        // Whoever is active now is parked: it has to be the one that is.
        #[cfg(feature = "accounts")]
        let parked = match self.settings().accounts {
            true => part_several_before(self).await,
            false => None,
        };
        let mark = self.0.truth.next_mark(record.mark);
        record.mark = mark;
        let session = self.session_of(record)?;
        // Refresh tokens that nobody has any more once this session is stored.
        let mut replaced = self.store().take_tokens().await;
        #[cfg(feature = "accounts")]
        if let Some(parked) = parked.filter(|it| it.username() != session.username()) {
            replaced.retain(|token| Some(token.as_str()) != parked.refresh_token());
        }
        replaced.retain(|token| Some(token.as_str()) != session.refresh_token());
        let is_alone = self.0.store.make_way(session.record()).await;
        if notes_activity {
            part_session_begin_activity(self, &session).await;
        }
        self.0.store.write(session.record()).await;
        self.announce(Notice::SignedIn, Some(&session));
        if is_alone {
            self.tell_others(Notice::SignedOut, -mark);
        }
        drop(held);
        for token in replaced {
            self.revoke_behind(token);
        }
        Ok(session)
    }

    pub(crate) fn session_of(&self, record: Box<Record>) -> Result<Session, Error> {
        Session::from_record(record).ok_or_else(|| rejected("the token is no JWT"))
    }

    /// The record of an `AuthenticationResult`, after the checks that tokens straight from Cognito
    /// need.
    pub(crate) fn record_of_answer(
        &self,
        result: &Value,
        origin: Origin,
    ) -> Result<Box<Record>, Error> {
        self.checked_record(
            needed(result, "IdToken")?,
            needed(result, "AccessToken")?,
            result.string("RefreshToken").map(str::to_owned),
            Trust::Tls { nonce: None },
            origin,
        )
    }

    /// A record of these tokens, after the checks of their claims.
    ///
    /// Where they come straight from Cognito, their own `iat` tells Cognito's time, so that a
    /// machine whose clock is wrong can sign in.
    pub(crate) fn checked_record(
        &self,
        id_token: &str,
        access_token: &str,
        refresh_token: Option<String>,
        trust: Trust<'_>,
        origin: Origin,
    ) -> Result<Box<Record>, Error> {
        let id = Jwt::parse(id_token)?.into_claims();
        let access = Jwt::parse(access_token)?.into_claims();
        let issued = access.issued_at().unwrap_or_default();
        let if_present = AccessTokenHash::IfPresent(access_token);
        let (nonce, hash, now, leeway) = match trust {
            Trust::Tls { nonce } => (nonce, if_present, issued, LEEWAY),
            #[cfg(feature = "redirect")]
            Trust::FrontChannel { nonce } => {
                let required = AccessTokenHash::Required(access_token);
                (Some(nonce), required, self.now().as_secs(), CLOCK_LEEWAY)
            }
        };
        let expected = |token_use| Expected {
            issuers: &self.0.settings.issuers,
            client_id: &self.0.settings.client_id,
            token_use,
            nonce: None,
            access_token_hash: AccessTokenHash::Ignored,
            now,
            leeway,
        };
        let for_id = Expected {
            nonce,
            access_token_hash: hash,
            ..expected(TokenUse::Id)
        };
        jwt::check(&id, &for_id)?;
        jwt::check(&access, &expected(TokenUse::Access))?;
        jwt::check_subjects(&id, &access)?;
        if matches!(trust, Trust::Tls { .. }) {
            let clock = &*self.0.platform.clock;
            self.0.time.learn(clock, in_millis(issued));
        }
        Ok(Box::new(Record {
            username: id.username().unwrap_or_default().to_owned(),
            id_token: id_token.to_owned(),
            access_token: access_token.to_owned(),
            refresh_token,
            mark: self.0.truth.next_mark(in_millis(issued)),
            issued: Timestamp::default(),
            expires: Timestamp::default(),
            offset: self.0.time.offset(),
            origin,
            remember: self.0.remember,
        }))
    }
}

// Where parts of the program begin: see the module `part`.

#[cfg_attr(feature = "parts", inline(never))]
fn part_trouble_accompany(extras: &Extras, operation: &str, request: &mut HttpRequest) {
    extras.add(operation, request);
}

#[cfg_attr(feature = "parts", inline(never))]
fn part_session_send_again<'a>(
    client: &'a Client,
    request: &'a HttpRequest,
    timeout: Duration,
    answer: Result<HttpResponse, FetchError>,
) -> LocalFuture<'a, Result<HttpResponse, FetchError>> {
    begun(Box::pin(client.send_again(request, timeout, answer)))
}

/// How far two clocks of AWS may be apart, in seconds.
const LEEWAY: i64 = 60;

/// How far this machine's clock may be from AWS's where only it can tell whether a token is old,
/// in seconds.
#[cfg(feature = "redirect")]
const CLOCK_LEEWAY: i64 = 300;

/// A token's time in milliseconds. No token's is so far away that the limits matter; a product that
/// looks out for them itself is one of 128 bits.
pub(crate) fn in_millis(seconds: i64) -> i64 {
    seconds.clamp(i64::MIN / 1000, i64::MAX / 1000) * 1000
}

/// A string that an answer must have.
pub(crate) fn needed<'a>(answer: &'a Value, name: &str) -> Result<&'a str, Error> {
    answer.string(name).ok_or_else(|| lacking(name))
}

/// The error of an answer that has no such field.
pub(crate) fn lacking(name: &str) -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        ["the answer lacks the field ", name].concat(),
    )
}

pub(crate) fn rejected(message: &str) -> Error {
    Error::new(ErrorKind::TokenRejected, message)
}

impl Deref for Handle {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
