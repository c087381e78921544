//! Adds imports to the type declarations for names that only `{@link Name}` uses: tsc drops imports that only comments
//! need, and editors could not follow the links.

use std::collections::{BTreeMap, BTreeSet};

/// Maps each exported name to the file that exports it.
pub(super) type Exports = BTreeMap<String, String>;

/// The exports of files, which are given by name and text.
pub(super) fn exports(files: &[(String, String)]) -> Exports {
    let mut exports = Exports::new();
    for (file, text) in files {
        for line in text.lines() {
            if let Some(name) = exported_name(line) {
                exports.insert(name.to_owned(), file.clone());
            }
        }
    }
    exports
}

/// The text of a file with an import for each name that a link needs.
pub(super) fn with_imports(file: &str, text: &str, exports: &Exports) -> String {
    let mut imports = String::new();
    for name in linked_names(text) {
        match exports.get(name) {
            Some(exporter) if exporter != file && !is_imported(text, name) => {
                imports += &format!("import type {{ {name} }} from \"./{exporter}.js\";\n");
            }
            _ => {}
        }
    }
    imports + text
}

/// The name that a line declares and exports.
fn exported_name(line: &str) -> Option<&str> {
    let declaration = line.strip_prefix("export ")?;
    let declaration = declaration.strip_prefix("declare ").unwrap_or(declaration);
    let (what, rest) = declaration.split_once(' ')?;
    let is_named = matches!(what, "class" | "interface" | "type" | "const" | "function");
    is_named
        .then(|| first_word(rest))
        .filter(|name| !name.is_empty())
}

/// The first name of each link, such as `Config` in `{@link Config.storage}`.
fn linked_names(text: &str) -> BTreeSet<&str> {
    text.split("{@link ").skip(1).map(first_word).collect()
}

fn is_imported(text: &str, name: &str) -> bool {
    text.lines()
        .filter(|line| line.starts_with("import "))
        .any(|line| line.split(|it| !is_of_word(it)).any(|word| word == name))
}

fn first_word(text: &str) -> &str {
    text.split(|it| !is_of_word(it)).next().unwrap_or_default()
}

fn is_of_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || it == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_only_links_use_are_imported() {
        let index = "import type { Config } from \"./config.js\";\n/** {@link Config.storage} {@link Fault} {@link index} */\nexport declare class Auth<T> {}\n";
        let config = "/** {@link Auth.fetch}, {@link Config}, {@link https://example.com} */\nexport interface Config {}\n";
        let files = [
            ("index".to_owned(), index.to_owned()),
            ("config".to_owned(), config.to_owned()),
            (
                "error".to_owned(),
                "export declare class Fault extends Error {}\n".to_owned(),
            ),
        ];
        let exports = exports(&files);
        let import = |name, file| format!("import type {{ {name} }} from \"./{file}.js\";\n");
        assert_eq!(
            with_imports("index", index, &exports),
            import("Fault", "error") + index
        );
        assert_eq!(
            with_imports("config", config, &exports),
            import("Auth", "index") + config
        );
    }
}
