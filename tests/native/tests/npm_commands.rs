//! The two tables of the npm package's commands, one for each side of the border, are made of `pkg/commands.toml`,
//! which says what stands in it. To make them anew:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test npm_commands

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

const TABLE: &str = "pkg/commands.toml";
const TYPESCRIPT: &str = "pkg/src/table.ts";
const RUST: &str = "src/js/table.rs";

const MADE: &str = "// Made by tests/native/tests/npm_commands.rs of pkg/commands.toml.";

/// The group of the client's own methods, and what is no method.
const CLIENT: &str = "client";
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
    #[serde(default)]
    more: bool,
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

    /// The groups that are properties of a client.
    fn properties(&self) -> impl Iterator<Item = (&String, &BTreeMap<String, Row>)> {
        let is_property = |name: &str| name != CLIENT && name != INTERNAL;
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

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file)
}

fn is_current(file: &str, made: &str) {
    if std::env::var_os("VESTIBULE_BLESS").is_some() {
        std::fs::write(path(file), made).unwrap();
    }
    let found = std::fs::read_to_string(path(file)).unwrap_or_default();
    assert!(
        found == made,
        "{file} is out of date: see the first lines of this test"
    );
}

mod typescript {
    use super::{CLIENT, Command, INTERNAL, MADE, Row, Table};
    use std::collections::BTreeMap;
    use std::fmt::Write;

    const HEAD: &str = r#"
import type { Commands } from "./commands.js";
import type { CoreCommands, InternalCommand } from "./core-commands.js";
import type { Groups } from "./groups.js";

/** A file that the WebAssembly is cut into. */
interface ChunkRow {
  readonly file: string;
  /** The address that bundlers know. */
  readonly url: () => URL;
  /** The chunk that it needs besides. */
  readonly on?: Chunk;
  /** Whether more.ts comes along. */
  readonly more?: true;
}

/** What core.ts has to know of a command. */
export interface CommandRow {
  /** What has to be loaded before it runs. */
  readonly chunk?: Chunk;
  /** How many arguments the WebAssembly reads; it knows nothing of a command without. */
  readonly takes?: number;
  /** The script that does it by other commands; where it `takes` arguments, only if there is one. */
  readonly script?: "more" | "account";
  /** Whether it ends a session. */
  readonly ends?: true;
}
"#;

    pub fn made(table: &Table) -> String {
        let commands = table.commands();
        let mut text = format!("{MADE}\n{HEAD}");
        write_chunks(&mut text, table);
        write_commands(&mut text, &commands);
        write_scripts(&mut text, &commands);
        write_methods(&mut text, table);
        write_entry(&mut text, &commands);
        text
    }

    fn write_chunks(text: &mut String, table: &Table) {
        let names: Vec<_> = table.chunks.keys().map(|it| format!("\"{it}\"")).collect();
        let _ = write!(text, "\nexport type Chunk = {};\n", names.join(" | "));
        text.push_str("\nexport const CHUNKS: Readonly<Record<Chunk, ChunkRow>> = {\n");
        for (name, chunk) in &table.chunks {
            let file = &chunk.file;
            let mut row =
                format!("file: \"{file}\", url: () => new URL(\"{file}\", import.meta.url)");
            if let Some(on) = &chunk.on {
                let _ = write!(row, ", on: \"{on}\"");
            }
            if chunk.more {
                row.push_str(", more: true");
            }
            let _ = writeln!(text, "  {name}: {{ {row} }},");
        }
        text.push_str("};\n");
    }

    fn write_commands(text: &mut String, commands: &[Command]) {
        text.push_str("\nexport const COMMANDS = {\n");
        for Command { name, row, .. } in commands {
            let _ = writeln!(text, "  {}: {{ {} }},", key(name), fields(row));
        }
        text.push_str(
            "} as const satisfies Readonly<Record<keyof CoreCommands | InternalCommand, CommandRow>>;\n",
        );
    }

