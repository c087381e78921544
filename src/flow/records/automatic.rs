//! Synchronisations that begin by themselves, and what tabs tell each other of records.
//!
//! What listens to sign-ins is in every page, and small; the rest comes with the chunk.

use std::sync::Arc;

use crate::client::Client;
use crate::config::Automatic;
use crate::error::Error;
use crate::protocol::json::{self, Object};
use crate::session::{Change, ChangeCause, DatasetChange};
use vestibule_chunk::chunk;

/// How often it is tried again where a synchronisation fails, before something else begins one.
const TRIES: u32 = 10;

impl Client {
    /// Takes note that the page uses a dataset, and begins to listen with the first one.
    pub(super) fn use_dataset(&self, name: &str) {
        let is_new = self.0.records.uses(name);
        if self.0.records.begins_to_listen() {
            self.listen_to_tabs();
            self.listen_to_wake();
        }
        // What other devices have written is not seen before.
        if is_new && self.automatic().on_wake {
            self.synchronize_behind(vec![name.to_owned()]);
        }
    }

    /// Tells this tab's listeners and the other tabs of a change.
    pub(super) fn tell_of_records(
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
        self.0.records.tell(&DatasetChange {
            dataset,
            keys,
            cause,
        });
    }

    /// Hears of sign-ins and sign-outs, from the first moment: of who has signed out stays what the policy says, on pages
    /// as well that do nothing else with records.
    pub(in crate::flow) fn listen_to_person(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let heard = move |change: &Change| {
            let is_other = matches!(change, Change::SignedIn(_) | Change::SignedOut { .. });
            if let Some(inner) = inner.upgrade().filter(|_| is_other) {
                let client = Client::of(inner);
                let spawn = client.platform().spawn.clone();
                // What fails here is done when somebody uses the records next.
                spawn.spawn(Box::pin(async move { drop(client.heed_person().await) }));
            }
        };
        self.on_change(heard).forget();
    }

    /// Has all datasets that the page uses synchronised a while after the last write.
    pub(super) fn synchronize_after_write(&self) {
        let write = self.0.records.write();
        let Some(pause) = self.automatic().after_write else {
            return;
        };
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let wait = async move {
            clock.sleep(pause).await;
            if let Some(client) = inner.upgrade().map(Client::of)
                && client.0.records.last_write() == write
            {
                client.synchronize_behind(client.0.records.used());
            }
        };
        self.platform().spawn.spawn(Box::pin(wait));
    }

    /// Somebody signed in or out: the records are those of somebody else now.
    #[chunk(records, load = self)]
    async fn heed_person(&self) -> Result<(), Error> {
        self.0.records.settle(None);
        let used = self.0.records.used();
        for dataset in &used {
            self.0.records.tell(&DatasetChange {
                dataset: dataset.clone(),
                keys: None,
                cause: ChangeCause::Person,
            });
        }
        if self.automatic().on_wake && !used.is_empty() {
            self.synchronize_behind(used);
            return Ok(());
        }
        self.cache().await.map(drop)
    }

    fn listen_to_tabs(&self) {
        let inner = Arc::downgrade(&self.0.inner);
        let heard = move |message: &str| {
            let value = json::parse(message).ok();
            let dataset = value.and_then(|mut value| value.take_string("dataset"));
            if let Some((inner, dataset)) = inner.upgrade().zip(dataset) {
                inner.records.tell(&DatasetChange {
                    dataset,
                    keys: None,
                    cause: ChangeCause::OtherTab,
                });
            }
        };
        let channel = &self.platform().channel;
        channel
            .listen(&self.records_name(), Box::new(heard))
            .forget();
    }

    /// Begins to synchronise when the tab comes back to life, and at intervals; and what waits for a network, once it is
    /// back.
    fn listen_to_wake(&self) {
        if self.automatic() == Automatic::off() {
            return;
        }
        let inner = Arc::downgrade(&self.0.inner);
        let woke = move || {
            if let Some(client) = inner.upgrade().map(Client::of) {
                let has_waited = client.0.records.set_waiting(false);
                if has_waited || client.automatic().on_wake {
                    client.synchronize_behind(client.0.records.used());
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
                let Some(client) = inner.upgrade().map(Client::of) else {
                    return;
                };
                client.synchronize_behind(client.0.records.used());
            }
        };
        self.platform().spawn.spawn(Box::pin(again));
    }

    /// Synchronises datasets while nobody waits for it, and tries again for a while where that fails. Without a network
    /// nothing is tried until it is back.
    fn synchronize_behind(&self, datasets: Vec<String>) {
        let (inner, clock) = (Arc::downgrade(&self.0.inner), self.platform().clock.clone());
        let asked = clock.now();
        let synchronize = async move {
            for dataset in datasets {
                let mut failures = 0;
                loop {
                    let Some(client) = inner.upgrade().map(Client::of) else {
                        return;
                    };
                    if !client.platform().wake.is_online() {
                        client.0.records.set_waiting(true);
                        return;
                    }
                    match client
                        .synchronize_dataset(&dataset, None, Some(asked))
                        .await
                    {
                        Err(error) if error.is_retryable() && failures < TRIES => {}
                        _ => break,
                    }
                    let pause = client.pause_behind(failures);
                    drop(client);
                    failures += 1;
                    clock.sleep(pause).await;
                }
            }
        };
        self.platform().spawn.spawn(Box::pin(synchronize));
    }

    fn automatic(&self) -> Automatic {
        let config = self.settings().records.as_ref();
        config.map_or(Automatic::off(), |config| config.automatic)
    }
}
