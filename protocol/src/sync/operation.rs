//! The operations: how each is asked.

use super::record::*;
use crate::http::HttpRequest;
use crate::idp::{Record, Writer};
use crate::json::integer_text;
use crate::oauth::percent::{self, Query};
use crate::secret::Secret;

/// An operation that an identity's own credentials may call, tied to its name and its response.
pub trait Operation {
    /// The name under which AWS knows the operation.
    const NAME: &'static str;
    /// What the service answers.
    type Response: Record;
    /// The request at this endpoint, unsigned.
    fn request(&self, endpoint: &str) -> HttpRequest;
}

/// Whose data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The identity pool's id, `<Region>:<UUID>`.
    pub pool_id: String,
    /// The identity's id, `<Region>:<UUID>`.
    pub id: String,
}

/// How much the identity has.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeIdentityUsage.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeIdentityUsage {
    /// Whose.
    pub identity: Identity,
}

/// The identity's datasets.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListDatasets.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListDatasets {
    /// Whose.
    pub identity: Identity,
    /// The most datasets of one answer.
    pub max_results: Option<i64>,
    /// Goes on where the last answer ended.
    pub next_token: Option<String>,
}

/// How much is in a dataset, and when it was changed.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeDataset.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeDataset {
    /// Whose.
    pub identity: Identity,
    /// Which dataset.
    pub dataset_name: String,
}

/// Deletes a dataset with all of its records.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DeleteDataset.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteDataset {
    /// Whose.
    pub identity: Identity,
    /// Which dataset.
    pub dataset_name: String,
}

/// The records that were changed after a sync count, removed ones included.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRecords {
    /// Whose.
    pub identity: Identity,
    /// Which dataset; it need not be there.
    pub dataset_name: String,
    /// The dataset's sync count up to which everything is known; zero for everything.
    pub last_sync_count: Option<i64>,
    /// The most records of one answer.
    pub max_results: Option<i64>,
    /// Goes on where the last answer ended.
    pub next_token: Option<String>,
    /// The token of the answer before.
    pub sync_session_token: Option<Secret>,
}

/// Changes records: all of them, or none.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_UpdateRecords.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateRecords {
    /// Whose.
    pub identity: Identity,
    /// Which dataset; it is made where it is not there.
    pub dataset_name: String,
    /// What is changed.
    pub update: Update,
}

impl Operation for DescribeIdentityUsage {
    const NAME: &'static str = "DescribeIdentityUsage";
    type Response = DescribeIdentityUsageResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest::get(address(endpoint, &self.identity))
    }
}

impl Operation for ListDatasets {
    const NAME: &'static str = "ListDatasets";
    type Response = ListDatasetsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        let url = address(endpoint, &self.identity) + "/datasets";
        let mut query = Query::default();
        query.add_some("maxResults", &self.max_results.map(integer_text));
        query.add_some("nextToken", &self.next_token);
        HttpRequest::get(asked(url, query))
    }
}

impl Operation for DescribeDataset {
    const NAME: &'static str = "DescribeDataset";
    type Response = DescribeDatasetResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest::get(of_dataset(endpoint, &self.identity, &self.dataset_name))
    }
}

impl Operation for DeleteDataset {
    const NAME: &'static str = "DeleteDataset";
    type Response = DeleteDatasetResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest {
            method: "DELETE",
            ..HttpRequest::get(of_dataset(endpoint, &self.identity, &self.dataset_name))
        }
    }
}

impl Operation for ListRecords {
    const NAME: &'static str = "ListRecords";
    type Response = ListRecordsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        let url = of_dataset(endpoint, &self.identity, &self.dataset_name) + "/records";
        let token = self.sync_session_token.as_ref();
        let token = token.map(|token| token.expose().to_owned());
        let mut query = Query::default();
        query.add_some("lastSyncCount", &self.last_sync_count.map(integer_text));
        query.add_some("maxResults", &self.max_results.map(integer_text));
        query.add_some("nextToken", &self.next_token);
        query.add_some("syncSessionToken", &token);
        HttpRequest::get(asked(url, query))
    }
}

impl Operation for UpdateRecords {
    const NAME: &'static str = "UpdateRecords";
    type Response = UpdateRecordsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest {
            method: "POST",
            url: of_dataset(endpoint, &self.identity, &self.dataset_name),
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: Some(Writer::of(&self.update).finish()),
        }
    }
}

fn address(endpoint: &str, identity: &Identity) -> String {
    let mut url = [endpoint, "/identitypools/"].concat();
    percent::encode(&mut url, &identity.pool_id);
    url.push_str("/identities/");
    percent::encode(&mut url, &identity.id);
    url
}

fn of_dataset(endpoint: &str, identity: &Identity, name: &str) -> String {
    let mut url = address(endpoint, identity) + "/datasets/";
    percent::encode(&mut url, name);
    url
}

fn asked(url: String, query: Query) -> String {
    match query.finish() {
        query if query.is_empty() => url,
        query => [&url, "?", &query].concat(),
    }
}
