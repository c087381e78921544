//! The group `records`: data that follows the person, in datasets that work offline.
//!
//! `dataset` is what an app reads and writes, `cache` keeps it in this browser, `record` is a record there, `meta`
//! what is known besides, `draft` a change to be made; `merge` says what becomes of a record that has changed elsewhere,
//! `synchronize` and `push` talk to the remote, `person` is whose records they are, `others` what becomes of those of
//! others, `automatic` synchronises by itself.
//! What a remote has to do is in `config/records`; `cognito_sync`, `dynamo_db` and `own_api` are remotes, `request` sends
//! their requests, and `signed` signs them.

mod automatic;
mod cache;
#[cfg(feature = "aws")]
mod cognito_sync;
mod dataset;
mod draft;
#[cfg(feature = "aws")]
mod dynamo_db;
mod fault;
mod keys;
mod merge;
mod meta;
mod others;
mod own_api;
mod person;
mod push;
mod record;
mod request;
#[cfg(feature = "aws")]
mod signed;
mod synchronize;

pub use crate::session::{ChangeCause, DatasetChange};
pub use dataset::Dataset;
#[cfg(feature = "simulated")]
pub use fault::RecordFault;
pub use synchronize::Synchronized;

use std::sync::Arc;

use crate::client::Client;
use crate::config::{DatasetSummary, Limits, Place, RecordsConfig, Remote};
use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};
use vestibule_chunk::chunk;

/// Data that follows the person: datasets of records that are kept in this browser, work offline, and are synchronised
/// with a remote. [`Client::records`] gives it.
///
/// ```no_run
/// use vestibule::{Client, ClientConfig, Error, RecordsConfig};
///
/// # async fn example() -> Result<(), Error> {
/// let records = RecordsConfig::own_api("https://api.example.com/records");
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").records(records);
/// let client = Client::new(config)?;
///
/// let notes = client.records().dataset("notes")?;
/// notes.put("greeting", "hello").await?;
/// for (key, value) in notes.entries().await? {
///     println!("{key}: {value}");
/// }
/// println!("{:?}", notes.synchronize().await?);
/// # Ok(())
/// # }
/// ```
///
/// Reads and writes touch this browser alone, and work without a network. The records are those of whoever uses the app:
/// a guest's stay with the person who signs in next in this browser, as an identity pool has it with the identity, and
/// nobody reaches those of another person.
///
/// Cheap to clone, and it holds a [`Client`] of its own: move it into a task as it is.
#[derive(Clone, Debug)]
pub struct Records(Client);

/// A dataset as this browser keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalDataset {
    /// Its name.
    pub name: String,
    /// How many records it has.
    pub records: usize,
    /// How many of its records were changed here, and are not at the remote yet.
    pub unsynchronized: usize,
    /// How many conflicts are open.
    pub conflicts: usize,
    /// When it was synchronised last, by this machine's clock.
    pub synchronized: Option<Timestamp>,
}

/// How much a person keeps at the remote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordsUsage {
    /// How many datasets.
    pub datasets: u64,
    /// How many records, as far as the remote says so.
    pub records: u64,
    /// How many bytes they have, as far as the remote says so.
    pub bytes: u64,
    /// When any of them was changed last, where the remote says so.
    pub modified: Option<Timestamp>,
}

impl Client {
    /// Data that follows the person.
    pub fn records(&self) -> Records {
        Records(self.clone())
    }
}

