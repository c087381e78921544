//! The modules that a cut writes: the main one, and each part.

use super::Part;
use super::cut::{GLUE, lender, sees};
use super::names::ShortNames;
use super::source::{Homes, Source};
use anyhow::{Context, Result, anyhow};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalType, ImportSection, Instruction, MemoryType,
    Module, NameMap, NameSection, RawSection, SectionId, TableSection, TableType,
};
use wasmparser::{ExternalKind, Operator, TypeRef};

/// The name of the main module in a part.
const MAIN: &str = "b";

/// The name, in a part, of the functions that it has from the table.
const LENT: &str = "c";

/// What the first function that is lent is called: each one's name is a single character, its place in
/// the table told by its number.
pub const FIRST_LENT: char = '!';

/// What is lent to the parts by the main module, each with its export's name; and functions, some of
/// them by the parts that others stand on.
///
/// A function is lent by a place in the table, and not by an export: a place costs a byte or two, an
/// export five, and hundreds are lent.
pub struct Shared {
    /// Each with its place in the table.
    functions: BTreeMap<u32, u32>,
    /// Who lends which of them, 0 being the main module.
    lenders: BTreeSet<(usize, u32)>,
    /// The first of these places.
    pub first: u32,
    globals: BTreeMap<u32, String>,
    pub tables: Vec<String>,
    memory: Option<String>,
}

impl Shared {
    /// The functions have the places from `first` on, those of one module next to one another: each run
    /// costs its head. Of these, what the first part needs comes first, and so has the shortest names.
    pub fn of(
        source: &Source<'_>,
        homes: &Homes,
        parts: &[Part],
        first: u32,
        names: &mut ShortNames,
    ) -> Result<Self> {
        let mut lent = BTreeMap::new();
        let mut lenders = BTreeSet::new();
        let mut globals = BTreeMap::new();
        for part in 1..=parts.len() {
            for (_, called) in source.calls(part, homes)? {
                let of = match homes.get(&called) {
                    Some(homes) => lender(parts, part, homes).map(|part| part + 1),
                    None => Some(0).filter(|_| called >= source.imported),
                };
                if let Some(of) = of.filter(|of| *of != part) {
                    lent.entry(called).or_insert(part);
                    lenders.insert((of, called));
                }
            }
            for global in source.globals_in(part, homes)? {
                globals.entry(global).or_insert_with(|| names.next());
            }
        }
        let mut lent: Vec<(u32, usize)> = lent.into_iter().collect();
        lent.sort_by_key(|(function, part)| (homes.get(function), *part));
        let functions = lent.into_iter().map(|(function, _)| function);
        let lending = |_: &_| !parts.is_empty();
        Ok(Shared {
            functions: functions.zip(first..).collect(),
            lenders,
            first,
            globals,
            tables: source
                .tables
                .iter()
                .filter(lending)
                .map(|_| names.next())
                .collect(),
            memory: parts.first().map(|_| names.next()),
        })
    }

    /// How a part calls a function that is lent to it.
    fn name(&self, place: u32) -> Result<String> {
        let name = char::from_u32(FIRST_LENT as u32 + place - self.first);
        Ok(name.context("too many functions are lent")?.to_string())
    }

    /// Whose function is where in the table, as `entries` are and what a module lends, 0 being the main
    /// one.
    fn places(&self, entries: &BTreeMap<u32, u32>, of: usize) -> Vec<(u32, u32)> {
        let lends = |(function, _): &(&u32, &u32)| self.lenders.contains(&(of, **function));
        let all = entries.iter().chain(self.functions.iter().filter(lends));
        all.map(|(function, place)| (*place, *function)).collect()
    }
}

/// What goes where.
pub struct Plan<'a> {
    pub source: &'a Source<'a>,
    pub parts: &'a [Part],
    pub homes: &'a Homes,
    /// The functions by which a part is entered, each with its place in the table.
    pub entries: &'a BTreeMap<u32, u32>,
    pub shared: &'a Shared,
    pub imports: &'a [(String, String, String)],
    pub exports: &'a [(String, String)],
}

