//! Cuts a module into a main one and parts that share its memory and its table: which function goes
//! where.
//!
//! A part's functions fill their places in the table when the part is instantiated; until then a
//! part is entered by nobody, which is for its caller to see to.

use super::graph::Belongings;
use super::names::ShortNames;
use super::source::{Homes, Source, read};
use super::write::{Shared, main_module, part_module};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use wasmparser::ExternalKind;

/// The name under which the glue's imports are found.
pub const GLUE: &str = "a";

/// The modules that came of one, and the short names that everything has in them.
pub struct Cut {
    pub main: Vec<u8>,
    pub parts: Vec<Vec<u8>>,
    /// Module, name, short name.
    pub imports: Vec<(String, String, String)>,
    /// Name, short name.
    pub exports: Vec<(String, String)>,
}

/// Cuts it: `whose` has the names of each part's functions, `marks` what the functions that the
/// main module enters a part by have in their names. Exports that the glue does not use are dropped:
/// a linker that keeps its relocations keeps more of them than anybody wants.
pub fn cut(bytes: &[u8], glue: &str, whose: &Belongings, marks: &[&str]) -> Result<Cut> {
    let parts = &whose.parts;
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
    let mut homes = homes(&source, parts)?;
    settle(&source, &mut homes, marks)?;
    // The functions that the main module calls in a part, each with a new place in the table.
    let first = source.tables.first().context("there is no table")?;
    let mut entries = BTreeMap::new();
    for (function, called) in source.calls(0, &homes)? {
        if homes.contains_key(&called) && !homes.contains_key(&function) {
            let next = first.initial as u32 + entries.len() as u32;
            entries.entry(called).or_insert(next);
        }
    }
    let shared = Shared::of(&source, &homes, parts.len(), &mut names)?;
    let main = main_module(&source, &homes, &entries, &shared, &imports, &exports)?;
    let parts = (0..parts.len())
        .map(|part| part_module(&source, &homes, &entries, &shared, &imports, part))
        .collect::<Result<_>>()?;
    Ok(Cut {
        main,
        parts,
        imports,
        exports,
    })
}

fn homes(source: &Source<'_>, parts: &[HashSet<String>]) -> Result<Homes> {
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
        if let Some(part) = parts.iter().position(|part| part.contains(name))
            && is_sure
        {
            homes.insert(*function, part);
        }
    }
    Ok(homes)
}

/// Leaves in the main module whatever something outside of a part calls, but for the functions that
/// a part is entered by.
fn settle(source: &Source<'_>, homes: &mut Homes, marks: &[&str]) -> Result<()> {
    let is_entry = |function: &u32| {
        let name = source.names.get(function);
        name.is_some_and(|name| marks.iter().any(|mark| name.contains(mark)))
    };
    loop {
        let mut outside = BTreeSet::new();
        for part in 0..=marks.len() {
            for (function, called) in source.calls(part, homes)? {
                let (from, to) = (homes.get(&function), homes.get(&called));
                let is_allowed =
                    to.is_none() || from == to || (from.is_none() && is_entry(&called));
                if !is_allowed {
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
