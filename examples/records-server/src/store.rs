//! Stores records in SQLite.

use std::sync::{Arc, Mutex};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

/// The records of all people.
#[derive(Clone)]
pub struct Store(Arc<Mutex<Connection>>);

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An error of SQLite.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The dataset is not in the state that the request expects.
    #[error("the dataset has changed")]
    Changed,
}

/// A dataset in the list of datasets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub name: String,
    pub created: i64,
    pub modified: i64,
    pub records: i64,
}

/// A record in a response.
#[derive(Debug, Serialize)]
pub struct Record {
    pub key: String,
    /// Missing if the record was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    pub version: i64,
    pub modified: i64,
}

/// A record in a request.
#[derive(Debug, Deserialize)]
pub struct Patch {
    pub key: String,
    pub value: Option<String>,
    pub modified: i64,
}

/// The state of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// When it was created, in milliseconds since 1970. It is different for all datasets of a person.
    pub created: i64,
    /// The number of writes since then.
    pub version: i64,
}

impl State {
    /// The entity tag.
    pub fn tag(&self) -> String {
        format!("\"{}.{}\"", self.created, self.version)
    }
}

impl Store {
    /// Opens the database in a file; `:memory:` is a temporary one.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(path: &str) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Store(Arc::new(Mutex::new(connection))))
    }

    pub(crate) fn datasets(&self, person: &str) -> Result<Vec<Summary>, StoreError> {
        self.run(|transaction| {
            let mut query = transaction.prepare(
                "SELECT name, created, modified, (SELECT count(*) FROM record WHERE record.person = dataset.person \
                 AND record.dataset = dataset.name AND value IS NOT NULL) FROM dataset WHERE person = ? ORDER BY name",
            )?;
            let rows = query.query_map([person], |row| {
                Ok(Summary {
                    name: row.get(0)?,
                    created: row.get(1)?,
                    modified: row.get(2)?,
                    records: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Reads the state and the records of a dataset; `None` if it does not exist.
    pub(crate) fn read(
        &self,
        person: &str,
        dataset: &str,
    ) -> Result<Option<(State, Vec<Record>)>, StoreError> {
        self.run(|transaction| {
            let Some(state) = state(transaction, person, dataset)? else {
                return Ok(None);
            };
            let mut query = transaction.prepare(
                "SELECT key, value, version, modified FROM record WHERE person = ? AND dataset = ?",
            )?;
            let rows = query.query_map([person, dataset], |row| {
                Ok(Record {
                    key: row.get(0)?,
                    value: row.get(1)?,
                    version: row.get(2)?,
                    modified: row.get(3)?,
                })
            })?;
            Ok(Some((state, rows.collect::<Result<_, _>>()?)))
        })
    }

    /// Writes to a dataset if `expects` accepts its current state, and creates it if needed.
    pub(crate) fn write(
        &self,
        person: &str,
        dataset: &str,
        expects: impl FnOnce(Option<State>) -> bool,
        patches: Vec<Patch>,
        now: i64,
    ) -> Result<(State, Vec<Record>), StoreError> {
        self.run(|transaction| {
            let before = state(transaction, person, dataset)?;
            if !expects(before) {
                return Err(StoreError::Changed);
            }
            let after = match before {
                Some(State { created, version }) => State {
                    created,
                    version: version + 1,
                },
                None => State {
                    created: creation_time(transaction, person, now)?,
                    version: 1,
                },
            };
            transaction.execute(
                "INSERT INTO dataset (person, name, created, version, modified) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT DO UPDATE SET version = ?4, modified = ?5",
                params![person, dataset, after.created, after.version, now],
            )?;
            let mut written = Vec::new();
            for patch in patches {
                let (key, value) = (&patch.key, &patch.value);
                transaction.execute(
                    "INSERT INTO record (person, dataset, key, value, version, modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                     ON CONFLICT DO UPDATE SET value = ?4, version = ?5, modified = ?6",
                    params![person, dataset, key, value, after.version, patch.modified],
                )?;
                written.push(Record {
                    key: patch.key,
                    value: patch.value,
                    version: after.version,
                    modified: patch.modified,
                });
            }
            Ok((after, written))
        })
    }

    /// Deletes a dataset, and returns whether it existed.
    pub(crate) fn delete(&self, person: &str, dataset: &str) -> Result<bool, StoreError> {
        self.run(|transaction| {
            let sql = "DELETE FROM record WHERE person = ? AND dataset = ?";
            transaction.execute(sql, [person, dataset])?;
            let sql = "DELETE FROM dataset WHERE person = ? AND name = ?";
            Ok(transaction.execute(sql, [person, dataset])? > 0)
        })
    }

    fn run<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // After a panic in another request, its transaction was rolled back.
        let mut connection = self.0.lock().unwrap_or_else(|it| it.into_inner());
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

fn state(
    transaction: &Transaction<'_>,
    person: &str,
    dataset: &str,
) -> Result<Option<State>, StoreError> {
    let sql = "SELECT created, version FROM dataset WHERE person = ? AND name = ?";
    let found = transaction.query_row(sql, [person, dataset], |row| {
        Ok(State {
            created: row.get(0)?,
            version: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

/// Returns a creation time that none of the person's datasets has, including deleted ones: `now`, or the next free
/// time.
fn creation_time(transaction: &Transaction<'_>, person: &str, now: i64) -> Result<i64, StoreError> {
    let sql = "INSERT INTO person (id, latest) VALUES (?1, ?2) \
               ON CONFLICT DO UPDATE SET latest = max(latest + 1, ?2) RETURNING latest";
    Ok(transaction.query_row(sql, params![person, now], |row| row.get(0))?)
}
