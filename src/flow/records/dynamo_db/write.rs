//! Transactions.

use sha2::{Digest, Sha256};

use super::position::{Head, Position};
use super::{
    DELETED, DynamoDb, EXPIRES, MODIFIED, RECORD, VALUE, VERSION, head_key, key, record_key,
    refusal,
};
use crate::config::{Cursor, Patch, RemoteRecord, Written};
use crate::error::{Error, ErrorKind};
use crate::platform::Timestamp;
use crate::protocol::dynamodb::{
    self, CancellationReason, Expression, Item, TransactWriteItem, TransactWriteItems,
    cancellation_reasons,
};

/// For how long a removed record is kept, in seconds: 90 days. Until then a device that has changed it hears when it was
/// removed; afterwards, only that it was.
const TOMBSTONE_LIFE: u64 = 90 * 24 * 3600;
/// The most bytes of a transaction: AWS takes 4 MB.
const MOST_BYTES: usize = 3_500_000;
/// The most items of a transaction.
const MOST_ITEMS: usize = 100;
/// How often a deletion is tried while others write.
const TRIES: u32 = 8;

/// What became of a transaction.
enum Outcome {
    Done,
    /// These of its items, by their places, were not as they were expected.
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
            let batch = fitting(&left);
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
                    // All of this change is known here: what was settled before still is.
                    position.head = next;
                }
                Ok(Outcome::Refused(places)) if !places.contains(&0) => {
                    for place in places.into_iter().rev() {
                        refused.push(left.remove(place - 1).key.clone());
                    }
                }
                Err(error) if stored.is_empty() => return Err(error),
                // Somebody else has written to the dataset; or what is not stored yet cannot be now.
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
        for _ in 0..TRIES {
            let head = self.head(owner, dataset).await?;
            if head.is_absent() {
                return self.sweep(owner, dataset, head).await;
            }
            let next = Head {
                version: head.version + 1,
                deleted: head.version + 1,
            };
            let item = self.head_item(owner, dataset, head, next, self.client.now());
            if let Outcome::Done = self.transact(owner, vec![item]).await? {
                return self.sweep(owner, dataset, next).await;
            }
        }
        Err(Error::new(
            ErrorKind::ConcurrentModification,
            "others write to the dataset all the time",
        ))
    }

    /// Deletes the items of records that do not exist any more. What others write meanwhile has a later version, and
    /// stays.
    async fn sweep(&self, owner: &str, dataset: &str, head: Head) -> Result<(), Error> {
        if head.deleted == 0 {
            return Ok(());
        }
        let prefix = record_key(dataset, "");
        let found = self.all(owner, &prefix, Some("#record, #version")).await?;
        let is_dead = |item: &&Item| item.number(VERSION).is_none_or(|it| it <= head.deleted);
        let dead = found.iter().filter(is_dead);
        let mut left: Vec<_> = dead.filter_map(|item| item.string(RECORD)).collect();
        while !left.is_empty() {
            let count = left.len().min(MOST_ITEMS);
            let batch = left.iter().take(count);
            let deleted = batch.map(|record| TransactWriteItem {
                table_name: self.table.clone(),
                put: Err(key(owner, record)),
                condition: on_version("#version <= :deleted", (":deleted", head.deleted)),
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
        // The same for the same transaction: where its answer is lost and it is sent again, it is done once.
        operation.client_request_token = token(&operation);
        let answer = self.send(owner, &operation).await?;
        let error = match dynamodb::response::<TransactWriteItems>(&answer) {
            Ok(()) => return Ok(Outcome::Done),
            Err(error) => error,
        };
        let reasons = cancellation_reasons(&answer);
        let is_other = |it: &&CancellationReason| {
            !matches!(
                it,
                CancellationReason::None | CancellationReason::ConditionalCheckFailed
            )
        };
        if let Some(reason) = reasons.iter().find(is_other) {
            return Err(refusal::of_reason(reason));
        }
        let all = reasons
            .iter()
            .take(operation.transact_items.len())
            .enumerate();
        let refused = all.filter(|(_, it)| **it == CancellationReason::ConditionalCheckFailed);
        let places: Vec<_> = refused.map(|(place, _)| place).collect();
        match places.is_empty() {
            true => Err(refusal::meaning(error)),
            false => Ok(Outcome::Refused(places)),
        }
    }

    /// A dataset's head in the place of that which was read.
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
                seen => on_version("#version = :seen", (":seen", seen)),
            },
        }
    }

    /// A record in the place of that which was read.
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
            None => item.with_number(EXPIRES, now.as_millis() / 1000 + TOMBSTONE_LIFE),
        };
        TransactWriteItem {
            table_name: self.table.clone(),
            put: Ok(item),
            condition: match patch.version {
                // One that was there before the dataset was deleted may not have been swept yet.
                0 => on_version(
                    "attribute_not_exists(#version) OR #version <= :deleted",
                    (":deleted", head.deleted),
                ),
                // Where the head is as it was read, only a removed record can be gone: its time was over.
                seen => on_version(
                    "attribute_not_exists(#version) OR #version = :seen",
                    (":seen", seen),
                ),
            },
        }
    }
}

fn on_version(text: &'static str, (name, number): (&str, u64)) -> Expression {
    Expression {
        text,
        names: vec![("#version", VERSION)],
        values: Item::new().with_number(name, number),
    }
}

/// As many patches, from the first on, as one transaction takes beside the head.
fn fitting<'a>(patches: &[&'a Patch]) -> Vec<&'a Patch> {
    let mut bytes = 0;
    let fits = |patch: &&&Patch| {
        let value = patch.value.as_ref().map_or(0, String::len);
        // The keys and the attributes' names and numbers have less.
        bytes += value + 2048;
        bytes <= MOST_BYTES
    };
    let all = patches.iter().take(MOST_ITEMS - 1);
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

fn token(operation: &TransactWriteItems) -> String {
    let request = dynamodb::request("", operation);
    let hash = Sha256::digest(request.body.unwrap_or_default());
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let bytes = hash.iter().take(16);
    bytes
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
