//! Cuts a module into a main one and chunks that share its memory and its table: which function goes
//! where.
//!
//! A chunk's functions fill their places in the table when the chunk is instantiated; until then a
//! chunk is entered by nobody, which is for its caller to see to.

use super::graph::Belongings;
use super::names::ShortNames;
use super::sections::{chunk_data, main_data};
use super::source::{Homes, Source, read};
use super::write::{Plan, Shared, chunk_module, main_module};
use super::{Chunk, has};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use wasmparser::ExternalKind;

/// The name under which the glue's imports are found.
pub const GLUE: &str = "a";

/// The modules that came of one, and the short names that everything has in them.
pub struct Cut {
    pub main: Vec<u8>,
    pub chunks: Vec<Vec<u8>>,
    /// Module, name, short name.
    pub imports: Vec<(String, String, String)>,
    /// Name, short name.
    pub exports: Vec<(String, String)>,
    /// The short name of the table through which chunks have functions, where there are chunks, and the
    /// place in it of the first one that is shared.
    pub shared_functions: Option<(String, u32)>,
}

/// Cuts it: `whose` has the names of each chunk's functions. Exports that the glue does not use are dropped:
/// a linker that keeps its relocations keeps more of them than anybody wants.
pub fn cut(bytes: &[u8], glue: &str, whose: &Belongings, chunks: &[Chunk]) -> Result<Cut> {
    let mut source = read(bytes)?;
    source
        .exports
        .retain(|export| glue.contains(&format!("wasm.{}", export.name)));
    let exported: HashSet<u32> = source.exports.iter().map(|export| export.index).collect();
    let names_of = std::mem::take(&mut source.names);
    source.elements.retain(|_, function| {
        let name = names_of.get(function);
        exported.contains(function) || !name.is_some_and(|name| whose.nobodys.contains(name))
    });
    source.names = names_of;
    let mut names = ShortNames::default();
    let imports: Vec<(String, String, String)> = source
        .imports
        .iter()
        .map(|import| {
            (
                import.module.to_owned(),
                import.name.to_owned(),
                names.next(),
            )
        })
        .collect();
    let exports: Vec<(String, String)> = source
        .exports
        .iter()
        .map(|export| (export.name.to_owned(), names.next()))
        .collect();
    let mut homes = homes(&source, &whose.chunks)?;
    settle(&source, &mut homes, chunks)?;
    // The functions by which a chunk is entered, each with a new place in the table.
    let first = source.tables.first().context("there is no table")?;
    let mut entries = BTreeMap::new();
    for chunk in 0..=chunks.len() {
        for (_, called) in source.calls(chunk, &homes)? {
            if !sees(chunks, chunk, homes.get(&called)) {
                let next = first.initial as u32 + entries.len() as u32;
                entries.entry(called).or_insert(next);
            }
        }
    }
    let first_shared = first.initial as u32 + entries.len() as u32;
    let shared = Shared::of(&source, &homes, chunks, first_shared, &mut names)?;
    let plan = Plan {
        source: &source,
        chunks,
        homes: &homes,
        entries: &entries,
        shared: &shared,
        imports: &imports,
        exports: &exports,
    };
    let gone: Vec<Range<u32>> = whose.constants.iter().flatten().cloned().collect();
    let data = main_data(&source, &gone);
    let main = main_module(&plan, &data)?;
    let written = (0..chunks.len())
        .map(|chunk| {
            let constants = whose.constants.get(chunk).map_or(&[][..], Vec::as_slice);
            let data = chunk_data(&source, constants);
            chunk_module(&plan, chunk, &data)
        })
        .collect::<Result<_>>()?;
    Ok(Cut {
        main,
        chunks: written,
        shared_functions: shared
            .tables
            .first()
            .map(|table| (table.clone(), first_shared)),
        imports,
        exports,
    })
}

fn homes(source: &Source<'_>, chunks: &[HashSet<String>]) -> Result<Homes> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in source.names.values() {
        *counts.entry(name).or_default() += 1;
    }
    let exported: HashSet<u32> = source
        .exports
        .iter()
        .filter(|export| export.kind == ExternalKind::Func)
        .map(|export| export.index)
        .collect();
    let mut homes = Homes::new();
    for (function, name) in &source.names {
        let is_sure = counts.get(name.as_str()) == Some(&1)
            && *function >= source.imported
            && !exported.contains(function);
        let of: BTreeSet<usize> = (0..chunks.len())
            .filter(|chunk| chunks.get(*chunk).is_some_and(|chunk| chunk.contains(name)))
            .collect();
        if is_sure && !of.is_empty() {
            homes.insert(*function, of);
        }
    }
    Ok(homes)
}

/// Whether the code of a chunk, 0 being the main module, can call a function with these homes by its
/// number.
pub fn sees(chunks: &[Chunk], from: usize, homes: Option<&BTreeSet<usize>>) -> bool {
    homes.is_none_or(|homes| provider(chunks, from, homes).is_some())
}

/// The chunk that provides a function with these homes to the code of a chunk: itself, or one that it stands on.
pub fn provider(chunks: &[Chunk], from: usize, homes: &BTreeSet<usize>) -> Option<usize> {
    let from = from.checked_sub(1)?;
    let has_it = |home: &&usize| has(chunks, from, **home);
    homes
        .get(&from)
        .or_else(|| homes.iter().find(has_it))
        .copied()
}

/// Leaves in the main module whatever is called from where it is not seen, but for the functions that
/// a chunk is entered by.
fn settle(source: &Source<'_>, homes: &mut Homes, chunks: &[Chunk]) -> Result<()> {
    let is_entry = |function: &u32| {
        let name = source.names.get(function);
        name.is_some_and(|name| chunks.iter().any(|chunk| chunk.is_entered_by(name)))
    };
    loop {
        let mut outside = BTreeSet::new();
        for chunk in 0..=chunks.len() {
            for (_, called) in source.calls(chunk, homes)? {
                let is_seen = sees(chunks, chunk, homes.get(&called));
                if !is_seen && !is_entry(&called) {
                    outside.insert(called);
                }
            }
        }
        if outside.is_empty() {
            return Ok(());
        }
        for function in outside {
            homes.remove(&function);
        }
    }
}
