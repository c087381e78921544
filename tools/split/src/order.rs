//! Orders a module's functions so that it compresses better.
//!
//! Similar functions are placed next to each other, since a compressor encodes near repetitions with fewer bytes. That
//! saves 2 % of the download.

use anyhow::{Context, Result, anyhow};
use std::collections::{HashMap, HashSet};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, Module, RawSection,
};
use wasmparser::{FunctionBody, Parser, Payload, TypeRef};

/// The length of the byte sequences that are compared: with shorter ones all functions are similar, with longer ones none.
const SEQUENCE: usize = 4;

/// A sequence in more functions than this is ignored: it says little about their similarity and costs time.
const MAX_SHARED_BY: usize = 128;

/// The same module with its functions ordered by similarity.
pub fn order_by_similarity(module: &[u8]) -> Result<Vec<u8>> {
    let source = read(module)?;
    let bodies: Vec<&[u8]> = source.bodies.iter().map(FunctionBody::as_bytes).collect();
    let order = order(&bodies);
    let new = (source.imported..).zip(&order);
    let mut renumber = Renumber {
        new: new
            .map(|(new, old)| (source.imported + *old as u32, new))
            .collect(),
    };
    write(module, &source, &order, &mut renumber)
}

/// The functions of a module.
#[derive(Default)]
struct Source<'a> {
    imported: u32,
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
}

fn read(module: &[u8]) -> Result<Source<'_>> {
    let mut source = Source::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the module cannot be read")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    source.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(types) => {
                source.types = types.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => source.bodies.push(body),
            _ => {}
        }
    }
    Ok(source)
}

/// The order: the longest function first, then always the one that is most similar to the one before.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let sequences: Vec<HashSet<&[u8]>> = bodies
        .iter()
        .map(|it| it.windows(SEQUENCE).collect())
        .collect();
    let mut having: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, sequences) in sequences.iter().enumerate() {
        for sequence in sequences {
            having.entry(sequence).or_default().push(function);
        }
    }
    having.retain(|_, functions| functions.len() <= MAX_SHARED_BY);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|function| std::cmp::Reverse(length(bodies, *function)));
    let mut order = Vec::new();
    let mut next = 0;
    while next < left.len() {
        let function = left.remove(next);
        order.push(function);
        let sequences = sequences.get(function).into_iter().flatten();
        let mut shared = vec![0; bodies.len()];
        for function in sequences
            .filter_map(|sequence| having.get(sequence))
            .flatten()
        {
            if let Some(count) = shared.get_mut(*function) {
                *count += 1;
            }
        }
        next = most_similar(&left, &shared, bodies);
    }
    order
}

/// The position of the function that shares most, relative to the square root of its length, since long functions share
/// sequences with all others.
fn most_similar(left: &[usize], shared: &[u64], bodies: &[&[u8]]) -> usize {
    let (mut place, mut best) = (0, (0, 1));
    for (at, function) in left.iter().enumerate() {
        let count = shared.get(*function).copied().unwrap_or_default();
        let (square, length) = (count * count, length(bodies, *function) as u64);
        if square * best.1 > best.0 * length {
            (place, best) = (at, (square, length));
        }
    }
    place
}

fn length(bodies: &[&[u8]], function: usize) -> usize {
    bodies.get(function).map_or(0, |body| body.len())
}

