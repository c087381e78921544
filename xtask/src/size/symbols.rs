//! The largest functions of a module that has kept their names.

use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// A function and its body's size in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub bytes: usize,
}

/// The `count` largest functions, the largest first.
pub fn largest(module: &[u8], count: usize) -> Result<Vec<Symbol>> {
    let mut names = HashMap::new();
    let mut sizes = Vec::new();
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the module cannot be read")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.context("an import cannot be read")?;
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.as_bytes().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for name in section {
                        if let Name::Function(functions) = name.context("no name section")? {
                            for naming in functions {
                                let naming = naming.context("a name cannot be read")?;
                                names.insert(naming.index, readable(naming.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if names.is_empty() {
        bail!("the module has no function names");
    }
    let mut symbols: Vec<Symbol> = (imported..)
        .zip(sizes)
        .map(|(index, bytes)| Symbol {
            name: names.remove(&index).unwrap_or_else(|| format!("#{index}")),
            bytes,
        })
        .collect();
    symbols.sort_by_key(|symbol| usize::MAX - symbol.bytes);
    symbols.truncate(count);
    Ok(symbols)
}

fn readable(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One imported function, then `small` and `_ZN3big3fooE` with four bytes more.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x07\x01\x01a\x01b\0\0\
        \x03\x03\x02\0\0\
        \x0a\x0b\x02\x02\0\x0b\x06\0\x01\x01\x01\x01\x0b\
        \0\x20\x04name\x01\x19\x02\x01\x05small\x02\x0f_ZN3big6numberE";

    #[test]
    fn function_indices_begin_after_the_imports() {
        let symbols = largest(MODULE, 9).unwrap();
        assert_eq!(symbols.len(), 2);
        assert_eq!(symbols[0].name, "big::number");
        assert_eq!(symbols[1].name, "small");
        assert_eq!(symbols[0].bytes, symbols[1].bytes + 4);
        assert_eq!(largest(MODULE, 1).unwrap().len(), 1);
    }

    #[test]
    fn a_module_without_names_is_an_error() {
        assert!(largest(&MODULE[..8], 9).is_err());
        assert!(largest(b"nonsense", 9).is_err());
    }
}
