//! The remotes, and browsers that store records at them.

use std::cell::Cell;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use vestibule::platform::simulated::{Delivery, Tab};
use vestibule::protocol::http::HttpRequest;
use vestibule::{
    Automatic, Client, ClientConfig, Dataset, IdentityPool, Password, RecordsConfig, Resolve,
    SignInStep, Synchronized,
};
use vestibule_native_tests::{APP, COGNITO, PASSWORD, Stage, config};

use super::cloud::{Cloud, CloudRemote, End, RequestOutcome, limits};
use super::cognito_sync::is_update;
use super::own_server;

pub const POOL_ID: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";
pub const ADA: (&str, &str) = vestibule_native_tests::ADA;
pub const CHARLES: (&str, &str) = ("charles", "Babbage1791");

/// A remote.
pub trait Place {
    /// Another browser.
    fn device(&self) -> Device;
}

/// A remote in memory.
#[derive(Default)]
pub struct InMemory {
    cloud: Cloud,
    devices: Cell<u32>,
}

/// The emulator's Cognito Sync.
#[derive(Default)]
pub struct CognitoSync {
    first: Stage,
    devices: Cell<u64>,
}

/// A table of the emulator's DynamoDB.
#[derive(Default)]
pub struct DynamoDb {
    first: Stage,
    devices: Cell<u64>,
}

/// The example server.
pub struct OwnApi {
    first: Stage,
    devices: Cell<u64>,
}

/// Creates the app's client in a tab.
type Make = dyn Fn(&Tab, Resolve) -> Client;

/// A browser.
pub struct Device {
    pub stage: Stage,
    make: Box<Make>,
    /// The connection to the remote in memory.
    outcomes: Arc<Mutex<Outcomes>>,
}

/// What happens to requests to the remote in memory.
#[derive(Clone, Copy, Default)]
struct Outcomes {
    all: RequestOutcome,
    writes: Option<RequestOutcome>,
}

/// A tab with the app.
pub struct Page {
    pub tab: Tab,
    pub client: Client,
}

impl Place for InMemory {
    fn device(&self) -> Device {
        let number = self.devices.get() + 1;
        self.devices.set(number);
        let (cloud, stage) = (self.cloud.clone(), Stage::new());
        let outcomes = Arc::new(Mutex::new(Outcomes::default()));
        let shared = outcomes.clone();
        let make = move |tab: &Tab, resolve| {
            let client = Arc::new(OnceLock::new());
            let outcomes = shared.clone();
            let remote = CloudRemote {
                cloud: cloud.clone(),
                device: format!("device {number}"),
                client: client.clone(),
                clock: tab.platform().clock,
                outcome_of: Box::new(move |operation| {
                    let outcomes = *outcomes.lock().unwrap();
                    let writes = outcomes.writes.filter(|_| operation == "write");
                    writes.unwrap_or(outcomes.all)
                }),
                limits: limits(),
            };
            let records = RecordsConfig::remote(remote);
            let made = client_of(tab, config(PASSWORD), records.on_conflict(resolve));
            let _ = client.set(made.clone());
            made
        };
        Device {
            stage,
            make: Box::new(make),
            outcomes,
        }
    }
}

impl Place for CognitoSync {
    fn device(&self) -> Device {
        let make = |tab: &Tab, resolve| {
            let pool = IdentityPool::new(POOL_ID)
                .endpoint(COGNITO)
                .sts_endpoint(COGNITO);
            let records = RecordsConfig::cognito_sync().endpoint(COGNITO);
            let config = config(PASSWORD).identity_pool(pool);
            client_of(tab, config, records.on_conflict(resolve))
        };
        Device::another(&self.first, &self.devices, make)
    }
}

impl Place for DynamoDb {
    fn device(&self) -> Device {
        let make = |tab: &Tab, resolve| {
            let pool = IdentityPool::new(POOL_ID).endpoint(COGNITO);
            let records = RecordsConfig::dynamo_db("vestibule-records").endpoint(COGNITO);
            let config = config(PASSWORD).identity_pool(pool);
            client_of(tab, config, records.on_conflict(resolve))
        };
        Device::another(&self.first, &self.devices, make)
    }
}

impl Default for OwnApi {
    fn default() -> Self {
        let first = Stage::new();
        own_server::put_up(&first);
        OwnApi {
            first,
            devices: Cell::default(),
        }
    }
}

