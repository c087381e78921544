//! An origin with its tabs, a network, and an emulated Cognito.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
#[cfg(feature = "srp")]
use vestibule::Password;
use vestibule::platform::simulated::{Delivery, Tab, World};
use vestibule::protocol::http::{HttpRequest, HttpResponse};
use vestibule::{Client, ClientConfig, Error, Renewal, Session, SignInStep, Timestamp};
use vestibule_emulator::{ClientSettings, Config, Emulator, PoolSettings};

use crate::seeded::{
    APP, BROWSER, CALLBACK, COGNITO, FACTORS, FACTORS_POOL, GOODBYE, MAIL_POOL, MAILBOX, POOL,
    STRICT, STRICT_POOL,
};
use crate::{jwt, wire};

/// An origin with its tabs, a network, and an emulated Cognito.
pub struct Stage {
    /// The origin with its clock and its network.
    pub world: World,
    emulator: Arc<Mutex<Emulator>>,
    other_server: Arc<Mutex<Option<OtherServer>>>,
    observer: Arc<Mutex<Option<Observer>>>,
}

/// Is called with each request and its response.
type Observer = Box<dyn FnMut(&HttpRequest, &HttpResponse) + Send>;

/// The emulator, the other server, and the observer of all requests.
type Servers = (
    Arc<Mutex<Emulator>>,
    Arc<Mutex<Option<OtherServer>>>,
    Arc<Mutex<Option<Observer>>>,
);

/// A server other than the emulator. Returns `None` for a request that is not to it.
type OtherServer = Box<dyn FnMut(Timestamp, &HttpRequest) -> Option<HttpResponse> + Send>;

