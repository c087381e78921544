//! The custom elements: a module with the screens in it, beside the package's own.

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

/// Scripts of the library that only chunks ask for: the glue takes [`LAZY`] in their place, which loads them with those
/// chunks, as one file.
pub(super) const EXTRA: &str = "element-extra.js";
pub(super) const HELD: &str = "held.js";
const LAZY: &str = "element-lazy.ts";
const ONLY_OF_CHUNKS: [(&str, &str); 2] = [
    ("src/platform/browser/extra.js", "extra"),
    ("src/ui/language/held.js", "hold"),
];
/// By this one it has the style sheet of the sign-in form, which is seen before the module is there.
const SHEET: &str = "element-sheet.js";

/// The module, without its chunks.
const MAIN: &str = "element_bg.wasm";

/// What a page fetches until the sign-in form can be used.
pub const FETCHED: [&str; 2] = [SCRIPT, MAIN];

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
    use_lazy_scripts(&work.join("snippets"), &scripts.join(LAZY))?;
    let glue = format!("export * from \"../{}/{GLUE}\";\n", ELEMENT.folder);
    fs::write(scripts.join(SCRIPT_GLUE), glue)
        .with_context(|| format!("cannot write {}", scripts.display()))?;
    let sheet = sheet(workspace)?;
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
    blank(&dist.join(MAIN), &sheet)?;
    names.sort();
    Ok(names)
}

/// Puts `lazy` in the place of the scripts that only chunks use.
fn use_lazy_scripts(snippets: &Path, lazy: &Path) -> Result<()> {
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
            fs::write(&path, format!("export {{ {name} }} from {lazy:?};\n"))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// The style sheet that every screen needs, as the crate has it in the module.
fn sheet(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join("src/ui/style.css");
    let css = String::from_utf8(read(&path)?)?;
    let (short, length) = minify_css::minify::<LONGEST>(&css);
    let short = short.get(..length).context("style.css is too long")?;
    Ok(String::from_utf8(short.to_vec())?)
}

/// How long it may be.
const LONGEST: usize = 1 << 16;

/// The script has the text, and takes none for that of the module: nobody has to fetch it twice.
fn blank(module: &Path, text: &str) -> Result<()> {
    let bytes = without(read(module)?, text.as_bytes())
        .with_context(|| format!("the style sheet in {}", module.display()))?;
    fs::write(module, bytes).with_context(|| format!("cannot write {}", module.display()))
}

/// The bytes with spaces in the place of these ones, which have to be there, and once.
fn without(mut bytes: Vec<u8>, text: &[u8]) -> Result<Vec<u8>> {
    let found: Vec<usize> = bytes
        .windows(text.len())
        .enumerate()
        .filter_map(|(at, window)| (window == text).then_some(at))
        .collect();
    let [at] = found[..] else {
        bail!("it is there {} times", found.len());
    };
    for byte in bytes.iter_mut().skip(at).take(text.len()) {
        *byte = b' ';
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_the_script_has_is_blank_in_the_module() {
        let blank = without(b"1{a:b}2".to_vec(), b"{a:b}").unwrap();
        assert_eq!(blank, b"1     2");
        for other in ["", "{a:b}{a:b}"] {
            assert!(without(other.as_bytes().to_vec(), b"{a:b}").is_err());
        }
    }
}
