//! Tests of the API's operations without a server, with virtual time and a fixed seed.

mod account;
mod admin;
mod choice;
mod codes;
mod config;
mod custom;
mod derived_token;
mod device;
mod local;
mod mfa;
mod passkey;
mod profile;
mod protocol;
mod sessions;
mod sign_in;
mod sign_up;
mod srp;
mod srp_client;
mod step_up;
mod support;
mod tokens;
