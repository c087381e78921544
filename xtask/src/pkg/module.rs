//! The WebAssembly modules, and the standard library that they are built with.

use crate::setup::small_std;
use crate::workspace::Workspace;
use vestibule_split::{Chunk, chunks};

/// How a WebAssembly module is built.
#[derive(Clone, Copy)]
pub struct Module {
    pub(super) package: &'static str,
    /// Further arguments of `cargo rustc`, such as a crate type or features.
    pub(super) cargo_flags: &'static [&'static str],
    pub(super) file: &'static str,
    /// The chunks that a page loads on demand.
    pub(super) chunks: &'static [Chunk],
    /// The script that is bundled with the glue, for a module that is not a package. Without it, the glue itself.
    pub(super) entry: Option<&'static str>,
    /// Classes that a dependency exports and no script uses.
    pub(super) unused_classes: &'static [&'static str],
    /// The subfolder for intermediate files.
    pub(super) folder: &'static str,
}

/// The module of the npm package.
pub const PACKAGE: Module = Module {
    package: "vestibule-npm",
    cargo_flags: &["--crate-type", "cdylib"],
    file: "vestibule_npm.wasm",
    chunks: &chunks::ALL,
    entry: None,
    unused_classes: &[],
    folder: "",
};

/// The file of a chunk: `vestibule_sign_in.wasm` for `signIn`.
pub(super) fn file_of(chunk: &Chunk) -> String {
    let mut file = "vestibule_".to_owned();
    for letter in chunk.name.chars() {
        if letter.is_ascii_uppercase() {
            file.push('_');
        }
        file.push(letter.to_ascii_lowercase());
    }
    file + ".wasm"
}

/// The screens and everything they need, for a page with nothing else.
pub const SCREENS: Module = Module {
    package: "vestibule-screens",
    cargo_flags: &[],
    file: "vestibule_screens.wasm",
    chunks: &chunks::OF_SCREENS,
    entry: Some("bench/screens/index.js"),
    unused_classes: &chunks::LEPTOS_STREAM_CLASSES,
    folder: "screens",
};

/// The screens and the whole npm package in one module: the largest build that a site could need.
pub const BOTH: Module = Module {
    cargo_flags: &["--features", "npm"],
    chunks: &chunks::ALL,
    folder: "both",
    ..SCREENS
};

/// Programs that call four and twenty operations, to measure the size of one operation.
pub const OPERATIONS: [Module; 2] = [
    Module {
        package: "vestibule-operation",
        cargo_flags: &[],
        file: "vestibule_operation.wasm",
        folder: "four",
        chunks: &[],
        entry: None,
        unused_classes: &[],
    },
    Module {
        package: "vestibule-operation",
        cargo_flags: &["--features", "more"],
        file: "vestibule_operation.wasm",
        folder: "twenty",
        chunks: &[],
        entry: None,
        unused_classes: &[],
    },
];

/// The standard library that a module is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Built from source and optimised for size; a panic is a trap.
    SmallStd(small_std::Compiler),
    /// The one that is installed with the compiler.
    PrebuiltStd,
}

impl Variant {
    /// The variant that this machine publishes.
    pub fn published(workspace: &Workspace) -> Self {
        match small_std::Compiler::find(workspace) {
            Some(compiler) => Variant::SmallStd(compiler),
            None => Variant::PrebuiltStd,
        }
    }

    pub(super) fn folder(self) -> &'static str {
        match self {
            Variant::SmallStd(_) => "small",
            Variant::PrebuiltStd => "usual",
        }
    }

    pub fn description(self, workspace: &Workspace) -> String {
        match self {
            Variant::SmallStd(_) => format!(
                "a standard library built for size, {}, panics as traps",
                small_std::detect(workspace).unwrap_or_default()
            ),
            Variant::PrebuiltStd => "the prebuilt standard library".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{chunks, file_of};
    use toml::Table;

    #[test]
    fn the_chunks_and_their_dependencies_are_those_of_the_command_table() {
        let table: Table = include_str!("../../../pkg/commands.toml").parse().unwrap();
        let rows = table["chunks"].as_table().unwrap();
        let mut names: Vec<_> = chunks::ALL.iter().map(|chunk| chunk.name).collect();
        names.sort_unstable();
        let mut found: Vec<_> = rows.keys().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(names, found);
        for chunk in &chunks::ALL {
            let row = &rows[chunk.name];
            assert_eq!(row["file"].as_str(), Some(&*file_of(chunk)));
            let on = row.get("on").and_then(|on| on.as_str());
            assert_eq!(chunk.on, on, "{}", chunk.name);
        }
    }
}
