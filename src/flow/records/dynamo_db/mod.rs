//! The remote for a DynamoDB table: one item per record.
//!
//! The partition key is the identity id, so that an IAM policy can restrict people to their own items. Each dataset has
//! a head: an item with the number of the last change. A record's version is the number of the change that wrote it. A
//! change writes the head and the records in one transaction, on condition that the head and the records are unchanged.
//! So there is nothing to read as long as the head is the same, and deleting a dataset is a single write to the head:
//! records with a version up to that of the deletion no longer exist. `docs/RECORDS.md` defines the table and the
//! policy.
//!
//! `position` is the cursor, `write` makes the transactions, `errors` maps errors.

mod errors;
mod position;
mod write;

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::config::{
    Changes, Cursor, DatasetSummary, Extent, Limits, Patch, Remote, RemoteRecord, Written,
};
use crate::error::Error;
use crate::platform::{LocalFuture, Timestamp};
use crate::protocol::dynamodb::{self, Expression, GetItem, Item, Operation, Query};
use crate::protocol::http::HttpResponse;
use position::{Head, Position};
use vestibule_chunk::chunk;

// The attributes.
const IDENTITY: &str = "identity";
/// `notes/greeting` for a record, `/notes` for a dataset's head. Names of datasets contain no slash.
const RECORD: &str = "record";
/// Missing if the record was removed.
const VALUE: &str = "value";
const VERSION: &str = "version";
const MODIFIED: &str = "modified";
/// When DynamoDB may delete the item of a removed record, in seconds since 1970.
const EXPIRES: &str = "expires";
/// In a head: the number of the change that deleted the dataset.
const DELETED: &str = "deleted";

/// The length of the longest dataset name, and the slash.
const PREFIX: usize = 128 + 1;

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(super) const LIMITS: Limits = Limits {
    datasets: None,
    records: None,
    dataset_bytes: None,
    // An item can have 400 KB, including its keys and the names of its attributes.
    value_bytes: 400_000,
    key_bytes: 1024 - PREFIX,
    // A transaction can have 100 items, one of which is the head.
    patches: 99,
};

/// A DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoDb {
    client: Client,
    table: String,
    endpoint: String,
    region: String,
}

impl Client {
    #[chunk(dynamo_db, load = self)]
    pub(super) async fn dynamo_db(
        &self,
        table: &str,
        endpoint: Option<&str>,
    ) -> Result<Arc<dyn Remote>, Error> {
        let region = self.identity_pool()?.region();
        let remote = DynamoDb::new(self.clone(), table, endpoint, region);
        Ok(Arc::new(remote))
    }
}

impl DynamoDb {
    /// The table of that name at the endpoint, or in the Region. The Region of an AWS endpoint is read from its host
    /// name.
    fn new(client: Client, table: &str, endpoint: Option<&str>, region: &str) -> Self {
        let endpoint = match endpoint {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => dynamodb::endpoint(region),
        };
        let named = endpoint.strip_prefix("https://dynamodb.");
        let named = named.and_then(|host| host.split_once('.'));
        let region = named.map_or(region, |(region, _)| region).to_owned();
        DynamoDb {
            client,
            table: table.to_owned(),
            endpoint: endpoint + "/",
            region,
        }
    }
}

impl Remote for DynamoDb {
    fn owner(&self) -> LocalFuture<'_, Result<String, Error>> {
        Box::pin(async { self.client.aws().identity_id().await })
    }

    fn datasets<'a>(
        &'a self,
        owner: &'a str,
    ) -> LocalFuture<'a, Result<Vec<DatasetSummary>, Error>> {
        Box::pin(async move {
            let heads = self.query_all(owner, "/", None).await?;
            Ok(heads.iter().filter_map(summary).collect())
        })
    }

    fn changes<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        since: Option<&'a Cursor>,
    ) -> LocalFuture<'a, Result<Changes, Error>> {
        Box::pin(async move {
            let now = self.client.now();
            let before = since.and_then(|it| Position::parse(it.as_str()));
            let head = self.head(owner, dataset).await?;
            let existence = head.existence(before.as_ref());
            if let (Some(since), Some(before)) = (since, &before)
                && before.is_complete_at(head)
            {
                return Ok(Changes {
                    records: Vec::new(),
                    cursor: since.clone(),
                    extent: Extent::Since,
                    dataset: existence,
                    merged: Vec::new(),
                });
            }
            let records = self.records(owner, dataset, head).await?;
            let position = Position::after_reading(head, before.as_ref(), now);
            Ok(Changes {
                records,
                cursor: Cursor::new(position.to_text()),
                extent: Extent::Whole,
                dataset: existence,
                merged: Vec::new(),
            })
        })
    }

    fn write<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
        at: &'a Cursor,
        patches: &'a [Patch],
    ) -> LocalFuture<'a, Result<Written, Error>> {
        Box::pin(self.write_all(owner, dataset, at, patches))
    }

    fn delete<'a>(
        &'a self,
        owner: &'a str,
        dataset: &'a str,
    ) -> LocalFuture<'a, Result<(), Error>> {
        Box::pin(self.delete_dataset(owner, dataset))
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn retry_after(&self) -> Duration {
        self.client.host_pause(&self.endpoint)
    }
}

