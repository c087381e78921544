//! Generates `pkg/src/table.ts`: what the entry and the core know about each command.

use super::{CLIENT, Command, DATASET, HEADER, INTERNAL, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const HEAD: &str = r#"
import type { Commands } from "./commands.js";
import type { CoreCommands, InternalCommand } from "./core-commands.js";
import type { Dataset } from "./dataset.js";
import type { Groups } from "./groups.js";

/** A file of the WebAssembly. */
interface ChunkRow {
  readonly file: string;
  /** The address in a form that bundlers recognize. */
  readonly url: () => URL;
  /** The chunk that it depends on. */
  readonly on?: Chunk;
  /** The script that is loaded with it. */
  readonly script?: "more" | "aws";
}

/** A command, as core.ts needs to know it. */
export interface CommandRow {
  /** The chunk that has to be loaded before it runs. */
  readonly chunk?: Chunk;
  /** The number of arguments that the WebAssembly reads; unset if it does not know the command. */
  readonly takes?: number;
  /** The script that implements it with other commands; with `takes`, it is used only if an argument is given. */
  readonly script?: "more" | "account" | "aws";
  /** Whether it ends a session. */
  readonly ends?: true;
}
"#;

pub fn made(table: &Table) -> String {
    let commands = table.commands();
    let mut text = format!("{HEADER}\n{HEAD}");
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
    let prefetched = table.prefetched();
    write_prefetched(text, table, &prefetched);
    let is_prefetched = |name: &String| prefetched.values().flatten().any(|it| it == name);
    text.push_str("\nexport const CHUNKS: Readonly<Record<Chunk, ChunkRow>> = {\n");
    for (name, chunk) in &table.chunks {
        let file = &chunk.file;
        let mut row = match is_prefetched(name) {
            true => format!("file: \"{file}\", url: {name}Url"),
            false => format!("file: \"{file}\", url: {}", url(file)),
        };
        if let Some(on) = &chunk.on {
            let _ = write!(row, ", on: \"{on}\"");
        }
        if let Some(script) = &chunk.script {
            let _ = write!(row, ", script: \"{script}\"");
        }
        let _ = writeln!(text, "  {name}: {{ {row} }},");
    }
    text.push_str("};\n");
}

/// The columns of the chunks' table that the entry needs.
fn write_prefetched(text: &mut String, table: &Table, prefetched: &BTreeMap<String, Vec<&str>>) {
    let chunks: BTreeSet<_> = prefetched.values().flatten().copied().collect();
    text.push('\n');
    for name in &chunks {
        let _ = writeln!(
            text,
            "const {name}Url = {};",
            url(&table.chunks[*name].file)
        );
    }
    text.push_str(
        "\n/** The chunks that the entry loads together with the core for some commands. */\n",
    );
    text.push_str("export const PREFETCHED_FILES = {\n");
    for name in &chunks {
        let file = &table.chunks[*name].file;
        let _ = writeln!(text, "  {name}: {{ file: \"{file}\", url: {name}Url }},");
    }
    text.push_str("};\n\n/** The commands and their chunks. */\n");
    text.push_str("export const PREFETCHED_CHUNKS: Readonly<Record<string, readonly (keyof typeof PREFETCHED_FILES)[] | undefined>> = {\n");
    for (command, chunks) in prefetched {
        let chunks: Vec<_> = chunks.iter().map(|it| format!("\"{it}\"")).collect();
        let _ = writeln!(text, "  {}: [{}],", key(command), chunks.join(", "));
    }
    text.push_str("};\n");
}

fn url(file: &str) -> String {
    format!("() => new URL(\"{file}\", import.meta.url)")
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
    let types = [
        ("more", "MoreCommand"),
        ("account", "AccountCommand"),
        ("aws", "AwsCommand"),
    ];
    for (script, name) in types {
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
    let is_plain = |row: &Row| row.entry.as_deref() != Some("custom");
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
    text.push_str("export const GROUP_METHODS: Readonly<Record<string, readonly string[]>> = {\n");
    for (group, methods) in table.properties() {
        let _ = writeln!(text, "  {group}: [{}],", quoted(methods));
    }
    text.push_str(
        "} satisfies { readonly [Group in keyof Groups]: readonly (keyof Groups[Group])[] };\n",
    );
    let of_dataset = table.groups.get(DATASET).map(quoted).unwrap_or_default();
    text.push_str(
        "\n/** The methods of a dataset: each runs the command `dataset.method` with its name as the first argument. */\n",
    );
    let _ = writeln!(
        text,
        "export const DATASET_METHODS: readonly (keyof Dataset)[] = [{of_dataset}];"
    );
}

fn write_entry(text: &mut String, commands: &[Command]) {
    text.push_str("\n/** The part of a command that the entry does itself. */\n");
    text.push_str(
        "export const ENTRY_ROLES: Readonly<Record<string, \"resume\" | \"signOut\" | \"signOutOfAll\" | \"signOutAndMore\">> = {\n",
    );
    for Command { name, row, group } in commands {
        match row.entry.as_deref() {
            None | Some("custom") => {}
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
