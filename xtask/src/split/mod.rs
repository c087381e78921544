//! Cuts the WebAssembly into what every page needs and parts that a page loads when it wants them.
//!
//! A part begins at functions that are marked by their name, and has whatever nothing but them
//! needs: `graph` finds that out from the linker's relocations, `source` reads the module, `cut` says which
//! function goes where, and `write` writes the modules.

pub mod cut;
mod graph;
mod names;
mod source;
mod write;

pub use cut::Cut;

use anyhow::Result;
use graph::Belongings;

/// Cuts `bound`, the module that wasm-bindgen made of `linked`, and whose exports `glue` uses.
pub fn split(linked: &[u8], bound: &[u8], glue: &str, marks: &[&str]) -> Result<Cut> {
    let whose = match marks {
        [] => Belongings::default(),
        marks => graph::belongings(linked, marks)?,
    };
    cut::cut(bound, glue, &whose, marks)
}
