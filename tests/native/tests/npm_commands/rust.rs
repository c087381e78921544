//! `pkg/wasm/src/table.rs`: the commands of each chunk, and the arguments as they are read.

use super::{Argument, Command, Table};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "\
//! The commands by name, and the arguments of each. Made by tests/native/tests/npm_commands of
//! pkg/commands.toml.

// A variant has the name of its command.
#![allow(clippy::enum_variant_names)]

use super::arguments::{Arguments, Failure};
use super::argument_types::*;
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
    text.push_str("    pub fn named(name: &str) -> Option<Self> {\n        Some(match name {\n");
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
