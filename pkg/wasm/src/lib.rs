//! The WebAssembly of the npm package: the class that it exports.
//!
//! Between it and the scripts in `pkg/src`, plain values cross as JSON text, by the reader and writer that the library
//! has anyway: a serde would weigh more than everything in this folder. The types in `pkg/src` are the contract.
//!
//! `core` is the exported class, `commands` does what JavaScript wants done, by the names in `table`, which is made of
//! `pkg/commands.toml`. `arguments`, `given` and `settings` read what it gives (`records` of records), `view` writes what it sees,
//! `events` tells what happens, and `registry` keeps the steps that it holds. What decides anything belongs into the flows.

#![forbid(unsafe_code)]
// On the host only the tests use it, and not all of it.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod arguments;
mod commands;
#[cfg(target_arch = "wasm32")]
mod core;
mod events;
mod given;
mod identity_pool;
mod records;
mod registry;
mod settings;
#[rustfmt::skip]
mod table;
mod view;
