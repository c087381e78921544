//! The whole client against the emulator's core, in one process and under virtual time.
//!
//! A [`Stage`] is an origin with its tabs, a network, and a Cognito behind it. `wire` carries
//! requests between them under a browser's rules, [`hosted`] walks the hosted pages as a person's
//! browser does. The tests themselves are in `tests/client/`, a file per subject; they know the
//! client by its public interface only.

#![forbid(unsafe_code)]

pub mod authenticator;
pub mod hosted;
pub mod jwt;
mod seeded;
mod stage;
pub mod totp;
mod wire;

pub use seeded::*;
pub use stage::*;
