//! The requests of the operations.

use super::record::*;
use crate::http::HttpRequest;
use crate::idp::{Record, Writer};
use crate::json::integer_text;
use crate::oauth::percent::{self, Query};
use crate::secret::Secret;

/// An operation that an identity's credentials may call, with its name and its response.
pub trait Operation {
    /// AWS's name of the operation.
    const NAME: &'static str;
    /// The type of the response.
    type Response: Record;
    /// Returns the unsigned request for this endpoint.
    fn request(&self, endpoint: &str) -> HttpRequest;
}

/// The owner of data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The identity pool's id, `<Region>:<UUID>`.
    pub pool_id: String,
    /// The identity's id, `<Region>:<UUID>`.
    pub id: String,
}

/// Returns the usage of an identity.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeIdentityUsage.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeIdentityUsage {
    /// The owner.
    pub identity: Identity,
}

/// Lists the datasets of an identity.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListDatasets.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListDatasets {
    /// The owner.
    pub identity: Identity,
    /// The maximum number of datasets in a page.
    pub max_results: Option<i64>,
    /// The token of the previous page.
    pub next_token: Option<String>,
}

/// Returns the metadata of a dataset.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DescribeDataset.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeDataset {
    /// The owner.
    pub identity: Identity,
    /// The name of the dataset.
    pub dataset_name: String,
}

/// Deletes a dataset with all of its records.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_DeleteDataset.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteDataset {
    /// The owner.
    pub identity: Identity,
    /// The name of the dataset.
    pub dataset_name: String,
}

/// Lists the records that were changed after a sync count, including removed ones.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_ListRecords.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRecords {
    /// The owner.
    pub identity: Identity,
    /// The name of the dataset, which need not exist.
    pub dataset_name: String,
    /// The last known sync count of the dataset. Zero for all records.
    pub last_sync_count: Option<i64>,
    /// The maximum number of records in a page.
    pub max_results: Option<i64>,
    /// The token of the previous page.
    pub next_token: Option<String>,
    /// The session token of the previous response.
    pub sync_session_token: Option<Secret>,
}

/// Changes records, all or none.
/// <https://docs.aws.amazon.com/cognitosync/latest/APIReference/API_UpdateRecords.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateRecords {
    /// The owner.
    pub identity: Identity,
    /// The name of the dataset, which is created if it does not exist.
    pub dataset_name: String,
    /// The changes.
    pub update: Update,
}

impl Operation for DescribeIdentityUsage {
    const NAME: &'static str = "DescribeIdentityUsage";
    type Response = DescribeIdentityUsageResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest::get(identity_url(endpoint, &self.identity))
    }
}

impl Operation for ListDatasets {
    const NAME: &'static str = "ListDatasets";
    type Response = ListDatasetsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        let url = identity_url(endpoint, &self.identity) + "/datasets";
        let mut query = Query::default();
        query.add_some("maxResults", &self.max_results.map(integer_text));
        query.add_some("nextToken", &self.next_token);
        HttpRequest::get(with_query(url, query))
    }
}

impl Operation for DescribeDataset {
    const NAME: &'static str = "DescribeDataset";
    type Response = DescribeDatasetResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest::get(dataset_url(endpoint, &self.identity, &self.dataset_name))
    }
}

impl Operation for DeleteDataset {
    const NAME: &'static str = "DeleteDataset";
    type Response = DeleteDatasetResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest {
            method: "DELETE",
            ..HttpRequest::get(dataset_url(endpoint, &self.identity, &self.dataset_name))
        }
    }
}

impl Operation for ListRecords {
    const NAME: &'static str = "ListRecords";
    type Response = ListRecordsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        let url = dataset_url(endpoint, &self.identity, &self.dataset_name) + "/records";
        let token = self.sync_session_token.as_ref();
        let token = token.map(|token| token.expose().to_owned());
        let mut query = Query::default();
        query.add_some("lastSyncCount", &self.last_sync_count.map(integer_text));
        query.add_some("maxResults", &self.max_results.map(integer_text));
        query.add_some("nextToken", &self.next_token);
        query.add_some("syncSessionToken", &token);
        HttpRequest::get(with_query(url, query))
    }
}

impl Operation for UpdateRecords {
    const NAME: &'static str = "UpdateRecords";
    type Response = UpdateRecordsResponse;

    fn request(&self, endpoint: &str) -> HttpRequest {
        HttpRequest {
            method: "POST",
            url: dataset_url(endpoint, &self.identity, &self.dataset_name),
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: Some(Writer::of(&self.update).finish()),
        }
    }
}

fn identity_url(endpoint: &str, identity: &Identity) -> String {
    let mut url = [endpoint, "/identitypools/"].concat();
    percent::encode(&mut url, &identity.pool_id);
    url.push_str("/identities/");
    percent::encode(&mut url, &identity.id);
    url
}

fn dataset_url(endpoint: &str, identity: &Identity, name: &str) -> String {
    let mut url = identity_url(endpoint, identity) + "/datasets/";
    percent::encode(&mut url, name);
    url
}

fn with_query(url: String, query: Query) -> String {
    match query.finish() {
        query if query.is_empty() => url,
        query => [&url, "?", &query].concat(),
    }
}
