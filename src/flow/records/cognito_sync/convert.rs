//! Converts records between the service's and the library's form.

use super::position::Position;
use crate::client::missing_field;
use crate::config::{Cursor, DatasetSummary, Patch, RemoteRecord, Written};
use crate::error::Error;
use crate::platform::Timestamp;
use crate::protocol::idp;
use crate::protocol::secret::Secret;
use crate::protocol::sync;

pub(super) fn remote_record(record: sync::DatasetRecord) -> Result<RemoteRecord, Error> {
    let version = record
        .sync_count
        .and_then(|count| u64::try_from(count).ok());
    let version = version.filter(|version| *version > 0);
    let modified = record.device_last_modified_date;
    Ok(RemoteRecord {
        key: record.key.ok_or_else(|| missing_field("Key"))?,
        value: record.value.map(|value| value.expose().to_owned()),
        version: version.ok_or_else(|| missing_field("SyncCount"))?,
        modified: time(modified.or(record.last_modified_date)).unwrap_or_default(),
        modified_by: record.last_modified_by.unwrap_or_default(),
    })
}

pub(super) fn summary(dataset: sync::Dataset) -> Result<DatasetSummary, Error> {
    let number = |number: Option<i64>| number.and_then(|it| u64::try_from(it).ok());
    Ok(DatasetSummary {
        name: dataset
            .dataset_name
            .ok_or_else(|| missing_field("DatasetName"))?,
        created: time(dataset.creation_date),
        modified: time(dataset.last_modified_date),
        modified_by: dataset.last_modified_by.unwrap_or_default(),
        bytes: number(dataset.data_storage),
        records: number(dataset.num_records),
    })
}

fn time(moment: Option<idp::Timestamp>) -> Option<Timestamp> {
    let millis = u64::try_from(moment?.0).unwrap_or_default();
    Some(Timestamp::from_millis(millis))
}

pub(super) fn record_patch(patch: &Patch) -> sync::RecordPatch {
    sync::RecordPatch {
        op: match patch.value {
            Some(_) => sync::PatchOperation::Replace,
            None => sync::PatchOperation::Remove,
        },
        key: patch.key.clone(),
        value: patch.value.as_deref().map(Secret::from),
        sync_count: patch.version as i64,
        device_last_modified_date: Some(idp::Timestamp(patch.modified.as_millis() as i64)),
    }
}

/// Reads the response to a write: the stored patches, with their new versions.
pub(super) fn read_written(
    response: sync::UpdateRecordsResponse,
    patches: &[Patch],
    at: &Position,
) -> Result<Written, Error> {
    let mut stored = Vec::new();
    for record in response.records {
        let mut record = remote_record(record)?;
        if let Some(patch) = patches.iter().find(|patch| patch.key == record.key) {
            record.value.clone_from(&patch.value);
            stored.push(record);
        }
    }
    let is_stored = |patch: &&Patch| stored.iter().any(|record| record.key == patch.key);
    let others = patches.iter().filter(|patch| !is_stored(patch));
    let refused: Vec<_> = others.map(|patch| patch.key.clone()).collect();
    // If the count has increased by exactly one, no other device has written in the meantime.
    let next = at.count + 1;
    let is_next = refused.is_empty() && stored.iter().all(|it| it.version as i64 == next);
    let position = Position {
        count: next,
        was_there: true,
        token: at.token.clone(),
    };
    Ok(Written {
        stored,
        refused,
        cursor: is_next.then(|| Cursor::new(position.to_text())),
    })
}
