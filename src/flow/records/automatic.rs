//! Automatic synchronizations, and notifications of changes between tabs.
//!
//! Only the small listener for sign-ins is in every page; the rest is in the chunk.

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::config::Automatic;
use crate::error::Error;
use crate::protocol::json::{self, Object};
use crate::session::{Change, ChangeCause, DatasetChange};
use vestibule_chunk::chunk;

/// How often a failed automatic synchronization is repeated, until another event starts one.
const TRIES: u32 = 10;

impl Client {
    /// Registers a dataset that the page uses, and starts to listen for events with the first one.
    pub(super) fn register_dataset(&self, name: &str) {
        let is_new = self.0.records.note_use(name);
        if self.0.records.start_listening() {
            self.listen_to_other_tabs();
            self.listen_to_wake();
        }
        // Fetches what other devices have written.
        if is_new && self.automatic().on_wake {
            self.synchronize_in_background(vec![name.to_owned()]);
        }
    }

    /// Notifies this tab's listeners and the other tabs of a change.
    pub(super) fn notify_record_change(
        &self,
        dataset: &str,
        keys: Option<Vec<String>>,
        cause: ChangeCause,
    ) {
        let mut message = Object::new();
        message.text("dataset", dataset);
        let channel = &self.platform().channel;
        channel.post(&self.records_name(), &message.end());
        let dataset = dataset.to_owned();
        self.0.records.notify(&DatasetChange {
            dataset,
            keys,
            cause,
        });
    }

    /// Listens for sign-ins and sign-outs on every page, also on those that do not use records otherwise, so that the
    /// sign-out policy is applied.
    pub(in crate::flow) fn listen_to_sign_ins(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let on_change = move |change: &Change| {
            let is_other = matches!(change, Change::SignedIn(_) | Change::SignedOut { .. });
            if let Some(inner) = inner.upgrade().filter(|_| is_other) {
                let client = Client::from_inner(inner);
                let spawn = client.platform().spawn.clone();
                // After a failure it is done at the next use of records.
                spawn.spawn(Box::pin(async move {
                    drop(client.handle_person_change().await)
                }));
            }
        };
        self.on_change(on_change).forget();
    }

    /// Schedules a synchronization of all datasets that the page uses, after a delay since the last write.
    pub(super) fn synchronize_after_write(&self) {
        let write = self.0.records.note_write();
        let Some(pause) = self.automatic().after_write else {
            return;
        };
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let wait = async move {
            clock.sleep(pause).await;
            if let Some(client) = inner.upgrade().map(Client::from_inner)
                && client.0.records.last_write() == write
            {
                client.synchronize_in_background(client.0.records.used());
            }
        };
        self.platform().spawn.spawn(Box::pin(wait));
    }

    /// Handles a sign-in or sign-out: the records now belong to another person.
    #[chunk(records, load = self)]
    async fn handle_person_change(&self) -> Result<(), Error> {
        self.0.records.set_prepared_for(None);
        let used = self.0.records.used();
        for dataset in &used {
            self.0.records.notify(&DatasetChange {
                dataset: dataset.clone(),
                keys: None,
                cause: ChangeCause::Person,
            });
        }
        // Before the synchronization, which may have to wait for a network.
        let prepared = self.cache().await;
        if self.automatic().on_wake && !used.is_empty() {
            self.synchronize_in_background(used);
        }
        prepared.map(drop)
    }

    fn listen_to_other_tabs(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let on_message = move |message: &str| {
            let value = json::parse(message).ok();
            let dataset = value.and_then(|mut value| value.take_string("dataset"));
            if let Some((inner, dataset)) = inner.upgrade().zip(dataset) {
                inner.records.notify(&DatasetChange {
                    dataset,
                    keys: None,
                    cause: ChangeCause::OtherTab,
                });
            }
        };
        let channel = &self.platform().channel;
        channel
            .listen(&self.records_name(), Box::new(on_message))
            .forget();
    }

    /// Starts synchronizations when the tab becomes active, at intervals, and, if one was waiting for the network, when
    /// the network is back.
    fn listen_to_wake(&self) {
        if self.automatic() == Automatic::off() {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        let woke = move || {
            if let Some(client) = inner.upgrade().map(Client::from_inner) {
                let has_waited = client.0.records.set_waiting(false);
                if has_waited || client.automatic().on_wake {
                    client.synchronize_in_background(client.0.records.used());
                }
            }
        };
        self.platform().wake.listen(Box::new(woke)).forget();
        let Some(interval) = self.automatic().interval else {
            return;
        };
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let again = async move {
            loop {
                clock.sleep(interval).await;
                let Some(client) = inner.upgrade().map(Client::from_inner) else {
                    return;
                };
                client.synchronize_in_background(client.0.records.used());
            }
        };
        self.platform().spawn.spawn(Box::pin(again));
    }

    /// Synchronizes datasets in the background, with retries after failures. Offline, it waits for the network.
    fn synchronize_in_background(&self, datasets: Vec<String>) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let asked = clock.now();
        let synchronize = async move {
            for dataset in datasets {
                let mut failures = 0;
                loop {
                    let Some(client) = inner.upgrade().map(Client::from_inner) else {
                        return;
                    };
                    if !client.platform().wake.is_online() {
                        client.0.records.set_waiting(true);
                        return;
                    }
                    let error = match client
                        .synchronize_dataset(&dataset, None, Some(asked))
                        .await
                    {
                        Err(error) if error.is_retryable() && failures < TRIES => error,
                        _ => break,
                    };
                    let pause =
                        client.background_pause(failures, client.pause_asked_by(&error).await);
                    drop(client);
                    failures += 1;
                    clock.sleep(pause).await;
                }
            }
        };
        self.platform().spawn.spawn(Box::pin(synchronize));
    }

    /// The pause that the failed service has asked for: Cognito or the remote.
    async fn pause_asked_by(&self, error: &Error) -> Duration {
        match error.asked_after_giving_up() {
            Some(asked) => asked,
            None => (self.remote().await).map_or(Duration::ZERO, |remote| remote.retry_after()),
        }
    }

    fn automatic(&self) -> Automatic {
        let config = self.settings().records.as_ref();
        config.map_or(Automatic::off(), |config| config.automatic)
    }
}
