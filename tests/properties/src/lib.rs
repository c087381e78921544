//! Properties that hold for any input, including an attacker's. Each function panics if its property does not hold.
//!
//! `tests/random.rs` checks them with random inputs in each test run; the targets in `fuzz/` check
//! them with a fuzzer's inputs.

mod callback;
mod json;
mod jwt;
mod record;
mod srp;
mod sync;

pub use callback::callback;
pub use json::json;
pub use jwt::jwt;
pub use record::{record, whole_record};
pub use srp::srp;
pub use sync::sync;
