//! The WebAssembly of the npm package: the class that it exports.
//!
//! It exchanges JSON text with the scripts in `pkg/src`, with the library's own reader and writer: serde would be
//! larger than everything in this folder. The types in `pkg/src` are the contract.
//!
//! - `core`: the exported class.
//! - `commands`: the commands, by the names in `table`, which is generated from `pkg/commands.toml`.
//! - `arguments`, `argument_types`, `settings`: read the input; `view` writes the output; `records` does both for
//!   records.
//! - `events`: reports results and changes; `registry`: holds the steps of a sign-in for JavaScript.
//!
//! Decisions belong in the flows of the library, not here.

#![forbid(unsafe_code)]
// On the host only the tests use it, and only parts of it.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod argument_types;
mod arguments;
mod commands;
#[cfg(target_arch = "wasm32")]
mod core;
mod events;
mod records;
mod registry;
mod settings;
#[rustfmt::skip]
mod table;
mod view;
