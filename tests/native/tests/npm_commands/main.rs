//! Generates the two tables of the npm package's commands, for TypeScript and Rust, from `pkg/commands.toml`, which
//! describes its format. To update them:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test npm_commands

mod rust;
mod typescript;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use vestibule_native_tests::assert_generated;
use vestibule_native_tests::generated::path;

const TABLE: &str = "pkg/commands.toml";
const TYPESCRIPT: &str = "pkg/src/table.ts";
const RUST: &str = "pkg/wasm/src/table.rs";

const HEADER: &str = "// Generated from pkg/commands.toml by tests/native/tests/npm_commands.";

/// The groups that are not properties of a client: its own methods, a dataset's methods, and commands without a method.
const CLIENT: &str = "client";
const DATASET: &str = "dataset";
const INTERNAL: &str = "internal";

#[derive(Deserialize)]
struct Table {
    chunks: BTreeMap<String, Chunk>,
    #[serde(flatten)]
    groups: BTreeMap<String, BTreeMap<String, Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chunk {
    file: String,
    on: Option<String>,
    script: Option<String>,
    #[serde(default)]
    prefetch: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    chunk: Option<String>,
    takes: Option<Vec<String>>,
    script: Option<String>,
    #[serde(default)]
    ends: bool,
    entry: Option<String>,
}

/// A command by its name.
struct Command<'a> {
    name: String,
    group: &'a str,
    row: &'a Row,
}

/// An argument as the WebAssembly reads it.
struct Argument<'a> {
    name: &'a str,
    kind: &'a str,
}

impl Table {
    fn read() -> Self {
        let text = std::fs::read_to_string(path(TABLE)).unwrap();
        let table: Table = toml::from_str(&text).unwrap();
        table.check();
        table
    }

    fn commands(&self) -> Vec<Command<'_>> {
        let mut commands = Vec::new();
        for (group, rows) in &self.groups {
            for (method, row) in rows {
                let name = match group.as_str() {
                    CLIENT | INTERNAL => method.clone(),
                    group => format!("{group}.{method}"),
                };
                commands.push(Command { name, group, row });
            }
        }
        commands
    }

    /// The commands for which the entry loads chunks together with the core, and these chunks.
    fn prefetched(&self) -> BTreeMap<String, Vec<&str>> {
        let mut commands = self.commands();
        commands.retain(|it| it.group != INTERNAL);
        let chunks = commands
            .into_iter()
            .filter_map(|Command { name, row, .. }| {
                let (first, chunk) = self.chunks.get_key_value(row.chunk.as_ref()?)?;
                let mut chain = vec![first.as_str()];
                let mut next = chunk.on.as_ref();
                while let Some(on) = next {
                    chain.push(on);
                    next = self.chunks[on].on.as_ref();
                }
                chunk.prefetch.then_some((name, chain))
            });
        chunks.collect()
    }

    /// The groups that are properties of a client.
    fn properties(&self) -> impl Iterator<Item = (&String, &BTreeMap<String, Row>)> {
        let is_property = |name: &str| ![CLIENT, DATASET, INTERNAL].contains(&name);
        self.groups
            .iter()
            .filter(move |(name, _)| is_property(name))
    }

    fn check(&self) {
        let chunks: BTreeSet<_> = self.chunks.keys().collect();
        for (name, chunk) in &self.chunks {
            let is_known = chunk.on.iter().all(|on| chunks.contains(on));
            assert!(is_known, "{TABLE}: what is {name} on?");
        }
        let mut names = BTreeSet::new();
        for Command { name, row, .. } in self.commands() {
            let is_known = row.chunk.iter().all(|chunk| chunks.contains(chunk));
            assert!(is_known, "{TABLE}: {name} is in no chunk that there is");
            assert!(
                row.takes.is_some() || row.script.is_some(),
                "{TABLE}: nobody runs {name}"
            );
            assert!(
                row.takes.is_none() || row.chunk.is_some(),
                "{TABLE}: {name} has no chunk"
            );
            assert!(names.insert(name.clone()), "{TABLE}: {name} is there twice");
        }
    }
}

impl Row {
    fn arguments(&self) -> Vec<Argument<'_>> {
        let takes = self.takes.iter().flatten();
        let argument = |it: &'_ String| it.split_once(": ").is_some();
        assert!(
            takes.clone().all(argument),
            "{TABLE}: `takes` wants \"name: Type\""
        );
        let parts = takes.filter_map(|it| it.split_once(": "));
        parts.map(|(name, kind)| Argument { name, kind }).collect()
    }
}

#[test]
fn the_typescript_table_is_generated_from_the_commands() {
    assert_generated!(TYPESCRIPT, &typescript::made(&Table::read()));
}

#[test]
fn the_package_manifest_lists_the_files_of_all_chunks() {
    let text = std::fs::read_to_string(path("pkg/package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    let exports = package["exports"].as_object().unwrap().keys();
    // The element's chunks belong to another module.
    let is_chunk = |it: &&String| {
        it.starts_with("./vestibule_") && it.ends_with(".wasm") && *it != "./vestibule_bg.wasm"
    };
    let found: BTreeSet<_> = exports.filter(is_chunk).cloned().collect();
    let table = Table::read();
    let wanted = table
        .chunks
        .values()
        .map(|chunk| format!("./{}", chunk.file));
    assert_eq!(found, wanted.collect());
}

#[test]
fn the_rust_table_is_generated_from_the_commands() {
    assert_generated!(RUST, &rust::made(&Table::read()));
}

#[test]
fn the_readme_lists_the_methods_of_each_group() {
    let readme = std::fs::read_to_string(path("pkg/README.md")).unwrap();
    for (group, methods) in Table::read().properties() {
        let start = format!("| `auth.{group}` |");
        let row = readme.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("pkg/README.md has no row for auth.{group}"));
        for method in methods.keys() {
            assert!(
                row.contains(&format!("`{method}`")),
                "pkg/README.md: the row of auth.{group} lacks `{method}`"
            );
        }
    }
}
