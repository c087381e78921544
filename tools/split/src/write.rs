//! Writes the split modules: the main one and each chunk.

use super::Chunk;
use super::cut::{GLUE, can_call, provider};
use super::names::ShortNames;
use super::sections::{
    Remap, code, elements, entity, global_type, identity, is_in, named, table_type,
};
use super::source::{ChunksByFunction, Source};
use anyhow::{Context, Result, anyhow};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use wasm_encoder::{
    DataSection, EntityType, ExportKind, ExportSection, FunctionSection, ImportSection, MemoryType,
    Module, RawSection, SectionId, TableSection, TableType,
};
use wasmparser::ExternalKind;

/// The module name, in a chunk's imports, of the main module.
const MAIN: &str = "b";

/// The module name, in a chunk's imports, of the functions from the table.
const SHARED: &str = "c";

/// The name of the first shared function. Each name is a single character, whose code point gives the place in the table.
pub const FIRST_SHARED: char = '!';

/// What the main module shares with the chunks, with the names of its exports, and the functions that the main module and
/// chunks share with other chunks.
///
/// A function is shared through a place in the table, not by an export: hundreds are shared, and a place costs one or two
/// bytes, an export five.
pub struct Shared {
    /// The shared functions, each with its place in the table.
    functions: BTreeMap<u32, u32>,
    /// The module, 0 being the main one, and the function that it provides.
    providers: BTreeSet<(usize, u32)>,
    /// The first of these places.
    pub first: u32,
    globals: BTreeMap<u32, String>,
    pub tables: Vec<String>,
    memory: Option<String>,
}

impl Shared {
    /// Gives the shared functions the places from `first` on. Those of one module are consecutive, since each run of
    /// places has a header; those that the first chunk needs come first, so that it has the shortest names.
    pub fn of(
        source: &Source<'_>,
        chunk_map: &ChunksByFunction,
        chunks: &[Chunk],
        first: u32,
        names: &mut ShortNames,
    ) -> Result<Self> {
        let mut called_by = BTreeMap::new();
        let mut providers = BTreeSet::new();
        let mut globals = BTreeMap::new();
        for chunk in 1..=chunks.len() {
            for (_, called) in source.calls(chunk, chunk_map)? {
                let of = match chunk_map.get(&called) {
                    Some(chunk_map) => provider(chunks, chunk, chunk_map).map(|chunk| chunk + 1),
                    None => Some(0).filter(|_| called >= source.imported),
                };
                if let Some(of) = of.filter(|of| *of != chunk) {
                    called_by.entry(called).or_insert(chunk);
                    providers.insert((of, called));
                }
            }
            for global in source.globals_in(chunk, chunk_map)? {
                globals.entry(global).or_insert_with(|| names.next());
            }
        }
        let mut ordered: Vec<(u32, usize)> = called_by.into_iter().collect();
        ordered.sort_by_key(|(function, chunk)| (chunk_map.get(function), *chunk));
        let functions = ordered.into_iter().map(|(function, _)| function);
        let is_shared = |_: &_| !chunks.is_empty();
        Ok(Shared {
            functions: functions.zip(first..).collect(),
            providers,
            first,
            globals,
            tables: source
                .tables
                .iter()
                .filter(is_shared)
                .map(|_| names.next())
                .collect(),
            memory: chunks.first().map(|_| names.next()),
        })
    }

    /// The name of a shared function in a chunk.
    fn name(&self, place: u32) -> Result<String> {
        let name = char::from_u32(FIRST_SHARED as u32 + place - self.first);
        Ok(name.context("too many functions are shared")?.to_string())
    }

    /// The places in the table that a module, 0 being the main one, fills if it has the function: the entries, and the
    /// functions that the module provides.
    fn places(&self, entries: &BTreeMap<u32, u32>, of: usize) -> Vec<(u32, u32)> {
        let is_provided = |(function, _): &(&u32, &u32)| self.providers.contains(&(of, **function));
        let all = entries
            .iter()
            .chain(self.functions.iter().filter(is_provided));
        all.map(|(function, place)| (*place, *function)).collect()
    }
}

/// The plan of the split.
pub struct Plan<'a> {
    pub source: &'a Source<'a>,
    pub chunks: &'a [Chunk],
    pub chunk_map: &'a ChunksByFunction,
    /// The chunks' entry functions, each with its place in the table.
    pub entries: &'a BTreeMap<u32, u32>,
    pub shared: &'a Shared,
    pub imports: &'a [(String, String, String)],
    pub exports: &'a [(String, String)],
}

