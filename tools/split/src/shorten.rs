//! Shortens the names of imports and exports in the glue.
//!
//! wasm-bindgen gives each import and export a long name with a hash, which compresses badly and is in both files. The
//! split modules have short names; this module gives the same names to the glue before it is bundled.

use crate::cut::GLUE;
use crate::{Cut, FIRST_SHARED};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use wasmparser::{Parser, Payload};

/// The path of the library's script with settings of the page, among the glue's imports.
const PAGE: &str = "src/platform/browser/page.js";

/// The end of the line with the glue's own imports, after the module's name.
const OWN_ENDS: &str = "_bg.js\": import0";

/// The functions that load the main module, and later a chunk, from a `Response` or from what `WebAssembly.instantiate`
/// accepts. A function that is shared with a chunk is in the table; the code of its one-character name gives the place.
const LOADER: &str = "
async function instance(source, imports) {
    const isAnswer = source instanceof Response;
    if (isAnswer && !source.ok) throw new Error(`${source.url}: ${source.status}`);
    // Nothing else can be compiled while it comes.
    const streams = isAnswer && source.headers.get('content-type') === 'application/wasm';
    const made = streams
        ? await WebAssembly.instantiateStreaming(source, imports)
        : await WebAssembly.instantiate(isAnswer ? await source.arrayBuffer() : source, imports);
    // Of a module that was compiled before there is the instance alone.
    return made.instance ?? made;
}
export async function loadMain(source) {
    const { exports } = await instance(source, __wbg_get_imports());
    // Two copies of the entry have one module.
    if (wasm) return;
    wasm = exports;
    wasm.__wbindgen_start();
}
const shared = new Proxy({}, { get: (_, name) => wasm.TABLE.get(name.charCodeAt() + BEFORE) });
export async function linkChunk(source) {
    await instance(source, { ...__wbg_get_imports(), b: wasm, c: shared });
}
";

/// The glue with short names and with the loader of chunks, if there are any. Imports whose short names are not in
/// `imported`, because no module imports them any more, are removed.
///
/// # Errors
/// If a name is not where it is expected, since the package would not run.
pub fn shorten_glue(glue: &str, names: &Cut, imported: &BTreeSet<String>) -> Result<String> {
    let own = own_imports(glue).context("the glue does not name its imports as expected")?;
    let mut lines: Vec<String> = glue.lines().map(str::to_owned).collect();
    let mut more = String::new();
    for (module, long, short) in &names.imports {
        if *module == own && !imported.contains(short) {
            remove_import(&mut lines, long)?;
            continue;
        }
        if *module != own {
            let Some(variable) = take_import_variable(&mut lines, module) else {
                bail!("the module imports from {module}, which its glue does not give");
            };
            more.push_str(&format!(", {short}: {variable}.{long}"));
            continue;
        }
        let Some(line) = lines.iter_mut().find(|line| defines(line, long)) else {
            bail!("the glue does not give the import {long}");
        };
        *line = line.replacen(long.as_str(), short, 1);
    }
    let glue = lines.join("\n") + &loader(names);
    let named = format!("\"{own}\": import0");
    let glue = glue.replace(&named, &format!("\"{GLUE}\": {{ ...import0{more} }}"));
    let glue = names.exports.iter().fold(glue, |glue, (long, short)| {
        rename_member(&glue, "wasm.", long, short)
    });
    // A module with chunks belongs to the library, whose script receives the page's settings.
    if names.chunks.is_empty() {
        return Ok(glue);
    }
    let page = page(&glue).context("the glue does not import the library's script page.js")?;
    let given = format!("\nexport * from \"{page}\";");
    Ok(glue + &given)
}

/// The path of the library's script `page.js` as the glue imports it.
pub fn page(glue: &str) -> Option<&str> {
    let mut imported = glue.lines().filter_map(|line| {
        let from = line.strip_prefix("import ")?.rsplit_once(" from ")?.1;
        Some(from.trim_end_matches(';').trim_matches(['\'', '"']))
    });
    imported.find(|from| from.ends_with(PAGE))
}

