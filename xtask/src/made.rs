//! What was built stays as it is while nothing has changed that it is made of.

use crate::setup::{self, stamp};
use crate::workspace::Workspace;
use anyhow::{Context, Error, Result};
use std::env;
use std::fs;
use std::path::Path;

/// Of what lies here nothing is built that is published.
const NO_SOURCES: [&str; 7] = [
    "bench/budgets.json",
    "bench/sizes.json",
    "docs/",
    "emulator/",
    "examples/",
    "fuzz/",
    "tests/",
];

/// Whether something had to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    Anew,
    Before,
}

impl Made {
    /// What a step's line says of it.
    pub fn verb(self) -> &'static str {
        match self {
            Made::Anew => "built",
            Made::Before => "as it was built",
        }
    }
}

/// Has `make` fill the folder, unless what is in it was made of the same sources, in the same way: `way` is what
/// its content depends on besides.
pub fn once(
    workspace: &Workspace,
    way: &str,
    folder: &Path,
    make: impl FnOnce() -> Result<()>,
) -> Result<Made> {
    let dir = workspace.own_dir().join("made");
    let path = dir.join(name_of(workspace, folder));
    // Read before it is made: what is changed meanwhile is made again the next time.
    let sources = sources(workspace)?;
    let stamp = || Ok::<_, Error>([&sources, way, &stamp::of_folder(folder)?].join("\n"));
    if folder.is_dir() && stamp::holds(&path, &stamp()?) {
        return Ok(Made::Before);
    }
    make()?;
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    stamp::write(&path, &stamp()?)?;
    Ok(Made::Anew)
}

/// A name of the folder's own: its path from the root, in one word.
fn name_of(workspace: &Workspace, folder: &Path) -> String {
    let path = folder.strip_prefix(&workspace.root).unwrap_or(folder);
    path.to_string_lossy().replace(['/', '\\', ':'], "-")
}

/// Every file that may be a source, and the compiler. Where git cannot list them, no two times are alike.
fn sources(workspace: &Workspace) -> Result<String> {
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
        // What was removed is still listed until git hears of it.
        let sum = if path.is_file() {
            stamp::of_file(&path)?
        } else {
            String::new()
        };
        sums.push([file, &sum].join(" "));
    }
    Ok(stamp::of_text(&sums.join("\n")))
}

fn is_source(file: &str) -> bool {
    let is_page = file.ends_with(".md") && !file.ends_with("README.md");
    !is_page && !NO_SOURCES.iter().any(|folder| file.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Cmd, Scratch};

    #[test]
    fn what_pages_are_made_of_is_a_source() {
        for file in [
            "src/lib.rs",
            "README.md",
            "pkg/README.md",
            "Cargo.lock",
            "xtask/src/made.rs",
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
    fn it_is_made_again_when_a_source_the_way_or_what_was_made_has_changed() {
        let scratch = Scratch::new(&env::temp_dir(), "xtask-made").unwrap();
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
        let make = |way: &str| {
            once(&workspace, way, &dist, || {
                fs::create_dir_all(&dist)?;
                fs::write(dist.join("made"), fs::read(&source)?)?;
                Ok(())
            })
            .unwrap()
        };
        assert_eq!(make("x"), Made::Anew);
        assert_eq!(make("x"), Made::Before);
        assert_eq!(make("y"), Made::Anew);
        fs::write(&source, "2").unwrap();
        assert_eq!(make("y"), Made::Anew);
        assert_eq!(make("y"), Made::Before);
        fs::write(dist.join("made"), "by hand").unwrap();
        assert_eq!(make("y"), Made::Anew);
        assert_eq!(fs::read(dist.join("made")).unwrap(), b"2");
        fs::remove_dir_all(&dist).unwrap();
        assert_eq!(make("y"), Made::Anew);
    }
}
