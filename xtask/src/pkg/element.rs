//! Builds the custom elements: a module with the screens, separate from the package's own.

use super::GLUE;
use super::compile::{build_module, work_dir};
use super::files::{copy, read};
use super::module::{Module, Variant};
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::Path;
use vestibule_split::chunks;

#[path = "../../../src/ui/minify_css.rs"]
mod minify_css;

/// The module of the custom elements.
pub const ELEMENT: Module = Module {
    package: "vestibule-element",
    cargo_flags: &[],
    file: "vestibule_element.wasm",
    chunks: &chunks::OF_ELEMENTS,
    entry: None,
    unused_classes: &chunks::LEPTOS_STREAM_CLASSES,
    folder: "element",
};

/// The script that defines the elements.
pub const SCRIPT: &str = "element.js";

/// The name under which the script imports the glue that wasm-bindgen writes.
const SCRIPT_GLUE: &str = "element-glue.js";

/// The file with the library's scripts that only chunks use. The glue imports [`LAZY`] instead of them, which loads this
/// file with the first of those chunks.
pub(super) const EXTRA: &str = "element-extra.js";
pub(super) const FORM_VALUES: &str = "form-values.js";
const LAZY: &str = "element-lazy.ts";
const CHUNK_ONLY_SCRIPTS: [(&str, &str); 2] = [
    ("src/platform/browser/extra.js", "extra"),
    ("src/ui/language/form-values.js", "capture"),
];
/// The script with the style sheet of the sign-in form, which is shown before the module is loaded.
const SHEET: &str = "element-sheet.js";

/// The main module, without its chunks.
const MAIN: &str = "element_bg.wasm";

/// The files that a page fetches until the sign-in form can be used.
pub const FETCHED: [&str; 2] = [SCRIPT, MAIN];

/// The chunk that it also fetches for a sign-in by password.
pub const SIGN_IN: &str = "element_sign_in.wasm";

/// Builds the module into `dist`, and the glue and the style sheet into `scripts`. Returns the names of the module's
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
    redirect_chunk_only_scripts(&work.join("snippets"), &scripts.join(LAZY))?;
    let glue = format!("export * from \"../{}/{GLUE}\";\n", ELEMENT.folder);
    fs::write(scripts.join(SCRIPT_GLUE), glue)
        .with_context(|| format!("cannot write {}", scripts.display()))?;
    let sheet = style_sheet(workspace)?;
    let script = format!("export const SHEET = {};\n", Value::from(sheet.as_str()));
    fs::write(scripts.join(SHEET), script)
        .with_context(|| format!("cannot write {}", scripts.display()))?;
    let mut names = Vec::new();
    for entry in fs::read_dir(&built).with_context(|| format!("cannot list {}", built.display()))? {
        let path = entry.context("cannot list the element's files")?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.replacen("vestibule_", "element_", 1);
        copy(&path, &dist.join(&name))?;
        names.push(name);
    }
    blank_out_style_sheet(&dist.join(MAIN), &sheet)?;
    names.sort();
    Ok(names)
}

/// Replaces the scripts in `snippets` that only chunks use with re-exports from `lazy`.
fn redirect_chunk_only_scripts(snippets: &Path, lazy: &Path) -> Result<()> {
    for (script, name) in CHUNK_ONLY_SCRIPTS {
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
            fs::write(&path, format!("export {{ {name} }} from {lazy:?};\n"))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// The style sheet of all screens, minified as the crate has it in the module.
fn style_sheet(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join("src/ui/style.css");
    let css = String::from_utf8(read(&path)?)?;
    let (short, length) = minify_css::minify::<MAX_STYLE_SHEET_BYTES>(&css);
    let short = short.get(..length).context("style.css is too long")?;
    Ok(String::from_utf8(short.to_vec())?)
}

/// The buffer for the style sheet, in bytes.
const MAX_STYLE_SHEET_BYTES: usize = 1 << 16;

/// Overwrites the style sheet in the module with spaces: the script has it and passes its own copy on, so that no page
/// downloads it twice.
fn blank_out_style_sheet(module: &Path, text: &str) -> Result<()> {
    let bytes = blanked(read(module)?, text.as_bytes())
        .with_context(|| format!("the style sheet in {}", module.display()))?;
    fs::write(module, bytes).with_context(|| format!("cannot write {}", module.display()))
}

/// The bytes with spaces in place of `text`, which has to occur exactly once.
fn blanked(mut bytes: Vec<u8>, text: &[u8]) -> Result<Vec<u8>> {
    let found: Vec<usize> = bytes
        .windows(text.len())
        .enumerate()
        .filter_map(|(at, window)| (window == text).then_some(at))
        .collect();
    let [at] = found[..] else {
        bail!("it occurs {} times", found.len());
    };
    for byte in bytes.iter_mut().skip(at).take(text.len()) {
        *byte = b' ';
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn the_text_is_replaced_by_spaces_if_it_occurs_once() {
        let left = blanked(b"1{a:b}2".to_vec(), b"{a:b}").unwrap();
        assert_eq!(left, b"1     2");
        for other in ["", "{a:b}{a:b}"] {
            assert!(blanked(other.as_bytes().to_vec(), b"{a:b}").is_err());
        }
    }
}
