//! Checks the published crates: the documentation as docs.rs builds it, the list of files, and that the crates build
//! from these files only.

use super::run_check;
use crate::report::Progress;
use crate::test::Outcome;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The published crates.
const PUBLISHED: [&str; 4] = [
    "vestibule",
    "vestibule-protocol",
    "vestibule-chunk",
    "vestibule-split",
];

/// Marks the list of re-exports that a page names without describing them.
const BARE_REEXPORTS: &str = "id=\"reexports\"";

/// The label of an item that needs a feature.
const FEATURE_LABEL: &str = "Available on <strong>crate feature";

/// Builds the documentation as docs.rs does, with the features that `Cargo.toml` names for it, and checks that every
/// module is there, that items name the feature they need, and that no re-export is without its description.
pub(super) fn docs(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let features = docs_rs_features(workspace)?;
    let pages = workspace.target.join("doc/vestibule");
    if pages.exists() {
        // Pages of an earlier build with other features may be there.
        fs::remove_dir_all(&pages).with_context(|| format!("cannot clear {}", pages.display()))?;
    }
    let cmd = workspace
        .cmd("cargo")
        .args(["doc", "--package", "vestibule", "--no-deps"])
        .args(["--features", &features])
        .env("RUSTDOC", nightly_rustdoc(workspace)?)
        .env("RUSTDOCFLAGS", "-D warnings --cfg docsrs");
    let outcome = run_check(workspace, "docs-rs", cmd, progress)?;
    if outcome.counts.failed > 0 {
        return Ok(outcome);
    }
    Ok(Outcome::from_findings(&check_pages(&pages)?))
}

/// Checks the files that `cargo publish` would upload.
pub(super) fn files(workspace: &Workspace, _: &Progress) -> Result<Outcome> {
    let mut found = Vec::new();
    for name in PUBLISHED {
        let list = workspace
            .cmd("cargo")
            .args(["package", "--package", name, "--list"])
            .args(["--allow-dirty", "--quiet"])
            .read()
            .context("`cargo package --list` did not work")?;
        found.extend(check_files(name, &list));
    }
    Ok(Outcome::from_findings(&found))
}

/// Builds each crate from the files that `cargo publish` would upload, with every documented feature.
///
/// `cargo package` could build them itself, but it caches unpacked crates by their version and would build changed
/// sources against the old ones of the same version.
pub(super) fn build(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let folder = workspace.xtask_dir().join("lint/packages");
    unpack(workspace, &folder, progress)?;
    let features: Vec<String> = docs_rs_features(workspace)?
        .split(',')
        .map(|feature| format!("vestibule/{feature}"))
        .collect();
    let cmd = workspace
        .cmd("cargo")
        .args(["build", "--workspace", "--features"])
        .arg(features.join(","))
        .arg("--target-dir")
        .arg(&workspace.target)
        .dir(&folder);
    run_check(workspace, "crates", cmd, progress)
}

/// Unpacks the packages into `folder`, as one workspace.
fn unpack(workspace: &Workspace, folder: &Path, progress: &Progress) -> Result<()> {
    let log = workspace.xtask_dir().join("lint/packages.log");
    workspace
        .cmd("cargo")
        .args(["package", "--allow-dirty", "--no-verify"])
        .args(PUBLISHED.iter().flat_map(|name| ["--package", name]))
        .run_or_fail(&log, progress)?;
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let metadata = metadata(workspace)?;
    let mut manifest =
        "[workspace]\nmembers = [\"vestibule*\"]\nresolver = \"3\"\n\n[patch.crates-io]\n"
            .to_owned();
    for name in PUBLISHED {
        let version = package(&metadata, name)?["version"]
            .as_str()
            .unwrap_or_default();
        let unpacked = format!("{name}-{version}");
        let archive = workspace.target.join(format!("package/{unpacked}.crate"));
        workspace
            .cmd("tar")
            .arg("-xzf")
            .arg(archive)
            .dir(folder)
            .run_or_fail(&log, progress)?;
        manifest += &format!("{name} = {{ path = \"{unpacked}\" }}\n");
    }
    // The same profile lets cargo reuse the built dependencies.
    let own = fs::read_to_string(workspace.root.join("Cargo.toml")).context("no Cargo.toml")?;
    manifest.extend(dev_profile(&own));
    fs::write(folder.join("Cargo.toml"), manifest)
        .and_then(|()| fs::copy(workspace.root.join("Cargo.lock"), folder.join("Cargo.lock")))
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    Ok(())
}

