//! Datasets, records, and what the operations answer.

use crate::idp::Timestamp;
use crate::idp::describe::{names, nested, record};
use crate::secret::Secret;

names! {
    /// What is done to a record.
    pub enum PatchOperation {
        /// It gets this value.
        Replace => "replace",
        /// It is removed.
        Remove => "remove",
    }
}

record! {
    /// What is changed in a dataset.
    pub struct Update {
        /// The token of the last [`ListRecords`](super::ListRecords) of this dataset.
        pub sync_session_token: Secret => "SyncSessionToken",
        /// The changes.
        pub record_patches: Vec<RecordPatch> => "RecordPatches",
        /// The device's id, as `RegisterDevice` gives it.
        pub device_id: Option<String> => "DeviceId",
    }

    /// A change of a record.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
    pub struct RecordPatch {
        /// What is done to it.
        pub op: PatchOperation => "Op",
        /// The record's key, 1 to 1,024 characters.
        pub key: String => "Key",
        /// The new value, up to 1,048,575 characters; an empty one is a value. Not shown by `Debug`: it is somebody's
        /// own.
        pub value: Option<Secret> => "Value",
        /// The sync count with which the record was seen last; zero where it was not there.
        pub sync_count: i64 => "SyncCount",
        /// When the person changed it.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
    }

    /// A record.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Record.html>
    pub struct DatasetRecord {
        /// Its key.
        pub key: Option<String> => "Key",
        /// Its value; `None` where it was removed. Not shown by `Debug`: it is somebody's own.
        pub value: Option<Secret> => "Value",
        /// The dataset's sync count with which it was changed.
        pub sync_count: Option<i64> => "SyncCount",
        /// When the service heard of the change.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// Who or which device changed it.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// When the person changed it, as the device has told it.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
    }

    /// What is known of a dataset.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Dataset.html>
    pub struct Dataset {
        /// Whose it is.
        pub identity_id: Option<String> => "IdentityId",
        /// Its name.
        pub dataset_name: Option<String> => "DatasetName",
        /// When it was made.
        pub creation_date: Option<Timestamp> => "CreationDate",
        /// When it was changed.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// Who or which device changed it.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// The bytes of its records.
        pub data_storage: Option<i64> => "DataStorage",
        /// How many records it has.
        pub num_records: Option<i64> => "NumRecords",
    }

    /// How much an identity has.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_IdentityUsage.html>
    pub struct IdentityUsage {
        /// Whose it is.
        pub identity_id: Option<String> => "IdentityId",
        /// The identity pool.
        pub identity_pool_id: Option<String> => "IdentityPoolId",
        /// When something of it was changed.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// How many datasets.
        pub dataset_count: Option<i64> => "DatasetCount",
        /// The bytes of all records.
        pub data_storage: Option<i64> => "DataStorage",
    }

    /// The answer to [`DescribeIdentityUsage`](super::DescribeIdentityUsage).
    pub struct DescribeIdentityUsageResponse {
        /// How much it has.
        pub identity_usage: Option<IdentityUsage> => "IdentityUsage",
    }

    /// The answer to [`ListDatasets`](super::ListDatasets).
    pub struct ListDatasetsResponse {
        /// The datasets.
        pub datasets: Vec<Dataset> => "Datasets",
        /// How many there are in this answer.
        pub count: Option<i64> => "Count",
        /// Where the next answer goes on; `None` where this is the last.
        pub next_token: Option<String> => "NextToken",
    }

    /// The answer to [`DescribeDataset`](super::DescribeDataset).
    pub struct DescribeDatasetResponse {
        /// The dataset.
        pub dataset: Option<Dataset> => "Dataset",
    }

    /// The answer to [`DeleteDataset`](super::DeleteDataset).
    pub struct DeleteDatasetResponse {
        /// The dataset as it was.
        pub dataset: Option<Dataset> => "Dataset",
    }

    /// The answer to [`ListRecords`](super::ListRecords).
    pub struct ListRecordsResponse {
        /// The records.
        pub records: Vec<DatasetRecord> => "Records",
        /// Where the next answer goes on; `None` where this is the last.
        pub next_token: Option<String> => "NextToken",
        /// How many records there are.
        pub count: Option<i64> => "Count",
        /// The dataset's sync count.
        pub dataset_sync_count: Option<i64> => "DatasetSyncCount",
        /// Who or which device changed the dataset last.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// Datasets of identities that were merged into this one, which are to be merged into this dataset.
        pub merged_dataset_names: Vec<String> => "MergedDatasetNames",
        /// Whether there is such a dataset.
        pub dataset_exists: Option<bool> => "DatasetExists",
        /// Whether it was deleted since the sync count that was named.
        pub dataset_deleted_after_requested_sync_count: Option<bool> => "DatasetDeletedAfterRequestedSyncCount",
        /// What [`UpdateRecords`](super::UpdateRecords) has to show.
        pub sync_session_token: Option<Secret> => "SyncSessionToken",
    }

    /// The answer to [`UpdateRecords`](super::UpdateRecords).
    pub struct UpdateRecordsResponse {
        /// The records that were changed, with their new sync counts.
        pub records: Vec<DatasetRecord> => "Records",
    }
}

nested!(RecordPatch, DatasetRecord, Dataset, IdentityUsage);