impl Records {
    /// A dataset of this name: 1 to 128 letters, digits and `_.:-`. It need not exist anywhere.
    ///
    /// # Errors
    /// - [`Configuration`](crate::ErrorKind::Configuration): no remote is configured.
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): the name is none.
    pub fn dataset(&self, name: &str) -> Result<Dataset, Error> {
        Dataset::new(&self.0, name)
    }

    /// The datasets that this browser keeps for whoever uses the app. No network is needed.
    ///
    /// # Errors
    /// [`Storage`](crate::ErrorKind::Storage) where the browser's database fails.
    #[chunk(datasets, load = self.0)]
    pub async fn local(&self) -> Result<Vec<LocalDataset>, Error> {
        self.0.cache().await?.datasets().await
    }

    /// The datasets that the remote has for whoever uses the app.
    ///
    /// # Errors
    /// Those of the session or the credentials by which the remote knows people, and those of the remote.
    #[chunk(datasets, load = self.0)]
    pub async fn list(&self) -> Result<Vec<DatasetSummary>, Error> {
        let person = self.0.person().await?;
        let remote = self.0.remote().await?;
        let owner = remote.owner().await?;
        self.0.ask_remote(&person, || remote.datasets(&owner)).await
    }

    /// A dataset as the remote has it; `None` where it has none of this name.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    #[chunk(datasets, load = self.0)]
    pub async fn describe(&self, name: &str) -> Result<Option<DatasetSummary>, Error> {
        let all = self.list().await?;
        Ok(all.into_iter().find(|dataset| dataset.name == name))
    }

    /// How much whoever uses the app keeps at the remote.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    #[chunk(datasets, load = self.0)]
    pub async fn usage(&self) -> Result<RecordsUsage, Error> {
        let mut usage = RecordsUsage::default();
        for dataset in self.list().await? {
            usage.datasets += 1;
            usage.records += dataset.records.unwrap_or_default();
            usage.bytes += dataset.bytes.unwrap_or_default();
            usage.modified = usage.modified.max(dataset.modified);
        }
        Ok(usage)
    }

    /// Deletes a dataset: here at once, and at the remote when it is synchronised next. What other devices have written
    /// there until then goes as well; what is written here afterwards makes the dataset anew.
    ///
    /// # Errors
    /// As [`dataset`](Self::dataset), and [`Storage`](crate::ErrorKind::Storage) where the browser's database fails.
    pub async fn delete(&self, name: &str) -> Result<(), Error> {
        self.dataset(name)?.delete().await
    }

    /// Removes everything of whoever uses the app from this browser, what is not at the remote yet as well. The remote
    /// keeps what it has.
    ///
    /// # Errors
    /// [`Storage`](crate::ErrorKind::Storage) where the browser's database fails.
    #[chunk(datasets, load = self.0)]
    pub async fn forget(&self) -> Result<(), Error> {
        let names = self.0.cache().await?.forget().await?;
        for name in names {
            self.0.tell_of_records(&name, None, ChangeCause::Write);
        }
        Ok(())
    }
}

impl Client {
    pub(super) fn records_config(&self) -> Result<&RecordsConfig, Error> {
        let config = self.settings().records.as_ref();
        config.ok_or_else(|| Error::configuration("records", "say where the records are kept"))
    }

    /// The place that keeps the records. Each is in a chunk of its own, since a page uses one.
    pub(super) fn remote(&self) -> LocalFuture<'_, Result<Arc<dyn Remote>, Error>> {
        Box::pin(async {
            match &self.records_config()?.place {
                Place::Other(remote) => Ok(remote.clone()),
                Place::OwnApi { url } => self.own_api(url).await,
                #[cfg(feature = "aws")]
                Place::DynamoDb { table, endpoint } => {
                    self.dynamo_db(table, endpoint.as_deref()).await
                }
                #[cfg(feature = "aws")]
                Place::CognitoSync { endpoint } => self.cognito_sync(endpoint.as_deref()).await,
            }
        })
    }

    /// What that place takes, which is known before its chunk is there.
    pub(super) fn remote_limits(&self) -> Result<Limits, Error> {
        Ok(match &self.records_config()?.place {
            Place::Other(remote) => remote.limits(),
            Place::OwnApi { .. } => own_api::LIMITS,
            #[cfg(feature = "aws")]
            Place::DynamoDb { .. } => dynamo_db::LIMITS,
            #[cfg(feature = "aws")]
            Place::CognitoSync { .. } => cognito_sync::LIMITS,
        })
    }
}
