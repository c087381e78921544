//! Checks the rules of layering: which folder may use which other.

mod emulator;
mod rules;

use super::tokens::{self, Token};
use crate::report::Progress;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use emulator::EMULATOR;
use rules::{FORBIDDEN_DEPENDENCIES, LIBRARY, Rule};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

pub fn check(workspace: &Workspace, _progress: &Progress) -> Result<Outcome> {
    let mut breaches = source_breaches(&workspace.root)?;
    breaches.extend(dependency_breaches(workspace)?);
    Ok(Outcome::from_findings(&breaches))
}

/// The breaches in the source files below `root`.
fn source_breaches(root: &Path) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for rule in rules() {
        for path in rust_files(&root.join(rule.folder))? {
            let source = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let file = path.strip_prefix(root).unwrap_or(&path);
            breaches.extend(rule.breaches(file, &source));
        }
    }
    Ok(breaches)
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    LIBRARY.iter().chain(&EMULATOR)
}

impl Rule {
    /// Each breach as `file:line: name: reason`.
    fn breaches(&self, file: &Path, source: &str) -> Vec<String> {
        let tokens = match tokens::read(source) {
            Ok(tokens) => tokens,
            Err(error) => {
                return vec![format!("{}: not readable as Rust: {error}", file.display())];
            }
        };
        let forbidden_names = tokens
            .iter()
            .filter(|token| self.names.contains(&token.text.as_str()))
            .map(|token| (token.line, token.text.clone()));
        let forbidden_paths = tokens::paths_into_library(&tokens)
            .into_iter()
            .filter(|path_use| self.forbids(&path_use.path))
            .map(|path_use| (path_use.line, path_use.path));
        let leaving_folder = tokens::longest_super(&tokens)
            .filter(|(length, _)| *length > self.depth(file, &tokens))
            .map(|(length, token)| (token.line, "super::".repeat(length)));
        forbidden_names
            .chain(forbidden_paths)
            .chain(leaving_folder)
            .map(|(line, name)| format!("{}:{}: `{name}`: {}", file.display(), line, self.because))
            .collect()
    }

    fn forbids(&self, path: &str) -> bool {
        under_any(path, self.modules) && !under_any(path, self.except)
    }

    /// How many times `super::` may be repeated in a file before the path leaves the folder. An inline module adds one.
    fn depth(&self, file: &Path, tokens: &[Token]) -> usize {
        let inside = file.strip_prefix(self.folder).unwrap_or(file);
        let folders = inside.components().count().saturating_sub(1);
        let module_file = inside
            .file_stem()
            .is_some_and(|stem| stem == "mod" || stem == "lib");
        let inline = usize::from(has_inline_module(tokens));
        folders + usize::from(!module_file) + inline
    }
}