    fn fields(row: &Row) -> String {
        let fields = [
            row.chunk
                .as_ref()
                .map(|chunk| format!("chunk: \"{chunk}\"")),
            row.takes
                .as_ref()
                .map(|takes| format!("takes: {}", takes.len())),
            row.script
                .as_ref()
                .map(|script| format!("script: \"{script}\"")),
            row.ends.then(|| "ends: true".to_owned()),
        ];
        fields.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn write_scripts(text: &mut String, commands: &[Command]) {
        for (script, name) in [("more", "MoreCommand"), ("account", "AccountCommand")] {
            let is_its = |it: &&Command| it.row.script.as_deref() == Some(script);
            let names = commands.iter().filter(is_its).map(|it| &it.name);
            let _ = write!(
                text,
                "\n/** The commands of {script}.ts. */\nexport type {name} ="
            );
            for name in names {
                let _ = write!(text, "\n  | \"{name}\"");
            }
            text.push_str(";\n");
        }
    }

    fn write_methods(text: &mut String, table: &Table) {
        let own = table.groups.get(CLIENT);
        let is_plain = |row: &Row| row.entry.as_deref() != Some("own");
        let own = own.into_iter().flatten().filter(|(_, row)| is_plain(row));
        text.push_str("\n/** The methods of a client that only run their command. */\n");
        text.push_str("export const CLIENT_METHODS: readonly (keyof Commands)[] = [\n");
        for (name, _) in own {
            let _ = writeln!(text, "  \"{name}\",");
        }
        text.push_str("];\n");
        text.push_str(
            "\n/** The methods of a client's groups: each runs the command `group.method`. */\n",
        );
        text.push_str(
            "export const GROUP_METHODS: Readonly<Record<string, readonly string[]>> = {\n",
        );
        for (group, methods) in table.properties() {
            let _ = writeln!(text, "  {group}: [{}],", quoted(methods));
        }
        text.push_str(
            "} satisfies { readonly [Group in keyof Groups]: readonly (keyof Groups[Group])[] };\n",
        );
    }

    fn write_entry(text: &mut String, commands: &[Command]) {
        text.push_str("\n/** What the entry does about a command itself. */\n");
        text.push_str(
            "export const ENTRY_ROLES: Readonly<Record<string, \"resume\" | \"signOut\" | \"signOutOfAll\" | \"signOutAndMore\">> = {\n",
        );
        for Command { name, row, group } in commands {
            match row.entry.as_deref() {
                None | Some("own") => {}
                Some(role) => {
                    assert_ne!(*group, INTERNAL);
                    let _ = writeln!(text, "  {}: \"{role}\",", key(name));
                }
            }
        }
        text.push_str("};\n");
    }

    fn key(name: &str) -> String {
        match name.contains('.') {
            true => format!("\"{name}\""),
            false => name.to_owned(),
        }
    }

    fn quoted(methods: &BTreeMap<String, Row>) -> String {
        let names: Vec<_> = methods.keys().map(|it| format!("\"{it}\"")).collect();
        names.join(", ")
    }
}

mod rust {
    use super::{Argument, Command, Table};
    use std::collections::BTreeMap;
    use std::fmt::Write;

    const HEAD: &str = "\
//! The commands by name, and the arguments of each. Made by tests/native/tests/npm_commands.rs of
//! pkg/commands.toml.

use super::arguments::{Arguments, Failure};
use super::given::*;
";

    pub fn made(table: &Table) -> String {
        let mut chunks: BTreeMap<&str, Vec<Command>> = BTreeMap::new();
        for command in table.commands() {
            if let (Some(chunk), Some(_)) = (&command.row.chunk, &command.row.takes) {
                chunks.entry(chunk).or_default().push(command);
            }
        }
        let mut text = HEAD.to_owned();
        write_chunks(&mut text, &chunks);
        for (chunk, commands) in &chunks {
            write_enum(&mut text, chunk, commands);
        }
        text
    }

