//! The cryptography of a user pool: password verifiers and their proof, signed tokens.
//!
//! Nothing here knows a user, a request or the time.

pub(crate) mod jwt;
pub(crate) mod secret_hash;
pub(crate) mod srp;
