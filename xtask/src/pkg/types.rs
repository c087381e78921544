//! Writes the package's type declarations, for ES modules and for CommonJS.

use super::files::{ENTRY_POINTS, read, replace_dir};
use super::links;
use crate::report::Progress;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Type declarations of the custom elements for frameworks, which belong to no script.
const FRAMEWORKS: [&str; 3] = ["element-react", "element-svelte", "element-vue"];

/// Writes the declarations that tsc emits for the entry points and for the files that these import. Items that only the
/// package's own scripts share (`@internal`) are left out.
pub(super) fn write_types(
    workspace: &Workspace,
    work: &Path,
    dist: &Path,
    progress: &Progress,
) -> Result<()> {
    let types = work.join("types");
    replace_dir(&types)?;
    setup::tool(workspace, "node")
        .arg(workspace.node_modules().join("typescript/bin/tsc"))
        .arg("--project")
        .arg(workspace.root.join("pkg"))
        .args(["--noEmit", "false", "--emitDeclarationOnly"])
        .args(["--declaration", "--stripInternal", "--outDir"])
        .arg(&types)
        .run_or_fail(&work.join("tsc.log"), progress)?;
    let files = read_declarations(&types)?;
    let exports = links::exports(&files);
    let mut names = ENTRY_POINTS.map(str::to_owned).to_vec();
    let mut done = 0;
    while let Some(name) = names.get(done) {
        let text = files.iter().find(|(file, _)| file == name);
        let (_, text) = text.with_context(|| format!("tsc has emitted no {name}.d.ts"))?;
        let text = links::with_imports(name, text, &exports);
        let imported = write_types_of(name, &text, dist)?;
        for other in imported {
            if !names.contains(&other) {
                names.push(other);
            }
        }
        done += 1;
    }
    for name in FRAMEWORKS {
        let from = workspace
            .root
            .join(format!("pkg/element/types/{name}.d.ts"));
        let text = String::from_utf8(read(&from)?)?;
        write_types_of(name, &text, dist)?;
    }
    Ok(())
}

/// Writes a declaration file and its CommonJS version. Returns the files that it imports.
fn write_types_of(name: &str, text: &str, dist: &Path) -> Result<Vec<String>> {
    let (imported, commonjs) = with_imports_for_commonjs(text);
    for (end, text) in [("d.ts", text), ("d.cts", &commonjs)] {
        let to = dist.join(name).with_extension(end);
        fs::write(&to, text).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(imported)
}

/// The declaration files that tsc has emitted: name and text.
fn read_declarations(types: &Path) -> Result<Vec<(String, String)>> {
    let list = || format!("cannot list {}", types.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(types).with_context(list)? {
        let path = entry.with_context(list)?.path();
        let file = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if let Some(name) = file.strip_suffix(".d.ts") {
            files.push((name.to_owned(), String::from_utf8(read(&path)?)?));
        }
    }
    files.sort();
    Ok(files)
}

/// The files that a declaration file imports, and the same declarations with imports of `.cjs` files.
fn with_imports_for_commonjs(types: &str) -> (Vec<String>, String) {
    let mut names = Vec::new();
    let mut text = String::new();
    for (at, piece) in types.split("\"./").enumerate() {
        let path = match at {
            0 => None,
            _ => piece.split_once(".js\""),
        };
        if at > 0 {
            text.push_str("\"./");
        }
        match path {
            Some((name, rest)) if !name.contains('"') => {
                names.push(name.to_owned());
                text.extend([name, ".cjs\"", rest]);
            }
            _ => text.push_str(piece),
        }
    }
    (names, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_for_commonjs_import_cjs_files() {
        let types =
            "import type { A } from \"./a.js\";\n/** \"./x\" */\nexport * from \"./b-c.js\";\n";
        let (names, commonjs) = with_imports_for_commonjs(types);
        assert_eq!(names, ["a", "b-c"]);
        assert_eq!(commonjs, types.replace(".js", ".cjs"));
    }
}
