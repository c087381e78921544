//! The records of a dataset, as a signal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

use super::dom;
use super::reactive::{self, Reactive};
use crate::client::Client;
use crate::error::Error;
use crate::flow::Dataset;

/// The records of a dataset; see [`use_dataset`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum DatasetState {
    /// Not read yet, or on a server.
    #[default]
    Unknown,
    /// All keys and values, sorted by key.
    Entries(Vec<(String, String)>),
    /// Reading failed. It is tried again when the records change.
    Failed(Error),
}

impl DatasetState {
    /// Returns all keys and values; none if they have not been read.
    pub fn entries(&self) -> &[(String, String)] {
        match self {
            DatasetState::Entries(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.entries().iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// Returns the records of a dataset as a signal. It is updated when a record changes or a conflict begins or ends, in
/// any tab. It ends with the current owner.
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
    let state = Reactive::new(DatasetState::Unknown);
    match client.records().dataset(name) {
        Err(error) => state.set(DatasetState::Failed(error)),
        Ok(dataset) if dom::is_browser() => follow(dataset, &state),
        Ok(_) => {}
    }
    Signal::derive(move || state.get())
}

fn follow(dataset: Dataset, state: &Reactive<DatasetState>) {
    // Counts the changes, so that an older read that finishes later is dropped.
    let changes = Arc::new(AtomicU64::new(0));
    let read = {
        let (dataset, state) = (dataset.clone(), state.clone());
        move || {
            let number = changes.fetch_add(1, Ordering::Relaxed) + 1;
            let (dataset, state, changes) = (dataset.clone(), state.clone(), changes.clone());
            reactive::spawn(async move {
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
