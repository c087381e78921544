//! What a change can reach: the suites that `cargo xtask test --changed` runs.

use crate::lint::BROWSER_CRATES;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The crates whose tests run in a browser.
const IN_BROWSER: [&str; 2] = ["vestibule-browser-tests", "vestibule-ui-browser-tests"];
/// The crates without a test of their own.
const WITHOUT_TESTS: [&str; 4] = [
    "records-server",
    "vestibule-native-bench",
    "vestibule-operation",
    "vestibule-screens",
];
/// Whose tests read documents, the package's types, and the names of all other tests.
const READERS: &str = "vestibule-native-tests";
/// What is built by these is what a browser gets: the package, the demo, the screens.
const PUBLISHED: [&str; 6] = [
    "vestibule",
    "vestibule-npm",
    "vestibule-emulator",
    "vestibule-demo",
    "vestibule-screens",
    "vestibule-split",
];

/// What has to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The crates whose tests run on this machine.
    pub native: BTreeSet<String>,
    pub browser: bool,
    pub interop: Part,
    pub e2e: Part,
}

/// How much of a suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    Nothing,
    /// By their names.
    Some(BTreeSet<String>),
    All,
}

/// The crates of the workspace, and who depends on whom.
pub struct Crates {
    /// By its folder, relative to the root; the root's own is the empty text.
    by_folder: BTreeMap<String, String>,
    dependents: BTreeMap<String, BTreeSet<String>>,
}

impl Part {
    fn add(&mut self, name: &str) {
        match self {
            Part::Nothing => *self = Part::Some(BTreeSet::from([name.to_owned()])),
            Part::Some(names) => drop(names.insert(name.to_owned())),
            Part::All => {}
        }
    }
}

/// What the changes since `base` reach, those that are not committed included.
///
/// # Errors
/// Where git does not know `base`, or cargo the workspace.
pub fn since(workspace: &Workspace, base: &str) -> Result<Reach> {
    let git = |arguments: &[&str]| {
        workspace
            .cmd("git")
            .args(arguments)
            .read()
            .with_context(|| format!("`git {}` failed", arguments.join(" ")))
    };
    let fork = git(&["merge-base", base, "HEAD"])?;
    // What was moved has gone from where it was.
    let changed = git(&["diff", "--name-only", "--no-renames", fork.trim()])?;
    let new = git(&["ls-files", "--others", "--exclude-standard"])?;
    let metadata = workspace
        .cmd("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .read()
        .context("`cargo metadata` failed")?;
    let crates = Crates::read(&metadata).context("`cargo metadata` says something unknown")?;
    let mut reach = reach(&crates, changed.lines().chain(new.lines()));
    if let Part::Some(specs) = &mut reach.e2e {
        specs.retain(|spec| workspace.root.join("tests/e2e").join(spec).exists());
        if specs.is_empty() {
            reach.e2e = Part::Nothing;
        }
    }
    Ok(reach)
}

/// What these files reach. A file that nobody has thought of reaches everything.
fn reach<'a>(crates: &Crates, files: impl Iterator<Item = &'a str>) -> Reach {
    let mut reach = Reach::default();
    for file in files {
        add(&mut reach, crates, file);
    }
    reach
}

