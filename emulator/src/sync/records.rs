//! Operations on records.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rules::{DEVICE_ID, KEY, TOKEN, VALUE, check_path};
use super::{Call, Operation, seconds};
use crate::errors::Failure;
use crate::idp::request::Input;
use crate::state::State;
use crate::state::datasets::{Change, Dataset, Datasets, Record};

pub(super) const LIST: Operation = Operation("ListRecords", list_records);
pub(super) const UPDATE: Operation = Operation("UpdateRecords", update_records);

/// The maximum number of records in a response.
// Assumed: as many as a dataset can have.
const MAX_PAGE_SIZE: i64 = 1024;

/// The maximum number of datasets of an identity.
// Source: quotas.
const MAX_DATASETS: usize = 20;
/// The maximum number of records of a dataset.
// Source: quotas.
const MAX_RECORDS: usize = 1024;
/// The maximum size of a dataset, in bytes.
// Source: quotas, API_Dataset ("a dataset can hold up to 1MB of key-value pairs").
const MAX_DATASET: usize = 1 << 20;

/// [ListRecords](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html)
// Source: API_ListRecords. Assumed: that a dataset that was deleted is told of to who knew some of it, that the token of the
// next page is the last key, and the message.
fn list_records(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let mut input = Input::new(&call.target.members);
    check_path(&mut input);
    let since = input.number("LastSyncCount", 0, i64::MAX).unwrap_or(0);
    let most = input
        .number("MaxResults", 1, MAX_PAGE_SIZE)
        .unwrap_or(MAX_PAGE_SIZE);
    let after = input.optional("NextToken", &TOKEN);
    let session = input.optional("SyncSessionToken", &TOKEN);
    input.finish()?;

    let (id, name) = call.dataset();
    let token = state.random.base64url::<96>();
    let datasets = call.datasets(state)?;
    if session.is_some_and(|token| !datasets.is_open(token, id, name, call.now)) {
        return Err(Failure::sync_session());
    }
    let known = datasets.history(id, name);
    let count = known.map_or(0, |dataset| dataset.sync_count);
    let since = since.unsigned_abs();
    if since > count {
        return Err(Failure::no_such_sync_count(since));
    }
    let deleted = known.and_then(|dataset| dataset.deleted);
    let (records, next) = page(known, since, after, most);
    let response = json!({
        "Records": records,
        "NextToken": next,
        "Count": records.len(),
        "DatasetSyncCount": count,
        "LastModifiedBy": known.map(|dataset| dataset.modified_by.as_str()),
        "MergedDatasetNames": merged(datasets, id, name),
        "DatasetExists": known.is_some_and(|dataset| dataset.is_there),
        "DatasetDeletedAfterRequestedSyncCount": since > 0 && deleted.is_some_and(|at| at > since),
        "SyncSessionToken": token,
    });
    datasets.open(token, id, name, call.now);
    Ok(response)
}

/// [UpdateRecords](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_UpdateRecords.html)
// Source: API_UpdateRecords ("The server will reject an UpdateRecords request with a ResourceConflictException if you try to
// patch a record with a new value but a stale sync count", "When the record does not exist, specify the sync count as 0").
// Assumed: that all patches or none are applied, and that a key can be patched once.
fn update_records(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let mut input = Input::new(&call.target.members);
    check_path(&mut input);
    let session = input.required("SyncSessionToken", &TOKEN);
    let device = input.optional("DeviceId", &DEVICE_ID);
    let patches = match call.target.members.get("RecordPatches") {
        None | Some(Value::Null) => Vec::new(),
        Some(_) => input.structures("RecordPatches", |patch| Patch::read(patch, call)),
    };
    input.finish()?;

    let (id, name) = call.dataset();
    let datasets = call.datasets(state)?;
    if !datasets.is_open(session, id, name, call.now) {
        return Err(Failure::sync_session());
    }
    let known = datasets.history(id, name);
    check_counts(known, &patches)?;
    check_limits(datasets, id, name, &patches)?;
    let keys: Vec<String> = patches.iter().map(|it| it.change.key.clone()).collect();
    let changes = patches.into_iter().map(|patch| patch.change).collect();
    let by = device.unwrap_or(&call.by);
    datasets.change(id, name, changes, by, call.now);
    let dataset = datasets.get(id, name);
    let record = |key: &String| Some(written(key, dataset?.records.get(key)?));
    let records: Vec<_> = keys.iter().filter_map(record).collect();
    Ok(json!({ "Records": records }))
}

