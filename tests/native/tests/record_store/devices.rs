//! Devices that store records at one remote.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use vestibule::platform::Platform;
use vestibule::platform::simulated::Tab;
use vestibule::{
    Automatic, Client, ClientConfig, Dataset, Error, Limits, RecordsConfig, Session, SignInStep,
};
use vestibule_native_tests::{ADA, PASSWORD, Stage, config};

use super::cloud::{Cloud, CloudRemote, End, RequestOutcome, limits};

/// A browser with an unreliable network.
pub struct Device {
    pub stage: Stage,
    pub cloud: Cloud,
    pub name: String,
    pub outcomes: Arc<Mutex<Outcomes>>,
    /// The remote's limits for pages that are opened from now on.
    pub limits: Limits,
}

/// What happens to the next requests: each entry is for one request of an operation.
pub type Outcomes = Vec<(&'static str, RequestOutcome)>;

/// A tab with the app.
pub struct Page {
    pub tab: Tab,
    pub client: Client,
}

impl Device {
    pub fn new(cloud: &Cloud, name: &str) -> Self {
        Device {
            stage: Stage::new(),
            cloud: cloud.clone(),
            name: name.to_owned(),
            outcomes: Arc::default(),
            limits: limits(),
        }
    }

    /// A device with a new remote, and a page where Ada is signed in.
    pub fn signed_in() -> (Self, Page) {
        Self::signed_in_with(|config| config)
    }

    /// The same, with another configuration of records.
    pub fn signed_in_with(change: impl FnOnce(RecordsConfig) -> RecordsConfig) -> (Self, Page) {
        let device = Device::new(&Cloud::default(), "one");
        let page = device.page_with(change);
        device.sign_in(&page, ADA);
        (device, page)
    }

    pub fn page(&self) -> Page {
        self.page_with(|config| config)
    }

    /// A page with another configuration of records.
    pub fn page_with(&self, change: impl FnOnce(RecordsConfig) -> RecordsConfig) -> Page {
        self.page_of(|config| config, change)
    }

    /// The same, with another configuration of the client as well.
    pub fn page_of(
        &self,
        client_config: impl FnOnce(ClientConfig) -> ClientConfig,
        change: impl FnOnce(RecordsConfig) -> RecordsConfig,
    ) -> Page {
        self.page_on(|platform| platform, client_config, change)
    }

    /// The same, on a changed platform.
    pub fn page_on(
        &self,
        platform: impl FnOnce(Platform) -> Platform,
        client_config: impl FnOnce(ClientConfig) -> ClientConfig,
        change: impl FnOnce(RecordsConfig) -> RecordsConfig,
    ) -> Page {
        let tab = self.stage.world.tab("http://localhost:8080/");
        let client = Arc::new(OnceLock::new());
        let outcomes = self.outcomes.clone();
        let remote = CloudRemote {
            cloud: self.cloud.clone(),
            device: self.name.clone(),
            client: client.clone(),
            clock: tab.platform().clock,
            outcome_of: Box::new(move |operation| {
                let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
                let at = outcomes.iter().position(|(name, _)| *name == operation);
                at.map(|at| outcomes.remove(at).1).unwrap_or_default()
            }),
            limits: self.limits.clone(),
        };
        let records = RecordsConfig::remote(remote).automatic(Automatic::off());
        let config = client_config(config(PASSWORD)).records(change(records));
        let made = Client::with_platform(config, platform(tab.platform())).expect("a client");
        let _ = client.set(made.clone());
        Page { tab, client: made }
    }

    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.stage.run(future)
    }

    /// Makes the next request of this operation fail.
    pub fn fails(&self, operation: &'static str, end: End) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = RequestOutcome {
            end,
            ..RequestOutcome::default()
        };
        outcomes.push((operation, outcome));
    }

    pub fn sign_in(&self, page: &Page, (name, password): (&str, &str)) -> Session {
        let step = self.run(
            page.client
                .sign_in(vestibule::Password::plain(name, password)),
        );
        match step {
            Ok(SignInStep::Done(session)) => session,
            other => panic!("{other:?}"),
        }
    }

    pub fn owner(&self, page: &Page) -> String {
        let session = self.run(page.client.current());
        let name = session.as_ref().map(|it| it.username());
        self.cloud.identity(&self.name, name)
    }
}

impl Page {
    pub fn notes(&self) -> Dataset {
        self.client.records().dataset("notes").expect("a dataset")
    }
}

/// The values of a dataset, as `key=value` separated by commas.
pub async fn shown(dataset: &Dataset) -> Result<String, Error> {
    let entries = dataset.entries().await?;
    let pairs = entries.iter().map(|(key, value)| format!("{key}={value}"));
    Ok(pairs.collect::<Vec<_>>().join(","))
}
