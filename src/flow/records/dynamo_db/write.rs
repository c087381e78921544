//! Writes to DynamoDB: the transactions of changes and deletions.

use sha2::{Digest, Sha256};

use super::position::{Head, Position};
use super::{
    DELETED, DynamoDb, EXPIRES, MODIFIED, RECORD, VALUE, VERSION, errors, head_key, key, record_key,
};
use crate::config::{Cursor, Patch, RemoteRecord, Written};
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::dynamodb::{
    self, CancellationReason, Expression, Item, TransactWriteItem, TransactWriteItems,
    cancellation_reasons,
};

/// How long the item of a removed record is kept, in seconds: 90 days. Until then, a device that has changed the record
/// learns when it was removed; afterwards, only that it was removed.
const TOMBSTONE_LIFETIME: u64 = 90 * 24 * 3600;
/// The largest transaction, in bytes. AWS allows 4 MB.
const MAX_BYTES: usize = 3_500_000;
/// The largest number of items in a transaction.
const MAX_ITEMS: usize = 100;
/// How often a deletion is attempted while other devices write.
const MAX_ATTEMPTS: u32 = 8;

/// The outcome of a transaction.
enum Outcome {
    Done,
    /// The conditions of these items failed; the numbers are their positions in the transaction.
    Refused(Vec<usize>),
}

impl DynamoDb {
    pub(super) async fn write_all(
        &self,
        owner: &str,
        dataset: &str,
        at: &Cursor,
        patches: &[Patch],
    ) -> Result<Written, Error> {
        let now = self.client.now();
        let mut position = Position::parse(at.as_str()).unwrap_or_default();
        let mut left: Vec<&Patch> = patches.iter().collect();
        let mut stored = Vec::new();
        let mut refused = Vec::new();
        while !left.is_empty() {
            let batch = first_batch(&left);
            let head = position.head;
            let next = Head {
                version: head.version + 1,
                ..head
            };
            let mut items = vec![self.head_item(owner, dataset, head, next, now)];
            let patched = batch.iter();
            items.extend(patched.map(|patch| self.patch_item(owner, dataset, next, patch, now)));
            let outcome = self.transact(owner, items).await;
            match outcome {
                Ok(Outcome::Done) => {
                    stored.extend(batch.iter().map(|patch| record(patch, next.version)));
                    let done = batch.len();
                    left.drain(..done);
                    // This change is completely known, so the position stays as settled as before.
                    position.head = next;
                }
                Ok(Outcome::Refused(places)) if !places.contains(&0) => {
                    for place in places.into_iter().rev() {
                        refused.push(left.remove(place - 1).key.clone());
                    }
                }
                Err(error) if stored.is_empty() => return Err(error),
                // Another device has written to the dataset, or the rest cannot be stored now.
                Ok(Outcome::Refused(_)) | Err(_) => break,
            }
        }
        refused.extend(left.iter().map(|patch| patch.key.clone()));
        let cursor = (!stored.is_empty()).then(|| Cursor::new(position.to_text()));
        Ok(Written {
            stored,
            refused,
            cursor,
        })
    }

    pub(super) async fn delete_dataset(&self, owner: &str, dataset: &str) -> Result<(), Error> {
        for _ in 0..MAX_ATTEMPTS {
            let head = self.head(owner, dataset).await?;
            if head.is_absent() {
                return self.delete_stale_records(owner, dataset, head).await;
            }
            let next = Head {
                version: head.version + 1,
                deleted: head.version + 1,
            };
            let item = self.head_item(owner, dataset, head, next, self.client.now());
            if let Outcome::Done = self.transact(owner, vec![item]).await? {
                return self.delete_stale_records(owner, dataset, next).await;
            }
        }
        Err(Error::new(
            ErrorKind::ConcurrentModification,
            "other devices keep writing to the dataset",
        ))
    }