/// The `profile.dev` tables of a manifest.
fn dev_profile(manifest: &str) -> impl Iterator<Item = String> {
    let tables = manifest.split("\n[").skip(1);
    tables
        .filter(|table| table.starts_with("profile.dev"))
        .map(|table| format!("\n[{table}\n"))
}

fn docs_rs_features(workspace: &Workspace) -> Result<String> {
    let metadata = metadata(workspace)?;
    let features = package(&metadata, "vestibule")?["metadata"]["docs"]["rs"]["features"]
        .as_array()
        .context("Cargo.toml has no features in [package.metadata.docs.rs]")?;
    let names: Vec<&str> = features.iter().filter_map(Value::as_str).collect();
    Ok(names.join(","))
}

fn metadata(workspace: &Workspace) -> Result<Value> {
    let text = workspace
        .cmd("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .read()
        .context("`cargo metadata` did not work")?;
    serde_json::from_str(&text).context("`cargo metadata` is not JSON")
}

fn package<'a>(metadata: &'a Value, name: &str) -> Result<&'a Value> {
    let packages = metadata["packages"].as_array();
    packages
        .and_then(|all| all.iter().find(|package| package["name"] == name))
        .with_context(|| format!("there is no crate {name}"))
}

/// A script that runs rustdoc with unstable options, since docs.rs uses a nightly compiler. In the environment of the
/// whole build, `RUSTC_BOOTSTRAP` would cause a rebuild of every dependency.
#[cfg(unix)]
fn nightly_rustdoc(workspace: &Workspace) -> Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let dir = workspace.xtask_dir().join("lint");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let script = dir.join("rustdoc");
    fs::write(
        &script,
        "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n",
    )
    .and_then(|()| fs::set_permissions(&script, fs::Permissions::from_mode(0o755)))
    .with_context(|| format!("cannot write {}", script.display()))?;
    Ok(script)
}

#[cfg(not(unix))]
fn nightly_rustdoc(_: &Workspace) -> Result<PathBuf> {
    anyhow::bail!("this check needs a Unix shell")
}

fn check_pages(pages: &Path) -> Result<Vec<String>> {
    let front = read(&pages.join("index.html"))?;
    let mut found = Vec::new();
    if !pages.join("ui/index.html").is_file() {
        found.push("the module `ui` is not documented".to_owned());
    }
    if !front.contains(FEATURE_LABEL)
        && !read(&pages.join("ui/index.html"))?.contains(FEATURE_LABEL)
    {
        found.push("no item says which feature it needs".to_owned());
    }
    let mut folders = vec![pages.to_owned()];
    while let Some(folder) = folders.pop() {
        let index = folder.join("index.html");
        if index.is_file() && read(&index)?.contains(BARE_REEXPORTS) {
            found.push(format!(
                "{} names items that it does not describe: add #[doc(inline)]",
                index.display()
            ));
        }
        for entry in
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let path = entry.context("cannot list a folder")?.path();
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn check_files(name: &str, list: &str) -> Vec<String> {
    let wanted = [
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src/lib.rs",
    ];
    let missing = wanted
        .iter()
        // All crates share one changelog.
        .filter(|file| name == "vestibule" || **file != "CHANGELOG.md")
        .filter(|file| !list.lines().any(|line| line == **file))
        .map(|file| format!("{name}: {file} is not published"));
    let readmes = list
        .lines()
        .filter(|line| line.ends_with("/README.md"))
        .map(|line| format!("{name}: {line} is published, and is not the crate's"));
    missing.chain(readmes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_dev_profile_is_copied() {
        let manifest = "[workspace]\n\n[profile.dev]\ndebug = 1\n\n[profile.bench]\nlto = true\n";
        let tables: Vec<String> = dev_profile(manifest).collect();
        assert_eq!(tables, ["\n[profile.dev]\ndebug = 1\n\n"]);
    }

    #[test]
    fn missing_files_and_a_second_readme_are_reported() {
        let own = "CHANGELOG.md\nLICENSE-APACHE\nLICENSE-MIT\nREADME.md\nsrc/lib.rs\n";
        assert!(check_files("vestibule", own).is_empty());
        let others = [own, "pkg/README.md\n"].concat();
        assert_eq!(check_files("vestibule", &others).len(), 1);
        assert_eq!(check_files("vestibule", "src/lib.rs\n").len(), 4);
        assert_eq!(check_files("vestibule-chunk", "src/lib.rs\n").len(), 3);
    }
}
