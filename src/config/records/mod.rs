//! Where an app keeps records for people, and how they are synchronised.

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

/// Where records are kept, for [`ClientConfig::records`](super::ClientConfig::records), and how they are synchronised.
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
    pub(crate) place: Place,
    pub(crate) on_conflict: Resolve,
    pub(crate) on_deleted: OnDeleted,
    pub(crate) on_sign_out: OnSignOut,
    pub(crate) automatic: Automatic,
    pub(crate) is_sealed: bool,
}

/// The remote.
#[derive(Clone)]
pub(crate) enum Place {
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

/// What becomes of the records here where their dataset was deleted elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDeleted {
    /// Those that have not been changed here go; what was written here and is not at the remote yet stays, and makes
    /// the dataset anew.
    #[default]
    KeepEdits,
    /// All of them go, what was written here as well.
    Follow,
    /// All of them stay, and make the dataset anew.
    Restore,
}

/// What becomes of a person's records in this browser when they sign out. In either case nobody else reaches them, and
/// what is not at the remote yet stays until the same person has signed in here again: nothing that was written is lost.
/// [`Records::forget`](crate::Records::forget) removes that, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnSignOut {
    /// What is at the remote is removed here.
    #[default]
    Forget,
    /// They stay, and are there at once when the person comes back.
    Keep,
}

/// When datasets that this page uses are synchronised without being told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Automatic {
    /// When the network returns, when the page is shown, and when somebody signs in.
    pub on_wake: bool,
    /// So long after the last write.
    pub after_write: Option<Duration>,
    /// Again and again, while the page lives.
    pub interval: Option<Duration>,
}

impl Automatic {
    /// Never: only [`Dataset::synchronize`](crate::Dataset::synchronize) does it.
    pub const fn off() -> Self {
        Automatic {
            on_wake: false,
            after_write: None,
            interval: None,
        }
    }

    /// Not, or so long after the last write.
    pub const fn after_write(mut self, pause: Option<Duration>) -> Self {
        self.after_write = pause;
        self
    }

    /// Not, or again and again, 10 seconds at the least.
    pub const fn interval(mut self, interval: Option<Duration>) -> Self {
        self.interval = interval;
        self
    }
}

impl Default for Automatic {
    /// When the network returns, when the page is shown, when somebody signs in, and two seconds after a write.
    fn default() -> Self {
        Automatic {
            on_wake: true,
            after_write: Some(Duration::from_secs(2)),
            interval: None,
        }
    }
}

impl ClientConfig {
    /// Where the records of [`Client::records`](crate::Client::records) are kept, and how they are synchronised.
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
    /// At Cognito Sync, for those who have it: AWS takes no new customers for it. It takes an
    /// [identity pool](super::ClientConfig::identity_pool).
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sync.html>
    #[cfg(feature = "aws")]
    pub fn cognito_sync() -> Self {
        RecordsConfig::at(Place::CognitoSync { endpoint: None })
    }

    /// In a table of DynamoDB of this name, 3 to 255 letters, digits and `_.-`: an item for each record. It takes an
    /// [identity pool](super::ClientConfig::identity_pool).
    #[cfg(feature = "aws")]
    pub fn dynamo_db(table: impl Into<String>) -> Self {
        RecordsConfig::at(Place::DynamoDb {
            table: table.into(),
            endpoint: None,
        })
    }

    /// At an API of the app's own, below this address. It gets the access token of whoever is signed in, and keeps
    /// nothing for guests.
    pub fn own_api(url: impl Into<String>) -> Self {
        RecordsConfig::at(Place::OwnApi { url: url.into() })
    }

    /// Anywhere else.
    pub fn remote(remote: impl Remote + 'static) -> Self {
        RecordsConfig::at(Place::Other(Arc::new(remote)))
    }

    /// The address of the service, where it is not the Region's own: a local one, for instance.
    #[cfg(feature = "aws")]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        if let Place::CognitoSync { endpoint } | Place::DynamoDb { endpoint, .. } = &mut self.place
        {
            *endpoint = Some(url.into());
        }
        self
    }

    /// Who wins where a record was changed here and elsewhere. Without it, whoever wrote last.
    pub fn on_conflict(mut self, resolve: Resolve) -> Self {
        self.on_conflict = resolve;
        self
    }

    /// What becomes of records whose dataset was deleted elsewhere. Without it, what was written here stays.
    pub fn on_deleted(mut self, policy: OnDeleted) -> Self {
        self.on_deleted = policy;
        self
    }

    /// What becomes of a person's records here when they sign out. Without it, what is at the remote is removed.
    pub fn on_sign_out(mut self, policy: OnSignOut) -> Self {
        self.on_sign_out = policy;
        self
    }

    /// When datasets are synchronised without being told to.
    pub fn automatic(mut self, automatic: Automatic) -> Self {
        self.automatic = automatic;
        self
    }

    /// Seals what is kept in this browser by a key that no script can read: a copy of its database is worth nothing
    /// elsewhere. The names of datasets and records are not sealed. See `docs/STORES.md` for what it protects from.
    pub fn sealed(mut self) -> Self {
        self.is_sealed = true;
        self
    }

    fn at(place: Place) -> Self {
        RecordsConfig {
            place,
            on_conflict: Resolve::default(),
            on_deleted: OnDeleted::default(),
            on_sign_out: OnSignOut::default(),
            automatic: Automatic::default(),
            is_sealed: false,
        }
    }

    fn check(&self, has_identity_pool: bool) -> Result<(), Error> {
        match &self.place {
            #[cfg(feature = "aws")]
            Place::CognitoSync { endpoint } | Place::DynamoDb { endpoint, .. } => {
                if let Some(url) = endpoint {
                    check_origin("records.endpoint", url)?;
                }
                if !has_identity_pool {
                    let problem =
                        "give an identity pool, too: the records are those of its identities";
                    return Err(Error::configuration("records", problem));
                }
            }
            Place::OwnApi { url } => check_base(url)?,
            Place::Other(_) => {}
        }
        let _ = has_identity_pool;
        if let Some(interval) = self.automatic.interval
            && interval < Duration::from_secs(10)
        {
            let problem = "give 10 seconds or more";
            return Err(Error::configuration("records.automatic.interval", problem));
        }
        #[cfg(feature = "aws")]
        if let Place::DynamoDb { table, .. } = &self.place {
            check_table(table)?;
        }
        Ok(())
    }
}

/// The name of a table.
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

/// An address of a server, and a path.
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

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "aws")]
            Place::CognitoSync { .. } => f.write_str("CognitoSync"),
            #[cfg(feature = "aws")]
            Place::DynamoDb { table, .. } => write!(f, "DynamoDb({table})"),
            Place::OwnApi { url } => write!(f, "OwnApi({url})"),
            Place::Other(_) => f.write_str("Other(..)"),
        }
    }
}
