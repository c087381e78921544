//! Finds the suites that a change can affect, which `cargo xtask test --changed` runs.

use crate::lint::BROWSER_CRATES;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The crates whose tests run in a browser.
const IN_BROWSER: [&str; 2] = ["vestibule-browser-tests", "vestibule-ui-browser-tests"];
/// The crates without tests.
const WITHOUT_TESTS: [&str; 4] = [
    "records-server",
    "vestibule-native-bench",
    "vestibule-operation",
    "vestibule-screens",
];
/// The crate whose tests read documents, the package's types, and the names of all other tests.
const READERS: &str = "vestibule-native-tests";
/// The crates that the package, the demo and the screens are built from, and the emulator, which their tests use.
const PUBLISHED: [&str; 6] = [
    "vestibule",
    "vestibule-npm",
    "vestibule-emulator",
    "vestibule-demo",
    "vestibule-screens",
    "vestibule-split",
];

/// The suites that have to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// The crates whose tests run on this machine.
    pub native: BTreeSet<String>,
    pub browser: bool,
    pub interop: Subset,
    pub e2e: Subset,
}

/// How much of a suite has to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subset {
    #[default]
    Nothing,
    /// These tests, by name.
    Some(BTreeSet<String>),
    All,
}

/// The crates of the workspace and their dependencies.
pub struct Crates {
    /// The crates' names by their folder relative to the root; the root's own folder is the empty string.
    by_folder: BTreeMap<String, String>,
    dependents: BTreeMap<String, BTreeSet<String>>,
}

impl Subset {
    fn add(&mut self, name: &str) {
        match self {
            Subset::Nothing => *self = Subset::Some(BTreeSet::from([name.to_owned()])),
            Subset::Some(names) => drop(names.insert(name.to_owned())),
            Subset::All => {}
        }
    }
}

/// The suites that the changes since `base` can affect, uncommitted ones included.
///
/// # Errors
/// If git does not know `base`, or if cargo cannot read the workspace.
pub fn affected_since(workspace: &Workspace, base: &str) -> Result<Affected> {
    let git = |arguments: &[&str]| {
        workspace
            .cmd("git")
            .args(arguments)
            .read()
            .with_context(|| format!("`git {}` failed", arguments.join(" ")))
    };
    let fork = git(&["merge-base", base, "HEAD"])?;
    // A moved file counts as removed from its old place.
    let changed = git(&["diff", "--name-only", "--no-renames", fork.trim()])?;
    let new = git(&["ls-files", "--others", "--exclude-standard"])?;
    let metadata = workspace
        .cmd("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .read()
        .context("`cargo metadata` failed")?;
    let crates = Crates::read(&metadata).context("`cargo metadata` has an unknown form")?;
    let mut affected = affected_by(&crates, changed.lines().chain(new.lines()));
    if let Subset::Some(specs) = &mut affected.e2e {
        specs.retain(|spec| workspace.root.join("tests/e2e").join(spec).exists());
        if specs.is_empty() {
            affected.e2e = Subset::Nothing;
        }
    }
    Ok(affected)
}

/// The suites that these files can affect. An unknown file affects everything.
fn affected_by<'a>(crates: &Crates, files: impl Iterator<Item = &'a str>) -> Affected {
    let mut affected = Affected::default();
    for file in files {
        add(&mut affected, crates, file);
    }
    affected
}

fn add(affected: &mut Affected, crates: &Crates, file: &str) {
    let parts: Vec<&str> = file.split('/').collect();
    match parts.as_slice() {
        ["tests", "interop", "support", ..] => {
            affected.interop = Subset::All;
            affected.native.insert(READERS.to_owned());
        }
        ["tests", "interop", suite, _, ..] => {
            affected.interop.add(suite);
            affected.native.insert(READERS.to_owned());
        }
        ["tests", "e2e", spec] if spec.ends_with(".spec.ts") => {
            affected.e2e.add(spec);
            affected.native.insert(READERS.to_owned());
        }
        ["tests", "e2e", ..] => affected.e2e = Subset::All,
        // The crate includes these, too.
        ["pkg", "src", "sealed.js" | "cookies.js"] => add_crate(affected, crates, "vestibule"),
        ["pkg" | "www", rest @ ..] if rest.first() != Some(&"wasm") => {
            affected.interop = Subset::All;
            affected.e2e = Subset::All;
            affected.native.insert(READERS.to_owned());
        }
        ["README.md"] => {
            affected.e2e.add("quick-start.spec.ts");
            // The crate tests its examples, and xtask builds the app of its quick start.
            let readers = ["vestibule", "xtask", READERS];
            affected.native.extend(readers.map(str::to_owned));
        }
        ["docs", "recipes", ..] => {
            affected.interop.add("recipes");
            if file.ends_with("user-pool.md") {
                affected.interop.add("pool");
            }
            let readers = ["vestibule-ui-tests", READERS];
            affected.native.extend(readers.map(str::to_owned));
        }
        ["docs", "RECORDS.md"] => {
            // A test of the emulator applies what it describes.
            let readers = ["vestibule-emulator", READERS];
            affected.native.extend(readers.map(str::to_owned));
        }
        ["examples", "copy-records", ..] => affected.interop.add("copy-records"),
        [_] | ["docs", ..] if file.ends_with(".md") => {
            affected.native.insert(READERS.to_owned());
        }
        [
            "xtask",
            "src",
            "pkg" | "setup" | "size" | "build_cache.rs" | "background.rs",
            ..,
        ]
        | ["xtask", "src", "test", "builds.rs"] => {
            affected.interop = Subset::All;
            affected.e2e = Subset::All;
            add_crate(affected, crates, "xtask");
        }
        ["xtask", "src", "test", file] => {
            match *file {
                "browser.rs" => affected.browser = true,
                "interop.rs" => affected.interop = Subset::All,
                "e2e.rs" => affected.e2e = Subset::All,
                _ => {}
            }
            add_crate(affected, crates, "xtask");
        }
        _ => match crates.owner_of(file) {
            Some(name) => add_crate(affected, crates, name),
            None => *affected = everything(crates),
        },
    }
}

