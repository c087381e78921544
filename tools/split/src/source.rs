//! Reads the module that is split.

use anyhow::{Context, Result, anyhow, ensure};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use wasm_encoder::SectionId;
use wasmparser::{
    ElementItems, ElementKind, FunctionBody, KnownCustom, Operator, Parser, Payload, TypeRef,
};

use super::relocations::{address, function_names};

/// The chunks of each function that is in at least one chunk. A function can be in several.
pub type ChunksByFunction = HashMap<u32, BTreeSet<usize>>;

/// The module that is split.
pub struct Source<'a> {
    pub bytes: &'a [u8],
    pub sections: Vec<(SectionId, Range<usize>)>,
    pub imports: Vec<wasmparser::Import<'a>>,
    pub imported: u32,
    pub types: Vec<u32>,
    pub tables: Vec<wasmparser::TableType>,
    pub memory: Option<wasmparser::MemoryType>,
    pub globals: Vec<wasmparser::GlobalType>,
    pub exports: Vec<wasmparser::Export<'a>>,
    /// The functions in the first table, by their place.
    pub elements: BTreeMap<u32, u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub names: HashMap<u32, String>,
    /// The data segments: address and content.
    pub data: Vec<(u32, &'a [u8])>,
}

impl<'a> Source<'a> {
    pub fn functions(&self) -> impl Iterator<Item = u32> {
        self.imported..self.types.len() as u32
    }

    pub fn type_of(&self, function: u32) -> Result<u32> {
        let of = self.types.get(function as usize).copied();
        of.context("a function has no type")
    }

    pub fn body(&self, function: u32) -> Result<&FunctionBody<'a>> {
        let place = function.checked_sub(self.imported).context("an import")?;
        self.bodies.get(place as usize).context("no such function")
    }

    /// The calls in the code of a chunk, 0 being the main module: caller and called function.
    pub fn calls(&self, chunk: usize, chunk_map: &ChunksByFunction) -> Result<Vec<(u32, u32)>> {
        let mut calls = Vec::new();
        for function in self.functions_in(chunk, chunk_map) {
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

    /// The globals that the code of a chunk uses, 0 being the main module.
    pub fn globals_in(&self, chunk: usize, chunk_map: &ChunksByFunction) -> Result<Vec<u32>> {
        let mut globals = Vec::new();
        for function in self.functions_in(chunk, chunk_map) {
            for operator in self.body(function)?.get_operators_reader()? {
                if let Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } =
                    operator?
                {
                    globals.push(global_index);
                }
            }
        }
        Ok(globals)
    }

    fn functions_in(
        &self,
        chunk: usize,
        chunk_map: &ChunksByFunction,
    ) -> impl Iterator<Item = u32> {
        let is_here = move |function: &u32| match (chunk.checked_sub(1), chunk_map.get(function)) {
            (None, of) => of.is_none(),
            (Some(chunk), of) => of.is_some_and(|of| of.contains(&chunk)),
        };
        self.functions().filter(is_here)
    }
}

/// Reads a module. Unknown kinds of imports and elements are errors.
pub fn read(bytes: &[u8]) -> Result<Source<'_>> {
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
