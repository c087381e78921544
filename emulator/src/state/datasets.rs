//! The Cognito Sync datasets of an identity pool's identities.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html>
//! - <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_UpdateRecords.html>

use std::collections::BTreeMap;
use std::time::Duration;

use crate::timestamp::Timestamp;

/// The lifetime of a sync session's token.
// Source: API_ListRecords ("A token containing a session ID, identity ID, and expiration"). Assumed: an hour.
const SESSION_LIFETIME: Duration = Duration::from_secs(3600);

/// The datasets of an identity pool's identities, by identity.
#[derive(Debug, Default)]
pub(crate) struct Datasets {
    owners: BTreeMap<String, IdentityDatasets>,
    /// The open sessions, by token.
    sessions: BTreeMap<String, SyncSession>,
}

/// The datasets of one identity.
#[derive(Debug, Default)]
struct IdentityDatasets {
    /// The datasets by name, including deleted ones.
    datasets: BTreeMap<String, Dataset>,
    /// The names of merged datasets, by the name of the dataset that they are to be merged into.
    merges: BTreeMap<String, Vec<String>>,
}

/// A dataset, which may be deleted.
#[derive(Debug, Clone)]
pub(crate) struct Dataset {
    /// Incremented by each change.
    pub(crate) sync_count: u64,
    /// The sync count of the last deletion.
    pub(crate) deleted: Option<u64>,
    pub(crate) is_there: bool,
    /// The records by key, including removed ones.
    pub(crate) records: BTreeMap<String, Record>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) modified_by: String,
}

/// A record, which may be removed.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// `None` if it is removed.
    pub(crate) value: Option<String>,
    pub(crate) sync_count: u64,
    pub(crate) modified: Timestamp,
    pub(crate) modified_by: String,
    /// The modification time that the device sent.
    pub(crate) device_modified: Timestamp,
}

/// A session in which a dataset that was read can be changed.
#[derive(Debug)]
struct SyncSession {
    identity_id: String,
    dataset: String,
    expires: Timestamp,
}

/// A change of a record.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) key: String,
    /// `None` if it is removed.
    pub(crate) value: Option<String>,
    pub(crate) device_modified: Timestamp,
}

impl Datasets {
    /// The dataset, if it exists and is not deleted.
    pub(crate) fn get(&self, identity_id: &str, name: &str) -> Option<&Dataset> {
        self.history(identity_id, name).filter(|it| it.is_there)
    }

    /// The dataset, even if it is deleted.
    pub(crate) fn history(&self, identity_id: &str, name: &str) -> Option<&Dataset> {
        self.owners.get(identity_id)?.datasets.get(name)
    }

    /// The identity's datasets by name.
    pub(crate) fn of(&self, identity_id: &str) -> impl Iterator<Item = (&str, &Dataset)> {
        let owned = self.owners.get(identity_id).into_iter();
        let all = owned.flat_map(|it| it.datasets.iter());
        all.filter(|(_, dataset)| dataset.is_there)
            .map(|(name, dataset)| (name.as_str(), dataset))
    }

    /// The names of the datasets that are to be merged into this one.
    pub(crate) fn merged_into(&self, identity_id: &str, name: &str) -> &[String] {
        let merges = self.owners.get(identity_id).map(|it| &it.merges);
        let names = merges.and_then(|it| it.get(name));
        names.map(Vec::as_slice).unwrap_or_default()
    }

    /// Applies changes, which get the same sync count. A missing dataset is created.
    // Source: API_UpdateRecords, API_Dataset ("Datasets are automatically created if they don't exist"),
    // https://github.com/aws-amplify/aws-sdk-android (AWS's own client: "verify the server sync count is increased exactly by
    // one, meaning no other updates were made during this update"). Assumed: that the count of a dataset that was deleted
    // goes on while those of its records are forgotten, and that a dataset is made without patches as well.
    pub(crate) fn change(
        &mut self,
        identity_id: &str,
        name: &str,
        changes: Vec<Change>,
        by: &str,
        now: Timestamp,
    ) {
        let owned = self.owners.entry(identity_id.to_owned()).or_default();
        let dataset = owned
            .datasets
            .entry(name.to_owned())
            .or_insert_with(|| Dataset::new(by, now));
        if !dataset.is_there {
            dataset.is_there = true;
            dataset.created = now;
        }
        if changes.is_empty() {
            return;
        }
        dataset.sync_count += 1;
        dataset.modified = now;
        by.clone_into(&mut dataset.modified_by);
        for change in changes {
            let record = Record {
                value: change.value,
                sync_count: dataset.sync_count,
                modified: now,
                modified_by: by.to_owned(),
                device_modified: change.device_modified,
            };
            dataset.records.insert(change.key, record);
        }
    }

