//! The dependency graph of a module that was linked with relocations: which functions and data each function needs, by
//! calls, taken addresses and references.

use super::relocations::read;
use super::{Chunk, has, is_marked};
use anyhow::{Result, ensure};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    Function(u32),
    /// A symbol of data, by its index in the symbol table.
    Data(u32),
}

#[derive(Default)]
pub struct Graph {
    pub names: HashMap<u32, String>,
    pub exports: Vec<(String, u32)>,
    pub edges: HashMap<Node, Vec<Node>>,
    /// The address range of each read-only symbol of data.
    pub constants: HashMap<u32, Range<u32>>,
}

/// Which functions and constants belong to which chunk.
#[derive(Default)]
pub struct Ownership {
    /// The names of the functions that each chunk has.
    pub chunks: Vec<HashSet<String>>,
    /// The names of functions that nothing needs; the linker keeps them because of the relocations.
    pub unneeded: HashSet<String>,
    /// The address ranges of each chunk's constants; the last entry has those that nothing needs.
    pub constants: Vec<Vec<Range<u32>>>,
}

/// Assigns each function to chunks. A chunk begins at the functions with one of its marks in their names, and has what
/// they need and the main module does not. What several independent chunks need, each of them has a copy of, so that not
/// every page has to fetch it. What only `unused_classes` need is removed.
pub fn ownership(module: &[u8], chunks: &[Chunk], unused_classes: &[&str]) -> Result<Ownership> {
    let graph = read(module)?;
    let mut roots: Vec<HashSet<Node>> = Vec::new();
    for chunk in chunks {
        let mut marked = HashSet::new();
        for mark in chunk.marks {
            let found = graph.marked(mark);
            ensure!(!found.is_empty(), "no function has `{mark}` in its name");
            marked.extend(found);
        }
        roots.push(marked);
    }
    let borders: HashSet<Node> = roots.iter().flatten().copied().collect();
    let main = graph.reach(
        graph
            .entries(unused_classes)
            .filter(|node| !borders.contains(node)),
        &borders,
    );
    let reached: Vec<HashSet<Node>> = roots
        .iter()
        .map(|roots| graph.reach(roots.iter().copied(), &borders))
        .collect();
    let is_needed_by = |chunk: usize, node: &Node| {
        let of = reached.get(chunk);
        of.is_some_and(|it| it.contains(node))
    };
    let is_common = |node: &Node| {
        let is_loaded_by_most_and_needs_it = |chunk: &usize| {
            let is_loaded_by_most = chunks
                .get(*chunk)
                .is_some_and(|chunk| chunk.loaded_by_most_pages);
            is_loaded_by_most && is_needed_by(*chunk, node)
        };
        let most_loaded = (0..chunks.len()).find(is_loaded_by_most_and_needs_it);
        let some_chunk_lacks = |loaded: usize| {
            (0..chunks.len()).any(|other| is_needed_by(other, node) && !has(chunks, other, loaded))
        };
        main.contains(node) || most_loaded.is_some_and(some_chunk_lacks)
    };
    let is_own = |chunk: usize, node: &Node| {
        let is_lent =
            |other: usize| other != chunk && is_needed_by(other, node) && has(chunks, chunk, other);
        !is_common(node) && !(0..chunks.len()).any(is_lent)
    };
    let names = |nodes: &mut dyn Iterator<Item = Node>| -> HashSet<String> {
        nodes.filter_map(|node| graph.name(&node)).collect()
    };
    let is_needed = |node: &Node| main.contains(node) || reached.iter().any(|it| it.contains(node));
    let all = || graph.names.keys().map(|index| Node::Function(*index));
    // Two functions may have one name.
    let needed = names(&mut all().filter(is_needed));
    let is_unneeded = |node: &Node| !is_needed(node);
    let data = graph.constants.keys().map(|symbol| Node::Data(*symbol));
    let unneeded_data = data.filter(is_unneeded);
    let owned = |chunk: usize| {
        let of = reached.get(chunk).into_iter().flatten();
        of.filter(move |node| is_own(chunk, node)).copied()
    };
    Ok(Ownership {
        constants: (0..chunks.len())
            .map(|chunk| graph.constants_of(owned(chunk)))
            .chain([graph.constants_of(unneeded_data)])
            .collect(),
        chunks: (0..chunks.len())
            .map(|chunk| names(&mut owned(chunk)))
            .collect(),
        unneeded: &names(&mut all().filter(is_unneeded)) - &needed,
    })
}

impl Graph {
    fn marked(&self, mark: &str) -> HashSet<Node> {
        let marked = self.names.iter().filter(|(_, name)| is_marked(name, mark));
        marked.map(|(index, _)| Node::Function(*index)).collect()
    }

    /// The exported functions, without wasm-bindgen's descriptions of types, which it removes, and without the unused
    /// classes.
    fn entries(&self, unused_classes: &[&str]) -> impl Iterator<Item = Node> {
        let classes: Vec<String> = unused_classes.iter().map(|it| it.to_lowercase()).collect();
        let kept = move |(name, _): &&(String, u32)| {
            !name.starts_with("__wbindgen_describe")
                && !classes.iter().any(|class| name.contains(class.as_str()))
        };
        self.exports
            .iter()
            .filter(kept)
            .map(|(_, index)| Node::Function(*index))
    }

    /// Everything that is reachable from these nodes without crossing a border.
    fn reach(&self, from: impl Iterator<Item = Node>, borders: &HashSet<Node>) -> HashSet<Node> {
        let mut waiting: Vec<Node> = from.collect();
        let mut reached: HashSet<Node> = waiting.iter().copied().collect();
        while let Some(node) = waiting.pop() {
            for next in self.edges.get(&node).into_iter().flatten() {
                if !borders.contains(next) && reached.insert(*next) {
                    waiting.push(*next);
                }
            }
        }
        reached
    }

    /// The sorted address ranges of the constants among these nodes. A constant that overlaps one that is not among them
    /// is left out.
    fn constants_of(&self, nodes: impl Iterator<Item = Node>) -> Vec<Range<u32>> {
        let mine: HashSet<u32> = nodes
            .filter_map(|node| match node {
                Node::Data(symbol) => Some(symbol),
                Node::Function(_) => None,
            })
            .collect();
        let others: Vec<&Range<u32>> = self
            .constants
            .iter()
            .filter(|(symbol, _)| !mine.contains(symbol))
            .map(|(_, range)| range)
            .collect();
        let is_alone = |range: &&Range<u32>| {
            let overlaps = |other: &&Range<u32>| other.start < range.end && range.start < other.end;
            !others.iter().any(overlaps)
        };
        let ranges = mine.iter().filter_map(|symbol| self.constants.get(symbol));
        let mut ranges: Vec<Range<u32>> = ranges.filter(is_alone).cloned().collect();
        ranges.sort_by_key(|range| range.start);
        ranges
    }

    fn name(&self, node: &Node) -> Option<String> {
        match node {
            Node::Function(index) => self.names.get(index).cloned(),
            Node::Data(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_classes_and_type_descriptions_are_no_entries() {
        let exports = [
            "mount",
            "intounderlyingsink_close",
            "__wbg_intounderlyingsink_free",
            "__wbindgen_describe_mount",
        ];
        let graph = Graph {
            exports: exports.map(str::to_owned).into_iter().zip(0..).collect(),
            ..Graph::default()
        };
        let entries = |unused_classes: &[&str]| graph.entries(unused_classes).count();
        assert_eq!(entries(&["IntoUnderlyingSink"]), 1);
        assert_eq!(entries(&[]), 3);
    }
}