pub fn main_module(plan: &Plan<'_>, data: &DataSection) -> Result<Vec<u8>> {
    let Plan {
        source,
        chunk_map,
        entries,
        shared,
        imports,
        exports,
        ..
    } = *plan;
    let kept: Vec<u32> = source
        .functions()
        .filter(|it| !chunk_map.contains_key(it))
        .collect();
    let mut map: HashMap<u32, u32> = (0..source.imported).map(|it| (it, it)).collect();
    map.extend(kept.iter().copied().zip(source.imported..));
    let mut remap = Remap::of(map.clone(), identity(source.globals.len()));
    let mut module = Module::new();
    for (id, range) in &source.sections {
        match id {
            SectionId::Import => {
                let mut section = ImportSection::new();
                for (import, (_, _, short)) in source.imports.iter().zip(imports) {
                    section.import(GLUE, short, entity(import.ty)?);
                }
                module.section(&section);
            }
            SectionId::Function => {
                let mut section = FunctionSection::new();
                for function in &kept {
                    section.function(source.type_of(*function)?);
                }
                module.section(&section);
            }
            SectionId::Table => {
                let mut section = TableSection::new();
                for (index, table) in source.tables.iter().enumerate() {
                    let more = match index {
                        0 => entries.len() + shared.functions.len(),
                        _ => 0,
                    } as u64;
                    section.table(table_type(table, more)?);
                }
                module.section(&section);
            }
            SectionId::Export => {
                let mut section = ExportSection::new();
                for (export, (_, short)) in source.exports.iter().zip(exports) {
                    let (kind, index) = match export.kind {
                        ExternalKind::Func => (ExportKind::Func, remap.function(export.index)?),
                        ExternalKind::Table => (ExportKind::Table, export.index),
                        ExternalKind::Memory => (ExportKind::Memory, export.index),
                        ExternalKind::Global => (ExportKind::Global, export.index),
                        kind => return Err(anyhow!("an export of the kind {kind:?}")),
                    };
                    section.export(short, kind, index);
                }
                for (global, name) in &shared.globals {
                    section.export(name, ExportKind::Global, *global);
                }
                for (index, name) in (0u32..).zip(&shared.tables) {
                    section.export(name, ExportKind::Table, index);
                }
                if let Some(name) = &shared.memory {
                    section.export(name, ExportKind::Memory, 0);
                }
                module.section(&section);
            }
            SectionId::Element => {
                let mut places = source.elements.clone();
                places.extend(shared.places(entries, 0));
                let here = places.iter().filter(|(_, it)| !chunk_map.contains_key(it));
                module.section(&elements(here, &remap)?);
            }
            SectionId::Code => {
                module.section(&code(source, &kept, &mut remap, entries)?);
            }
            SectionId::Data => {
                module.section(data);
            }
            SectionId::Start => return Err(anyhow!("a start function is not expected")),
            SectionId::Custom => {}
            id => {
                let data = source.bytes.get(range.clone()).unwrap_or_default();
                module.section(&RawSection {
                    id: *id as u8,
                    data,
                });
            }
        }
    }
    module.section(&named(source, &map));
    Ok(module.finish())
}

pub fn chunk_module(plan: &Plan<'_>, chunk: usize, data: &DataSection) -> Result<Vec<u8>> {
    let Plan {
        source,
        chunks,
        chunk_map,
        entries,
        shared,
        imports,
        ..
    } = *plan;
    let own: Vec<u32> = source
        .functions()
        .filter(|function| is_in(chunk_map, *function, chunk))
        .collect();
    // Ordered by type, since similar imports compress better next to each other.
    let mut imported = BTreeSet::new();
    for (_, called) in source.calls(chunk + 1, chunk_map)? {
        let is_imported = called < source.imported;
        if !is_in(chunk_map, called, chunk)
            && (is_imported || shared.functions.contains_key(&called))
            && (!entries.contains_key(&called)
                || can_call(chunks, chunk + 1, chunk_map.get(&called)))
        {
            imported.insert((source.type_of(called)?, called));
        }
    }
    let mut section = ImportSection::new();
    let mut map = HashMap::new();
    for (number, (of, function)) in (0u32..).zip(&imported) {
        let kind = EntityType::Function(*of);
        match shared.functions.get(function) {
            Some(place) => section.import(SHARED, &shared.name(*place)?, kind),
            None => {
                let (_, _, short) = imports.get(*function as usize).context("no import")?;
                section.import(GLUE, short, kind)
            }
        };
        map.insert(*function, number);
    }
    map.extend(own.iter().copied().zip(imported.len() as u32..));
    for (global, name) in &shared.globals {
        let global = source.globals.get(*global as usize);
        let kind = global_type(global.context("no such global")?)?;
        section.import(MAIN, name, EntityType::Global(kind));
    }
    for (table, name) in source.tables.iter().zip(&shared.tables) {
        // Without a maximum, so that the main module's larger table fits.
        let table = TableType {
            maximum: None,
            ..table_type(table, 0)?
        };
        section.import(MAIN, name, EntityType::Table(table));
    }
    let memory = source.memory.context("there is no memory")?;
    let memory = MemoryType {
        minimum: memory.initial,
        maximum: memory.maximum,
        memory64: memory.memory64,
        shared: memory.shared,
        page_size_log2: memory.page_size_log2,
    };
    let name = shared.memory.as_ref().context("the memory is not shared")?;
    section.import(MAIN, name, EntityType::Memory(memory));
    let globals = shared.globals.keys().copied().zip(0..).collect();
    let mut remap = Remap::of(map.clone(), globals);
    let mut module = Module::new();
    let types = source
        .sections
        .iter()
        .find(|(id, _)| *id == SectionId::Type);
    let (_, types) = types.context("there are no types")?;
    module.section(&RawSection {
        id: SectionId::Type as u8,
        data: source.bytes.get(types.clone()).unwrap_or_default(),
    });
    module.section(&section);
    let mut functions = FunctionSection::new();
    for function in &own {
        functions.function(source.type_of(*function)?);
    }
    module.section(&functions);
    let mut places: BTreeMap<u32, u32> = source.elements.clone();
    places.extend(shared.places(entries, chunk + 1));
    let here = places
        .iter()
        .filter(|(_, it)| is_in(chunk_map, **it, chunk));
    module.section(&elements(here, &remap)?);
    module.section(&code(source, &own, &mut remap, entries)?);
    module.section(data);
    module.section(&named(source, &map));
    Ok(module.finish())
}