fn add_crate(affected: &mut Affected, crates: &Crates, name: &str) {
    let dependents = crates.with_dependents(name);
    let has = |names: &[&str]| names.iter().any(|name| dependents.contains(*name));
    affected.browser |= has(&IN_BROWSER) || has(&["vestibule-emulator"]);
    if IN_BROWSER.contains(&name) {
        affected.native.insert(READERS.to_owned());
    }
    if has(&PUBLISHED) {
        affected.interop = Subset::All;
        affected.e2e = Subset::All;
    }
    affected
        .native
        .extend(dependents.into_iter().filter(|name| has_native_tests(name)));
}

fn has_native_tests(name: &str) -> bool {
    let others = [&IN_BROWSER[..], &BROWSER_CRATES, &WITHOUT_TESTS];
    !others.iter().any(|names| names.contains(&name))
}

fn everything(crates: &Crates) -> Affected {
    Affected {
        native: crates
            .by_folder
            .values()
            .filter(|name| has_native_tests(name))
            .cloned()
            .collect(),
        browser: true,
        interop: Subset::All,
        e2e: Subset::All,
    }
}

impl Crates {
    fn read(metadata: &str) -> Option<Self> {
        let metadata: Value = serde_json::from_str(metadata).ok()?;
        let root = Path::new(metadata.get("workspace_root")?.as_str()?);
        let mut by_folder = BTreeMap::new();
        let mut dependents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for package in metadata.get("packages")?.as_array()? {
            let name = package.get("name")?.as_str()?;
            let manifest = Path::new(package.get("manifest_path")?.as_str()?);
            let folder = manifest.parent()?.strip_prefix(root).ok()?;
            by_folder.insert(folder.to_str()?.to_owned(), name.to_owned());
            for dependency in package.get("dependencies")?.as_array()? {
                let on = dependency.get("name")?.as_str()?.to_owned();
                dependents.entry(on).or_default().insert(name.to_owned());
            }
        }
        Some(Self {
            by_folder,
            dependents,
        })
    }

    /// The crate that a file belongs to. In the root folder only `src/` belongs to the root's crate: other files, such as
    /// `Cargo.lock`, concern all crates.
    fn owner_of(&self, file: &str) -> Option<&str> {
        let folders = Path::new(file).ancestors().skip(1);
        let deepest = folders
            .filter_map(Path::to_str)
            .find(|folder| self.by_folder.contains_key(*folder))?;
        let concerns_all = deepest.is_empty() && !file.starts_with("src/");
        (!concerns_all).then(|| self.by_folder.get(deepest).map(String::as_str))?
    }