fn add(reach: &mut Reach, crates: &Crates, file: &str) {
    let parts: Vec<&str> = file.split('/').collect();
    match parts.as_slice() {
        ["tests", "interop", "support", ..] => {
            reach.interop = Part::All;
            reach.native.insert(READERS.to_owned());
        }
        ["tests", "interop", suite, _, ..] => {
            reach.interop.add(suite);
            reach.native.insert(READERS.to_owned());
        }
        ["tests", "e2e", spec] if spec.ends_with(".spec.ts") => {
            reach.e2e.add(spec);
            reach.native.insert(READERS.to_owned());
        }
        ["tests", "e2e", ..] => reach.e2e = Part::All,
        // The crate takes these as well.
        ["pkg", "src", "sealed.js" | "cookies.js"] => add_crate(reach, crates, "vestibule"),
        ["pkg" | "www", rest @ ..] if rest.first() != Some(&"wasm") => {
            reach.interop = Part::All;
            reach.e2e = Part::All;
            reach.native.insert(READERS.to_owned());
        }
        ["README.md"] => {
            reach.e2e.add("quick-start.spec.ts");
            // Its examples are the crate's, and the app of its quick start is made by xtask.
            let readers = ["vestibule", "xtask", READERS];
            reach.native.extend(readers.map(str::to_owned));
        }
        ["docs", "recipes", ..] => {
            reach.interop.add("recipes");
            if file.ends_with("user-pool.md") {
                reach.interop.add("pool");
            }
            let readers = ["vestibule-ui-tests", READERS];
            reach.native.extend(readers.map(str::to_owned));
        }
        ["docs", "RECORDS.md"] => {
            // The emulator sets up what it says.
            let readers = ["vestibule-emulator", READERS];
            reach.native.extend(readers.map(str::to_owned));
        }
        ["examples", "copy-records", ..] => reach.interop.add("copy-records"),
        [_] | ["docs", ..] if file.ends_with(".md") => {
            reach.native.insert(READERS.to_owned());
        }
        [
            "xtask",
            "src",
            "pkg" | "setup" | "size" | "made.rs" | "beside.rs",
            ..,
        ]
        | ["xtask", "src", "test", "builds.rs"] => {
            reach.interop = Part::All;
            reach.e2e = Part::All;
            add_crate(reach, crates, "xtask");
        }
        ["xtask", "src", "test", file] => {
            match *file {
                "browser.rs" | "runner.rs" => reach.browser = true,
                "interop.rs" => reach.interop = Part::All,
                "e2e.rs" => reach.e2e = Part::All,
                _ => {}
            }
            add_crate(reach, crates, "xtask");
        }
        _ => match crates.of(file) {
            Some(name) => add_crate(reach, crates, name),
            None => *reach = everything(crates),
        },
    }
}

fn add_crate(reach: &mut Reach, crates: &Crates, name: &str) {
    let reached = crates.reached_from(name);
    let has = |names: &[&str]| names.iter().any(|name| reached.contains(*name));
    reach.browser |= has(&IN_BROWSER) || has(&["vestibule-emulator"]);
    if IN_BROWSER.contains(&name) {
        reach.native.insert(READERS.to_owned());
    }
    if has(&PUBLISHED) {
        reach.interop = Part::All;
        reach.e2e = Part::All;
    }
    reach
        .native
        .extend(reached.into_iter().filter(|name| runs_here(name)));
}

fn runs_here(name: &str) -> bool {
    let elsewhere = [&IN_BROWSER[..], &BROWSER_CRATES, &WITHOUT_TESTS];
    !elsewhere.iter().any(|names| names.contains(&name))
}

