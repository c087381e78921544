//! Skips a build when its sources and its output are unchanged since the last one.

use crate::setup::{self, stamp};
use crate::workspace::Workspace;
use anyhow::{Context, Error, Result};
use std::env;
use std::fs;
use std::path::Path;

/// Files and folders that no published build depends on.
const NOT_SOURCES: [&str; 7] = [
    "bench/budgets.json",
    "bench/sizes.json",
    "docs/",
    "emulator/",
    "examples/",
    "fuzz/",
    "tests/",
];

/// Whether a build ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildOutcome {
    Built,
    UpToDate,
}

impl BuildOutcome {
    /// The description in a step's line.
    pub fn description(self) -> &'static str {
        match self {
            BuildOutcome::Built => "built",
            BuildOutcome::UpToDate => "up to date",
        }
    }
}

/// Runs `build`, which fills `folder`, unless the folder was built from the same sources with the same `options` (any
/// text that the output depends on besides the sources).
pub fn build_if_changed(
    workspace: &Workspace,
    options: &str,
    folder: &Path,
    build: impl FnOnce() -> Result<()>,
) -> Result<BuildOutcome> {
    let dir = workspace.xtask_dir().join("build-cache");
    let path = dir.join(stamp_name(workspace, folder));
    // Hashed before the build: a source that changes meanwhile causes another build next time.
    let sources = hash_sources(workspace)?;
    let stamp = || Ok::<_, Error>([&sources, options, &stamp::hash_folder(folder)?].join("\n"));
    if folder.is_dir() && stamp::matches(&path, &stamp()?) {
        return Ok(BuildOutcome::UpToDate);
    }
    build()?;
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    stamp::write(&path, &stamp()?)?;
    Ok(BuildOutcome::Built)
}

/// The stamp's file name: the folder's path from the root, in one word.
fn stamp_name(workspace: &Workspace, folder: &Path) -> String {
    let path = folder.strip_prefix(&workspace.root).unwrap_or(folder);
    path.to_string_lossy().replace(['/', '\\', ':'], "-")
}

/// A hash of every file that may be a source and of the compiler's version. Without git's list of files it is different
/// each time, so that everything is built.
fn hash_sources(workspace: &Workspace) -> Result<String> {
    let list = workspace
        .cmd("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .read();
    let Some(list) = list else {
        return Ok(format!("{:?}", std::time::SystemTime::now()));
    };
    let mut sums = vec![
        setup::tool(workspace, "rustc")
            .arg("-vV")
            .read()
            .unwrap_or_default(),
        env::var("RUSTFLAGS").unwrap_or_default(),
    ];
    for file in list.lines().filter(|file| is_source(file)) {
        let path = workspace.root.join(file);
        // Git lists a removed file until the removal is staged.
        let sum = if path.is_file() {
            stamp::hash_file(&path)?
        } else {
            String::new()
        };
        sums.push([file, &sum].join(" "));
    }
    Ok(stamp::hash_text(&sums.join("\n")))
}

fn is_source(file: &str) -> bool {
    let is_page = file.ends_with(".md") && !file.ends_with("README.md");
    !is_page && !NOT_SOURCES.iter().any(|folder| file.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Cmd, TempDir};

    #[test]
    fn tests_documents_and_the_emulator_are_not_sources() {
        for file in [
            "src/lib.rs",
            "README.md",
            "pkg/README.md",
            "Cargo.lock",
            "xtask/src/build_cache.rs",
        ] {
            assert!(is_source(file), "{file}");
        }
        for file in [
            "CHANGELOG.md",
            "tests/e2e/site.spec.ts",
            "emulator/src/main.rs",
        ] {
            assert!(!is_source(file), "{file}");
        }
    }

    #[test]
    fn a_changed_source_option_or_output_causes_a_build() {
        let scratch = TempDir::new(&env::temp_dir(), "xtask-build-cache").unwrap();
        let root = scratch.0.clone();
        let workspace = Workspace {
            target: root.join("target"),
            cache: root.join("cache"),
            root: root.clone(),
        };
        Cmd::new("git")
            .args(["init", "--quiet"])
            .dir(&root)
            .read()
            .unwrap();
        fs::write(root.join(".gitignore"), "/target\n/dist\n").unwrap();
        let (source, dist) = (root.join("a.rs"), root.join("dist"));
        fs::write(&source, "1").unwrap();
        let build = |options: &str| {
            build_if_changed(&workspace, options, &dist, || {
                fs::create_dir_all(&dist)?;
                fs::write(dist.join("output"), fs::read(&source)?)?;
                Ok(())
            })
            .unwrap()
        };
        assert_eq!(build("x"), BuildOutcome::Built);
        assert_eq!(build("x"), BuildOutcome::UpToDate);
        assert_eq!(build("y"), BuildOutcome::Built);
        fs::write(&source, "2").unwrap();
        assert_eq!(build("y"), BuildOutcome::Built);
        assert_eq!(build("y"), BuildOutcome::UpToDate);
        fs::write(dist.join("output"), "by hand").unwrap();
        assert_eq!(build("y"), BuildOutcome::Built);
        assert_eq!(fs::read(dist.join("output")).unwrap(), b"2");
        fs::remove_dir_all(&dist).unwrap();
        assert_eq!(build("y"), BuildOutcome::Built);
    }
}
