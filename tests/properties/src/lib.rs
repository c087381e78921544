//! What holds for any input, whoever makes it. Each function panics where it does not.
//!
//! `tests/random.rs` tries them on random inputs at every run of the tests; the targets in `fuzz/`
//! on inputs that a fuzzer finds.

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
