//! Who needs whom in a module that the linker wrote with its relocations: functions that are called,
//! functions whose address is taken, and the data that either is found through.

use anyhow::{Context, Result, bail, ensure};
use std::collections::{HashMap, HashSet};
use wasmparser::{
    BinaryReader, ExternalKind, KnownCustom, Linking, Name, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
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
}

/// Which functions are whose, by their names.
#[derive(Default)]
pub struct Belongings {
    /// The functions that only one part needs, for each part.
    pub parts: Vec<HashSet<String>>,
    /// The functions that nobody needs: the linker keeps them with its relocations.
    pub nobodys: HashSet<String>,
}

/// Finds out whose each function is: a part begins at the functions whose names hold its mark.
pub fn belongings(module: &[u8], marks: &[&str]) -> Result<Belongings> {
    let graph = read(module)?;
    let roots: Vec<HashSet<Node>> = marks.iter().map(|mark| graph.marked(mark)).collect();
    for (mark, roots) in marks.iter().zip(&roots) {
        ensure!(!roots.is_empty(), "no function has `{mark}` in its name");
    }
    let borders: HashSet<Node> = roots.iter().flatten().copied().collect();
    let main = graph.reach(
        graph.entries().filter(|node| !borders.contains(node)),
        &borders,
    );
    let reached: Vec<HashSet<Node>> = roots
        .iter()
        .map(|roots| graph.reach(roots.iter().copied(), &borders))
        .collect();
    let alone = |node: &Node| {
        !main.contains(node) && reached.iter().filter(|part| part.contains(node)).count() == 1
    };
    let names = |nodes: &mut dyn Iterator<Item = Node>| -> HashSet<String> {
        nodes.filter_map(|node| graph.name(&node)).collect()
    };
    let is_needed = |node: &Node| main.contains(node) || reached.iter().any(|it| it.contains(node));
    let all = graph.names.keys().map(|index| Node::Function(*index));
    Ok(Belongings {
        parts: reached
            .iter()
            .map(|part| names(&mut part.iter().copied().filter(&alone)))
            .collect(),
        nobodys: names(&mut all.filter(|node| !is_needed(node))),
    })
}

impl Graph {
    fn marked(&self, mark: &str) -> HashSet<Node> {
        let marked = self.names.iter().filter(|(_, name)| name.contains(mark));
        marked.map(|(index, _)| Node::Function(*index)).collect()
    }

    /// What is reached from outside. What describes a type to wasm-bindgen is gone afterwards.
    fn entries(&self) -> impl Iterator<Item = Node> {
        let kept = |(name, _): &&(String, u32)| !name.starts_with("__wbindgen_describe");
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
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => graph.names = function_names(names)?,
                KnownCustom::Linking(linking) => {
                    for subsection in linking {
                        if let Linking::SymbolTable(table) = subsection? {
                            symbols = table.into_iter().collect::<Result<_, _>>()?;
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
    Ok(graph)
}

impl Places {
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
