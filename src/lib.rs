//! Amazon Cognito sign-in for the browser: a protocol that does no I/O, driven by flows that know
//! no browser, on a platform of small traits, under screens that a site owns.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod client;
mod config;
mod error;
pub mod flow;
#[cfg(all(feature = "js", any(target_arch = "wasm32", test)))]
mod js;
pub mod platform;
pub mod protocol;
pub mod session;
#[cfg(feature = "ui")]
pub mod ui;

pub use client::{Client, Subscription};
pub use config::{ClientConfig, Settings, Storage};
pub use error::{Error, ErrorKind, Field};
pub use flow::*;
pub use platform::{Platform, Timestamp};
pub use session::{Change, Session, SignOutReason, SignOutReport, TokenClaims};
