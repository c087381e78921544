//! Splits a WebAssembly module into a main module and chunks that a page loads on demand.
//!
//! A chunk begins at functions that are marked by their names, and has what only they need. `relocations` reads the
//! linker's relocations, `graph` finds the functions of each chunk with them, `source` reads the module, `cut` decides
//! which function goes into which module, and `write` and `sections` write the modules.

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
use graph::Ownership;

/// A chunk of a module.
#[derive(Clone, Copy)]
pub struct Chunk {
    /// The name by which a page loads it.
    pub name: &'static str,
    /// The marks in the names of its entry functions.
    pub marks: &'static [&'static str],
    /// The name of the chunk that it depends on, which is always loaded before it and has what both need.
    pub on: Option<&'static str>,
    /// Whether most pages load it, so that code that it shares with independent chunks is better in the main module than
    /// in each of them.
    pub loaded_by_most_pages: bool,
}

impl Chunk {
    fn is_entered_by(&self, name: &str) -> bool {
        self.marks.iter().any(|mark| is_marked(name, mark))
    }
}

/// Whether the function with this name, mangled or not, is marked itself. Closures inside of a marked function and its
/// drop glue also have the mark in their names but are no entries: the compiler merges functions with the same code, and
/// the main module may need the merged one.
fn is_marked(name: &str, mark: &str) -> bool {
    let Some((before, after)) = name.split_once(mark) else {
        return false;
    };
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let rest = after.trim_start_matches(is_letter);
    match before.get(..3) {
        // A closure's name begins with `_RNC`, that of a function with type parameters with `_RINv`.
        Some("_RN") => before.starts_with("_RNv") && rest.is_empty(),
        Some("_RI") => false,
        // The hash at the end consists of letters and digits, too.
        Some("_ZN") => rest.is_empty(),
        _ => !before.contains("drop_in_place") && (rest.is_empty() || rest.starts_with("::h")),
    }
}

/// Whether `other` is loaded wherever `chunk` is: because it is the same, or because `chunk` depends on it.
fn has(chunks: &[Chunk], chunk: usize, other: usize) -> bool {
    let mut at = Some(chunk);
    // Bounded, so that a cycle of dependencies ends.
    for _ in 0..=chunks.len() {
        if at == Some(other) {
            return true;
        }
        let on = at.and_then(|at| chunks.get(at)?.on);
        at = on.and_then(|on| chunks.iter().position(|chunk| chunk.name == on));
    }
    false
}

/// Splits `bound`, the module that wasm-bindgen has made from `linked` and whose exports `glue` uses. What only
/// `unused_classes` need is removed.
pub fn split(
    linked: &[u8],
    bound: &[u8],
    glue: &str,
    chunks: &[Chunk],
    unused_classes: &[&str],
) -> Result<Cut> {
    let ownership = match (chunks, unused_classes) {
        ([], []) => Ownership::default(),
        _ => graph::ownership(linked, chunks, unused_classes)?,
    };
    cut::cut(bound, glue, &ownership, chunks)
}

#[cfg(test)]
mod tests {
    use super::is_marked;

    #[test]
    fn only_the_marked_function_itself_is_an_entry() {
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
