//! Cuts the WebAssembly into what every page needs and chunks that a page loads when it wants them.
//!
//! A chunk begins at functions that are marked by their name, and has whatever nothing but them
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
pub mod trim;
pub mod trunk;
mod write;

pub use cut::Cut;
pub use write::FIRST_SHARED;

use anyhow::Result;
use graph::Belongings;

/// A chunk of a module.
#[derive(Clone, Copy)]
pub struct Chunk {
    /// The name by which a page asks for it.
    pub name: &'static str,
    /// What the functions by which it is entered have in their names.
    pub marks: &'static [&'static str],
    /// The name of another chunk that is loaded wherever this one is: what both need is there.
    pub on: Option<&'static str>,
    /// Whether it is loaded by so many pages that what it has in common with others, that do not stand
    /// on it, is better in the main module than in each of them.
    pub is_usual: bool,
}

impl Chunk {
    fn is_entered_by(&self, name: &str) -> bool {
        self.marks.iter().any(|mark| is_marked(name, mark))
    }
}

/// Whether the function of that name, mangled or not, has the mark itself. What stands inside of such a function, as a
/// closure, or drops it, has the mark in its name, too, and is no entry: the compiler makes one function of several with
/// the same code, and the main module may need that one.
fn is_marked(name: &str, mark: &str) -> bool {
    let Some((before, after)) = name.split_once(mark) else {
        return false;
    };
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let rest = after.trim_start_matches(is_letter);
    match before.get(..3) {
        // A closure begins with `_RNC`, and what has type parameters with `_RINv`.
        Some("_RN") => before.starts_with("_RNv") && rest.is_empty(),
        Some("_RI") => false,
        // The hash that ends the name is of letters as well.
        Some("_ZN") => rest.is_empty(),
        _ => !before.contains("drop_in_place") && (rest.is_empty() || rest.starts_with("::h")),
    }
}

/// Whether the chunk of that number has `other` loaded: because it is the same, or stands on it.
fn has(chunks: &[Chunk], chunk: usize, other: usize) -> bool {
    let mut at = Some(chunk);
    // No chunk stands on more than all of them.
    for _ in 0..=chunks.len() {
        if at == Some(other) {
            return true;
        }
        let on = at.and_then(|at| chunks.get(at)?.on);
        at = on.and_then(|on| chunks.iter().position(|chunk| chunk.name == on));
    }
    false
}

/// Cuts `bound`, the module that wasm-bindgen made of `linked`, and whose exports `glue` uses. What only
/// the `unasked` classes need goes.
pub fn split(
    linked: &[u8],
    bound: &[u8],
    glue: &str,
    chunks: &[Chunk],
    unasked: &[&str],
) -> Result<Cut> {
    let whose = match (chunks, unasked) {
        ([], []) => Belongings::default(),
        _ => graph::belongings(linked, chunks, unasked)?,
    };
    cut::cut(bound, glue, &whose, chunks)
}

#[cfg(test)]
mod tests {
    use super::is_marked;

    #[test]
    fn a_function_is_an_entry_and_what_is_inside_of_it_is_none() {
        for (name, is_entry) in [
            ("_RNvNtCs1_9vestibule5popup24chunk_redirect_hand_over", true),
            (
                "_RNvMs_NtCs1_9vestibule6clientNtB4_6Client20chunk_redirect_renew",
                true,
            ),
            (
                "_RNCNvNtCs1_9vestibule5popup24chunk_redirect_hand_over0B4_",
                false,
            ),
            (
                "_RNCNvNtCs1_9vestibule5popup24chunk_redirect_hand_over0",
                false,
            ),
            (
                "_RINvNtCs2_4core3ptr13drop_in_placeNCNvNtCs1_5popup24chunk_redirect_hand_over0E",
                false,
            ),
            (
                "_ZN9vestibule5popup24chunk_redirect_hand_over17h0123456789abcdefE",
                true,
            ),
            (
                "_ZN9vestibule5popup24chunk_redirect_hand_over28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
                false,
            ),
            (
                "_ZN4core3ptr85drop_in_place$LT$vestibule..popup..chunk_redirect_hand_over..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE",
                false,
            ),
            ("vestibule::popup::chunk_redirect_hand_over", true),
            (
                "vestibule::popup::chunk_redirect_hand_over::h0123456789abcdef",
                true,
            ),
            (
                "vestibule::popup::chunk_redirect_hand_over::{closure#0}",
                false,
            ),
            ("vestibule::popup::hand_over", false),
        ] {
            assert_eq!(is_marked(name, "chunk_redirect_"), is_entry, "{name}");
        }
    }
}
