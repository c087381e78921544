//! A remote, and two devices of the same user that store records there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;
use vestibule::{Automatic, ClientConfig, Dataset, Error, RecordsConfig, Resolve, Synchronized};
use vestibule_native_tests::{ADA, Page, Stage, sign_in};

/// A remote.
pub trait Place: 'static {
    /// Starts the server that responds as the remote.
    fn open(stage: &Stage);
    /// The app's configuration of the remote.
    fn records() -> RecordsConfig;
    /// The rest of the app's configuration.
    fn config() -> ClientConfig;
    /// Whether a request writes records.
    fn is_write(request: &HttpRequest) -> bool;
    /// Whether a request is to the remote.
    fn is_request(request: &HttpRequest) -> bool;
}

/// A device with a signed-in user.
pub struct Device {
    pub stage: Stage,
    pub page: Page,
}

/// Two devices of the same user.
pub fn devices<P: Place>() -> (Device, Device) {
    let stage = Stage::new();
    P::open(&stage);
    let other = stage.another_browser(8);
    (Device::of::<P>(stage, ADA), Device::of::<P>(other, ADA))
}

impl Device {
    pub fn of<P: Place>(stage: Stage, person: (&str, &str)) -> Self {
        let records = P::records().automatic(Automatic::off());
        let page = stage.page_of(P::config().records(records));
        sign_in(&stage, &page.client, person);
        Device { stage, page }
    }

    pub fn notes(&self) -> Dataset {
        self.page.client.records().dataset("notes").unwrap()
    }

    #[track_caller]
    pub fn put(&self, key: &str, value: &str) {
        self.stage.run(self.notes().put(key, value)).unwrap();
    }

    #[track_caller]
    pub fn remove(&self, key: &str) {
        self.stage.run(self.notes().remove(key)).unwrap();
    }

    #[track_caller]
    pub fn synchronize(&self) -> Synchronized {
        self.stage.run(self.notes().synchronize()).unwrap()
    }

    pub fn try_to_synchronize(&self) -> Result<Synchronized, Error> {
        self.stage.run(self.notes().synchronize())
    }

    #[track_caller]
    pub fn synchronize_by(&self, resolve: Resolve) -> Synchronized {
        self.stage
            .run(self.notes().synchronize_by(resolve))
            .unwrap()
    }

    /// All records, as `key=value` separated by commas.
    pub fn shown(&self) -> String {
        let entries = self.stage.run(self.notes().entries()).unwrap();
        let pairs = entries.iter().map(|(key, value)| format!("{key}={value}"));
        pairs.collect::<Vec<_>>().join(",")
    }

    /// Delivers the next matching request in this way.
    pub fn once(&self, fits: fn(&HttpRequest) -> bool, delivery: Delivery) {
        let is_over = AtomicBool::new(false);
        self.stage.world.network(move |request: &HttpRequest| {
            match fits(request) && !is_over.swap(true, Ordering::Relaxed) {
                true => delivery.clone(),
                false => Delivery::Deliver,
            }
        });
    }

    /// Calls a function before the next matching request is delivered.
    pub fn before(&self, fits: fn(&HttpRequest) -> bool, act: impl FnOnce() + Send + 'static) {
        let act = Mutex::new(Some(act));
        self.stage.world.network(move |request: &HttpRequest| {
            if fits(request) {
                let act = act.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(act) = act {
                    act();
                }
            }
            Delivery::Deliver
        });
    }

    /// Counts the matching requests from now on.
    pub fn count(&self, fits: fn(&HttpRequest) -> bool) -> Arc<AtomicUsize> {
        self.always(fits, Delivery::Deliver)
    }

    /// Delivers all matching requests in this way, and counts them from now on.
    pub fn always(&self, fits: fn(&HttpRequest) -> bool, delivery: Delivery) -> Arc<AtomicUsize> {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        self.stage.world.network(move |request: &HttpRequest| {
            let is_counted = fits(request);
            counted.fetch_add(usize::from(is_counted), Ordering::Relaxed);
            match is_counted {
                true => delivery.clone(),
                false => Delivery::Deliver,
            }
        });
        count
    }
}
