//! Who needs whom in a module that the linker wrote with its relocations: functions that are called,
//! functions whose address is taken, and the data that either is found through.

use super::relocations::read;
use super::{Chunk, has, is_marked};
use anyhow::{Result, ensure};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    Function(u32),
    /// By the symbol's number.
    Data(u32),
}

#[derive(Default)]
pub struct Graph {
    pub names: HashMap<u32, String>,
    pub exports: Vec<(String, u32)>,
    pub edges: HashMap<Node, Vec<Node>>,
    /// Where in the memory each symbol of data lies that is only read.
    pub constants: HashMap<u32, Range<u32>>,
}

/// Which functions are whose, by their names.
#[derive(Default)]
pub struct Belongings {
    /// The functions that a chunk has for itself, for each chunk.
    pub chunks: Vec<HashSet<String>>,
    /// The functions that nobody needs: the linker keeps them with its relocations.
    pub nobodys: HashSet<String>,
    /// Where in the memory the constants lie that a chunk has for itself, for each chunk; and last, those
    /// that nobody needs.
    pub constants: Vec<Vec<Range<u32>>>,
}

/// Finds out whose each function is: a chunk begins at the functions whose names hold its marks, and
/// has what the main module does not need. What several chunks need, of which none has another one
/// loaded, each of them has for itself: it is not for every page to fetch it. Nobody needs what only the
/// `unasked` classes do.
pub fn belongings(module: &[u8], chunks: &[Chunk], unasked: &[&str]) -> Result<Belongings> {
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
            .entries(unasked)
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
        let by_usual = |chunk: &usize| {
            let is_usual = chunks.get(*chunk).is_some_and(|chunk| chunk.is_usual);
            is_usual && is_needed_by(*chunk, node)
        };
        let usual = (0..chunks.len()).find(by_usual);
        let lacks_it = |usual: usize| {
            (0..chunks.len()).any(|other| is_needed_by(other, node) && !has(chunks, other, usual))
        };
        main.contains(node) || usual.is_some_and(lacks_it)
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
    let is_nobodys = |node: &Node| !is_needed(node);
    let data = graph.constants.keys().map(|symbol| Node::Data(*symbol));
    let nobodys_data = data.filter(is_nobodys);
    let owned = |chunk: usize| {
        let of = reached.get(chunk).into_iter().flatten();
        of.filter(move |node| is_own(chunk, node)).copied()
    };
    Ok(Belongings {
        constants: (0..chunks.len())
            .map(|chunk| graph.constants_of(owned(chunk)))
            .chain([graph.constants_of(nobodys_data)])
            .collect(),
        chunks: (0..chunks.len())
            .map(|chunk| names(&mut owned(chunk)))
            .collect(),
        nobodys: &names(&mut all().filter(is_nobodys)) - &needed,
    })
}

impl Graph {
    fn marked(&self, mark: &str) -> HashSet<Node> {
        let marked = self.names.iter().filter(|(_, name)| is_marked(name, mark));
        marked.map(|(index, _)| Node::Function(*index)).collect()
    }

    /// What is reached from outside. What describes a type to wasm-bindgen is gone afterwards.
    fn entries(&self, unasked: &[&str]) -> impl Iterator<Item = Node> {
        let classes: Vec<String> = unasked.iter().map(|it| it.to_lowercase()).collect();
        let kept = move |(name, _): &&(String, u32)| {
            !name.starts_with("__wbindgen_describe")
                && !classes.iter().any(|class| name.contains(class.as_str()))
        };
        self.exports
            .iter()
            .filter(kept)
            .map(|(_, index)| Node::Function(*index))
    }

    /// Everything that is needed, up to the borders.
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

    /// Where the constants among these nodes lie, in the order of their places. Where one overlaps
    /// another that is not among them, it is left out.
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
    fn nothing_is_reached_by_what_nobody_asks_for() {
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
        let entries = |unasked: &[&str]| graph.entries(unasked).count();
        assert_eq!(entries(&["IntoUnderlyingSink"]), 1);
        assert_eq!(entries(&[]), 3);
    }
}
