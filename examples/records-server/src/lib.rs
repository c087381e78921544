//! An example of an app's own API that stores records for the people of a user pool, for `RecordsConfig::own_api`.
//!
//! `docs/RECORDS.md` specifies the three requests. `store` stores the records in SQLite, `keys` and `person`
//! authenticate requests, `api` is the HTTP API. It is small enough to be read completely and copied.

#![forbid(unsafe_code)]

mod api;
mod keys;
mod person;
mod store;

pub use api::{Server, router};
pub use keys::{KeySource, Keys, KeysError};
pub use person::Pool;
pub use store::{Store, StoreError};
