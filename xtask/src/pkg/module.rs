//! What is compiled into which module, and with which standard library.

use crate::setup::small_std;
use crate::workspace::Workspace;
use vestibule_split::{Chunk, chunks};

/// What is compiled into one module.
#[derive(Clone, Copy)]
pub struct Module {
    pub(super) package: &'static str,
    /// Where the crate is no module by itself, or not the whole of it is wanted.
    pub(super) switches: &'static [&'static str],
    pub(super) file: &'static str,
    /// What a page loads when it wants it.
    pub(super) parts: &'static [Chunk],
    /// The page's side of a module that is no package; without it, the glue itself.
    pub(super) entry: Option<&'static str>,
    /// Classes that come along with a dependency, and that no script of the page asks for.
    pub(super) unasked: &'static [&'static str],
    /// Where its parts lie while it is built.
    pub(super) folder: &'static str,
}

/// The npm package's.
pub const PACKAGE: Module = Module {
    package: "vestibule-npm",
    switches: &["--crate-type", "cdylib"],
    file: "vestibule_npm.wasm",
    parts: &chunks::ALL,
    entry: None,
    unasked: &[],
    folder: "",
};

/// The file of a chunk: `vestibule_sign_in.wasm` of `signIn`.
pub(super) fn file_of(part: &Chunk) -> String {
    let mut file = "vestibule_".to_owned();
    for letter in part.name.chars() {
        if letter.is_ascii_uppercase() {
            file.push('_');
        }
        file.push(letter.to_ascii_lowercase());
    }
    file + ".wasm"
}

/// The screens and everything below them, as a page with nothing else would have them.
pub const SCREENS: Module = Module {
    package: "vestibule-screens",
    switches: &[],
    file: "vestibule_screens.wasm",
    parts: &chunks::OF_SCREENS,
    entry: Some("bench/screens/index.js"),
    unasked: &chunks::STREAMS,
    folder: "screens",
};

/// The screens beside everything that the npm package offers, in one module: no site needs more.
pub const BOTH: Module = Module {
    switches: &["--features", "npm"],
    parts: &chunks::ALL,
    folder: "both",
    ..SCREENS
};

/// The library with calls of four operations, and of twenty.
pub const OPERATIONS: [Module; 2] = [
    Module {
        package: "vestibule-operation",
        switches: &[],
        file: "vestibule_operation.wasm",
        folder: "four",
        parts: &[],
        entry: None,
        unasked: &[],
    },
    Module {
        package: "vestibule-operation",
        switches: &["--features", "more"],
        file: "vestibule_operation.wasm",
        folder: "twenty",
        parts: &[],
        entry: None,
        unasked: &[],
    },
];

/// Which standard library the module is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// One built for size, a panic being a bare trap.
    Small(small_std::Compiler),
    /// The one that comes with the compiler.
    Usual,
}

impl Variant {
    /// The one that is published from this machine.
    pub fn published(workspace: &Workspace) -> Self {
        match small_std::Compiler::find(workspace) {
            Some(compiler) => Variant::Small(compiler),
            None => Variant::Usual,
        }
    }

    pub(super) fn folder(self) -> &'static str {
        match self {
            Variant::Small(_) => "small",
            Variant::Usual => "usual",
        }
    }

    pub fn described(self, workspace: &Workspace) -> String {
        match self {
            Variant::Small(_) => format!(
                "a standard library made for size, {}, panics as traps",
                small_std::look(workspace).unwrap_or_default()
            ),
            Variant::Usual => "the usual standard library".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{chunks, file_of};
    use toml::Table;

    /// What the scripts load is what is cut, and with it what it stands on.
    #[test]
    fn the_chunks_are_those_of_the_table_of_commands() {
        let table: Table = include_str!("../../../pkg/commands.toml").parse().unwrap();
        let rows = table["chunks"].as_table().unwrap();
        let mut names: Vec<_> = chunks::ALL.iter().map(|part| part.name).collect();
        names.sort_unstable();
        let mut found: Vec<_> = rows.keys().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(names, found);
        for part in &chunks::ALL {
            let row = &rows[part.name];
            assert_eq!(row["file"].as_str(), Some(&*file_of(part)));
            let on = row.get("on").and_then(|on| on.as_str());
            assert_eq!(part.on, on, "{}", part.name);
        }
    }
}
