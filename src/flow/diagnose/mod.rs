//! Diagnosis: compares the configuration with the user pool and the identity pool.
//!
//! `report` is the result; `checks`, `app_client`, `domain` and `identity_pool` are the checks, which add to
//! `findings`; `messages` and `identity_messages` contain the texts. The npm package has its own
//! implementation in `pkg/src/diagnose.ts`, which a page loads on demand; a test compares the two.

mod app_client;
mod checks;
mod domain;
mod findings;
#[cfg(feature = "aws")]
mod identity_messages;
#[cfg(feature = "aws")]
mod identity_pool;
mod messages;
mod report;

pub use report::{Diagnosis, Finding, Subject, Verdict};
