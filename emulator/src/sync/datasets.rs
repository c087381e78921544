//! Operations on datasets.

use serde_json::{Value, json};

use super::rules::{TOKEN, check_path};
use super::{Call, Operation, seconds};
use crate::errors::Failure;
use crate::idp::request::Input;
use crate::state::State;
use crate::state::datasets::{Dataset, Datasets};
use crate::timestamp::Timestamp;

pub(super) const USAGE: Operation = Operation("DescribeIdentityUsage", describe_identity_usage);
pub(super) const LIST: Operation = Operation("ListDatasets", list_datasets);
pub(super) const DESCRIBE: Operation = Operation("DescribeDataset", describe_dataset);
pub(super) const DELETE: Operation = Operation("DeleteDataset", delete_dataset);

/// The maximum number of datasets in a response.
// Assumed: more than an identity can have without merges.
const MAX_PAGE_SIZE: i64 = 64;

/// [DescribeIdentityUsage](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeIdentityUsage.html)
fn describe_identity_usage(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let mut input = Input::new(&call.target.members);
    check_path(&mut input);
    input.finish()?;

    let datasets = call.datasets(state)?;
    let all: Vec<_> = datasets.of(&call.target.identity_id).collect();
    let storage: usize = all.iter().map(|(_, dataset)| dataset.size()).sum();
    let modified: Option<Timestamp> = all.iter().map(|(_, dataset)| dataset.modified).max();
    Ok(json!({ "IdentityUsage": {
        "IdentityId": call.target.identity_id,
        "IdentityPoolId": call.target.pool_id,
        "DatasetCount": all.len(),
        "DataStorage": storage,
        "LastModifiedDate": modified.map(seconds),
    } }))
}

/// [ListDatasets](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListDatasets.html)
// Source: API_ListDatasets. Assumed: that the token of the next page is the last name.
fn list_datasets(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let mut input = Input::new(&call.target.members);
    check_path(&mut input);
    let most = input
        .number("MaxResults", 1, MAX_PAGE_SIZE)
        .unwrap_or(MAX_PAGE_SIZE);
    let after = input.optional("NextToken", &TOKEN);
    input.finish()?;

    let id = &call.target.identity_id;
    let mut left = call
        .datasets(state)?
        .of(id)
        .filter(|(name, _)| after.is_none_or(|after| *name > after));
    let page: Vec<_> = left
        .by_ref()
        .take(usize::try_from(most).unwrap_or(0))
        .collect();
    let last = page.last().map(|(name, _)| *name);
    let next = left.next().and(last);
    let page = page
        .iter()
        .map(|(name, dataset)| described(id, name, dataset));
    let page: Vec<_> = page.collect();
    Ok(json!({ "Datasets": page, "Count": page.len(), "NextToken": next }))
}

/// [DescribeDataset](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeDataset.html)
// Source: API_DescribeDataset (`ResourceNotFoundException`).
fn describe_dataset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let mut input = Input::new(&call.target.members);
    check_path(&mut input);
    input.finish()?;

    let (id, name) = call.dataset();
    let dataset = call.datasets(state)?.get(id, name);
    let dataset = dataset.ok_or_else(|| Failure::no_such_dataset(name))?;
    Ok(json!({ "Dataset": described(id, name, dataset) }))
}

/// [DeleteDataset](https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DeleteDataset.html)
// Source: API_DeleteDataset (`ResourceNotFoundException`).
fn delete_dataset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let response = describe_dataset(state, call)?;
    let (id, name) = call.dataset();
    call.datasets(state)?.delete(id, name);
    Ok(response)
}

impl Call<'_> {
    /// The datasets of the identity pool.
    // Source: API_ListRecords.
    pub(super) fn datasets<'a>(&self, state: &'a mut State) -> Result<&'a mut Datasets, Failure> {
        let pool = state.identity_pool_mut(&self.target.pool_id);
        let pool = pool.ok_or_else(|| Failure::identity_forbidden(&self.target.identity_id))?;
        Ok(&mut pool.datasets)
    }

    /// The identity id and the dataset's name.
    pub(super) fn dataset(&self) -> (&str, &str) {
        let name = self.target.dataset.as_deref();
        (&self.target.identity_id, name.unwrap_or_default())
    }
}

// Source: API_Dataset.
fn described(identity_id: &str, name: &str, dataset: &Dataset) -> Value {
    json!({
        "IdentityId": identity_id,
        "DatasetName": name,
        "CreationDate": seconds(dataset.created),
        "LastModifiedDate": seconds(dataset.modified),
        "LastModifiedBy": dataset.modified_by,
        "DataStorage": dataset.size(),
        "NumRecords": dataset.kept().count(),
    })
}