fn write(
    module: &[u8],
    source: &Source<'_>,
    order: &[usize],
    renumber: &mut Renumber,
) -> Result<Vec<u8>> {
    let mut written = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match payload {
            Payload::FunctionSection(_) => {
                let mut section = FunctionSection::new();
                for function in order {
                    let of = source.types.get(*function);
                    section.function(*of.context("a function has no type")?);
                }
                written.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                let done = renumber.parse_export_section(&mut section, exports);
                done.map_err(|error| anyhow!("{error}"))?;
                written.section(&section);
            }
            Payload::ElementSection(elements) => {
                let mut section = ElementSection::new();
                let done = renumber.parse_element_section(&mut section, elements);
                done.map_err(|error| anyhow!("{error}"))?;
                written.section(&section);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for function in order {
                    let body = source.bodies.get(*function).context("no such function")?;
                    let done = renumber.parse_function_body(&mut section, body.clone());
                    done.map_err(|error| anyhow!("{error}"))?;
                }
                written.section(&section);
            }
            Payload::CodeSectionEntry(_) => {}
            Payload::StartSection { .. } => {
                return Err(anyhow!("a start function is not expected"));
            }
            payload => {
                if let Some((id, range)) = payload.as_section() {
                    let data = module.get(range.start as usize..range.end as usize);
                    let data = data.unwrap_or_default();
                    written.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(written.finish())
}

/// Maps the old index of each function that is not imported to its new one.
struct Renumber {
    new: HashMap<u32, u32>,
}

impl Reencode for Renumber {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, old: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Ok(self.new.get(&old).copied().unwrap_or(old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, ExportKind, Function, ImportSection, Instruction,
        TableSection, TableType, TypeSection, ValType,
    };

    #[test]
    fn the_longest_function_is_followed_by_the_most_similar_one() {
        let bodies: [&[u8]; 4] = [b"abcdef", b"uvwxyz", b"abcdefghi", b"uvwxyzst"];
        assert_eq!(order(&bodies), [2, 0, 3, 1]);
        assert!(order(&[]).is_empty());
    }

    #[test]
    fn functions_shorter_than_a_sequence_are_kept() {
        let bodies: [&[u8]; 3] = [b"", b"ab", b"abc"];
        assert_eq!(order(&bodies), [2, 1, 0]);
    }

    /// An import, and three functions, 1 to 3: each gives its number, the last calls the two before it.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        module.section(&types);
        let mut imports = ImportSection::new();
        imports.import("a", "a", EntityType::Function(0));
        module.section(&imports);
        let mut functions = FunctionSection::new();
        functions.function(0).function(0).function(0);
        module.section(&functions);
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 2,
            maximum: None,
            shared: false,
        });
        module.section(&tables);
        let mut exports = ExportSection::new();
        exports.export("a", ExportKind::Func, 0);
        exports.export("one", ExportKind::Func, 1);
        exports.export("three", ExportKind::Func, 3);
        module.section(&exports);
        let mut elements = ElementSection::new();
        let listed = Elements::Functions(vec![1, 2].into());
        elements.active(None, &ConstExpr::i32_const(0), listed);
        module.section(&elements);
        let mut code = CodeSection::new();
        for number in [1, 2] {
            let mut function = Function::new([]);
            function.instruction(&Instruction::I32Const(number));
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut last = Function::new([]);
        for called in [0, 1, 2] {
            last.instruction(&Instruction::Call(called));
        }
        last.instruction(&Instruction::I32Add);
        last.instruction(&Instruction::I32Add);
        last.instruction(&Instruction::End);
        code.function(&last);
        module.section(&code);
        module.finish()
    }

    #[test]
    fn exports_elements_and_calls_keep_their_functions() {
        let old = module();
        let new = order_by_similarity(&old).unwrap();
        let (before, after) = (read(&old).unwrap(), read(&new).unwrap());
        let place_of = |text: &[u8], source: &Source<'_>| {
            let place = source.bodies.iter().position(|it| it.as_bytes() == text);
            source.imported + place.unwrap() as u32
        };
        let constant = |number: usize| before.bodies[number - 1].as_bytes();
        let (one, two) = (place_of(constant(1), &after), place_of(constant(2), &after));
        assert_eq!(after.imported, 1);
        // The longest one is first now, so that all of them have other numbers.
        assert_eq!((one, two), (2, 3));
        let mut named = Vec::new();
        for payload in Parser::new(0).parse_all(&new) {
            match payload.unwrap() {
                Payload::ExportSection(exports) => {
                    named.extend(exports.into_iter().map(|it| it.unwrap().index));
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let wasmparser::ElementItems::Functions(listed) = element.unwrap().items
                        else {
                            panic!("an element of another kind");
                        };
                        named.extend(listed.into_iter().map(Result::unwrap));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().unwrap() {
                        if let wasmparser::Operator::Call { function_index } = operator.unwrap() {
                            named.push(function_index);
                        }
                    }
                }
                _ => {}
            }
        }
        assert_eq!(named, [0, one, 1, one, two, 0, one, two]);
    }
}
