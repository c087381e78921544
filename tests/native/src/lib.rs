//! Tests of the whole client with the emulator, in one process and with simulated time.
//!
//! A [`Stage`] is an origin with its tabs, a network, and an emulated Cognito. `wire` carries
//! requests between them and applies a browser's rules (CORS); [`hosted`] is a browser for the
//! hosted UI. The tests are in `tests/client/`, a file per subject; they use the client's public
//! API only.

#![forbid(unsafe_code)]

pub mod authenticator;
pub mod generated;
pub mod hosted;
pub mod jwt;
mod seeded;
mod stage;
pub mod totp;
mod wire;

pub use seeded::*;
pub use stage::*;
