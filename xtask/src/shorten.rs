//! Short names between the WebAssembly module and its glue.
//!
//! wasm-bindgen gives each import and export a long name with a hash in it, which no compression
//! makes small, and which stands in both files. `wasm-opt` gives the module short ones and says
//! which is which; this gives the same ones to the glue, before it is bundled.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The switch by which wasm-opt shortens the names, and prints them.
pub const SWITCH: &str = "--minify-imports-and-exports-and-modules";

/// The name that all imports are from afterwards.
const MODULE: &str = "a";

struct Names {
    /// Module, name, short name.
    imports: Vec<(String, String, String)>,
    /// Name, short name.
    exports: Vec<(String, String)>,
}

/// The glue with the names that wasm-opt printed. A name that is not where it is expected is an
/// error: the package would not run.
pub fn glue(glue: &str, printed: &str) -> Result<String> {
    let names = parse(printed)?;
    let mut lines: Vec<String> = glue.lines().map(str::to_owned).collect();
    for (module, long, short) in &names.imports {
        if module != "./vestibule_bg.js" {
            bail!("the module imports from {module}, which its glue does not give");
        }
        let Some(line) = lines.iter_mut().find(|line| defines(line, long)) else {
            bail!("the glue does not give the import {long}");
        };
        *line = line.replacen(long.as_str(), short, 1);
    }
    let glue = lines.join("\n");
    let named = "\"./vestibule_bg.js\": import0";
    if !glue.contains(named) {
        bail!("the glue does not name its imports as expected");
    }
    let glue = glue.replace(named, &format!("\"{MODULE}\": import0"));
    Ok(names.exports.iter().fold(glue, |glue, (long, short)| {
        rename_member(&glue, "wasm.", long, short)
    }))
}

fn parse(printed: &str) -> Result<Names> {
    let json = printed
        .find('{')
        .zip(printed.rfind('}'))
        .and_then(|(from, to)| printed.get(from..=to))
        .context("wasm-opt printed no names")?;
    read(json).context("wasm-opt printed names in another form than expected")
}

fn read(json: &str) -> Option<Names> {
    let mut names: Value = serde_json::from_str(json).ok()?;
    Some(Names {
        imports: serde_json::from_value(names.get_mut("imports")?.take()).ok()?,
        exports: serde_json::from_value(names.get_mut("exports")?.take()).ok()?,
    })
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

    const GLUE: &str = "\
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

    fn names(imports: &str) -> String {
        format!(r#"note {{"imports": [{imports}], "exports": [["core_new", "c"], ["core", "d"]]}}"#)
    }

    #[test]
    fn both_sides_get_the_same_names() {
        let printed = names(
            r#"["./vestibule_bg.js", "__wbg_now_12", "x"], ["./vestibule_bg.js", "__wbg_now_1", "y"]"#,
        );
        let short = glue(GLUE, &printed).unwrap();
        assert!(short.contains("        y: function() {\n"), "{short}");
        assert!(short.contains("        x: function() { return"), "{short}");
        assert!(short.contains("wasm.c(1); wasm.core_newer(2);"), "{short}");
        assert!(short.contains("\"a\": import0"), "{short}");
    }

    #[test]
    fn what_the_glue_lacks_is_an_error() {
        for imports in [
            r#"["./vestibule_bg.js", "__wbg_gone", "x"]"#,
            r#"["env", "__wbg_now_1", "x"]"#,
        ] {
            assert!(glue(GLUE, &names(imports)).is_err(), "{imports}");
        }
        assert!(glue(GLUE, "").is_err());
        assert!(glue("", &names("")).is_err());
    }
}
