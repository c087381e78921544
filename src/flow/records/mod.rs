//! The group `records`: the person's data in datasets that work offline and are synchronized between devices.
//!
//! - `dataset`: the API for an app.
//! - `cache`: the datasets in this browser; `record` and `meta`: what is stored of a record and of a dataset; `keys`:
//!   the keys in the database; `write_batch`: an atomic change.
//! - `synchronize` and `push`: synchronization with a remote; `merge`: merges a record that was also changed elsewhere;
//!   `automatic`: starts synchronizations.
//! - `person`: the owner of the records; `foreign_datasets`: datasets of guests and of other people in this browser.
//! - `cognito_sync`, `dynamo_db`, `own_api`: the remotes. Their trait is in `config/records`; `request` sends their
//!   requests and `signed` signs them.
//! - `fault`: faults that the simulation injects.

mod automatic;
mod cache;
#[cfg(feature = "aws")]
mod cognito_sync;
mod dataset;
#[cfg(feature = "aws")]
mod dynamo_db;
mod fault;
mod foreign_datasets;
mod keys;
mod merge;
mod meta;
mod own_api;
mod person;
mod push;
mod record;
mod request;
#[cfg(feature = "aws")]
mod signed;
mod synchronize;
mod write_batch;

pub use crate::session::{ChangeCause, DatasetChange};
pub use dataset::Dataset;
#[cfg(feature = "simulated")]
pub use fault::RecordFault;
pub use synchronize::Synchronized;

use std::sync::Arc;

use crate::client::Client;
use crate::config::{DatasetSummary, Limits, RecordsConfig, Remote, RemoteKind};
use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};
use vestibule_chunk::chunk;

/// The person's data: datasets of records that are stored in this browser, work offline, and are synchronized with a
/// remote. [`Client::records`] returns it.
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
/// Reads and writes use only this browser's database, and work offline. The records belong to the signed-in person or
/// to a guest. A guest's records are moved to the next person who signs in in this browser, as identity pools do with a
/// guest's identity. Records of other people are not accessible.
///
/// Cheap to clone. It holds its own [`Client`], so it can be moved into a task.
#[derive(Clone, Debug)]
pub struct Records(Client);

/// A dataset as it is stored in this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalDataset {
    /// Its name.
    pub name: String,
    /// The number of records.
    pub records: usize,
    /// The number of records with local changes that have not been pushed to the remote.
    pub unsynchronized: usize,
    /// The number of open conflicts.
    pub conflicts: usize,
    /// When it was last synchronized, by this machine's clock.
    pub synchronized: Option<Timestamp>,
}

/// The amount of a person's data at the remote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordsUsage {
    /// The number of datasets.
    pub datasets: u64,
    /// The number of records, of the datasets for which the remote reports it.
    pub records: u64,
    /// The size in bytes, of the datasets for which the remote reports it.
    pub bytes: u64,
    /// The time of the last change, if the remote reports it.
    pub modified: Option<Timestamp>,
}

impl Client {
    /// Returns the group `records`: the person's datasets.
    pub fn records(&self) -> Records {
        Records(self.clone())
    }
}

impl Records {
    /// Returns the dataset of this name: 1 to 128 letters, digits and `_.:-`. It does not have to exist yet.
    ///
    /// # Errors
    /// - [`Configuration`](crate::ErrorKind::Configuration): no remote is configured.
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): the name is not valid.
    pub fn dataset(&self, name: &str) -> Result<Dataset, Error> {
        Dataset::new(&self.0, name)
    }

    /// Lists the person's datasets in this browser. Works offline.
    ///
    /// # Errors
    /// [`Storage`](crate::ErrorKind::Storage) if the browser's database or the session store fails.
    #[chunk(datasets, load = self.0)]
    pub async fn local(&self) -> Result<Vec<LocalDataset>, Error> {
        self.0.cache().await?.datasets().await
    }

    /// Lists the person's datasets at the remote.
    ///
    /// # Errors
    /// Those of the session or the credentials with which the remote authenticates the person, and those of the remote.
    #[chunk(datasets, load = self.0)]
    pub async fn list(&self) -> Result<Vec<DatasetSummary>, Error> {
        let person = self.0.person().await?;
        let remote = self.0.remote().await?;
        let owner = remote.owner().await?;
        let list = || remote.datasets(&owner);
        self.0.ask_remote(&*remote, &person, list).await
    }

    /// Describes a dataset at the remote; `None` if it has no dataset of this name.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    #[chunk(datasets, load = self.0)]
    pub async fn describe(&self, name: &str) -> Result<Option<DatasetSummary>, Error> {
        let all = self.list().await?;
        Ok(all.into_iter().find(|dataset| dataset.name == name))
    }

    /// Returns the amount of the person's data at the remote.
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

    /// Deletes a dataset: here immediately, and at the remote with the next synchronization. What other devices have
    /// written there until then is deleted as well. A later write here creates the dataset again.
    ///
    /// # Errors
    /// As [`dataset`](Self::dataset), and [`Storage`](crate::ErrorKind::Storage) if the browser's database or the session
    /// store fails.
    pub async fn delete(&self, name: &str) -> Result<(), Error> {
        self.dataset(name)?.delete().await
    }

    /// Removes all of the person's datasets from this browser, including changes that have not been pushed. The data at
    /// the remote is not changed.
    ///
    /// # Errors
    /// [`Storage`](crate::ErrorKind::Storage) if the browser's database or the session store fails.
    #[chunk(datasets, load = self.0)]
    pub async fn forget(&self) -> Result<(), Error> {
        let names = self.0.cache().await?.forget().await?;
        for name in names {
            self.0.notify_record_change(&name, None, ChangeCause::Write);
        }
        Ok(())
    }
}

impl Client {
    pub(super) fn records_config(&self) -> Result<&RecordsConfig, Error> {
        let config = self.settings().records.as_ref();
        config.ok_or_else(|| Error::configuration("records", "say where the records are kept"))
    }

    /// Returns the configured remote. Each remote is in its own chunk, because a page uses only one.
    pub(super) fn remote(&self) -> LocalFuture<'_, Result<Arc<dyn Remote>, Error>> {
        Box::pin(async {
            match &self.records_config()?.remote {
                RemoteKind::Other(remote) => Ok(remote.clone()),
                RemoteKind::OwnApi { url } => self.own_api(url).await,
                #[cfg(feature = "aws")]
                RemoteKind::DynamoDb { table, endpoint } => {
                    self.dynamo_db(table, endpoint.as_deref()).await
                }
                #[cfg(feature = "aws")]
                RemoteKind::CognitoSync { endpoint } => {
                    self.cognito_sync(endpoint.as_deref()).await
                }
            }
        })
    }

    /// Returns the limits of the configured remote without loading its chunk.
    pub(super) fn remote_limits(&self) -> Result<Limits, Error> {
        Ok(match &self.records_config()?.remote {
            RemoteKind::Other(remote) => remote.limits(),
            RemoteKind::OwnApi { .. } => own_api::LIMITS,
            #[cfg(feature = "aws")]
            RemoteKind::DynamoDb { .. } => dynamo_db::LIMITS,
            #[cfg(feature = "aws")]
            RemoteKind::CognitoSync { .. } => cognito_sync::LIMITS,
        })
    }
}
