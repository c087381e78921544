//! The client of one app client of one user pool: what everything else hangs on.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::config::{ClientConfig, Settings};
use crate::error::{Error, ErrorKind, Form};
use crate::flow::Extras;
use crate::platform::{Guard, Platform};
use crate::protocol::http::{HttpRequest, HttpResponse, Malformation};
use crate::protocol::idp::{self, Operation};
use crate::protocol::jwt::{self, Expected, Jwk, Jwks, Jwt, TokenUse};
use crate::session::Session;
use crate::session::changes::{self, Change, Changes, Message, Notice};
use crate::session::record::{Origin, Record};
use crate::session::store::SessionStore;

/// A client of one app client of one user pool. Cheap to clone; all clones are one.
///
/// Two clients for two pools live on one page without touching each other.
#[derive(Clone)]
pub struct Client(Arc<Handle>);

/// One pointer to all of it: a client is cloned in many places.
struct Handle {
    inner: Arc<Inner>,
    extras: Option<Extras>,
}

struct Inner {
    settings: Settings,
    platform: Platform,
    store: SessionStore,
    changes: Changes,
    /// The pool's keys, once they were needed.
    keys: Mutex<Jwks>,
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
    FrontChannel {
        /// What the ID token must repeat.
        nonce: &'a str,
    },
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
        let store = SessionStore::new(&settings, &platform);
        let inner = Inner {
            settings,
            platform,
            store,
            changes: Changes::default(),
            keys: Mutex::default(),
        };
        let client = Client::of(Arc::new(inner), None);
        client.listen_to_other_tabs();
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
    pub async fn call_operation<O: Operation>(&self, operation: &O) -> Result<O::Response, Error> {
        self.call(operation, Form::Account).await
    }

    pub(crate) async fn call<O: Operation>(
        &self,
        operation: &O,
        form: Form,
    ) -> Result<O::Response, Error> {
        let mut request = idp::request(&self.0.settings.endpoint, operation);
        self.accompany(O::NAME, &mut request);
        let answer = self.send(request).await?;
        idp::response::<O>(&answer).map_err(|error| Error::from_operation(error, form))
    }

    pub(crate) fn accompanied(&self, extras: Extras) -> Self {
        Client::of(self.0.inner.clone(), Some(extras))
    }

    fn of(inner: Arc<Inner>, extras: Option<Extras>) -> Self {
        Client(Arc::new(Handle { inner, extras }))
    }

    /// Once for all operations, and not once for each.
    #[inline(never)]
    fn accompany(&self, operation: &str, request: &mut HttpRequest) {
        if let Some(extras) = &self.0.extras {
            extras.add(operation, request);
        }
    }

    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        Ok(self
            .0
            .platform
            .fetch
            .fetch(request, self.0.settings.timeout)
            .await?)
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    pub(crate) fn store(&self) -> &SessionStore {
        &self.0.store
    }

