//! An API of an app's own that keeps records for the people of a user pool, as `RecordsConfig::own_api` asks it.
//!
//! `docs/RECORDS.md` has the three requests. `store` keeps the records in SQLite, `keys` and `person` check who asks,
//! `api` answers. It is small enough to be read and taken over as it is.

#![forbid(unsafe_code)]

mod api;
mod keys;
mod person;
mod store;

pub use api::{Server, router};
pub use keys::{KeySource, Keys, KeysError};
pub use person::Pool;
pub use store::{Store, StoreError};