    /// Deletes a dataset. Other datasets no longer report it as merged.
    // Source: API_DeleteDataset ("Datasets that this dataset was merged with will no longer report the merge").
    pub(crate) fn delete(&mut self, identity_id: &str, name: &str) {
        let Some(owned) = self.owners.get_mut(identity_id) else {
            return;
        };
        for names in owned.merges.values_mut() {
            names.retain(|it| it != name);
        }
        if let Some(dataset) = owned.datasets.get_mut(name).filter(|it| it.is_there) {
            dataset.is_there = false;
            dataset.sync_count += 1;
            dataset.deleted = Some(dataset.sync_count);
            dataset.records.clear();
        }
    }

    /// Moves the datasets of a merged identity to the other one, each under a new name, which the dataset with the original
    /// name reports as merged.
    // Source: handling-callbacks (`onDatasetsMerged`), https://github.com/aws/aws-sdk-net/pull/414 ("the sync count is 1").
    // Assumed: that all of its records have that count, and that a dataset that was merged before is reported with it.
    pub(crate) fn merge(&mut self, from: &str, into: &str) {
        let gone = self.owners.remove(from).unwrap_or_default();
        let owned = self.owners.entry(into.to_owned()).or_default();
        for (name, mut dataset) in gone.datasets {
            if !dataset.is_there {
                continue;
            }
            dataset.sync_count = 1;
            dataset.deleted = None;
            for record in dataset.records.values_mut() {
                record.sync_count = 1;
            }
            let new_name = format!("{name}.{from}");
            let mut before = gone.merges.iter();
            let of = before.find(|(_, names)| names.contains(&name));
            let of = of.map_or(&name, |(of, _)| of).clone();
            owned.merges.entry(of).or_default().push(new_name.clone());
            owned.datasets.insert(new_name, dataset);
        }
    }

    /// Removes all datasets of an identity.
    pub(crate) fn forget(&mut self, identity_id: &str) {
        self.owners.remove(identity_id);
    }

    /// Opens a session for a dataset that was read.
    pub(crate) fn open(&mut self, token: String, identity_id: &str, dataset: &str, now: Timestamp) {
        self.sessions.retain(|_, session| now < session.expires);
        let session = SyncSession {
            identity_id: identity_id.to_owned(),
            dataset: dataset.to_owned(),
            expires: now + SESSION_LIFETIME,
        };
        self.sessions.insert(token, session);
    }

    /// Whether the token is of an open session of this dataset.
    pub(crate) fn is_open(
        &self,
        token: &str,
        identity_id: &str,
        dataset: &str,
        now: Timestamp,
    ) -> bool {
        let session = self.sessions.get(token);
        session.is_some_and(|it| {
            it.identity_id == identity_id && it.dataset == dataset && now < it.expires
        })
    }
}

impl Dataset {
    fn new(by: &str, now: Timestamp) -> Self {
        Self {
            sync_count: 0,
            deleted: None,
            is_there: false,
            records: BTreeMap::new(),
            created: now,
            modified: now,
            modified_by: by.to_owned(),
        }
    }

    /// The keys and values of the records that are not removed.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.records.iter();
        all.filter_map(|(key, record)| Some((key.as_str(), record.value.as_deref()?)))
    }

    /// The size of the records, in bytes.
    // Source: API_Dataset (`DataStorage`: "Total size in bytes of the records in this dataset"). Assumed: keys and values.
    pub(crate) fn size(&self) -> usize {
        self.kept()
            .map(|(key, value)| key.len() + value.len())
            .sum()
    }
}