/// The module name of the glue's own imports before they are renamed: `./NAME_bg.js`.
pub fn own_imports(glue: &str) -> Option<String> {
    let (before, _) = glue.split_once(OWN_ENDS)?;
    let (_, name) = before.rsplit_once('"')?;
    Some(format!("{name}_bg.js"))
}

fn loader(names: &Cut) -> String {
    let shared = names.shared_functions.as_ref();
    let Some((table, first)) = shared.filter(|_| !names.chunks.is_empty()) else {
        return String::new();
    };
    let before = first.wrapping_sub(FIRST_SHARED as u32) as i32;
    LOADER
        .replace("TABLE", table)
        .replace("BEFORE", &before.to_string())
}

/// The names of a module's imports.
pub fn imported_names(module: &[u8]) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload.context("the module cannot be read")? {
            for import in imports.into_imports() {
                let import = import.context("an import cannot be read")?;
                names.insert(import.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Removes the import of this name from the glue.
fn remove_import(lines: &mut Vec<String>, name: &str) -> Result<()> {
    let Some(from) = lines.iter().position(|line| defines(line, name)) else {
        bail!("the glue does not give the import {name}");
    };
    let indent = lines[from].len() - lines[from].trim_start().len();
    let is_end = |line: &String| line.get(indent..).is_some_and(|rest| rest.starts_with('}'));
    let length = match lines[from].ends_with("},") {
        true => Some(0),
        false => lines[from..].iter().position(is_end),
    };
    let Some(length) = length else {
        bail!("the glue has no end of the import {name}");
    };
    lines.drain(from..=from + length);
    Ok(())
}

/// Removes the lines that pass a JavaScript module to the WebAssembly, since all imports are from one module afterwards.
/// Returns the variable of the JavaScript module in the glue.
fn take_import_variable(lines: &mut Vec<String>, module: &str) -> Option<String> {
    let given = format!("\"{module}\": ");
    lines.retain(|line| !line.trim_start().starts_with(&given));
    let from = format!(" from \"{module}\"");
    let mut imports = lines.iter().filter_map(|line| line.strip_suffix(&from));
    let variable = imports.find_map(|line| line.strip_prefix("import * as "));
    variable.map(str::to_owned)
}

/// Whether the line begins the definition of the import with this name.
fn defines(line: &str, name: &str) -> bool {
    let rest = line.trim_start().strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(": "))
}

/// Replaces `object.long` with `object.short`, but not in longer names.
fn rename_member(text: &str, object: &str, long: &str, short: &str) -> String {
    let member = format!("{object}{long}");
    let mut chunks = text.split(member.as_str());
    let mut renamed = chunks.next().unwrap_or_default().to_owned();
    for chunk in chunks {
        let longer = chunk.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        renamed.push_str(if longer { &member } else { object });
        renamed.push_str(if longer { "" } else { short });
        renamed.push_str(chunk);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "./vestibule_bg.js";

    const GLUE_TEXT: &str = "\
import { loadChunk } from './snippets/x/src/platform/browser/page.js';
    const import0 = {
        __wbg_now_1: function() {
            return Date.now();
        },
        __wbg_now_12: function() { return handleError(function () {
            wasm.core_new(1); wasm.core_newer(2);
        }, arguments); },
    };
    return {
        \"./vestibule_bg.js\": import0,
    };";

    fn imported(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn names(imports: &[(&str, &str, &str)]) -> Cut {
        let own = |text: &str| text.to_owned();
        Cut {
            shared_functions: Some(("t".to_owned(), 40)),
            main: Vec::new(),
            chunks: vec![Vec::new()],
            imports: imports
                .iter()
                .map(|(module, long, short)| (own(module), own(long), own(short)))
                .collect(),
            exports: [("core_new", "c"), ("core", "d")]
                .map(|(long, short)| (own(long), own(short)))
                .to_vec(),
        }
    }

    #[test]
    fn the_glue_gets_the_short_names_of_the_module() {
        let names = names(&[(OWN, "__wbg_now_12", "x"), (OWN, "__wbg_now_1", "y")]);
        let short = shorten_glue(GLUE_TEXT, &names, &imported(&["x", "y"])).unwrap();
        assert!(short.contains("        y: function() {\n"), "{short}");
        assert!(short.contains("        x: function() { return"), "{short}");
        assert!(short.contains("wasm.c(1); wasm.core_newer(2);"), "{short}");
        assert!(short.contains("\"a\": { ...import0 }"), "{short}");
        assert!(short.contains("export async function linkChunk"), "{short}");
        // The first one, `!`, is number 33.
        assert!(
            short.contains("wasm.t.get(name.charCodeAt() + 7)"),
            "{short}"
        );
    }

    #[test]
    fn functions_of_javascript_modules_are_among_the_imports() {
        let own = "./snippets/x/page.js";
        let two = GLUE_TEXT.replace(
            "import0,\n",
            &format!("import0,\n        \"{own}\": import1,\n        \"{own}\": import2,\n"),
        );
        let two = format!("import * as import1 from \"{own}\"\n{two}");
        let names = names(&[(own, "begin", "x"), (own, "now", "y")]);
        let short = shorten_glue(&two, &names, &imported(&["x", "y"])).unwrap();
        let given = "\"a\": { ...import0, x: import1.begin, y: import1.now }";
        assert!(short.contains(given), "{short}");
        assert!(!short.contains(&format!("\"{own}\": import")), "{short}");
    }

    #[test]
    fn the_glue_exports_the_librarys_page_script() {
        let end = "\nexport * from \"./snippets/x/src/platform/browser/page.js\";";
        let short = shorten_glue(GLUE_TEXT, &names(&[]), &imported(&[])).unwrap();
        assert!(short.ends_with(end), "{short}");
        let raw = GLUE_TEXT
            .replace("{ loadChunk } from", "* as import1 from")
            .replace("page.js';", "page.js'");
        assert!(
            shorten_glue(&raw, &names(&[]), &imported(&[]))
                .unwrap()
                .ends_with(end)
        );
        let without = GLUE_TEXT.replace("page.js", "other.js");
        assert!(shorten_glue(&without, &names(&[]), &imported(&[])).is_err());
    }

    #[test]
    fn a_module_without_chunks_has_no_loader() {
        let names = Cut {
            chunks: Vec::new(),
            ..names(&[])
        };
        let short = shorten_glue(GLUE_TEXT, &names, &imported(&[])).unwrap();
        assert!(!short.contains("export"), "{short}");
    }

    #[test]
    fn an_import_that_is_missing_in_the_glue_is_an_error() {
        for import in [(OWN, "__wbg_gone", "x"), ("env", "__wbg_now_1", "x")] {
            let known = imported(&["x"]);
            assert!(
                shorten_glue(GLUE_TEXT, &names(&[import]), &known).is_err(),
                "{import:?}"
            );
        }
        assert!(shorten_glue("", &names(&[]), &imported(&[])).is_err());
    }

    #[test]
    fn an_import_that_no_module_has_is_removed() {
        let names = names(&[(OWN, "__wbg_now_12", "x"), (OWN, "__wbg_now_1", "y")]);
        let short = shorten_glue(GLUE_TEXT, &names, &imported(&["x"])).unwrap();
        assert!(!short.contains("Date.now"), "{short}");
        assert!(short.contains("        x: function() { return"), "{short}");
        let short = shorten_glue(GLUE_TEXT, &names, &imported(&["y"])).unwrap();
        assert!(!short.contains("handleError"), "{short}");
        assert!(short.contains("Date.now();\n        },\n    };"), "{short}");
    }

    #[test]
    fn the_imports_of_a_module_are_read() {
        let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01a\x01b\0\0";
        assert_eq!(imported_names(module).unwrap(), imported(&["b"]));
        assert!(imported_names(b"nonsense").is_err());
    }
}