    fn write_chunks(text: &mut String, chunks: &BTreeMap<&str, Vec<Command>>) {
        text.push_str("\n/// The chunks that commands are in.\npub(super) enum Chunk {\n");
        for chunk in chunks.keys() {
            let _ = writeln!(text, "    {},", camel(chunk));
        }
        text.push_str("}\n\nimpl Chunk {\n    /// The chunk of this name.\n");
        text.push_str(
            "    pub fn named(name: &str) -> Option<Self> {\n        Some(match name {\n",
        );
        for chunk in chunks.keys() {
            let _ = writeln!(text, "            \"{chunk}\" => Chunk::{},", camel(chunk));
        }
        text.push_str("            _ => return None,\n        })\n    }\n}\n");
    }

    fn write_enum(text: &mut String, chunk: &str, commands: &[Command]) {
        let name = format!("{}Command", camel(chunk));
        let _ = writeln!(text, "\npub(super) enum {name} {{");
        for command in commands {
            let _ = write!(text, "    {}", variant(chunk, &command.name));
            write_arguments(text, command, |it| {
                format!("{}: {}", snake(it.name), it.kind)
            });
            text.push_str(",\n");
        }
        let _ = writeln!(text, "}}\n\nimpl {name} {{");
        text.push_str("    /// The command of this name, with its arguments.\n");
        let none = commands.iter().all(|it| it.row.arguments().is_empty());
        let given = if none { "_" } else { "given" };
        let _ = writeln!(
            text,
            "    pub fn read(command: &str, {given}: &mut Arguments) -> Result<Self, Failure> {{"
        );
        text.push_str("        Ok(match command {\n");
        for command in commands {
            let _ = write!(
                text,
                "            \"{}\" => Self::{}",
                command.name,
                variant(chunk, &command.name)
            );
            write_arguments(text, command, |it| {
                format!("{}: given.take(\"{}\")?", snake(it.name), it.name)
            });
            text.push_str(",\n");
        }
        text.push_str(
            "            _ => return Err(Failure::unknown(command)),\n        })\n    }\n}\n",
        );
    }

    fn write_arguments(text: &mut String, command: &Command, field: impl Fn(&Argument) -> String) {
        let fields: Vec<_> = command.row.arguments().iter().map(field).collect();
        if !fields.is_empty() {
            let _ = write!(text, " {{ {} }}", fields.join(", "));
        }
    }

    /// Of the chunk `account`, `profile.changePassword` as `ProfileChangePassword`; of the chunk `accounts`,
    /// `accounts.list` as `List`.
    fn variant(chunk: &str, command: &str) -> String {
        let own = command
            .strip_prefix(chunk)
            .and_then(|it| it.strip_prefix('.'));
        camel(own.unwrap_or(command))
    }

    /// `profile.changePassword` as `ProfileChangePassword`.
    fn camel(name: &str) -> String {
        let first_up = |part: &str| {
            let (first, rest) = part.split_at(1);
            first.to_uppercase() + rest
        };
        name.split('.').map(first_up).collect()
    }

    /// `newPassword` as `new_password`.
    fn snake(name: &str) -> String {
        let mut snake = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        snake
    }
}

#[test]
fn the_table_of_typescript_is_made_of_the_commands() {
    is_current(TYPESCRIPT, &typescript::made(&Table::read()));
}

#[test]
fn the_manifest_of_the_package_has_the_files_of_all_chunks() {
    let text = std::fs::read_to_string(path("pkg/package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    let exports = package["exports"].as_object().unwrap().keys();
    let has_module = |it: &&String| it.ends_with(".wasm") && *it != "./vestibule_bg.wasm";
    let found: BTreeSet<_> = exports.filter(has_module).cloned().collect();
    let table = Table::read();
    let wanted = table
        .chunks
        .values()
        .map(|chunk| format!("./{}", chunk.file));
    assert_eq!(found, wanted.collect());
}

#[test]
fn the_table_of_rust_is_made_of_the_commands() {
    is_current(RUST, &rust::made(&Table::read()));
}
