//! Who needs whom in a module that the linker wrote with its relocations: functions that are called,
//! functions whose address is taken, and the data that either is found through.

use super::{Part, has};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use wasmparser::{
    BinaryReader, DataKind, ExternalKind, KnownCustom, Linking, Name, Operator, Parser, Payload,
    RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Function(u32),
    /// By the symbol's number.
    Data(u32),
}

#[derive(Default)]
struct Graph {
    names: HashMap<u32, String>,
    exports: Vec<(String, u32)>,
    edges: HashMap<Node, Vec<Node>>,
    /// Where in the memory each symbol of data lies that is only read.
    constants: HashMap<u32, Range<u32>>,
}

/// Which functions are whose, by their names.
#[derive(Default)]
pub struct Belongings {
    /// The functions that a part has for itself, for each part.
    pub parts: Vec<HashSet<String>>,
    /// The functions that nobody needs: the linker keeps them with its relocations.
    pub nobodys: HashSet<String>,
    /// Where in the memory the constants lie that a part has for itself, for each part; and last, those
    /// that nobody needs.
    pub constants: Vec<Vec<Range<u32>>>,
}

/// Finds out whose each function is: a part begins at the functions whose names hold its marks, and
/// has what the main module does not need. What several parts need, of which none has another one
/// loaded, each of them has for itself: it is not for every page to fetch it. Nobody needs what only the
/// `unasked` classes do.
pub fn belongings(module: &[u8], parts: &[Part], unasked: &[&str]) -> Result<Belongings> {
    let graph = read(module)?;
    let mut roots: Vec<HashSet<Node>> = Vec::new();
    for part in parts {
        let mut marked = HashSet::new();
        for mark in part.marks {
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
    let is_needed_by = |part: usize, node: &Node| {
        let of = reached.get(part);
        of.is_some_and(|it| it.contains(node))
    };
    let is_common = |node: &Node| {
        let by_usual = |part: &usize| {
            let is_usual = parts.get(*part).is_some_and(|part| part.is_usual);
            is_usual && is_needed_by(*part, node)
        };
        let usual = (0..parts.len()).find(by_usual);
        let lacks_it = |usual: usize| {
            (0..parts.len()).any(|other| is_needed_by(other, node) && !has(parts, other, usual))
        };
        main.contains(node) || usual.is_some_and(lacks_it)
    };
    let is_own = |part: usize, node: &Node| {
        let is_lent =
            |other: usize| other != part && is_needed_by(other, node) && has(parts, part, other);
        !is_common(node) && !(0..parts.len()).any(is_lent)
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
    let owned = |part: usize| {
        let of = reached.get(part).into_iter().flatten();
        of.filter(move |node| is_own(part, node)).copied()
    };
    Ok(Belongings {
        constants: (0..parts.len())
            .map(|part| graph.constants_of(owned(part)))
            .chain([graph.constants_of(nobodys_data)])
            .collect(),
        parts: (0..parts.len())
            .map(|part| names(&mut owned(part)))
            .collect(),
        nobodys: &names(&mut all().filter(is_nobodys)) - &needed,
    })
}

impl Graph {
    fn marked(&self, mark: &str) -> HashSet<Node> {
        let marked = self.names.iter().filter(|(_, name)| name.contains(mark));
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

/// Where things stand in the file: what is at an offset of a section.
#[derive(Default)]
struct Places {
    code: u64,
    data: u64,
    /// Begin and end of each body in the file, with its function.
    bodies: Vec<(u64, u64, u32)>,
    /// Begin of each data segment in the file.
    segments: Vec<u64>,
    /// Begin of each data segment in the memory.
    addresses: Vec<u32>,
    /// Which data segments are only read.
    constant: Vec<bool>,
}

fn read(module: &[u8]) -> Result<Graph> {
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

/// Where in the memory a segment begins.
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

    /// The symbols that hold this place.
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

/// What a relocation points to, where it is a function or data.
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
                // What stands there tells whether the offsets are read as they are meant.
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
