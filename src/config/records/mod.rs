//! The configuration of records: where they are stored, and how they are synchronized.

mod conflict;
mod remote;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::ClientConfig;
use super::checks::check_origin;
use crate::error::Error;

pub use conflict::{Conflict, Resolution, Resolve};
pub use remote::{
    Changes, Cursor, DatasetSummary, Existence, Extent, Limits, Patch, Remote, RemoteRecord,
    Written,
};

/// Where records are stored and how they are synchronized, for [`ClientConfig::records`](super::ClientConfig::records).
///
/// ```
/// use vestibule::{ClientConfig, RecordsConfig, Resolve};
///
/// let records = RecordsConfig::own_api("https://api.example.com/records").on_conflict(Resolve::Ask);
/// let config = ClientConfig::new("eu-west-1_AbCdEfGhI", "1example23456789").records(records);
/// # let _ = config;
/// ```
#[derive(Clone, Debug)]
pub struct RecordsConfig {
    pub(crate) remote: RemoteKind,
    pub(crate) on_conflict: Resolve,
    pub(crate) on_deleted: OnDeleted,
    pub(crate) on_sign_out: OnSignOut,
    pub(crate) automatic: Automatic,
    pub(crate) is_sealed: bool,
}

/// The kind of a remote.
#[derive(Clone)]
pub(crate) enum RemoteKind {
    #[cfg(feature = "aws")]
    CognitoSync {
        endpoint: Option<String>,
    },
    #[cfg(feature = "aws")]
    DynamoDb {
        table: String,
        endpoint: Option<String>,
    },
    OwnApi {
        url: String,
    },
    Other(Arc<dyn Remote>),
}

/// The policy for local records whose dataset was deleted elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDeleted {
    /// Removes unchanged records. Local writes that are not at the remote yet are kept, and create the dataset again.
    #[default]
    KeepEdits,
    /// Removes all records, including local writes.
    Follow,
    /// Keeps all records, which create the dataset again.
    Restore,
}

/// The policy for a user's records in this browser after a sign-out. In either case other users cannot access them, and
/// writes that are not at the remote yet are kept until the same user signs in again, so that nothing is lost.
/// [`Records::forget`](crate::Records::forget) removes those, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnSignOut {
    /// Removes the records that are at the remote.
    #[default]
    Forget,
    /// Keeps the records, so that they are available at once when the user signs in again.
    Keep,
}

/// When the datasets that this page uses are synchronized automatically. A guest gets an identity of the identity pool
/// for it only with the first write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Automatic {
    /// When the page becomes visible or online, and when a user signs in.
    pub on_wake: bool,
    /// This long after the last write.
    pub after_write: Option<Duration>,
    /// Periodically, while the page lives.
    pub interval: Option<Duration>,
}

impl Automatic {
    /// Never. Call [`Dataset::synchronize`](crate::Dataset::synchronize).
    pub const fn off() -> Self {
        Automatic {
            on_wake: false,
            after_write: None,
            interval: None,
        }
    }

    /// Sets the delay after the last write. `None` turns it off.
    pub const fn after_write(mut self, pause: Option<Duration>) -> Self {
        self.after_write = pause;
        self
    }

    /// Sets the period, at least 10 seconds. `None` turns it off.
    pub const fn interval(mut self, interval: Option<Duration>) -> Self {
        self.interval = interval;
        self
    }
}

impl Default for Automatic {
    /// When the page becomes visible or online, when a user signs in, and two seconds after the last write.
    fn default() -> Self {
        Automatic {
            on_wake: true,
            after_write: Some(Duration::from_secs(2)),
            interval: None,
        }
    }
}

impl ClientConfig {
    /// Sets where the records of [`Client::records`](crate::Client::records) are stored, and how they are synchronized.
    pub fn records(mut self, records: RecordsConfig) -> Self {
        self.records = Some(records);
        self
    }

    pub(super) fn check_records(&self) -> Result<(), Error> {
        #[cfg(feature = "aws")]
        let has_identity_pool = self.identity_pool.is_some();
        #[cfg(not(feature = "aws"))]
        let has_identity_pool = false;
        let records = self.records.as_ref();
        records.map_or(Ok(()), |records| records.check(has_identity_pool))
    }
}

impl RecordsConfig {
    /// Stores records in Cognito Sync, which AWS no longer offers to new customers. It needs an
    /// [identity pool](super::ClientConfig::identity_pool).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sync.html>
    #[cfg(feature = "aws")]
    pub fn cognito_sync() -> Self {
        RecordsConfig::at(RemoteKind::CognitoSync { endpoint: None })
    }