/// A change of a record, and the record's last known sync count.
struct Patch {
    change: Change,
    sync_count: i64,
    has_no_value: bool,
}

impl Patch {
    // Source: API_RecordPatch. Assumed: that a time that is not said is now.
    fn read(input: &mut Input<'_>, call: &Call<'_>) -> Self {
        let op = input.choice("Op", &["replace", "remove"]);
        let key = input.required("Key", &KEY).to_owned();
        let value = input.optional("Value", &VALUE).map(str::to_owned);
        input.present("SyncCount");
        let sync_count = input.number("SyncCount", 0, i64::MAX).unwrap_or(0);
        let device_modified = input.time("DeviceLastModifiedDate").unwrap_or(call.now);
        let is_removal = op == "remove";
        Self {
            has_no_value: !is_removal && value.is_none(),
            change: Change {
                key,
                value: value.filter(|_| !is_removal),
                device_modified,
            },
            sync_count,
        }
    }
}

// Source: API_UpdateRecords, https://github.com/aws/aws-sdk-net/issues/391 (a record that has the same value and another
// sync count is refused, too). Assumed: that removed records count, too.
fn check_counts(dataset: Option<&Dataset>, patches: &[Patch]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for patch in patches {
        let key = &patch.change.key;
        if patch.has_no_value {
            return Err(Failure::record_without_value(key));
        }
        if !seen.insert(key) {
            return Err(Failure::invalid_parameter(format!(
                "There are two patches of {key}."
            )));
        }
        let record = dataset.and_then(|dataset| dataset.records.get(key));
        let count = record.map_or(0, |record| record.sync_count);
        if u64::try_from(patch.sync_count) != Ok(count) {
            return Err(Failure::sync_conflict(key, count, patch.sync_count));
        }
    }
    Ok(())
}

// Source: quotas, API_UpdateRecords (`LimitExceededException`). Assumed: the message, and that removed records do not count.
fn check_limits(
    datasets: &Datasets,
    identity_id: &str,
    name: &str,
    patches: &[Patch],
) -> Result<(), Failure> {
    let dataset = datasets.get(identity_id, name);
    if dataset.is_none() && datasets.of(identity_id).count() >= MAX_DATASETS {
        return Err(Failure::sync_limit("datasets of an identity"));
    }
    let patched: BTreeSet<&str> = patches.iter().map(|it| it.change.key.as_str()).collect();
    let kept = dataset.into_iter().flat_map(Dataset::kept);
    let kept = kept.filter(|(key, _)| !patched.contains(key));
    let put = patches
        .iter()
        .filter_map(|it| Some((it.change.key.as_str(), it.change.value.as_deref()?)));
    let (mut count, mut size) = (0, 0);
    for (key, value) in kept.chain(put) {
        count += 1;
        size += key.len() + value.len();
    }
    if count > MAX_RECORDS {
        return Err(Failure::sync_limit("records of a dataset"));
    }
    match size > MAX_DATASET {
        true => Err(Failure::sync_limit("size of a dataset")),
        false => Ok(()),
    }
}

/// The records that were changed after a sync count, and the token of the next page.
fn page(
    dataset: Option<&Dataset>,
    since: u64,
    after: Option<&str>,
    most: i64,
) -> (Vec<Value>, Option<String>) {
    let records = dataset.into_iter().flat_map(|dataset| &dataset.records);
    let changed = records.filter(|(_, record)| record.sync_count > since);
    let mut left = changed.filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
    let page: Vec<_> = left
        .by_ref()
        .take(usize::try_from(most).unwrap_or(0))
        .collect();
    let last = page.last().map(|(key, _)| (*key).clone());
    let next = left.next().and(last);
    let page = page.into_iter().map(|(key, record)| written(key, record));
    (page.collect(), next)
}

/// `null` where there are none.
// Source: https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html (its example).
fn merged(datasets: &Datasets, identity_id: &str, name: &str) -> Value {
    match datasets.merged_into(identity_id, name) {
        [] => Value::Null,
        names => json!(names),
    }
}

/// The JSON of a record; a removed one has no value.
// Source: API_Record.
fn written(key: &str, record: &Record) -> Value {
    json!({
        "Key": key,
        "Value": record.value,
        "SyncCount": record.sync_count,
        "LastModifiedDate": seconds(record.modified),
        "LastModifiedBy": record.modified_by,
        "DeviceLastModifiedDate": seconds(record.device_modified),
    })
}
