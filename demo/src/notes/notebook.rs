//! The state of the notebook: the notes, the open one, and the actions.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vestibule::ui::{DatasetState, use_dataset};
use vestibule::{Client, Conflict, Dataset, Error, LocalDataset, Resolution};

/// The dataset of the notes.
const DATASET: &str = "notes";

/// The state that the parts of the page share.
#[derive(Clone)]
pub struct Notebook {
    client: Client,
    dataset: Dataset,
    /// All notes by key.
    pub notes: Signal<DatasetState>,
    /// The notes that were changed in two places.
    pub conflicts: RwSignal<Vec<Conflict>>,
    /// The state of the local copy: what is not synchronized yet.
    pub local: RwSignal<Option<LocalDataset>>,
    /// The key of the note that is open.
    pub open: RwSignal<Option<String>>,
    /// The number of pending writes.
    pub pending: RwSignal<u32>,
    /// The last error.
    pub failed: RwSignal<Option<String>>,
    pub is_busy: RwSignal<bool>,
}

impl Notebook {
    pub fn open(client: &Client) -> Result<Self, Error> {
        let notebook = Notebook {
            client: client.clone(),
            dataset: client.records().dataset(DATASET)?,
            notes: use_dataset(client, DATASET),
            conflicts: RwSignal::new(Vec::new()),
            local: RwSignal::new(None),
            open: RwSignal::new(None),
            pending: RwSignal::new(0),
            failed: RwSignal::new(None),
            is_busy: RwSignal::new(false),
        };
        let following = notebook.clone();
        Effect::new(move |_| {
            following.notes.track();
            following.refresh();
        });
        notebook.synchronize();
        Ok(notebook)
    }

    /// Returns the keys and first lines of all notes, newest first. It includes notes that were deleted here and
    /// changed elsewhere, whose conflict is open.
    pub fn titles(&self) -> Vec<(String, String)> {
        let notes = self.notes.get();
        let entries = notes.entries().iter();
        let mut titles: Vec<_> = entries
            .map(|(key, text)| (key.clone(), title_of(text)))
            .collect();
        let conflicts = self.conflicts.get().into_iter();
        let deleted = conflicts.filter(|conflict| conflict.local.is_none());
        titles.extend(deleted.map(|conflict| {
            let text = conflict.remote.unwrap_or_default();
            (conflict.key, title_of(&text))
        }));
        titles.sort_unstable_by(|one, other| other.cmp(one));
        titles
    }

    /// Returns the open conflict of a note.
    pub fn conflict_of(&self, key: &str) -> Option<Conflict> {
        let conflicts = self.conflicts.get();
        conflicts.into_iter().find(|conflict| conflict.key == key)
    }

    /// Creates a note and opens it.
    pub fn begin(&self) {
        let key = new_key();
        self.write(key.clone(), String::new());
        self.open.set(Some(key));
    }

    pub fn write(&self, key: String, text: String) {
        self.act(|dataset| async move { dataset.put(&key, &text).await });
    }

    pub fn remove(&self, key: String) {
        self.open.set(None);
        self.act(|dataset| async move { dataset.remove(&key).await });
    }

    /// Resolves a conflict, if it has not changed since the person saw it.
    pub fn resolve(&self, conflict: Conflict, resolution: Resolution) {
        self.act(|dataset| async move {
            dataset.settle(&conflict, resolution).await?;
            Ok(())
        });
    }

    pub fn synchronize(&self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let this = self.clone();
        spawn_local(async move {
            let done = this.dataset.synchronize().await;
            this.is_busy.try_set(false);
            // A retryable error, such as no network, is not shown: the notes are synchronized later.
            let failed = done.err().filter(|error| !error.is_retryable());
            this.failed.try_set(failed.map(|error| error.to_string()));
            this.refresh();
        });
    }

    fn act<F>(&self, act: impl FnOnce(Dataset) -> F)
    where
        F: Future<Output = Result<(), Error>> + 'static,
    {
        let (work, failed, pending) = (act(self.dataset.clone()), self.failed, self.pending);
        pending.update(|count| *count += 1);
        spawn_local(async move {
            let done = work.await;
            pending.try_update(|count| *count -= 1);
            failed.try_set(done.err().map(|error| error.to_string()));
        });
    }

    /// Reads conflicts and the state of the local copy.
    fn refresh(&self) {
        let this = self.clone();
        spawn_local(async move {
            if let Ok(conflicts) = this.dataset.conflicts().await {
                this.conflicts.try_maybe_update(|known| {
                    let differs = *known != conflicts;
                    *known = conflicts;
                    (differs, ())
                });
            }
            if let Ok(all) = this.client.records().local().await {
                let own = all.into_iter().find(|dataset| dataset.name == DATASET);
                this.local.try_set(own);
            }
        });
    }
}

/// Returns the first line of a note.
fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("Empty note").to_owned()
}

/// Returns a key that sorts by creation time and is unique across devices.
fn new_key() -> String {
    let time = js_sys::Date::now() as u64;
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{time:013}-{random:08x}")
}
