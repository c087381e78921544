//! Splits a module into a main module and chunks that share its memory and its table: decides which function goes
//! into which.
//!
//! A chunk's functions are put into the table when the chunk is instantiated. The caller has to make sure that no
//! function of a chunk is called before.

use super::graph::Ownership;
use super::names::ShortNames;
use super::sections::{chunk_data, main_data};
use super::source::{ChunksByFunction, Source, read};
use super::write::{Plan, Shared, chunk_module, main_module};
use super::{Chunk, has};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use wasmparser::ExternalKind;

/// The module name of the glue's imports.
pub const GLUE: &str = "a";

/// A split module, and the short names of its imports and exports.
pub struct Cut {
    pub main: Vec<u8>,
    pub chunks: Vec<Vec<u8>>,
    /// Module, name and short name of each import.
    pub imports: Vec<(String, String, String)>,
    /// Name and short name of each export.
    pub exports: Vec<(String, String)>,
    /// The short name of the table through which chunks share functions, and the place of the first shared function in
    /// it; `None` without chunks.
    pub shared_functions: Option<(String, u32)>,
}

/// Splits a module; `ownership` has the names of each chunk's functions. Exports that the glue does not use are removed:
/// a linker that keeps relocations also keeps unneeded exports.
pub fn cut(bytes: &[u8], glue: &str, ownership: &Ownership, chunks: &[Chunk]) -> Result<Cut> {
    let mut source = read(bytes)?;
    source
        .exports
        .retain(|export| glue.contains(&format!("wasm.{}", export.name)));
    let exported: HashSet<u32> = source.exports.iter().map(|export| export.index).collect();
    let names_of = std::mem::take(&mut source.names);
    source.elements.retain(|_, function| {
        let name = names_of.get(function);
        exported.contains(function) || !name.is_some_and(|name| ownership.unneeded.contains(name))
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
    let mut chunk_map = chunk_map(&source, &ownership.chunks)?;
    move_shared_to_main(&source, &mut chunk_map, chunks)?;
    // The chunks' entry functions, each with a new place in the table.
    let first = source.tables.first().context("there is no table")?;
    let mut entries = BTreeMap::new();
    for chunk in 0..=chunks.len() {
        for (_, called) in source.calls(chunk, &chunk_map)? {
            if !can_call(chunks, chunk, chunk_map.get(&called)) {
                let next = first.initial as u32 + entries.len() as u32;
                entries.entry(called).or_insert(next);
            }
        }
    }
    let first_shared = first.initial as u32 + entries.len() as u32;
    let shared = Shared::of(&source, &chunk_map, chunks, first_shared, &mut names)?;
    let plan = Plan {
        source: &source,
        chunks,
        chunk_map: &chunk_map,
        entries: &entries,
        shared: &shared,
        imports: &imports,
        exports: &exports,
    };
    let gone: Vec<Range<u32>> = ownership.constants.iter().flatten().cloned().collect();
    let data = main_data(&source, &gone);
    let main = main_module(&plan, &data)?;
    let written = (0..chunks.len())
        .map(|chunk| {
            let constants = ownership
                .constants
                .get(chunk)
                .map_or(&[][..], Vec::as_slice);
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

fn chunk_map(source: &Source<'_>, chunks: &[HashSet<String>]) -> Result<ChunksByFunction> {
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
    let mut chunk_map = ChunksByFunction::new();
    for (function, name) in &source.names {
        let is_sure = counts.get(name.as_str()) == Some(&1)
            && *function >= source.imported
            && !exported.contains(function);
        let of: BTreeSet<usize> = (0..chunks.len())
            .filter(|chunk| chunks.get(*chunk).is_some_and(|chunk| chunk.contains(name)))
            .collect();
        if is_sure && !of.is_empty() {
            chunk_map.insert(*function, of);
        }
    }
    Ok(chunk_map)
}

/// Whether the code of a chunk, 0 being the main module, can call a function of these chunks directly, by its index.
pub fn can_call(chunks: &[Chunk], from: usize, chunk_map: Option<&BTreeSet<usize>>) -> bool {
    chunk_map.is_none_or(|chunk_map| provider(chunks, from, chunk_map).is_some())
}

/// The chunk that provides a function of these chunks to the code of a chunk: itself, or a chunk that it depends on.
pub fn provider(chunks: &[Chunk], from: usize, chunk_map: &BTreeSet<usize>) -> Option<usize> {
    let from = from.checked_sub(1)?;
    let has_it = |home: &&usize| has(chunks, from, **home);
    chunk_map
        .get(&from)
        .or_else(|| chunk_map.iter().find(has_it))
        .copied()
}

/// Moves functions to the main module that are called from code that cannot call them directly, except the chunks' entry
/// functions.
fn move_shared_to_main(
    source: &Source<'_>,
    chunk_map: &mut ChunksByFunction,
    chunks: &[Chunk],
) -> Result<()> {
    let is_entry = |function: &u32| {
        let name = source.names.get(function);
        name.is_some_and(|name| chunks.iter().any(|chunk| chunk.is_entered_by(name)))
    };
    loop {
        let mut outside = BTreeSet::new();
        for chunk in 0..=chunks.len() {
            for (_, called) in source.calls(chunk, chunk_map)? {
                let is_seen = can_call(chunks, chunk, chunk_map.get(&called));
                if !is_seen && !is_entry(&called) {
                    outside.insert(called);
                }
            }
        }
        if outside.is_empty() {
            return Ok(());
        }
        for function in outside {
            chunk_map.remove(&function);
        }
    }
}
