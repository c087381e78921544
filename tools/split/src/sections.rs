//! Encodes the sections of the split modules.

use super::source::{ChunksByFunction, Source};
use anyhow::{Context, Result, anyhow};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, Function,
    GlobalType, Instruction, NameMap, NameSection, TableType,
};
use wasmparser::{Operator, TypeRef};

pub fn is_in(chunk_map: &ChunksByFunction, function: u32, chunk: usize) -> bool {
    chunk_map
        .get(&function)
        .is_some_and(|it| it.contains(&chunk))
}

/// The initial memory, with zeros in place of the chunks' constants; zeros compress to almost nothing.
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

/// A chunk's constants at their addresses. Constants with small gaps between them form one segment, since a segment costs
/// about six bytes; the bytes in the gap are the same in the memory already.
pub fn chunk_data(source: &Source<'_>, constants: &[Range<u32>]) -> DataSection {
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

/// The elements of the table, one segment for each run of consecutive places.
pub fn elements<'a>(
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

/// The bodies of functions. A call of another module's entry function goes through the table.
pub fn code(
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

pub fn named(source: &Source<'_>, map: &HashMap<u32, u32>) -> NameSection {
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

/// Maps the indices of functions and globals to those in a new module.
pub struct Remap {
    functions: HashMap<u32, u32>,
    globals: HashMap<u32, u32>,
}

impl Remap {
    pub fn of(functions: HashMap<u32, u32>, globals: HashMap<u32, u32>) -> Self {
        Remap { functions, globals }
    }

    pub fn function(&self, old: u32) -> Result<u32> {
        let new = self.functions.get(&old).copied();
        new.with_context(|| format!("function {old} is in another chunk"))
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
        new.with_context(|| format!("global {old} is not shared with the chunk"))
            .map_err(wasm_encoder::reencode::Error::UserError)
    }
}

pub fn identity(count: usize) -> HashMap<u32, u32> {
    (0..count as u32).map(|it| (it, it)).collect()
}

pub fn entity(ty: TypeRef) -> Result<EntityType> {
    match ty {
        TypeRef::Func(of) => Ok(EntityType::Function(of)),
        _ => Err(anyhow!("an import that is no function")),
    }
}

pub fn table_type(table: &wasmparser::TableType, more: u64) -> Result<TableType> {
    let mut same = RoundtripReencoder
        .table_type(*table)
        .map_err(|error| anyhow!("{error}"))?;
    same.minimum += more;
    same.maximum = same.maximum.map(|maximum| maximum + more);
    Ok(same)
}

pub fn global_type(global: &wasmparser::GlobalType) -> Result<GlobalType> {
    RoundtripReencoder
        .global_type(*global)
        .map_err(|error| anyhow!("{error}"))
}
