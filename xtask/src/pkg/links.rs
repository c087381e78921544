//! Imports for the names that documentation links to: the compiler leaves out what only comments name, and an
//! editor finds nothing behind `{@link Name}` then.

use std::collections::{BTreeMap, BTreeSet};

/// Which file exports a name.
pub(super) type Homes = BTreeMap<String, String>;

/// What files of types export, each given by its name and its text.
pub(super) fn homes(files: &[(String, String)]) -> Homes {
    let mut homes = Homes::new();
    for (file, text) in files {
        for line in text.lines() {
            if let Some(name) = exported(line) {
                homes.insert(name.to_owned(), file.clone());
            }
        }
    }
    homes
}

/// The text of a file of types, with an import of each name that a link needs.
pub(super) fn with_imports(file: &str, text: &str, homes: &Homes) -> String {
    let mut imports = String::new();
    for name in linked(text) {
        match homes.get(name) {
            Some(home) if home != file && !is_imported(text, name) => {
                imports += &format!("import type {{ {name} }} from \"./{home}.js\";\n");
            }
            _ => {}
        }
    }
    imports + text
}

/// The name that a line exports by a declaration.
fn exported(line: &str) -> Option<&str> {
    let declaration = line.strip_prefix("export ")?;
    let declaration = declaration.strip_prefix("declare ").unwrap_or(declaration);
    let (what, rest) = declaration.split_once(' ')?;
    let is_named = matches!(what, "class" | "interface" | "type" | "const" | "function");
    is_named
        .then(|| first_word(rest))
        .filter(|name| !name.is_empty())
}

/// The names that links begin with: `Config` of `{@link Config.storage}`.
fn linked(text: &str) -> BTreeSet<&str> {
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
    fn a_name_that_only_documentation_has_is_imported_from_where_it_is_declared() {
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
        let homes = homes(&files);
        let import = |name, file| format!("import type {{ {name} }} from \"./{file}.js\";\n");
        assert_eq!(
            with_imports("index", index, &homes),
            import("Fault", "error") + index
        );
        assert_eq!(
            with_imports("config", config, &homes),
            import("Auth", "index") + config
        );
    }
}
