//! Cuts a module into a main one and parts that share its memory and its table.
//!
//! A part's functions fill their places in the table when the part is instantiated; until then a
//! part is entered by nobody, which is for its caller to see to.

use super::graph::{Belongings, address, function_names};
use super::{Part, has};
use anyhow::{Context, Result, anyhow, ensure};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalType, ImportSection, Instruction, MemoryType,
    Module, NameMap, NameSection, RawSection, SectionId, TableSection, TableType,
};
use wasmparser::{
    ElementItems, ElementKind, ExternalKind, FunctionBody, KnownCustom, Operator, Parser, Payload,
    TypeRef,
};

/// The name under which the glue's imports are found, and that of the main module in a part.
pub const GLUE: &str = "a";
const MAIN: &str = "b";

/// The modules that came of one, and the short names that everything has in them.
pub struct Cut {
    pub main: Vec<u8>,
    pub parts: Vec<Vec<u8>>,
    /// Module, name, short name.
    pub imports: Vec<(String, String, String)>,
    /// Name, short name.
    pub exports: Vec<(String, String)>,
}

/// A module as it was read.
struct Source<'a> {
    bytes: &'a [u8],
    sections: Vec<(SectionId, Range<usize>)>,
    imports: Vec<wasmparser::Import<'a>>,
    imported: u32,
    types: Vec<u32>,
    tables: Vec<wasmparser::TableType>,
    memory: Option<wasmparser::MemoryType>,
    globals: Vec<wasmparser::GlobalType>,
    exports: Vec<wasmparser::Export<'a>>,
    /// Place in the first table, and the function there.
    elements: BTreeMap<u32, u32>,
    bodies: Vec<FunctionBody<'a>>,
    names: HashMap<u32, String>,
    /// Place in the memory, and what is there from the beginning.
    data: Vec<(u32, &'a [u8])>,
}

/// Cuts it: `whose` has the names of each part's functions. Exports that the glue does not use are dropped:
/// a linker that keeps its relocations keeps more of them than anybody wants.
pub fn cut(bytes: &[u8], glue: &str, whose: &Belongings, parts: &[Part]) -> Result<Cut> {
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
    let mut homes = homes(&source, &whose.parts)?;
    settle(&source, &mut homes, parts)?;
    // The functions by which a part is entered, each with a new place in the table.
    let first = source.tables.first().context("there is no table")?;
    let mut entries = BTreeMap::new();
    for part in 0..=parts.len() {
        for (function, called) in source.calls(part, &homes)? {
            if !sees(parts, homes.get(&function), homes.get(&called)) {
                let next = first.initial as u32 + entries.len() as u32;
                entries.entry(called).or_insert(next);
            }
        }
    }
    let shared = Shared::of(&source, &homes, parts, &mut names)?;
    let plan = Plan {
        source: &source,
        parts,
        homes: &homes,
        entries: &entries,
        shared: &shared,
        imports: &imports,
        exports: &exports,
    };
    let gone: Vec<Range<u32>> = whose.constants.iter().flatten().cloned().collect();
    let data = main_data(&source, &gone);
    let main = main_module(&plan, &data)?;
    let written = (0..parts.len())
        .map(|part| {
            let constants = whose.constants.get(part).map_or(&[][..], Vec::as_slice);
            let data = part_data(&source, constants);
            part_module(&plan, part, &data)
        })
        .collect::<Result<_>>()?;
    Ok(Cut {
        main,
        parts: written,
        imports,
        exports,
    })
}

/// The part of each function that is in one.
type Homes = HashMap<u32, usize>;

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

/// Whether the code of one part can call a function of another one by its number; nothing is the main
/// module.
fn sees(parts: &[Part], from: Option<&usize>, to: Option<&usize>) -> bool {
    match (from, to) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => has(parts, *from, *to),
    }
}