/// Whether a path is one of `modules` or inside of one.
fn under_any(path: &str, modules: &[&str]) -> bool {
    modules.iter().any(|module| {
        path.strip_prefix(module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

fn has_inline_module(tokens: &[Token]) -> bool {
    tokens.windows(3).any(|window| match window {
        [keyword, _, brace] => keyword.text == "mod" && brace.text == "{",
        _ => false,
    })
}

/// The breaches in the crates' manifests.
fn dependency_breaches(workspace: &Workspace) -> Result<Vec<String>> {
    let text = workspace
        .cmd("cargo")
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
            "--quiet",
        ])
        .read()
        .context("`cargo metadata` did not work")?;
    let metadata: Value = serde_json::from_str(&text).context("`cargo metadata` is not JSON")?;
    Ok(forbidden_dependencies(&metadata))
}

fn forbidden_dependencies(metadata: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let is = |value: &Value, name: &str| value.get("name").and_then(Value::as_str) == Some(name);
    let mut breaches = Vec::new();
    for package in list(metadata, "packages") {
        for (user, used) in FORBIDDEN_DEPENDENCIES {
            if is(&package, user)
                && list(&package, "dependencies")
                    .iter()
                    .any(|dep| is(dep, used))
            {
                breaches.push(format!("{user} depends on {used}: the two share no code"));
            }
        }
    }
    breaches
}

fn rust_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !dir.exists() {
        return Ok(files);
    }
    let entries = fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", dir.display()))?
            .path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn breaches(file: &str, source: &str) -> Vec<String> {
        rules()
            .filter(|rule| Path::new(file).starts_with(rule.folder))
            .flat_map(|rule| rule.breaches(Path::new(file), source))
            .collect()
    }

    #[test]
    fn the_emulators_folders_use_lower_layers_only() {
        let file = "emulator/src/access/mod.rs";
        assert!(breaches(file, "use crate::state::State; use crate::access::role;").is_empty());
        assert_eq!(breaches(file, "use crate::sync::Request;").len(), 1);
    }

    #[test]
    fn each_folder_of_the_emulator_has_a_rule() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../emulator/src");
        for entry in fs::read_dir(source).unwrap() {
            let entry = entry.unwrap();
            let folder = format!("emulator/src/{}", entry.file_name().display());
            // The top layer may use all of them.
            let needs_no_rule = !entry.path().is_dir() || folder.ends_with("/service");
            assert!(
                needs_no_rule || EMULATOR.iter().any(|rule| rule.folder == folder),
                "{folder}"
            );
        }
    }

    #[test]
    fn super_paths_that_stay_inside_of_the_folder_are_allowed() {
        let file = "src/flow/sign_in/steps.rs";
        assert!(breaches(file, "use super::super::sign_up;").is_empty());
        assert!(breaches("src/flow/totp.rs", "mod tests { use super::*; }").is_empty());
        assert_eq!(
            breaches("src/flow/totp.rs", "use super::super::session;").len(),
            1
        );
    }

    #[test]
    fn the_repository_has_no_breaches() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(source_breaches(root).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_emulators_state_does_not_use_hosted_pages() {
        let file = "emulator/src/state/pool.rs";
        assert_eq!(breaches(file, "use crate::hosted::HostedState;").len(), 1);
        assert!(breaches(file, "use crate::config::PoolSettings;").is_empty());
        let page = "emulator/src/hosted/login.rs";
        assert!(breaches(page, "use crate::state::hosted::Next;").is_empty());
        assert_eq!(breaches(page, "use crate::idp::Step;").len(), 1);
    }

    #[test]
    fn flows_and_sessions_do_not_use_the_browser() {
        assert_eq!(
            breaches("src/flow/sign_in.rs", "use js_sys::Date;").len(),
            1
        );
        assert_eq!(
            breaches("src/session/store.rs", "use wasm_bindgen::JsValue;").len(),
            1
        );
        assert_eq!(
            breaches("src/session/store.rs", "use crate::flow::SignIn;").len(),
            1
        );
        assert!(
            breaches(
                "src/flow/sign_in.rs",
                "use crate::session::Session; async fn f() {}"
            )
            .is_empty()
        );
    }

    #[test]
    fn lower_layers_do_not_use_higher_ones() {
        assert_eq!(
            breaches("src/platform/mod.rs", "use crate::session::Session;").len(),
            1
        );
        for (file, source) in [
            ("src/platform/mod.rs", "use crate::client::Client;"),
            ("src/client/mod.rs", "use crate::flow::Wanted;"),
            ("src/config/mod.rs", "use crate::flow::Extras;"),
            ("src/error/mod.rs", "use crate::session::Session;"),
        ] {
            assert_eq!(breaches(file, source).len(), 1, "{file}");
        }
        assert_eq!(
            breaches("src/ui/sign_in.rs", "use crate::protocol::srp;").len(),
            1
        );
        assert_eq!(
            breaches("pkg/wasm/src/view.rs", "use vestibule::ui::Theme;").len(),
            1
        );
    }

    #[test]
    fn modules_with_plain_values_are_exceptions() {
        let file = "pkg/wasm/src/core.rs";
        assert!(breaches(file, "use vestibule::protocol::json::{self, Value};").is_empty());
        assert_eq!(
            breaches(file, "use vestibule::protocol::{json, idp};").len(),
            1
        );
        assert_eq!(breaches(file, "use vestibule::protocol;").len(), 1);
        assert_eq!(breaches(file, "use vestibule::protocol::jsonish;").len(), 1);
    }

    #[test]
    fn the_emulator_and_the_library_do_not_depend_on_each_other() {
        assert_eq!(
            breaches("emulator/src/lib.rs", "use vestibule::Client;").len(),
            1
        );
        assert_eq!(
            breaches("src/lib.rs", "use vestibule_emulator::Emulator;").len(),
            1
        );
        let metadata = |user: &str, used: &str| json!({"packages": [{"name": user, "dependencies": [{"name": used}]}]});
        assert_eq!(
            forbidden_dependencies(&metadata("vestibule", "vestibule-emulator")).len(),
            1
        );
        assert!(
            forbidden_dependencies(&metadata("vestibule-native-tests", "vestibule-emulator"))
                .is_empty()
        );
    }
}