    /// Stores records in the DynamoDB table of this name (3 to 255 letters, digits and `_.-`), one item per record. It
    /// needs an [identity pool](super::ClientConfig::identity_pool).
    #[cfg(feature = "aws")]
    pub fn dynamo_db(table: impl Into<String>) -> Self {
        RecordsConfig::at(RemoteKind::DynamoDb {
            table: table.into(),
            endpoint: None,
        })
    }

    /// Stores records at your own API, below this URL. Requests have the signed-in user's access token. Guests have no
    /// records.
    pub fn own_api(url: impl Into<String>) -> Self {
        RecordsConfig::at(RemoteKind::OwnApi { url: url.into() })
    }

    /// Stores records at a custom remote.
    pub fn remote(remote: impl Remote + 'static) -> Self {
        RecordsConfig::at(RemoteKind::Other(Arc::new(remote)))
    }

    /// Sets another address of the service than that of the Region, for example a local one.
    #[cfg(feature = "aws")]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        if let RemoteKind::CognitoSync { endpoint } | RemoteKind::DynamoDb { endpoint, .. } =
            &mut self.remote
        {
            *endpoint = Some(url.into());
        }
        self
    }

    /// Sets the policy for conflicts. The default is that the last write wins.
    pub fn on_conflict(mut self, resolve: Resolve) -> Self {
        self.on_conflict = resolve;
        self
    }

    /// Sets the policy for datasets that were deleted elsewhere. The default keeps local writes.
    pub fn on_deleted(mut self, policy: OnDeleted) -> Self {
        self.on_deleted = policy;
        self
    }

    /// Sets the policy for a user's records after a sign-out. The default removes those that are at the remote.
    pub fn on_sign_out(mut self, policy: OnSignOut) -> Self {
        self.on_sign_out = policy;
        self
    }

    /// Sets when datasets are synchronized automatically.
    pub fn automatic(mut self, automatic: Automatic) -> Self {
        self.automatic = automatic;
        self
    }

    /// Encrypts the records in this browser by a key that no script can read, so that a copy of its database is useless
    /// in another browser. The names of datasets and records are not encrypted. `docs/STORES.md` says what it protects
    /// from.
    pub fn sealed(mut self) -> Self {
        self.is_sealed = true;
        self
    }

    fn at(remote: RemoteKind) -> Self {
        RecordsConfig {
            remote,
            on_conflict: Resolve::default(),
            on_deleted: OnDeleted::default(),
            on_sign_out: OnSignOut::default(),
            automatic: Automatic::default(),
            is_sealed: false,
        }
    }

    fn check(&self, has_identity_pool: bool) -> Result<(), Error> {
        match &self.remote {
            #[cfg(feature = "aws")]
            RemoteKind::CognitoSync { endpoint } | RemoteKind::DynamoDb { endpoint, .. } => {
                if let Some(url) = endpoint {
                    check_origin("records.endpoint", url)?;
                }
                if !has_identity_pool {
                    let problem =
                        "give an identity pool, too: the records are those of its identities";
                    return Err(Error::configuration("records", problem));
                }
            }
            RemoteKind::OwnApi { url } => check_base(url)?,
            RemoteKind::Other(_) => {}
        }
        let _ = has_identity_pool;
        if let Some(interval) = self.automatic.interval
            && interval < Duration::from_secs(10)
        {
            let problem = "give 10 seconds or more";
            return Err(Error::configuration("records.automatic.interval", problem));
        }
        #[cfg(feature = "aws")]
        if let RemoteKind::DynamoDb { table, .. } = &self.remote {
            check_table(table)?;
        }
        Ok(())
    }
}

/// Checks the name of a table.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
#[cfg(feature = "aws")]
fn check_table(name: &str) -> Result<(), Error> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    match (3..=255).contains(&name.len()) && name.bytes().all(is_allowed) {
        true => Ok(()),
        false => Err(Error::configuration(
            "records.table",
            "give the name of a table: 3 to 255 letters, digits and _.-",
        )),
    }
}

/// Checks a URL with an optional path.
fn check_base(url: &str) -> Result<(), Error> {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    let refused = |problem| Err(Error::configuration("records.url", problem));
    if url.contains(['?', '#']) {
        return refused("give an address without a query or a fragment");
    }
    check_origin("records.url", &url[..end])?;
    match url.contains(' ') {
        true => refused("give an address without spaces"),
        false => Ok(()),
    }
}

impl fmt::Debug for RemoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "aws")]
            RemoteKind::CognitoSync { .. } => f.write_str("CognitoSync"),
            #[cfg(feature = "aws")]
            RemoteKind::DynamoDb { table, .. } => write!(f, "DynamoDb({table})"),
            RemoteKind::OwnApi { url } => write!(f, "OwnApi({url})"),
            RemoteKind::Other(_) => f.write_str("Other(..)"),
        }
    }
}
