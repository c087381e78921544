//! Short names between the WebAssembly module and its glue.
//!
//! wasm-bindgen gives each import and export a long name with a hash in it, which no compression
//! makes small, and which stands in both files. The modules have short ones when they are cut; this
//! gives the same ones to the glue, before it is bundled.

use crate::split::Cut;
use crate::split::FIRST_LENT;
use crate::split::cut::GLUE;
use anyhow::{Result, bail};
use std::collections::BTreeSet;

/// The name that the glue's own imports are from before.
const OWN: &str = "./vestibule_bg.js";

/// Loads a part into the module that runs already. A function that is lent to it stands in the table;
/// its name, one character, tells where.
fn loader(table: &str, first: u32) -> String {
    let before = first.wrapping_sub(FIRST_LENT as u32) as i32;
    format!(
        "
const lent = new Proxy({{}}, {{ get: (_, name) => wasm.{table}.get(name.charCodeAt() + {before}) }});
export async function loadPart(source) {{
    await __wbg_load(await source, {{ ...__wbg_get_imports(), b: wasm, c: lent }});
}}
"
    )
}

/// The glue with the short names, and with what loads a part. A name that is not where it is
/// expected is an error: the package would not run.
pub fn glue(glue: &str, names: &Cut) -> Result<String> {
    let mut lines: Vec<String> = glue.lines().map(str::to_owned).collect();
    let mut more = String::new();
    let mut ours = BTreeSet::new();
    for (module, long, short) in &names.imports {
        if module != OWN {
            let Some(variable) = given_as(&mut lines, module) else {
                bail!("the module imports from {module}, which its glue does not give");
            };
            more.push_str(&format!(", {short}: {variable}.{long}"));
            ours.insert(module);
            continue;
        }
        let Some(line) = lines.iter_mut().find(|line| defines(line, long)) else {
            bail!("the glue does not give the import {long}");
        };
        *line = line.replacen(long.as_str(), short, 1);
    }
    let glue = lines.join("\n");
    let named = format!("\"{OWN}\": import0");
    if !glue.contains(&named) {
        bail!("the glue does not name its imports as expected");
    }
    let glue = glue.replace(&named, &format!("\"{GLUE}\": {{ ...import0{more} }}"));
    let glue = names.exports.iter().fold(glue, |glue, (long, short)| {
        rename_member(&glue, "wasm.", long, short)
    });
    let given: String = ours
        .iter()
        .map(|module| format!("\nexport * from \"{module}\";"))
        .collect();
    let loader = names
        .lent
        .iter()
        .map(|(table, first)| loader(table, *first));
    Ok(glue + &loader.collect::<String>() + &given)
}

/// The variable by which the glue has a JavaScript module of ours. The lines that give it to the
/// WebAssembly go: all imports are from one module afterwards.
fn given_as(lines: &mut Vec<String>, module: &str) -> Option<String> {
    let given = format!("\"{module}\": ");
    lines.retain(|line| !line.trim_start().starts_with(&given));
    let from = format!(" from \"{module}\"");
    let mut imports = lines.iter().filter_map(|line| line.strip_suffix(&from));
    let variable = imports.find_map(|line| line.strip_prefix("import * as "));
    variable.map(str::to_owned)
}

/// Whether the line begins the function of that name in the object of imports.
fn defines(line: &str, name: &str) -> bool {
    let rest = line.trim_start().strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(": "))
}

/// Replaces `object.long` by `object.short`, wherever the name ends there.
fn rename_member(text: &str, object: &str, long: &str, short: &str) -> String {
    let member = format!("{object}{long}");
    let mut parts = text.split(member.as_str());
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let longer = part.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        renamed.push_str(if longer { &member } else { object });
        renamed.push_str(if longer { "" } else { short });
        renamed.push_str(part);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE_TEXT: &str = "\
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

    fn names(imports: &[(&str, &str, &str)]) -> Cut {
        let own = |text: &str| text.to_owned();
        Cut {
            lent: Some(("t".to_owned(), 40)),
            main: Vec::new(),
            parts: Vec::new(),
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
    fn both_sides_get_the_same_names() {
        let names = names(&[(OWN, "__wbg_now_12", "x"), (OWN, "__wbg_now_1", "y")]);
        let short = glue(GLUE_TEXT, &names).unwrap();
        assert!(short.contains("        y: function() {\n"), "{short}");
        assert!(short.contains("        x: function() { return"), "{short}");
        assert!(short.contains("wasm.c(1); wasm.core_newer(2);"), "{short}");
        assert!(short.contains("\"a\": { ...import0 }"), "{short}");
        assert!(short.contains("export async function loadPart"), "{short}");
        // The first one, `!`, is number 33.
        assert!(
            short.contains("wasm.t.get(name.charCodeAt() + 7)"),
            "{short}"
        );
    }

    #[test]
    fn a_module_without_parts_loads_none() {
        let names = Cut {
            lent: None,
            ..names(&[])
        };
        assert!(!glue(GLUE_TEXT, &names).unwrap().contains("loadPart"));
    }

    #[test]
    fn what_a_module_of_ours_gives_is_among_the_imports() {
        let own = "./snippets/x/page.js";
        let two = GLUE_TEXT.replace(
            "import0,\n",
            &format!("import0,\n        \"{own}\": import1,\n        \"{own}\": import2,\n"),
        );
        let two = format!("import * as import1 from \"{own}\"\n{two}");
        let names = names(&[(own, "begin", "x"), (own, "now", "y")]);
        let short = glue(&two, &names).unwrap();
        let given = "\"a\": { ...import0, x: import1.begin, y: import1.now }";
        assert!(short.contains(given), "{short}");
        assert!(!short.contains(&format!("\"{own}\": import")), "{short}");
        let exported = format!("export * from \"{own}\";");
        assert_eq!(short.matches(&exported).count(), 1, "{short}");
    }

    #[test]
    fn what_the_glue_lacks_is_an_error() {
        for import in [(OWN, "__wbg_gone", "x"), ("env", "__wbg_now_1", "x")] {
            assert!(glue(GLUE_TEXT, &names(&[import])).is_err(), "{import:?}");
        }
        assert!(glue("", &names(&[])).is_err());
    }
}
