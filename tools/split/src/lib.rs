//! Cuts the WebAssembly into what every page needs and parts that a page loads when it wants them.
//!
//! A part begins at functions that are marked by their name, and has whatever nothing but them
//! needs: `graph` finds that out from the linker's `relocations`, `source` reads the module, `cut` says which
//! function goes where, and `write` writes the modules, `sections` what they are made of.

pub mod chunks;
pub mod cut;
mod graph;
mod names;
pub mod optimise;
pub mod order;
mod relocations;
mod sections;
pub mod shorten;
mod source;
pub mod trunk;
mod write;

pub use cut::Cut;
pub use write::FIRST_LENT;

use anyhow::Result;
use graph::Belongings;

/// A part of a module.
#[derive(Clone, Copy)]
pub struct Part {
    /// What the functions by which it is entered have in their names.
    pub marks: &'static [&'static str],
    /// Which other part, by its number, is loaded wherever this one is: what both need is there.
    pub on: Option<usize>,
    /// Whether it is loaded by so many pages that what it has in common with others, that do not stand
    /// on it, is better in the main module than in each of them.
    pub is_usual: bool,
}

impl Part {
    fn is_entered_by(&self, name: &str) -> bool {
        self.marks.iter().any(|mark| name.contains(mark))
    }
}

/// Whether the part of that number has `other` loaded: because it is the same, or stands on it.
fn has(parts: &[Part], part: usize, other: usize) -> bool {
    let mut at = Some(part);
    // No part stands on more than all of them.
    for _ in 0..=parts.len() {
        if at == Some(other) {
            return true;
        }
        at = at.and_then(|at| parts.get(at)?.on);
    }
    false
}

/// Cuts `bound`, the module that wasm-bindgen made of `linked`, and whose exports `glue` uses. What only
/// the `unasked` classes need goes.
pub fn split(
    linked: &[u8],
    bound: &[u8],
    glue: &str,
    parts: &[Part],
    unasked: &[&str],
) -> Result<Cut> {
    let whose = match (parts, unasked) {
        ([], []) => Belongings::default(),
        _ => graph::belongings(linked, parts, unasked)?,
    };
    cut::cut(bound, glue, &whose, parts)
}