/// Leaves in the main module whatever is called from where it is not seen, but for the functions that
/// a part is entered by.
fn settle(source: &Source<'_>, homes: &mut Homes, parts: &[Part]) -> Result<()> {
    let is_entry = |function: &u32| {
        let name = source.names.get(function);
        name.is_some_and(|name| parts.iter().any(|part| part.is_entered_by(name)))
    };
    loop {
        let mut outside = BTreeSet::new();
        for part in 0..=parts.len() {
            for (function, called) in source.calls(part, homes)? {
                let is_seen = sees(parts, homes.get(&function), homes.get(&called));
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

/// What is lent to the parts, each with its export's name: by the main module, and of the functions
/// some by the parts that others stand on.
struct Shared {
    functions: BTreeMap<u32, String>,
    globals: BTreeMap<u32, String>,
    tables: Vec<String>,
    memory: String,
}

impl Shared {
    fn of(
        source: &Source<'_>,
        homes: &Homes,
        parts: &[Part],
        names: &mut ShortNames,
    ) -> Result<Self> {
        let mut functions = BTreeMap::new();
        for part in 1..=parts.len() {
            for (function, called) in source.calls(part, homes)? {
                let (from, to) = (homes.get(&function), homes.get(&called));
                if from != to && sees(parts, from, to) && called >= source.imported {
                    functions.entry(called).or_insert_with(|| names.next());
                }
            }
        }
        let globals = (0..source.globals.len() as u32)
            .map(|global| (global, names.next()))
            .collect();
        Ok(Shared {
            functions,
            globals,
            tables: source.tables.iter().map(|_| names.next()).collect(),
            memory: names.next(),
        })
    }
}

/// What goes where.
struct Plan<'a> {
    source: &'a Source<'a>,
    parts: &'a [Part],
    homes: &'a Homes,
    /// The functions by which a part is entered, each with its place in the table.
    entries: &'a BTreeMap<u32, u32>,
    shared: &'a Shared,
    imports: &'a [(String, String, String)],
    exports: &'a [(String, String)],
}

fn main_module(plan: &Plan<'_>, data: &DataSection) -> Result<Vec<u8>> {
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
                    let more = if index == 0 { entries.len() as u64 } else { 0 };
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
                for (function, name) in &shared.functions {
                    if !homes.contains_key(function) {
                        section.export(name, ExportKind::Func, remap.function(*function)?);
                    }
                }
                for (global, name) in &shared.globals {
                    section.export(name, ExportKind::Global, *global);
                }
                for (index, name) in (0u32..).zip(&shared.tables) {
                    section.export(name, ExportKind::Table, index);
                }
                section.export(&shared.memory, ExportKind::Memory, 0);
                module.section(&section);
            }
            SectionId::Element => {
                let here = source
                    .elements
                    .iter()
                    .filter(|(_, it)| !homes.contains_key(it));
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

fn part_module(plan: &Plan<'_>, part: usize, data: &DataSection) -> Result<Vec<u8>> {
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
        .filter(|function| homes.get(function) == Some(&part))
        .collect();
    let mut lent = BTreeSet::new();
    for (_, called) in source.calls(part + 1, homes)? {
        let is_imported = called < source.imported;
        if homes.get(&called) != Some(&part)
            && (is_imported || shared.functions.contains_key(&called))
            && (!entries.contains_key(&called) || sees(parts, Some(&part), homes.get(&called)))
        {
            lent.insert(called);
        }
    }
    let mut section = ImportSection::new();
    let mut map = HashMap::new();
    for (number, function) in (0u32..).zip(&lent) {
        let kind = EntityType::Function(source.type_of(*function)?);
        match shared.functions.get(function) {
            Some(name) => section.import(MAIN, name, kind),
            None => {
                let (_, _, short) = imports.get(*function as usize).context("no import")?;
                section.import(GLUE, short, kind)
            }
        };
        map.insert(*function, number);
    }
    map.extend(own.iter().copied().zip(lent.len() as u32..));
    for (global, name) in source.globals.iter().zip(shared.globals.values()) {
        section.import(MAIN, name, EntityType::Global(global_type(global)?));
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
    section.import(MAIN, &shared.memory, EntityType::Memory(memory));
    let mut remap = Remap::of(map.clone(), identity(source.globals.len()));
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
    let mut exports = ExportSection::new();
    for function in &own {
        if let Some(name) = shared.functions.get(function) {
            exports.export(name, ExportKind::Func, remap.function(*function)?);
        }
    }
    if !exports.is_empty() {
        module.section(&exports);
    }
    let mut places: BTreeMap<u32, u32> = source.elements.clone();
    places.extend(entries.iter().map(|(function, place)| (*place, *function)));
    let here = places.iter().filter(|(_, it)| homes.get(it) == Some(&part));
    module.section(&elements(here, &remap)?);
    module.section(&code(source, &own, &mut remap, entries)?);
    module.section(data);
    module.section(&named(source, &map));
    Ok(module.finish())
}

/// What is in the memory from the beginning, with nothing where a part puts its constants:
/// wasm-opt leaves out what is zero.
fn main_data(source: &Source<'_>, gone: &[Range<u32>]) -> DataSection {
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
fn part_data(source: &Source<'_>, constants: &[Range<u32>]) -> DataSection {
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
        Ok(self.globals.get(&old).copied().unwrap_or(old))
    }
}

fn identity(count: usize) -> HashMap<u32, u32> {
    (0..count as u32).map(|it| (it, it)).collect()
}

impl<'a> Source<'a> {
    fn functions(&self) -> impl Iterator<Item = u32> {
        self.imported..self.types.len() as u32
    }

    fn type_of(&self, function: u32) -> Result<u32> {
        let of = self.types.get(function as usize).copied();
        of.context("a function has no type")
    }

    fn body(&self, function: u32) -> Result<&FunctionBody<'a>> {
        let place = function.checked_sub(self.imported).context("an import")?;
        self.bodies.get(place as usize).context("no such function")
    }

    /// Who names whom in the code of a part, 0 being the main module.
    fn calls(&self, part: usize, homes: &Homes) -> Result<Vec<(u32, u32)>> {
        let mut calls = Vec::new();
        for function in self.functions() {
            if homes.get(&function).map_or(0, |home| home + 1) != part {
                continue;
            }
            for operator in self.body(function)?.get_operators_reader()? {
                match operator? {
                    Operator::Call { function_index }
                    | Operator::RefFunc { function_index }
                    | Operator::ReturnCall { function_index } => {
                        calls.push((function, function_index));
                    }
                    _ => {}
                }
            }
        }
        Ok(calls)
    }
}

fn read(bytes: &[u8]) -> Result<Source<'_>> {
    let mut source = Source {
        bytes,
        sections: Vec::new(),
        imports: Vec::new(),
        imported: 0,
        types: Vec::new(),
        tables: Vec::new(),
        memory: None,
        globals: Vec::new(),
        exports: Vec::new(),
        elements: BTreeMap::new(),
        bodies: Vec::new(),
        names: HashMap::new(),
        data: Vec::new(),
    };
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.context("the module cannot be read")?;
        if let Some((id, range)) = payload.as_section()
            && let Some(id) = section_id(id)
        {
            source
                .sections
                .push((id, range.start as usize..range.end as usize));
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Func(of) => source.types.push(of),
                        _ => return Err(anyhow!("an import that is no function")),
                    }
                    source.imported += 1;
                    source.imports.push(import);
                }
            }
            Payload::FunctionSection(functions) => {
                for of in functions {
                    source.types.push(of?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    source.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    ensure!(source.memory.is_none(), "there are two memories");
                    source.memory = Some(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    source.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    source.exports.push(export?);
                }
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    read_element(element?, &mut source.elements)?;
                }
            }
            Payload::CodeSectionEntry(body) => source.bodies.push(body),
            Payload::DataSection(segments) => {
                for segment in segments {
                    let segment = segment?;
                    source.data.push((address(&segment.kind)?, segment.data));
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    source.names = function_names(names)?;
                }
            }
            _ => {}
        }
    }
    Ok(source)
}

