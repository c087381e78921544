//! Cryptography: SRP, signed tokens, codes of authenticator apps, passkeys.
//!
//! Nothing here depends on users, requests or the time.

pub(crate) mod cose;
pub(crate) mod jwt;
pub(crate) mod secret_hash;
pub(crate) mod srp;
pub(crate) mod totp;
pub(crate) mod web_authn;
