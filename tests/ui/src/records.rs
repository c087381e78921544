//! `use_dataset` on a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use leptos::prelude::*;
use vestibule::platform::LocalFuture;
use vestibule::ui::{DatasetState, use_dataset};
use vestibule::{
    Automatic, Changes, Client, ClientConfig, Cursor, DatasetSummary, Error, Limits, Patch,
    RecordsConfig, Remote, Storage, Written,
};

use super::render;

/// A remote that counts its calls.
struct Untouched(Arc<AtomicUsize>);

impl Untouched {
    fn asked<T: 'static>(&self) -> LocalFuture<'_, Result<T, Error>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::pending())
    }
}

impl Remote for Untouched {
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>> {
        self.asked()
    }

    fn datasets<'a>(&'a self, _: &'a str) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>> {
        self.asked()
    }

    fn changes<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>> {
        self.asked()
    }

    fn write<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: &'a Cursor,
        _: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>> {
        self.asked()
    }

    fn delete<'a>(&'a self, _: &'a str, _: &'a str) -> LocalFuture<'a, Result<(), Error>> {
        self.asked()
    }

    fn limits(&self) -> Limits {
        self.0.fetch_add(1, Ordering::Relaxed);
        Limits {
            datasets: None,
            records: None,
            dataset_bytes: None,
            value_bytes: 1,
            key_bytes: 1,
            patches: 1,
        }
    }
}

fn shown(config: ClientConfig, name: &'static str) -> String {
    let client = Client::new(config.storage(Storage::Memory)).expect("the settings are sound");
    render(move || {
        let notes = use_dataset(&client, name);
        view! {
            <p>{move || match notes.get() {
                DatasetState::Unknown => "unknown".to_owned(),
                DatasetState::Failed(error) => format!("{:?}", error.kind()),
                entries => format!("{:?}", entries.entries()),
            }}</p>
        }
    })
}

fn config() -> ClientConfig {
    ClientConfig::new("eu-west-1_Vestibule", "vestibuledemobrowser000001")
}

#[test]
fn a_server_reads_and_synchronizes_nothing() {
    let count = Arc::new(AtomicUsize::new(0));
    let every_minute = Automatic::default().interval(Some(Duration::from_secs(60)));
    let records = RecordsConfig::remote(Untouched(count.clone())).automatic(every_minute);
    let html = shown(config().records(records), "notes");
    assert!(html.contains("<p>unknown</p>"), "{html}");
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[test]
fn a_server_reports_configuration_errors() {
    let html = shown(config(), "notes");
    assert!(html.contains("<p>Configuration</p>"), "{html}");
    let records = RecordsConfig::own_api("https://api.example.com/records");
    let html = shown(config().records(records), "");
    assert!(html.contains("<p>InvalidInput</p>"), "{html}");
}
