//! The API, operation by operation, without a server: virtual time, a fixed seed.

mod account;
mod admin;
mod codes;
mod config;
mod protocol;
mod sign_in;
mod sign_up;
mod srp;
mod support;
mod tokens;
