//! The group `records`: data that follows the person, in datasets that work offline.
//!
//! `remote` is what a place that keeps the records has to do.

mod remote;

pub use remote::{
    Changes, Cursor, DatasetSummary, Existence, Extent, Limits, Patch, Remote, RemoteRecord,
    Written,
};