pub fn main_module(plan: &Plan<'_>, data: &DataSection) -> Result<Vec<u8>> {
    let Plan {
        source,
        homes,
        entries,
        shared,
        imports,
        exports,
        ..
    } = *plan;
    let kept: Vec<u32> = source
        .functions()
        .filter(|it| !homes.contains_key(it))
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
                let here = places.iter().filter(|(_, it)| !homes.contains_key(it));
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

pub fn part_module(plan: &Plan<'_>, part: usize, data: &DataSection) -> Result<Vec<u8>> {
    let Plan {
        source,
        parts,
        homes,
        entries,
        shared,
        imports,
        ..
    } = *plan;
    let own: Vec<u32> = source
        .functions()
        .filter(|function| is_in(homes, *function, part))
        .collect();
    // In the order of their types: what is alike costs least next to one another.
    let mut lent = BTreeSet::new();
    for (_, called) in source.calls(part + 1, homes)? {
        let is_imported = called < source.imported;
        if !is_in(homes, called, part)
            && (is_imported || shared.functions.contains_key(&called))
            && (!entries.contains_key(&called) || sees(parts, part + 1, homes.get(&called)))
        {
            lent.insert((source.type_of(called)?, called));
        }
    }
    let mut section = ImportSection::new();
    let mut map = HashMap::new();
    for (number, (of, function)) in (0u32..).zip(&lent) {
        let kind = EntityType::Function(*of);
        match shared.functions.get(function) {
            Some(place) => section.import(LENT, &shared.name(*place)?, kind),
            None => {
                let (_, _, short) = imports.get(*function as usize).context("no import")?;
                section.import(GLUE, short, kind)
            }
        };
        map.insert(*function, number);
    }
    map.extend(own.iter().copied().zip(lent.len() as u32..));
    for (global, name) in &shared.globals {
        let global = source.globals.get(*global as usize);
        let kind = global_type(global.context("no such global")?)?;
        section.import(MAIN, name, EntityType::Global(kind));
    }
    for (table, name) in source.tables.iter().zip(&shared.tables) {
        // The main module's has room for the parts' entries: no part says how large it is at most.
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
    let name = shared.memory.as_ref().context("the memory is not lent")?;
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
    places.extend(shared.places(entries, part + 1));
    let here = places.iter().filter(|(_, it)| is_in(homes, **it, part));
    module.section(&elements(here, &remap)?);
    module.section(&code(source, &own, &mut remap, entries)?);
    module.section(data);
    module.section(&named(source, &map));
    Ok(module.finish())
}

fn is_in(homes: &Homes, function: u32, part: usize) -> bool {
    homes.get(&function).is_some_and(|it| it.contains(&part))
}

/// What is in the memory from the beginning, with zeros where a part puts its constants: compressed,
/// they weigh next to nothing.
pub fn main_data(source: &Source<'_>, gone: &[Range<u32>]) -> DataSection {
    let mut section = DataSection::new();
    for (start, bytes) in &source.data {
        let mut bytes = bytes.to_vec();
        for range in gone {
            let from = range.start.saturating_sub(*start) as usize;
            let to = range.end.saturating_sub(*start) as usize;
            let to = to.min(bytes.len());
            if let Some(place) = bytes.get_mut(from.min(to)..to) {
                place.fill(0);
            }
        }
        section.active(0, &ConstExpr::i32_const(*start as i32), bytes);
    }
    section
}

/// A part's constants, where the code looks for them. Those that nearly follow one another are one
/// segment: a segment costs six bytes or so, and what is between them is there already.
pub fn part_data(source: &Source<'_>, constants: &[Range<u32>]) -> DataSection {
    let mut section = DataSection::new();
    for (start, bytes) in &source.data {
        let end = start + bytes.len() as u32;
        let mut runs: Vec<Range<u32>> = Vec::new();
        for range in constants
            .iter()
            .filter(|it| *start <= it.start && it.end <= end)
        {
            match runs.last_mut() {
                Some(run) if range.start <= run.end + 3 => run.end = run.end.max(range.end),
                _ => runs.push(range.clone()),
            }
        }
        for run in runs {
            let (from, to) = (run.start - start, run.end - start);
            let of = bytes.get(from as usize..to as usize).unwrap_or_default();
            section.active(
                0,
                &ConstExpr::i32_const(run.start as i32),
                of.iter().copied(),
            );
        }
    }
    section
}

/// Runs of places that follow one another are one segment each.
fn elements<'a>(
    places: impl Iterator<Item = (&'a u32, &'a u32)>,
    remap: &Remap,
) -> Result<ElementSection> {
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (place, function) in places {
        let function = remap.function(*function)?;
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == *place => run.push(function),
            _ => runs.push((*place, vec![function])),
        }
    }
    let mut section = ElementSection::new();
    for (start, run) in runs {
        let offset = ConstExpr::i32_const(start as i32);
        section.active(None, &offset, Elements::Functions(run.into()));
    }
    Ok(section)
}

