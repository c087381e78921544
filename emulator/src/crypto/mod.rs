//! The cryptography of a user pool: password verifiers and their proof, signed tokens, codes of
//! authenticator apps, keys of passkeys.
//!
//! Nothing here knows a user, a request or the time.

pub(crate) mod cose;
pub(crate) mod jwt;
pub(crate) mod secret_hash;
pub(crate) mod srp;
pub(crate) mod totp;
pub(crate) mod web_authn;