impl Place for OwnApi {
    fn device(&self) -> Device {
        let make = |tab: &Tab, resolve| {
            let records = RecordsConfig::own_api(own_server::BASE);
            client_of(tab, config(PASSWORD), records.on_conflict(resolve))
        };
        Device::another(&self.first, &self.devices, make)
    }
}

/// Whether a request writes records, at any remote.
fn is_write(request: &HttpRequest) -> bool {
    let mut headers = request.headers.iter();
    let transacts = headers.any(|(_, value)| value == "DynamoDB_20120810.TransactWriteItems");
    transacts || request.method == "PATCH" || is_update(request)
}

fn client_of(tab: &Tab, config: ClientConfig, records: RecordsConfig) -> Client {
    let records = records.automatic(Automatic::off());
    let client = Client::with_platform(config.records(records), tab.platform());
    client.expect("the configuration is valid")
}

impl Device {
    fn another(
        first: &Stage,
        devices: &Cell<u64>,
        make: impl Fn(&Tab, Resolve) -> Client + 'static,
    ) -> Self {
        let number = devices.get() + 1;
        devices.set(number);
        Device {
            stage: first.another_browser(number),
            make: Box::new(make),
            outcomes: Arc::default(),
        }
    }

    pub fn page(&self) -> Page {
        self.page_by(Resolve::LastWriter)
    }

    pub fn page_by(&self, resolve: Resolve) -> Page {
        let tab = self.stage.world.tab(APP);
        let client = (self.make)(&tab, resolve);
        Page { tab, client }
    }

    /// A page with a signed-in user.
    pub fn page_of(&self, who: (&str, &str)) -> Page {
        let page = self.page();
        self.sign_in(&page, who);
        page
    }

    #[track_caller]
    pub fn sign_in(&self, page: &Page, (name, password): (&str, &str)) {
        let step = self.run(page.client.sign_in(Password::plain(name, password)));
        assert!(matches!(step, Ok(SignInStep::Done(_))), "{step:?}");
    }

    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.stage.run(future)
    }

    #[track_caller]
    pub fn put(&self, page: &Page, key: &str, value: &str) {
        let notes = page.notes();
        self.run(async move { notes.put(key, value).await })
            .unwrap();
    }

    #[track_caller]
    pub fn remove(&self, page: &Page, key: &str) {
        let notes = page.notes();
        self.run(async move { notes.remove(key).await }).unwrap();
    }

    #[track_caller]
    pub fn synchronize(&self, page: &Page) -> Synchronized {
        let notes = page.notes();
        self.run(async move { notes.synchronize().await }).unwrap()
    }

    /// The entries as `key=value`, separated by commas.
    #[track_caller]
    pub fn shown(&self, page: &Page) -> String {
        let notes = page.notes();
        let entries = self.run(async move { notes.entries().await }).unwrap();
        let pairs = entries.iter().map(|(key, value)| format!("{key}={value}"));
        pairs.collect::<Vec<_>>().join(",")
    }

    /// From now on requests and responses take this many milliseconds.
    pub fn slow(&self, there: u64, back: u64) {
        let all = RequestOutcome {
            there,
            back,
            ..RequestOutcome::default()
        };
        self.set_outcomes(Outcomes { all, writes: None });
        let millis = Duration::from_millis;
        let network = &self.stage.world;
        network.network(move |_| Delivery::Slowly(millis(there), millis(back)));
    }

    /// From now on writes arrive, but their responses are lost.
    pub fn lose_answers_of_writes(&self) {
        let lost = RequestOutcome {
            end: End::AnswerLost,
            ..RequestOutcome::default()
        };
        self.set_outcomes(Outcomes {
            writes: Some(lost),
            ..Outcomes::default()
        });
        self.stage.world.network(|request| match is_write(request) {
            true => Delivery::LoseAnswer,
            false => Delivery::Deliver,
        });
    }

    pub fn offline(&self) {
        let all = RequestOutcome {
            end: End::Lost,
            ..RequestOutcome::default()
        };
        self.set_outcomes(Outcomes { all, writes: None });
        self.stage.world.network(|_| Delivery::LoseRequest);
    }

    pub fn online(&self) {
        self.set_outcomes(Outcomes::default());
        self.stage.world.network(|_| Delivery::Deliver);
    }

    fn set_outcomes(&self, outcomes: Outcomes) {
        *self.outcomes.lock().unwrap() = outcomes;
    }
}

impl Page {
    pub fn notes(&self) -> Dataset {
        self.client.records().dataset("notes").expect("a dataset")
    }
}