    /// Deletes the items of records that no longer exist. Records that are written in the meantime have a later
    /// version, so they are not deleted.
    async fn delete_stale_records(
        &self,
        owner: &str,
        dataset: &str,
        head: Head,
    ) -> Result<(), Error> {
        if head.deleted == 0 {
            return Ok(());
        }
        let prefix = record_key(dataset, "");
        let found = self
            .query_all(owner, &prefix, Some("#record, #version"))
            .await?;
        let is_dead = |item: &&Item| item.number(VERSION).is_none_or(|it| it <= head.deleted);
        let dead = found.iter().filter(is_dead);
        let mut left: Vec<_> = dead.filter_map(|item| item.string(RECORD)).collect();
        while !left.is_empty() {
            let count = left.len().min(MAX_ITEMS);
            let batch = left.iter().take(count);
            let deleted = batch.map(|record| TransactWriteItem {
                table_name: self.table.clone(),
                put: Err(key(owner, record)),
                condition: version_condition("#version <= :deleted", (":deleted", head.deleted)),
            });
            match self.transact(owner, deleted.collect()).await? {
                Outcome::Done => drop(left.drain(..count)),
                Outcome::Refused(places) => {
                    for place in places.into_iter().rev() {
                        left.remove(place);
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes all items, or none.
    async fn transact(&self, owner: &str, items: Vec<TransactWriteItem>) -> Result<Outcome, Error> {
        let mut operation = TransactWriteItems {
            client_request_token: String::new(),
            transact_items: items,
        };
        // Derived from the transaction: if it is sent again because the response was lost, it is applied only once.
        operation.client_request_token = request_token(&operation);
        let response = self.send(owner, &operation).await?;
        let error = match dynamodb::response::<TransactWriteItems>(&response) {
            Ok(()) => return Ok(Outcome::Done),
            Err(error) => error,
        };
        let reasons = cancellation_reasons(&response);
        let is_other = |it: &&CancellationReason| {
            !matches!(
                it,
                CancellationReason::None | CancellationReason::ConditionalCheckFailed
            )
        };
        if let Some(reason) = reasons.iter().find(is_other) {
            return Err(errors::cancellation_error(reason));
        }
        let all = reasons
            .iter()
            .take(operation.transact_items.len())
            .enumerate();
        let refused = all.filter(|(_, it)| **it == CancellationReason::ConditionalCheckFailed);
        let places: Vec<_> = refused.map(|(place, _)| place).collect();
        match places.is_empty() {
            true => Err(errors::service_error(error)),
            false => Ok(Outcome::Refused(places)),
        }
    }

    /// Replaces a dataset's head, if it is still as it was read.
    fn head_item(
        &self,
        owner: &str,
        dataset: &str,
        before: Head,
        next: Head,
        now: Timestamp,
    ) -> TransactWriteItem {
        let mut item = key(owner, &head_key(dataset))
            .with_number(VERSION, next.version)
            .with_number(MODIFIED, now.as_millis());
        if next.deleted > 0 {
            item = item.with_number(DELETED, next.deleted);
        }
        TransactWriteItem {
            table_name: self.table.clone(),
            put: Ok(item),
            condition: match before.version {
                0 => Expression {
                    text: "attribute_not_exists(#version)",
                    names: vec![("#version", VERSION)],
                    values: Item::new(),
                },
                seen => version_condition("#version = :seen", (":seen", seen)),
            },
        }
    }

    /// Replaces a record, if it is still as it was read.
    fn patch_item(
        &self,
        owner: &str,
        dataset: &str,
        head: Head,
        patch: &Patch,
        now: Timestamp,
    ) -> TransactWriteItem {
        let mut item = key(owner, &record_key(dataset, &patch.key))
            .with_number(VERSION, head.version)
            .with_number(MODIFIED, patch.modified.as_millis());
        item = match &patch.value {
            Some(value) => item.with_string(VALUE, value.as_str()),
            None => item.with_number(EXPIRES, now.as_millis() / 1000 + TOMBSTONE_LIFETIME),
        };
        TransactWriteItem {
            table_name: self.table.clone(),
            put: Ok(item),
            condition: match patch.version {
                // The item may belong to a record from before the dataset's deletion that is not deleted yet.
                0 => version_condition(
                    "attribute_not_exists(#version) OR #version <= :deleted",
                    (":deleted", head.deleted),
                ),
                // If the head is unchanged, only the item of a removed record can be missing, because it has expired.
                seen => version_condition(
                    "attribute_not_exists(#version) OR #version = :seen",
                    (":seen", seen),
                ),
            },
        }
    }
}

fn version_condition(text: &'static str, (name, number): (&str, u64)) -> Expression {
    Expression {
        text,
        names: vec![("#version", VERSION)],
        values: Item::new().with_number(name, number),
    }
}

/// Returns the first patches, as many as fit into one transaction with the head.
fn first_batch<'a>(patches: &[&'a Patch]) -> Vec<&'a Patch> {
    let mut bytes = 0;
    let fits = |patch: &&&Patch| {
        let value = patch.value.as_ref().map_or(0, String::len);
        // 2048 is more than keys, attribute names and numbers need.
        bytes += value + 2048;
        bytes <= MAX_BYTES
    };
    let all = patches.iter().take(MAX_ITEMS - 1);
    all.take_while(fits).copied().collect()
}

fn record(patch: &Patch, version: u64) -> RemoteRecord {
    RemoteRecord {
        key: patch.key.clone(),
        value: patch.value.clone(),
        version,
        modified: patch.modified,
        modified_by: String::new(),
    }
}

fn request_token(operation: &TransactWriteItems) -> String {
    let request = dynamodb::request("", operation);
    let hash = Sha256::digest(request.body.unwrap_or_default());
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let bytes = hash.iter().take(16);
    bytes
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
