//! Datasets, records, and the responses of the operations.

use crate::idp::Timestamp;
use crate::idp::describe::{names, nested, record};
use crate::secret::Secret;

names! {
    /// The kind of a change of a record.
    pub enum PatchOperation {
        /// Sets the value.
        Replace => "replace",
        /// Removes the record.
        Remove => "remove",
    }
}

record! {
    /// The changes of a dataset.
    pub struct Update {
        /// The token of the last [`ListRecords`](super::ListRecords) of this dataset.
        pub sync_session_token: Secret => "SyncSessionToken",
        /// The changes.
        pub record_patches: Vec<RecordPatch> => "RecordPatches",
        /// The device's id, from `RegisterDevice`.
        pub device_id: Option<String> => "DeviceId",
    }

    /// A change of a record.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_RecordPatch.html>
    pub struct RecordPatch {
        /// The kind of the change.
        pub op: PatchOperation => "Op",
        /// The record's key, 1 to 1,024 characters.
        pub key: String => "Key",
        /// The new value, up to 1,048,575 characters. An empty text is a value. Personal data, so `Debug` does not show
        /// it.
        pub value: Option<Secret> => "Value",
        /// The last known sync count of the record. Zero for a new one.
        pub sync_count: i64 => "SyncCount",
        /// When the user changed it.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
    }

    /// A record.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Record.html>
    pub struct DatasetRecord {
        /// Its key.
        pub key: Option<String> => "Key",
        /// Its value. `None` if it was removed. Personal data, so `Debug` does not show it.
        pub value: Option<Secret> => "Value",
        /// The dataset's sync count of its last change.
        pub sync_count: Option<i64> => "SyncCount",
        /// When the service received the change.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// The user or the device that changed it.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// When the user changed it, by the device's clock.
        pub device_last_modified_date: Option<Timestamp> => "DeviceLastModifiedDate",
    }

    /// The metadata of a dataset.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_Dataset.html>
    pub struct Dataset {
        /// The owner.
        pub identity_id: Option<String> => "IdentityId",
        /// Its name.
        pub dataset_name: Option<String> => "DatasetName",
        /// When it was created.
        pub creation_date: Option<Timestamp> => "CreationDate",
        /// When it was last changed.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// The user or the device that changed it.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// The size of its records, in bytes.
        pub data_storage: Option<i64> => "DataStorage",
        /// The number of its records.
        pub num_records: Option<i64> => "NumRecords",
    }

    /// The usage of an identity.
    /// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_IdentityUsage.html>
    pub struct IdentityUsage {
        /// The owner.
        pub identity_id: Option<String> => "IdentityId",
        /// The identity pool.
        pub identity_pool_id: Option<String> => "IdentityPoolId",
        /// When it was last changed.
        pub last_modified_date: Option<Timestamp> => "LastModifiedDate",
        /// The number of datasets.
        pub dataset_count: Option<i64> => "DatasetCount",
        /// The size of all records, in bytes.
        pub data_storage: Option<i64> => "DataStorage",
    }

    /// The response to [`DescribeIdentityUsage`](super::DescribeIdentityUsage).
    pub struct DescribeIdentityUsageResponse {
        /// The usage.
        pub identity_usage: Option<IdentityUsage> => "IdentityUsage",
    }

    /// The response to [`ListDatasets`](super::ListDatasets).
    pub struct ListDatasetsResponse {
        /// The datasets.
        pub datasets: Vec<Dataset> => "Datasets",
        /// The number of datasets in this response.
        pub count: Option<i64> => "Count",
        /// The token for the next page. `None` on the last page.
        pub next_token: Option<String> => "NextToken",
    }

    /// The response to [`DescribeDataset`](super::DescribeDataset).
    pub struct DescribeDatasetResponse {
        /// The dataset.
        pub dataset: Option<Dataset> => "Dataset",
    }

    /// The response to [`DeleteDataset`](super::DeleteDataset).
    pub struct DeleteDatasetResponse {
        /// The deleted dataset.
        pub dataset: Option<Dataset> => "Dataset",
    }

    /// The response to [`ListRecords`](super::ListRecords).
    pub struct ListRecordsResponse {
        /// The records.
        pub records: Vec<DatasetRecord> => "Records",
        /// The token for the next page. `None` on the last page.
        pub next_token: Option<String> => "NextToken",
        /// The number of records.
        pub count: Option<i64> => "Count",
        /// The dataset's sync count.
        pub dataset_sync_count: Option<i64> => "DatasetSyncCount",
        /// The user or the device that last changed the dataset.
        pub last_modified_by: Option<String> => "LastModifiedBy",
        /// Datasets of identities that were merged into this one. They should be merged into this dataset.
        pub merged_dataset_names: Vec<String> => "MergedDatasetNames",
        /// Whether the dataset exists.
        pub dataset_exists: Option<bool> => "DatasetExists",
        /// Whether it was deleted since the requested sync count.
        pub dataset_deleted_after_requested_sync_count: Option<bool> => "DatasetDeletedAfterRequestedSyncCount",
        /// The token for [`UpdateRecords`](super::UpdateRecords).
        pub sync_session_token: Option<Secret> => "SyncSessionToken",
    }

    /// The response to [`UpdateRecords`](super::UpdateRecords).
    pub struct UpdateRecordsResponse {
        /// The changed records with their new sync counts.
        pub records: Vec<DatasetRecord> => "Records",
    }
}

nested!(RecordPatch, DatasetRecord, Dataset, IdentityUsage);
