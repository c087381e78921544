//! What the npm package is made of: the classes that the WebAssembly exports.
//!
//! They are narrow on purpose. `pkg/src/core.ts` shapes the public objects, checks the types of
//! arguments and makes real errors; the types in `pkg/src` are the contract. Between the two, plain
//! values cross as JSON text, by the reader and writer that the library has anyway: a serde would
//! weigh more than everything in this folder.
//!
//! `read` reads what JavaScript gives, `view` writes what it sees, `command` does what it wants
//! done, and `core` is the exported class. What decides anything belongs into the flows.

// On the host only the tests use it, and not all of it.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod command;
#[cfg(target_arch = "wasm32")]
mod core;
mod read;
mod view;
