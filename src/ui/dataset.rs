//! The records of a dataset, as a signal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

use super::dom;
use super::live::{self, Live};
use crate::client::Client;
use crate::error::Error;
use crate::flow::Dataset;

/// What is known of the records of a dataset: see [`use_dataset`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum DatasetState {
    /// Nothing yet, and on a server.
    #[default]
    Unknown,
    /// All keys and values, in the order of the keys.
    Entries(Vec<(String, String)>),
    /// They cannot be read. It is tried again when they change.
    Failed(Error),
}

impl DatasetState {
    /// All keys and values; none where they are not known.
    pub fn entries(&self) -> &[(String, String)] {
        match self {
            DatasetState::Entries(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.entries().iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// The records of a dataset, as a signal: as they are now, and again when any of them has changed or a conflict has begun or
/// ended, whoever did it. It ends with the owner that asked for it.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::use_dataset;
///
/// #[component]
/// fn Notes(client: vestibule::Client) -> impl IntoView {
///     let notes = use_dataset(&client, "notes");
///     move || {
///         let entries = notes.get().entries().to_vec();
///         entries.into_iter().map(|(_, text)| view! { <p>{text}</p> }).collect_view()
///     }
/// }
/// ```
pub fn use_dataset(client: &Client, name: &str) -> Signal<DatasetState> {
    let state = Live::new(DatasetState::Unknown);
    match client.records().dataset(name) {
        Err(error) => state.set(DatasetState::Failed(error)),
        Ok(dataset) if dom::is_page() => follow(dataset, &state),
        Ok(_) => {}
    }
    Signal::derive(move || state.get())
}

fn follow(dataset: Dataset, state: &Live<DatasetState>) {
    // How often records have changed: what was read before the last time is out of date.
    let changes = Arc::new(AtomicU64::new(0));
    let read = {
        let (dataset, state) = (dataset.clone(), state.clone());
        move || {
            let number = changes.fetch_add(1, Ordering::Relaxed) + 1;
            let (dataset, state, changes) = (dataset.clone(), state.clone(), changes.clone());
            live::spawn(async move {
                let read = dataset.entries().await;
                if changes.load(Ordering::Relaxed) == number {
                    state.set(match read {
                        Ok(entries) => DatasetState::Entries(entries),
                        Err(error) => DatasetState::Failed(error),
                    });
                }
            });
        }
    };
    read();
    let subscription = dataset.observe(move |_| read());
    on_cleanup(move || drop((subscription, dataset)));
}