/// The bodies; a call of an entry that stands elsewhere goes through the table.
fn code(
    source: &Source<'_>,
    functions: &[u32],
    remap: &mut Remap,
    entries: &BTreeMap<u32, u32>,
) -> Result<CodeSection> {
    let mut section = CodeSection::new();
    for function in functions {
        let body = source.body(*function)?;
        let mut locals = Vec::new();
        for local in body.get_locals_reader()? {
            let (count, kind) = local?;
            locals.push((
                count,
                RoundtripReencoder
                    .val_type(kind)
                    .map_err(|e| anyhow!("{e}"))?,
            ));
        }
        let mut encoded = Function::new(locals);
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                    if entries.contains_key(&function_index)
                        && remap.function(function_index).is_err() =>
                {
                    let place = entries.get(&function_index).copied().unwrap_or_default();
                    encoded.instruction(&Instruction::I32Const(place as i32));
                    encoded.instruction(&Instruction::CallIndirect {
                        type_index: source.type_of(function_index)?,
                        table_index: 0,
                    });
                }
                operator => {
                    let instruction = remap.instruction(operator);
                    encoded.instruction(&instruction.map_err(|error| anyhow!("{error}"))?);
                }
            }
        }
        section.function(&encoded);
    }
    Ok(section)
}

fn named(source: &Source<'_>, map: &HashMap<u32, u32>) -> NameSection {
    let by_place: BTreeMap<u32, &String> = map
        .iter()
        .filter_map(|(old, new)| Some((*new, source.names.get(old)?)))
        .collect();
    let mut names = NameMap::new();
    for (index, name) in by_place {
        names.append(index, name);
    }
    let mut section = NameSection::new();
    section.functions(&names);
    section
}

/// Numbers of functions and globals in another module.
struct Remap {
    functions: HashMap<u32, u32>,
    globals: HashMap<u32, u32>,
}

impl Remap {
    fn of(functions: HashMap<u32, u32>, globals: HashMap<u32, u32>) -> Self {
        Remap { functions, globals }
    }

    fn function(&self, old: u32) -> Result<u32> {
        let new = self.functions.get(&old).copied();
        new.with_context(|| format!("function {old} is in another part"))
    }
}

impl Reencode for Remap {
    type Error = anyhow::Error;

    fn function_index(
        &mut self,
        old: u32,
    ) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        self.function(old)
            .map_err(wasm_encoder::reencode::Error::UserError)
    }

    fn global_index(
        &mut self,
        old: u32,
    ) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        let new = self.globals.get(&old).copied();
        new.with_context(|| format!("global {old} is not lent"))
            .map_err(wasm_encoder::reencode::Error::UserError)
    }
}

fn identity(count: usize) -> HashMap<u32, u32> {
    (0..count as u32).map(|it| (it, it)).collect()
}

fn entity(ty: TypeRef) -> Result<EntityType> {
    match ty {
        TypeRef::Func(of) => Ok(EntityType::Function(of)),
        _ => Err(anyhow!("an import that is no function")),
    }
}

fn table_type(table: &wasmparser::TableType, more: u64) -> Result<TableType> {
    let mut same = RoundtripReencoder
        .table_type(*table)
        .map_err(|error| anyhow!("{error}"))?;
    same.minimum += more;
    same.maximum = same.maximum.map(|maximum| maximum + more);
    Ok(same)
}

fn global_type(global: &wasmparser::GlobalType) -> Result<GlobalType> {
    RoundtripReencoder
        .global_type(*global)
        .map_err(|error| anyhow!("{error}"))
}