fn read_element(element: wasmparser::Element<'_>, places: &mut BTreeMap<u32, u32>) -> Result<()> {
    let ElementKind::Active {
        table_index: None | Some(0),
        offset_expr,
    } = element.kind
    else {
        return Err(anyhow!("an element segment of another kind than expected"));
    };
    let start = match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => value as u32,
        _ => return Err(anyhow!("an element segment at no constant place")),
    };
    let ElementItems::Functions(functions) = element.items else {
        return Err(anyhow!("an element segment of expressions"));
    };
    for (place, function) in (start..).zip(functions) {
        places.insert(place, function?);
    }
    Ok(())
}

fn section_id(id: u8) -> Option<SectionId> {
    use SectionId as Id;
    [
        Id::Type,
        Id::Import,
        Id::Function,
        Id::Table,
        Id::Memory,
        Id::Global,
        Id::Export,
        Id::Start,
        Id::Element,
        Id::Code,
        Id::Data,
        Id::DataCount,
    ]
    .into_iter()
    .find(|known| *known as u8 == id)
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

/// `a`, `b`, … `Z`, `aa` …
#[derive(Default)]
struct ShortNames(usize);

impl ShortNames {
    fn next(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = self.0;
        self.0 += 1;
        let mut name = String::new();
        loop {
            if let Some(letter) = LETTERS.get(rest % LETTERS.len()) {
                name.push(char::from(*letter));
            }
            match rest / LETTERS.len() {
                0 => return name,
                more => rest = more - 1,
            }
        }
    }
}