impl DynamoDb {
    async fn head(&self, owner: &str, dataset: &str) -> Result<Head, Error> {
        let operation = GetItem {
            table_name: self.table.clone(),
            key: key(owner, &head_key(dataset)),
            consistent_read: true,
        };
        let found = self.call(owner, &operation).await?.item;
        Ok(found.map_or(Head::default(), |item| Head {
            version: item.number(VERSION).unwrap_or_default(),
            deleted: item.number(DELETED).unwrap_or_default(),
        }))
    }

    /// Reads all records of a dataset that were written after its last deletion.
    async fn records(
        &self,
        owner: &str,
        dataset: &str,
        head: Head,
    ) -> Result<Vec<RemoteRecord>, Error> {
        if head.is_absent() {
            return Ok(Vec::new());
        }
        let prefix = record_key(dataset, "");
        let items = self.query_all(owner, &prefix, None).await?;
        let record = |item: &Item| {
            let version = item.number(VERSION)?;
            (version > head.deleted).then_some(RemoteRecord {
                key: item.string(RECORD)?.get(prefix.len()..)?.to_owned(),
                value: item.string(VALUE).map(str::to_owned),
                version,
                modified: modified(item).unwrap_or_default(),
                modified_by: String::new(),
            })
        };
        Ok(items.iter().filter_map(record).collect())
    }

    /// Reads all items whose sort key has this prefix.
    async fn query_all(
        &self,
        owner: &str,
        prefix: &str,
        projection: Option<&'static str>,
    ) -> Result<Vec<Item>, Error> {
        let mut names = vec![("#identity", IDENTITY), ("#record", RECORD)];
        if projection.is_some() {
            names.push(("#version", VERSION));
        }
        let values = Item::new().with_string(":identity", owner);
        let mut query = Query {
            table_name: self.table.clone(),
            key_condition: Expression {
                text: "#identity = :identity AND begins_with(#record, :prefix)",
                names,
                values: values.with_string(":prefix", prefix),
            },
            projection,
            exclusive_start_key: None,
            consistent_read: true,
        };
        let mut items = Vec::new();
        loop {
            let page = self.call(owner, &query).await?;
            items.extend(page.items);
            query.exclusive_start_key = page.last_evaluated_key;
            if query.exclusive_start_key.is_none() {
                return Ok(items);
            }
        }
    }

    async fn call<O: Operation>(&self, owner: &str, operation: &O) -> Result<O::Response, Error> {
        let response = self.send(owner, operation).await?;
        dynamodb::response::<O>(&response).map_err(errors::service_error)
    }

    async fn send<O: Operation>(&self, owner: &str, operation: &O) -> Result<HttpResponse, Error> {
        let request = dynamodb::request(&self.endpoint, operation);
        let scope = ("dynamodb", &*self.region);
        self.client.send_as(owner, scope, request).await
    }
}

fn key(owner: &str, record: &str) -> Item {
    Item::new()
        .with_string(IDENTITY, owner)
        .with_string(RECORD, record)
}

fn head_key(dataset: &str) -> String {
    ["/", dataset].concat()
}

fn record_key(dataset: &str, key: &str) -> String {
    [dataset, "/", key].concat()
}

fn modified(item: &Item) -> Option<Timestamp> {
    item.number(MODIFIED).map(Timestamp::from_millis)
}

/// Describes a dataset by its head; `None` if it was deleted.
fn summary(head: &Item) -> Option<DatasetSummary> {
    let is_here = head.number(VERSION) > head.number(DELETED);
    is_here.then_some(DatasetSummary {
        name: head.string(RECORD)?.strip_prefix('/')?.to_owned(),
        created: None,
        modified: modified(head),
        modified_by: String::new(),
        bytes: None,
        records: None,
    })
}
