//! The custom elements: a module with the screens in it, beside the package's own.

use super::GLUE;
use super::compile::{build_module, work_dir};
use super::files::copy;
use super::module::{Module, Variant};
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use vestibule_split::chunks;

/// The screens as the elements show them.
pub const ELEMENT: Module = Module {
    package: "vestibule-element",
    switches: &[],
    file: "vestibule_element.wasm",
    parts: &chunks::OF_ELEMENTS,
    entry: None,
    unasked: &chunks::STREAMS,
    folder: "element",
};

/// What defines the elements.
pub const SCRIPT: &str = "element.js";

/// By this name the script imports what wasm-bindgen writes beside the module.
const SCRIPT_GLUE: &str = "element-glue.js";

/// Scripts of the library that only chunks ask for: the glue takes [`LATER`] in their place, which loads them with those
/// chunks, as one file.
pub(super) const EXTRA: &str = "element-extra.js";
pub(super) const HELD: &str = "held.js";
const LATER: &str = "element-later.ts";
const ONLY_OF_CHUNKS: [(&str, &str); 2] = [
    ("src/platform/browser/extra.js", "extra"),
    ("src/ui/language/held.js", "hold"),
];

/// What a page fetches until the sign-in form can be used.
pub const FETCHED: [&str; 2] = [SCRIPT, "element_bg.wasm"];

/// What it fetches besides until somebody is signed in by a password.
pub const SIGN_IN: &str = "element_sign_in.wasm";

/// Builds the module into the package, and the glue to where the scripts find it; the answer is the names of its
/// files.
pub(super) fn build(
    workspace: &Workspace,
    variant: Variant,
    (scripts, dist): (&Path, &Path),
    progress: &Progress,
) -> Result<Vec<String>> {
    let work = work_dir(workspace, variant, ELEMENT);
    let built = work.join("dist");
    build_module(workspace, variant, ELEMENT, &work, &built, progress)?;
    lend_later(&work.join("snippets"), &scripts.join(LATER))?;
    let glue = format!("export * from \"../{}/{GLUE}\";\n", ELEMENT.folder);
    fs::write(scripts.join(SCRIPT_GLUE), glue)
        .with_context(|| format!("cannot write {}", scripts.display()))?;
    let mut names = Vec::new();
    for entry in fs::read_dir(&built).with_context(|| format!("cannot list {}", built.display()))? {
        let path = entry.context("cannot list the element's files")?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.replacen("vestibule_", "element_", 1);
        copy(&path, &dist.join(&name))?;
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// Puts `later` in the place of the scripts that the glue takes from `snippets` for chunks alone.
fn lend_later(snippets: &Path, later: &Path) -> Result<()> {
    for (script, name) in ONLY_OF_CHUNKS {
        let crates = fs::read_dir(snippets)
            .with_context(|| format!("cannot list {}", snippets.display()))?;
        let mut found = Vec::new();
        for entry in crates {
            found.push(
                entry
                    .context("cannot list the snippets")?
                    .path()
                    .join(script),
            );
        }
        found.retain(|path| path.is_file());
        if found.is_empty() {
            bail!("{script} is not among the element's snippets");
        }
        for path in found {
            fs::write(&path, format!("export {{ {name} }} from {later:?};\n"))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}
