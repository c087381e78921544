//! A configuration held against the pool that it names: what is right, and what to change.
//!
//! `report` is what comes of it, `checks`, `app_client`, `domain` and `identity_pool` ask
//! Cognito and the page, `words` and `identity_words` have the sentences.
//! The npm package has the same in `pkg/src/diagnose.ts`, which a page loads when it asks for it; a
//! test holds the two against each other.

mod app_client;
mod checks;
mod domain;
mod findings;
#[cfg(feature = "aws")]
mod identity_pool;
#[cfg(feature = "aws")]
mod identity_words;
mod report;
mod words;

pub use report::{Diagnosis, Finding, Subject, Verdict};
