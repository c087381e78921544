//! The remote that is a table of DynamoDB: an item for each record.
//!
//! The partition key is the identity's id, so that a policy can keep everybody to the own items. Each dataset has a head,
//! an item with the number of its last change; a record's version is the number of the change that wrote it. A change
//! writes the head and its records in one transaction, under the condition that the head and the records are as they were
//! read. So who has read a dataset up to its head has nothing to read until the head changes, and a deletion of the
//! dataset is one write, whatever is in it: what has a version up to that of the deletion does not exist any more.
//! `docs/RECORDS.md` has the definition of the table and the policy.
//!
//! `position` is up to where a dataset was read, `write` makes the transactions, `refusal` says what an answer means.

mod position;
mod refusal;
mod write;

use std::sync::Arc;

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
/// `notes/greeting` for a record, `/notes` for a dataset's head: a dataset's name has no slash.
const RECORD: &str = "record";
/// Not there where the record was removed.
const VALUE: &str = "value";
const VERSION: &str = "version";
const MODIFIED: &str = "modified";
/// When a removed record may be deleted from the table, in seconds since 1970.
const EXPIRES: &str = "expires";
/// Of a head: the number of the change that deleted the dataset.
const DELETED: &str = "deleted";

/// The longest name of a dataset, and the slash.
const PREFIX: usize = 128 + 1;

/// What it takes.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(super) const LIMITS: Limits = Limits {
    datasets: None,
    records: None,
    dataset_bytes: None,
    // An item has 400 KB, its keys and the names of its attributes included.
    value_bytes: 400_000,
    key_bytes: 1024 - PREFIX,
    // A transaction has 100 items, one of which is the head.
    patches: 99,
};

/// A table of DynamoDB.
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
    /// The table of that name at the address, or in the Region. An address of AWS's tells the Region by itself.
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
            let heads = self.all(owner, "/", None).await?;
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
                && before.is_all_of(head)
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
            let position = Position::read(head, before.as_ref(), now);
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

    /// All records of a dataset that exist since it was deleted last.
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
        let items = self.all(owner, &prefix, None).await?;
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

    /// All items whose sort key begins so.
    async fn all(
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
        let answer = self.send(owner, operation).await?;
        dynamodb::response::<O>(&answer).map_err(refusal::meaning)
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

/// A dataset by its head; `None` where it was deleted.
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