    /// A crate and its direct and indirect dependents.
    fn with_dependents(&self, name: &str) -> BTreeSet<String> {
        let mut dependents = BTreeSet::from([name.to_owned()]);
        let mut open = vec![name.to_owned()];
        while let Some(next) = open.pop() {
            for dependent in self.dependents.get(&next).into_iter().flatten() {
                if dependents.insert(dependent.clone()) {
                    open.push(dependent.clone());
                }
            }
        }
        dependents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates() -> Crates {
        let package = |name: &str, folder: &str, on: &[&str]| {
            let on = on.iter().map(|on| format!(r#"{{"name":"{on}"}}"#));
            format!(
                r#"{{"name":"{name}","manifest_path":"/p/{folder}Cargo.toml","dependencies":[{}]}}"#,
                on.collect::<Vec<_>>().join(",")
            )
        };
        let packages = [
            package("vestibule", "", &["vestibule-protocol"]),
            package("vestibule-protocol", "protocol/", &["sha2"]),
            package("vestibule-npm", "pkg/wasm/", &["vestibule"]),
            package("vestibule-emulator", "emulator/", &[]),
            package(
                "vestibule-native-tests",
                "tests/native/",
                &["vestibule", "vestibule-emulator"],
            ),
            package("vestibule-browser-tests", "tests/browser/", &["vestibule"]),
            package("xtask", "xtask/", &[]),
        ];
        let metadata = format!(
            r#"{{"workspace_root":"/p","packages":[{}]}}"#,
            packages.join(",")
        );
        Crates::read(&metadata).unwrap()
    }

    fn of(files: &[&str]) -> Affected {
        affected_by(&crates(), files.iter().copied())
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_crate_affects_its_dependents() {
        let protocol = of(&["protocol/src/jwt.rs"]);
        assert_eq!(
            protocol.native,
            names(&[
                "vestibule",
                "vestibule-native-tests",
                "vestibule-npm",
                "vestibule-protocol"
            ])
        );
        assert!(protocol.browser && protocol.interop == Subset::All && protocol.e2e == Subset::All);
        let emulator = of(&["emulator/src/main.rs", "emulator/ASSUMED.md"]);
        assert_eq!(
            emulator.native,
            names(&["vestibule-emulator", "vestibule-native-tests"])
        );
        assert!(emulator.browser && emulator.e2e == Subset::All);
    }

    #[test]
    fn a_test_affects_itself() {
        let native = of(&["tests/native/tests/client/mfa.rs", "xtask/src/main.rs"]);
        assert_eq!(native.native, names(&["vestibule-native-tests", "xtask"]));
        assert!(!native.browser && native.e2e == Subset::Nothing);
        // The coverage table lists all tests.
        let browser = of(&["tests/browser/tests/browser/tabs.rs"]);
        assert!(browser.browser && browser.native == names(&["vestibule-native-tests"]));
        let specs = of(&["tests/e2e/tabs.spec.ts", "tests/interop/boto3/run.py"]);
        assert_eq!(specs.e2e, Subset::Some(names(&["tabs.spec.ts"])));
        assert_eq!(specs.interop, Subset::Some(names(&["boto3"])));
        let shared = of(&["tests/interop/support/suite.mjs"]);
        assert_eq!(shared.interop, Subset::All);
        assert_eq!(specs.native, names(&["vestibule-native-tests"]));
        let runner = of(&["xtask/src/test/browser.rs"]);
        assert!(runner.browser && runner.e2e == Subset::Nothing);
        for file in ["pkg/files.rs", "build_cache.rs", "test/builds.rs"] {
            let built = of(&[&["xtask/src/", file].concat()]);
            assert!(
                built.e2e == Subset::All && built.interop == Subset::All,
                "{file}"
            );
        }
    }

    #[test]
    fn the_npm_packages_crate_affects_the_package() {
        let npm = of(&["pkg/wasm/src/view.rs"]);
        assert_eq!(npm.native, names(&["vestibule-npm"]));
        assert!(npm.interop == Subset::All && npm.e2e == Subset::All && !npm.browser);
    }

    #[test]
    fn a_script_that_the_crate_includes_affects_the_browser_tests() {
        let sealed = of(&["pkg/src/sealed.js"]);
        assert!(sealed.browser && sealed.interop == Subset::All && sealed.e2e == Subset::All);
        assert!(!of(&["pkg/src/index.ts"]).browser);
    }

    #[test]
    fn documents_affect_the_tests_that_read_them() {
        let documents = of(&["docs/COVERAGE.md", "docs/decisions/0001.md", "CHANGELOG.md"]);
        assert_eq!(documents.native, names(&["vestibule-native-tests"]));
        assert!(documents.e2e == Subset::Nothing && !documents.browser);
        let quick_start = Subset::Some(names(&["quick-start.spec.ts"]));
        let readme = of(&["README.md"]);
        assert!(readme.e2e == quick_start && readme.native.contains("vestibule"));
        let recipes = Subset::Some(names(&["recipes"]));
        assert_eq!(of(&["docs/recipes/react.md"]).interop, recipes);
        let copied = of(&["examples/copy-records/copy_records.py"]);
        assert_eq!(copied.interop, Subset::Some(names(&["copy-records"])));
        let records = of(&["docs/RECORDS.md"]);
        assert!(records.native.contains("vestibule-emulator") && !records.browser);
        let pool = Subset::Some(names(&["pool", "recipes"]));
        assert_eq!(of(&["docs/recipes/user-pool.md"]).interop, pool);
    }

    #[test]
    fn lock_files_and_unknown_files_affect_everything() {
        for file in ["Cargo.lock", ".ci/run", "package-lock.json", "new/thing"] {
            assert_eq!(of(&[file]), everything(&crates()), "{file}");
        }
        assert_eq!(of(&["src/lib.rs", "Cargo.lock"]), everything(&crates()));
    }
}