fn everything(crates: &Crates) -> Reach {
    Reach {
        native: crates
            .by_folder
            .values()
            .filter(|name| runs_here(name))
            .cloned()
            .collect(),
        browser: true,
        interop: Part::All,
        e2e: Part::All,
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

    /// The crate that a file belongs to. Of what lies in the root, only the sources are the root's crate:
    /// `Cargo.lock` and the like are everybody's.
    fn of(&self, file: &str) -> Option<&str> {
        let folders = Path::new(file).ancestors().skip(1);
        let deepest = folders
            .filter_map(Path::to_str)
            .find(|folder| self.by_folder.contains_key(*folder))?;
        let whole = deepest.is_empty() && !file.starts_with("src/");
        (!whole).then(|| self.by_folder.get(deepest).map(String::as_str))?
    }

    /// A crate, and all that depend on it, however far.
    fn reached_from(&self, name: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::from([name.to_owned()]);
        let mut open = vec![name.to_owned()];
        while let Some(next) = open.pop() {
            for dependent in self.dependents.get(&next).into_iter().flatten() {
                if reached.insert(dependent.clone()) {
                    open.push(dependent.clone());
                }
            }
        }
        reached
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

    fn of(files: &[&str]) -> Reach {
        reach(&crates(), files.iter().copied())
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_crate_reaches_whoever_depends_on_it() {
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
        assert!(protocol.browser && protocol.interop == Part::All && protocol.e2e == Part::All);
        let emulator = of(&["emulator/src/main.rs", "emulator/ASSUMED.md"]);
        assert_eq!(
            emulator.native,
            names(&["vestibule-emulator", "vestibule-native-tests"])
        );
        assert!(emulator.browser && emulator.e2e == Part::All);
    }

    #[test]
    fn a_test_reaches_itself() {
        let native = of(&["tests/native/tests/client/mfa.rs", "xtask/src/main.rs"]);
        assert_eq!(native.native, names(&["vestibule-native-tests", "xtask"]));
        assert!(!native.browser && native.e2e == Part::Nothing);
        // The table of coverage names them all.
        let browser = of(&["tests/browser/tests/browser/tabs.rs"]);
        assert!(browser.browser && browser.native == names(&["vestibule-native-tests"]));
        let specs = of(&["tests/e2e/tabs.spec.ts", "tests/interop/boto3/run.py"]);
        assert_eq!(specs.e2e, Part::Some(names(&["tabs.spec.ts"])));
        assert_eq!(specs.interop, Part::Some(names(&["boto3"])));
        let shared = of(&["tests/interop/support/suite.mjs"]);
        assert_eq!(shared.interop, Part::All);
        assert_eq!(specs.native, names(&["vestibule-native-tests"]));
        let runner = of(&["xtask/src/test/runner.rs"]);
        assert!(runner.browser && runner.e2e == Part::Nothing);
        for file in ["pkg/files.rs", "made.rs", "test/builds.rs"] {
            let built = of(&[&["xtask/src/", file].concat()]);
            assert!(
                built.e2e == Part::All && built.interop == Part::All,
                "{file}"
            );
        }
    }

    #[test]
    fn the_npm_package_s_own_crate_reaches_the_package() {
        let npm = of(&["pkg/wasm/src/view.rs"]);
        assert_eq!(npm.native, names(&["vestibule-npm"]));
        assert!(npm.interop == Part::All && npm.e2e == Part::All && !npm.browser);
    }

    #[test]
    fn a_script_that_the_crate_takes_reaches_the_browser() {
        let sealed = of(&["pkg/src/sealed.js"]);
        assert!(sealed.browser && sealed.interop == Part::All && sealed.e2e == Part::All);
        assert!(!of(&["pkg/src/index.ts"]).browser);
    }

    #[test]
    fn documents_reach_the_tests_that_read_them() {
        let documents = of(&["docs/COVERAGE.md", "docs/decisions/0001.md", "CHANGELOG.md"]);
        assert_eq!(documents.native, names(&["vestibule-native-tests"]));
        assert!(documents.e2e == Part::Nothing && !documents.browser);
        let quick_start = Part::Some(names(&["quick-start.spec.ts"]));
        let readme = of(&["README.md"]);
        assert!(readme.e2e == quick_start && readme.native.contains("vestibule"));
        let recipes = Part::Some(names(&["recipes"]));
        assert_eq!(of(&["docs/recipes/react.md"]).interop, recipes);
        let copied = of(&["examples/copy-records/copy_records.py"]);
        assert_eq!(copied.interop, Part::Some(names(&["copy-records"])));
        let records = of(&["docs/RECORDS.md"]);
        assert!(records.native.contains("vestibule-emulator") && !records.browser);
        let pool = Part::Some(names(&["pool", "recipes"]));
        assert_eq!(of(&["docs/recipes/user-pool.md"]).interop, pool);
    }

    #[test]
    fn what_is_everybodys_reaches_everything() {
        for file in ["Cargo.lock", ".ci/run", "package-lock.json", "new/thing"] {
            assert_eq!(of(&[file]), everything(&crates()), "{file}");
        }
        assert_eq!(of(&["src/lib.rs", "Cargo.lock"]), everything(&crates()));
    }
}