    /// Tells this tab's listeners and the other tabs.
    pub(crate) fn announce(&self, change: Change, notice: Notice) {
        let name = changes::name(&self.0.settings.client_id);
        let at = match &change {
            Change::SignedIn(session) | Change::Refreshed(session) => session.record().obtained,
            Change::SignedOut(_) => self.now(),
        };
        let message = Message { notice, at }.encode();
        self.0.platform.channel.post(&name, &message);
        self.0.changes.tell(&change);
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
    pub(crate) async fn begin_session(&self, record: Record) -> Result<Session, Error> {
        let session = self.session_of(&record)?;
        let name = changes::name(&self.0.settings.client_id);
        let held = self.0.platform.lock.acquire(&name).await;
        self.0.store.write(&record).await;
        drop(held);
        self.announce(Change::SignedIn(session.clone()), Notice::SignedIn);
        Ok(session)
    }

    pub(crate) fn session_of(&self, record: &Record) -> Result<Session, Error> {
        Session::from_record(record.clone()).ok_or_else(|| rejected("the token is no JWT"))
    }

    /// The record of the tokens that an operation answered with, after the checks that tokens
    /// straight from Cognito need.
    pub(crate) fn record_of(
        &self,
        result: &idp::AuthenticationResult,
        origin: Origin,
    ) -> Result<Record, Error> {
        let missing = || {
            Error::new(
                ErrorKind::InvalidResponse,
                "Cognito's answer lacks one of the tokens",
            )
        };
        let id_token = result.id_token.as_ref().ok_or_else(missing)?.expose();
        let access_token = result.access_token.as_ref().ok_or_else(missing)?.expose();
        let refresh_token = result
            .refresh_token
            .as_ref()
            .map(|token| token.expose().to_owned());
        let trust = Trust::Tls { nonce: None };
        self.checked_record(id_token, access_token, refresh_token, trust, origin)
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
    ) -> Result<Record, Error> {
        let id = Jwt::parse(id_token)?.into_claims();
        let access = Jwt::parse(access_token)?.into_claims();
        let issued = access.issued_at().unwrap_or_default();
        let (nonce, now, leeway) = match trust {
            Trust::Tls { nonce } => (nonce, issued, LEEWAY),
            Trust::FrontChannel { nonce } => (Some(nonce), self.now().as_secs(), CLOCK_LEEWAY),
        };
        let expected = |token_use| Expected {
            issuer: &self.0.settings.issuer,
            client_id: &self.0.settings.client_id,
            token_use,
            nonce: None,
            access_token: None,
            now,
            leeway,
        };
        let access_token_of_id = Some(access_token);
        let for_id = Expected {
            nonce,
            access_token: access_token_of_id,
            ..expected(TokenUse::Id)
        };
        jwt::check(&id, &for_id)?;
        jwt::check(&access, &expected(TokenUse::Access))?;
        let ends = id.expires_at().min(access.expires_at()).unwrap_or_default();
        let obtained = self.now();
        Ok(Record {
            username: id.username().unwrap_or_default().to_owned(),
            id_token: id_token.to_owned(),
            access_token: access_token.to_owned(),
            refresh_token,
            obtained,
            expires: obtained.plus(Duration::from_secs(
                ends.saturating_sub(now).max(0).unsigned_abs(),
            )),
            origin,
        })
    }

    /// Verifies a token's signature by the pool's keys, which are fetched once and again where
    /// one is not among them.
    pub(crate) async fn verify_signature(&self, token: &str) -> Result<(), Error> {
        let jwt = Jwt::parse(token)?;
        let key = match self.known_key(jwt.key_id()) {
            Some(key) => key,
            None => self.fetch_key(jwt.key_id()).await?,
        };
        let message = jwt.signing_input().as_bytes();
        let verifier = &self.0.platform.verifier;
        match verifier
            .verify_rs256(&key.n, &key.e, message, jwt.signature())
            .await
        {
            Some(true) => Ok(()),
            Some(false) => Err(rejected("the token's signature is not the pool's")),
            None => Err(rejected("this browser cannot verify the token's signature")),
        }
    }

    fn known_key(&self, key_id: &str) -> Option<Jwk> {
        let keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.find(key_id).cloned()
    }

    async fn fetch_key(&self, key_id: &str) -> Result<Jwk, Error> {
        let Settings {
            endpoint,
            user_pool_id,
            ..
        } = &self.0.settings;
        let request = HttpRequest {
            method: "GET",
            url: [endpoint, "/", user_pool_id, "/.well-known/jwks.json"].concat(),
            headers: Vec::new(),
            body: None,
        };
        let answer = self.send(request).await?;
        let keys = Jwks::parse(&answer.body)
            .ok_or_else(|| Error::from(answer.malformed(Malformation::MissingField("keys"))))?;
        *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        self.known_key(key_id)
            .ok_or_else(|| rejected("the pool has no key of the token's id"))
    }

    fn listen_to_other_tabs(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let heard = move |message: &str| {
            let (Some(inner), Some(message)) = (inner.upgrade(), Message::decode(message)) else {
                return;
            };
            let client = Client::of(inner, None);
            let spawn = client.0.platform.spawn.clone();
            spawn.spawn(Box::pin(async move { client.hear(message).await }));
        };
        let name = changes::name(&self.0.settings.client_id);
        // The channel lives as long as the page: a client is made once, and a listener whose
        // client is gone does nothing.
        self.0
            .platform
            .channel
            .listen(&name, Box::new(heard))
            .forget();
    }

    /// Another tab changed the record: the record says what is true now. The word of it can be
    /// quicker than the record: browsers tell one process of what another one stored only after
    /// a while. What has not come true by then is about a store that this tab does not share.
    async fn hear(&self, message: Message) {
        for _ in 0..LOOKS {
            if let Some(change) = message.change(self.0.store.read().await) {
                return self.0.changes.tell(&change);
            }
            self.0.platform.clock.sleep(BETWEEN_LOOKS).await;
        }
    }
}

/// How often a tab looks for a record of which it has heard.
const LOOKS: u32 = 40;

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// How far two clocks of AWS may be apart, in seconds.
const LEEWAY: i64 = 60;

/// How far this machine's clock may be from AWS's where only it can tell whether a token is old,
/// in seconds.
const CLOCK_LEEWAY: i64 = 300;

fn rejected(message: &str) -> Error {
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