/// A tab with the app.
pub struct Page {
    /// The tab.
    pub tab: Tab,
    /// The app's client.
    pub client: Client,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// Creates a stage with the emulator's default configuration.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// Creates a stage with a changed configuration of the emulator.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::development();
        change(&mut config);
        let emulator = Emulator::new(config, [7; 32]).expect("the configuration is valid");
        let emulator = Arc::new(Mutex::new(emulator));
        Self::at((emulator, Arc::default(), Arc::default()), 7)
    }

    /// Another browser, with its own storage, that uses the same Cognito and the same other server.
    pub fn another_browser(&self, seed: u64) -> Self {
        let (other_server, observer) = (self.other_server.clone(), self.observer.clone());
        Self::at((self.emulator.clone(), other_server, observer), seed)
    }

    fn at((emulator, other_server, observer): Servers, seed: u64) -> Self {
        let (cognito, other, observers) =
            (emulator.clone(), other_server.clone(), observer.clone());
        let world = World::new(seed, move |now, request| {
            let mut other = other.lock().unwrap_or_else(PoisonError::into_inner);
            let response = other.as_mut().and_then(|other| other(now, request));
            let response = response.unwrap_or_else(|| {
                let mut emulator = cognito.lock().unwrap_or_else(PoisonError::into_inner);
                wire::carry(&mut emulator, now, request, APP)
            });
            let mut observer = observers.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(observe) = observer.as_mut() {
                observe(request, &response);
            }
            response
        });
        world.verifier(jwt::verify);
        Stage {
            world,
            emulator,
            other_server,
            observer,
        }
    }

    /// Creates a stage with changed settings of one app client.
    pub fn with_client(id: &str, change: impl FnOnce(&mut ClientSettings)) -> Self {
        Self::with(|config| change(client_of(config, id)))
    }

    /// Creates a stage with changed settings of the first user pool.
    pub fn with_pool(change: impl FnOnce(&mut PoolSettings)) -> Self {
        Self::with(|config| change(&mut config.pools[0]))
    }

    /// Opens the app in a new tab.
    pub fn page(&self, client_id: &str) -> Page {
        self.page_of(config(client_id))
    }

    /// Opens the app in a new tab, without automatic renewal: tokens are renewed only on demand.
    pub fn page_on_demand(&self, client_id: &str) -> Page {
        self.page_of(config(client_id).renewal(Renewal::OnDemand))
    }

    /// Opens an app with this configuration in a new tab.
    pub fn page_of(&self, config: ClientConfig) -> Page {
        let tab = self.world.tab(APP);
        let client = client(&tab, config);
        Page { tab, client }
    }

    /// Runs a future to completion.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.world.run(future)
    }

    /// Advances the simulated time.
    pub fn advance(&self, duration: Duration) {
        self.world.advance(duration);
    }

    /// The code in the latest message to this recipient.
    #[track_caller]
    pub fn code_for(&self, to: &str) -> String {
        let code = self.with_emulator(|emulator| {
            let mut messages = emulator.inbox().iter().rev();
            messages
                .find(|message| message.to == to)
                .map(|message| message.code.clone())
        });
        code.unwrap_or_else(|| panic!("no message to {to}"))
    }

    /// The latest message to this recipient.
    #[track_caller]
    pub fn message_to(&self, to: &str) -> String {
        let text = self.with_emulator(|emulator| {
            let mut messages = emulator.inbox().iter().rev();
            messages
                .find(|message| message.to == to)
                .map(|message| message.text.clone())
        });
        text.unwrap_or_else(|| panic!("no message to {to}"))
    }

    /// How many messages were sent to this recipient.
    pub fn messages_to(&self, to: &str) -> usize {
        self.with_emulator(|emulator| {
            emulator
                .inbox()
                .iter()
                .filter(|message| message.to == to)
                .count()
        })
    }

    /// The operations that the client has called, in order.
    pub fn operations(&self) -> Vec<String> {
        self.world
            .requests()
            .iter()
            .filter_map(wire::operation)
            .map(str::to_owned)
            .collect()
    }

    /// How often the client has called an operation.
    pub fn calls(&self, operation: &str) -> usize {
        self.operations()
            .iter()
            .filter(|name| *name == operation)
            .count()
    }

    /// Calls an operation as an administrator, and returns the response's body.
    ///
    /// # Panics
    /// Panics if the call fails.
    #[track_caller]
    pub fn administer(&self, operation: &str, mut members: Value) -> Value {
        members["UserPoolId"] = POOL.into();
        let now = self.world.now();
        let (status, body) =
            self.with_emulator(|emulator| wire::call(emulator, now, operation, &members));
        assert_eq!(status, 200, "{operation}: {body}");
        body
    }

    /// Calls an operation directly, as an attacker or another app would. Returns the status and the body.
    pub fn call(&self, operation: &str, members: Value) -> (u16, Value) {
        let now = self.world.now();
        self.with_emulator(|emulator| wire::call(emulator, now, operation, &members))
    }

    /// Posts a form directly. Returns the status and the body.
    pub fn post(&self, path: &str, form: &str) -> (u16, Value) {
        let now = self.world.now();
        self.with_emulator(|emulator| wire::post(emulator, now, path, form))
    }

    /// The `Date` header that Cognito sends now.
    pub fn date(&self) -> String {
        let now = self.world.now();
        self.with_emulator(|emulator| wire::date(emulator, now))
    }

    /// Whether Cognito still accepts an access token.
    pub fn accepts(&self, access_token: &str) -> bool {
        self.call("GetUser", json!({ "AccessToken": access_token }))
            .0
            == 200
    }

    /// From now on, responds to the client's calls of an operation instead of Cognito.
    pub fn respond(&self, operation: &'static str, response: HttpResponse) {
        self.deliver(operation, Delivery::Answer(response));
    }

    /// From now on, delivers the client's calls of an operation in this way.
    pub fn deliver(&self, operation: &'static str, delivery: Delivery) {
        self.world.network(
            move |request| match wire::operation(request) == Some(operation) {
                true => delivery.clone(),
                false => Delivery::Deliver,
            },
        );
    }

    /// From now on, delivers the client's requests to a path in this way.
    pub fn deliver_to(&self, path: &'static str, delivery: Delivery) {
        self.world
            .network(move |request| match request.url.ends_with(path) {
                true => delivery.clone(),
                false => Delivery::Deliver,
            });
    }

    /// From now on, another server responds to the requests that it recognizes.
    pub fn other_server(
        &self,
        server: impl FnMut(Timestamp, &HttpRequest) -> Option<HttpResponse> + Send + 'static,
    ) {
        let mut other = self
            .other_server
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *other = Some(Box::new(server));
    }

    /// Reads a public path of the emulator.
    pub fn read(&self, path: &str) -> String {
        let request = http::Request::get(path).header("host", "localhost:9229");
        let request = request.body(Vec::new()).expect("a path");
        let now = self.world.now();
        let response = self.with_emulator(|emulator| wire::serve(emulator, now, &request));
        String::from_utf8(response.into_body()).expect("the emulator answers in UTF-8")
    }

    /// From now on, calls this function with each request that arrives, and with its response.
    pub fn observe_requests(
        &self,
        observe: impl FnMut(&HttpRequest, &HttpResponse) + Send + 'static,
    ) {
        let mut observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner);
        *observer = Some(Box::new(observe));
    }

    /// From now on, delivers every request in this way.
    pub fn deliver_all(&self, delivery: Delivery) {
        self.world.network(move |_: &HttpRequest| delivery.clone());
    }

    pub(crate) fn with_emulator<T>(&self, act: impl FnOnce(&mut Emulator) -> T) -> T {
        act(&mut self.emulator.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Page {
    /// Navigates the tab to a URL where the app starts again, as a redirect does.
    pub fn arrive(&mut self, url: &str, config: ClientConfig) {
        self.tab.visit(url);
        self.reload(config);
    }

    /// Reloads the tab: what was in memory is lost.
    pub fn reload(&mut self, config: ClientConfig) {
        self.client = client(&self.tab, config);
    }
}

/// The configuration of an app that uses this app client.
pub fn config(client_id: &str) -> ClientConfig {
    let pool = match client_id {
        MAILBOX => MAIL_POOL,
        FACTORS => FACTORS_POOL,
        STRICT => STRICT_POOL,
        _ => POOL,
    };
    let config = ClientConfig::new(pool, client_id)
        .endpoint(COGNITO)
        .domain(COGNITO)
        .redirect_uri(CALLBACK)
        .logout_uri(GOODBYE);
    match client_id {
        BROWSER | MAILBOX => config.scopes([
            "openid",
            "email",
            "profile",
            "aws.cognito.signin.user.admin",
        ]),
        _ => config.scopes(["openid", "email", "profile"]),
    }
}

/// Creates a client in a tab.
///
/// # Panics
/// Panics if the configuration is invalid.
#[track_caller]
pub fn client(tab: &Tab, config: ClientConfig) -> Client {
    Client::with_platform(config, tab.platform()).expect("the configuration is valid")
}

/// Returns the settings of an app client.
///
/// # Panics
/// Panics if there is no such app client.
pub fn client_of<'a>(config: &'a mut Config, id: &str) -> &'a mut ClientSettings {
    let mut clients = config.pools.iter_mut().flat_map(|pool| &mut pool.clients);
    clients
        .find(|client| client.id == id)
        .expect("there is such a client")
}

/// Signs in with SRP.
///
/// # Panics
/// Panics if the sign-in fails or needs another step.
#[cfg(feature = "srp")]
#[track_caller]
pub fn sign_in(stage: &Stage, client: &Client, (username, password): (&str, &str)) -> Session {
    done(stage.run(client.sign_in(Password::srp(username, password))))
}

/// The session of a completed sign-in.
///
/// # Panics
/// Panics if the sign-in failed or needs another step.
#[track_caller]
pub fn done(step: Result<SignInStep, Error>) -> Session {
    match step {
        Ok(SignInStep::Done(session)) => session,
        other => panic!("not signed in: {other:?}"),
    }
}

/// A response that does not come from the emulator.
pub fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        body: body.to_owned(),
        ..HttpResponse::default()
    }
}
