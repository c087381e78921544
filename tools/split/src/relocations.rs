//! Reads the linker's relocations: which function or data each place in the code and the data refers to.

use super::graph::{Graph, Node};
use anyhow::{Context, Result, bail, ensure};
use std::collections::HashMap;
use std::ops::Range;
use wasmparser::{
    BinaryReader, DataKind, ExternalKind, KnownCustom, Linking, Name, Operator, Parser, Payload,
    RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

/// The positions of sections, functions and data segments in the file and in the memory.
#[derive(Default)]
struct Places {
    code: u64,
    data: u64,
    /// Start and end of each body in the file, and its function.
    bodies: Vec<(u64, u64, u32)>,
    /// The start of each data segment in the file.
    segments: Vec<u64>,
    /// The start of each data segment in the memory.
    addresses: Vec<u32>,
    /// Whether each data segment is read-only.
    constant: Vec<bool>,
}

/// The graph of a module that was linked with `--emit-relocs`.
pub fn read(module: &[u8]) -> Result<Graph> {
    let mut graph = Graph::default();
    let mut places = Places::default();
    let mut symbols = Vec::new();
    let mut relocations = Vec::new();
    let mut sections = 0;
    let (mut code_section, mut data_section) = (None, None);
    let mut functions = 0;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        match &payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    functions += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports.clone() {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        graph.exports.push((export.name.to_owned(), export.index));
                    }
                }
            }
            Payload::CodeSectionStart {
                unchecked_range, ..
            } => {
                places.code = unchecked_range.start;
                code_section = Some(sections);
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                places.bodies.push((range.start, range.end, functions));
                functions += 1;
            }
            Payload::DataSection(data) => {
                places.data = data.range().start;
                data_section = Some(sections);
                for segment in data.clone() {
                    let segment = segment?;
                    places
                        .segments
                        .push(segment.range.end - segment.data.len() as u64);
                    places.addresses.push(address(&segment.kind)?);
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => graph.names = function_names(names)?,
                KnownCustom::Linking(linking) => {
                    for subsection in linking {
                        match subsection? {
                            Linking::SymbolTable(table) => {
                                symbols = table.into_iter().collect::<Result<_, _>>()?;
                            }
                            Linking::SegmentInfo(segments) => {
                                for segment in segments {
                                    places.constant.push(segment?.name.starts_with(".rodata"));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                KnownCustom::Reloc(entries) => {
                    let section = entries.section_index();
                    for entry in entries.entries() {
                        relocations.push((section, entry?));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        if payload.as_section().is_some() || matches!(payload, Payload::CodeSectionStart { .. }) {
            sections += u32::from(!matches!(payload, Payload::CodeSectionEntry(_)));
        }
    }
    ensure!(
        !relocations.is_empty(),
        "the module has no relocations: link it with --emit-relocs"
    );
    for (section, entry) in &relocations {
        let from = if Some(*section) == code_section {
            places.code_at(entry)?
        } else if Some(*section) == data_section {
            places.data_at(entry, &symbols)
        } else {
            Vec::new()
        };
        if let Some(to) = target(
            module,
            &places,
            Some(*section) == code_section,
            entry,
            &symbols,
        )? {
            for node in from {
                graph.edges.entry(node).or_default().push(to);
            }
        }
    }
    graph.constants = places.constants(&symbols);
    Ok(graph)
}

/// The address at which a segment begins.
pub fn address(kind: &DataKind<'_>) -> Result<u32> {
    if let DataKind::Active { offset_expr, .. } = kind
        && let Operator::I32Const { value } = offset_expr.get_operators_reader().read()?
    {
        return Ok(value as u32);
    }
    bail!("a data segment at no constant place")
}

impl Places {
    fn constants(&self, symbols: &[SymbolInfo<'_>]) -> HashMap<u32, Range<u32>> {
        let mut constants = HashMap::new();
        for (number, symbol) in (0u32..).zip(symbols) {
            if let SymbolInfo::Data {
                symbol: Some(place),
                ..
            } = symbol
                && let segment = place.index as usize
                && self.constant.get(segment) == Some(&true)
                && let Some(start) = self.addresses.get(segment)
            {
                let start = start + place.offset;
                constants.insert(number, start..start + place.size);
            }
        }
        constants
    }

    fn code_at(&self, entry: &RelocationEntry) -> Result<Vec<Node>> {
        let at = self.code + u64::from(entry.offset);
        let after = self.bodies.partition_point(|(start, _, _)| *start <= at);
        match after
            .checked_sub(1)
            .and_then(|index| self.bodies.get(index))
        {
            Some((_, end, function)) if at < *end => Ok(vec![Node::Function(*function)]),
            _ => bail!("a relocation is in no function"),
        }
    }

    /// The symbols of data that include the place of a relocation.
    fn data_at(&self, entry: &RelocationEntry, symbols: &[SymbolInfo<'_>]) -> Vec<Node> {
        let at = self.data + u64::from(entry.offset);
        let mut found = Vec::new();
        for (number, symbol) in (0u32..).zip(symbols) {
            if let SymbolInfo::Data {
                symbol: Some(place),
                ..
            } = symbol
                && let Some(segment) = self.segments.get(place.index as usize)
            {
                let start = segment + u64::from(place.offset);
                if (start..start + u64::from(place.size)).contains(&at) {
                    found.push(Node::Data(number));
                }
            }
        }
        found
    }
}

/// The function or data that a relocation refers to; `None` for other kinds.
fn target(
    module: &[u8],
    places: &Places,
    in_code: bool,
    entry: &RelocationEntry,
    symbols: &[SymbolInfo<'_>],
) -> Result<Option<Node>> {
    use RelocationType as Type;
    let is_known = matches!(
        entry.ty,
        Type::FunctionIndexLeb
            | Type::FunctionIndexI32
            | Type::TableIndexSleb
            | Type::TableIndexI32
            | Type::TableIndexRelSleb
            | Type::MemoryAddrLeb
            | Type::MemoryAddrSleb
            | Type::MemoryAddrI32
            | Type::MemoryAddrRelSleb
    );
    if !is_known {
        return Ok(None);
    }
    Ok(match symbols.get(entry.index as usize) {
        Some(SymbolInfo::Func { index, .. }) => {
            if entry.ty == Type::FunctionIndexLeb && in_code {
                // Checks that the offsets are interpreted correctly.
                let at = places.code + u64::from(entry.offset);
                let bytes = module.get(at as usize..).unwrap_or_default();
                let called = BinaryReader::new(bytes, at).read_var_u32()?;
                ensure!(called == *index, "a relocation is not where it should be");
            }
            Some(Node::Function(*index))
        }
        Some(SymbolInfo::Data { .. }) => Some(Node::Data(entry.index)),
        _ => None,
    })
}

pub fn function_names(names: wasmparser::NameSectionReader<'_>) -> Result<HashMap<u32, String>> {
    let mut found = HashMap::new();
    for name in names {
        if let Name::Function(functions) = name.context("no name section")? {
            for naming in functions {
                let naming = naming.context("a name cannot be read")?;
                found.insert(naming.index, naming.name.to_owned());
            }
        }
    }
    Ok(found)
}
