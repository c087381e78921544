//! Bundles and copies the hand-written files of the package.

use super::{CORE, ENTRY, SOURCES};
use crate::report::Progress;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The scripts that are fetched on demand. Each stays a file of its own, which others import by its name.
pub(super) const LAZY_SCRIPTS: [&str; 25] = [
    "account.js",
    "diagnose.js",
    "aws.js",
    "database.js",
    "derived.js",
    "element-dialog.js",
    "element-extra.js",
    "element-languages.js",
    "fetch.js",
    "limits.js",
    "metadata.js",
    "catch-up.js",
    "more.js",
    "observe.js",
    "custom-store.js",
    "qr.js",
    "records.js",
    "passkey-user.js",
    "settings.js",
    // An app imports these itself.
    "sealed.js",
    "cookies.js",
    "cookies-server.js",
    "element.js",
    PRERENDER,
    REACT,
];

/// Renders the element's sign-in form when a site is built.
pub(super) const PRERENDER: &str = "prerender.js";

/// The React components.
const REACT: &str = "react.js";
/// The first line by which React runs a file's components only in browsers.
const USE_CLIENT: &str = "\"use client\";\n";

/// The worker, which is also part of the crate. Its names are not minified, since bundlers recognize it by one of them.
pub(super) const WORKER: &str = "worker.js";

/// The scripts that an app imports by name, which therefore also exist as CommonJS.
pub(super) const ENTRY_POINTS: [&str; 7] = [
    "index",
    "sealed",
    "cookies",
    "cookies-server",
    "element",
    "prerender",
    "react",
];

const COPIED: [&str; 6] = [
    "pkg/README.md",
    "pkg/element/types/custom-elements.json",
    "pkg/element/types/html-data.json",
    "pkg/package.json",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

/// Bundles a script with what it imports, the generated glue included. These stay: the entry's `import("./core.js")`,
/// and `new URL("vestibule_bg.wasm", import.meta.url)`, by which pages and bundlers find the module.
pub(super) fn bundle(
    workspace: &Workspace,
    from: &Path,
    to: &Path,
    progress: &Progress,
) -> Result<()> {
    bundle_into(workspace, from, to, from, progress)
}

/// A script's TypeScript source, or the script itself if it has none.
fn source(script: &Path) -> PathBuf {
    let typed = script.with_extension("ts");
    match typed.is_file() {
        true => typed,
        false => script.to_owned(),
    }
}

/// Like [`bundle`]. The log is written next to `log`.
pub(super) fn bundle_into(
    workspace: &Workspace,
    from: &Path,
    to: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    setup::tool(workspace, "esbuild")
        .arg(source(from))
        .args(LAZY_SCRIPTS.map(|part| format!("--external:./{part}")))
        .args(match from.ends_with(WORKER) {
            true => &["--minify-whitespace", "--minify-syntax"][..],
            false => &["--minify"][..],
        })
        .args([
            "--bundle",
            "--format=esm",
            // The oldest browsers that the README names; tests/interop/floor checks it.
            "--target=chrome98,edge98,firefox98,safari15.4",
            "--legal-comments=none",
        ])
        .args([CORE, ENTRY, WORKER].map(|file| format!("--external:./{file}")))
        .arg("--external:react")
        .arg(format!("--outfile={}", to.display()))
        .run_or_fail(&log.with_file_name("esbuild.log"), progress)?;
    match from.ends_with(WORKER) {
        // Its names have to stay.
        true => Ok(()),
        false => minify(workspace, to, log, progress),
    }?;
    match to.ends_with(REACT) {
        true => rewrite(to, |script| [USE_CLIENT, script].concat()),
        false => Ok(()),
    }
}

fn rewrite(file: &Path, change: impl Fn(&str) -> String) -> Result<()> {
    let text = String::from_utf8(read(file)?)?;
    fs::write(file, change(&text)).with_context(|| format!("cannot write {}", file.display()))
}

/// Bundles the entry points as CommonJS, a file each, for Node.js and test runners that need it.
pub(super) fn bundle_commonjs(
    workspace: &Workspace,
    dist: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    for name in ENTRY_POINTS {
        setup::tool(workspace, "esbuild")
            .arg(dist.join(name).with_extension("js"))
            .args([
                "--bundle",
                "--format=cjs",
                "--platform=node",
                "--target=node18",
                "--legal-comments=none",
                "--log-level=warning",
                "--define:import.meta.url=scriptUrl",
                "--external:react",
            ])
            .args(match name {
                // External, so that there is one instance of each.
                "react" => &["--external:./index.js", "--external:./element.js"][..],
                _ => &[],
            })
            .arg(format!(
                "--inject:{}",
                workspace.root.join(SOURCES).join("node/cjs.ts").display()
            ))
            .arg(format!(
                "--outfile={}",
                dist.join(name).with_extension("cjs").display()
            ))
            .run_or_fail(&log.with_file_name("esbuild-cjs.log"), progress)?;
        if name == "react" {
            let to = dist.join(name).with_extension("cjs");
            rewrite(&to, |script| {
                let script = script.replace("require(\"./index.js\")", "require(\"./index.cjs\")");
                let script =
                    script.replace("require(\"./element.js\")", "require(\"./element.cjs\")");
                [USE_CLIENT, &script].concat()
            })?;
        }
    }
    Ok(())
}

/// Bundles the package's command, which runs in Node.js.
pub(super) fn bundle_command(
    workspace: &Workspace,
    dist: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    setup::tool(workspace, "esbuild")
        .arg(workspace.root.join(SOURCES).join("node/copy.ts"))
        .args(["--format=esm", "--platform=node", "--target=node18"])
        .arg(format!("--outfile={}", dist.join("copy.js").display()))
        .run_or_fail(&log.with_file_name("esbuild-copy.log"), progress)?;
    Ok(())
}

/// Writes `assets.json`, the list of files that a page fetches by URL, for bundlers that do not find them.
pub(super) fn write_assets(workspace: &Workspace, dist: &Path, modules: &[String]) -> Result<()> {
    // English is in the module.
    let languages = languages(workspace)?.into_iter();
    let languages = languages.filter(|name| name != "en.json");
    let names: Vec<String> = modules
        .iter()
        .cloned()
        .chain([WORKER.to_owned()])
        .chain(languages.map(|name| format!("languages/{name}")))
        .collect();
    let to = dist.join("assets.json");
    fs::write(&to, format!("{:#}\n", Value::from(names)))
        .with_context(|| format!("cannot write {}", to.display()))
}

/// Minifies a script with terser: its output is 4 % smaller than esbuild's.
fn minify(workspace: &Workspace, script: &Path, log: &Path, progress: &Progress) -> Result<()> {
    setup::tool(workspace, "terser")
        .arg(script)
        .args(["--module", "--mangle", "--ecma", "2022"])
        .args(["--compress", "passes=3"])
        .arg("--output")
        .arg(script)
        .run_or_fail(&log.with_file_name("terser.log"), progress)?;
    Ok(())
}

pub(super) fn copy_files(workspace: &Workspace, dist: &Path) -> Result<()> {
    for file in COPIED {
        let from = workspace.root.join(file);
        let name = from.file_name().unwrap_or_default();
        copy(&from, &dist.join(name))?;
    }
    copy_languages(workspace, &dist.join("languages"))?;
    // qr.js includes this library.
    let licence = workspace.node_modules().join("uqr/LICENSE");
    copy(&licence, &dist.join("LICENSE-uqr"))?;
    check_version(workspace, &dist.join("package.json"))
}

/// Copies the texts of the screens, a file for each language.
fn copy_languages(workspace: &Workspace, to: &Path) -> Result<()> {
    let from = workspace.root.join("languages");
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for name in languages(workspace)? {
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// The names of the language files.
fn languages(workspace: &Workspace) -> Result<Vec<String>> {
    let from = workspace.root.join("languages");
    let list = || format!("cannot list {}", from.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&from).with_context(list)? {
        let name = entry.with_context(list)?.file_name();
        if Path::new(&name).extension() == Some(OsStr::new("json")) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Checks that the package has the crate's version, which is the one that is raised at a release.
fn check_version(workspace: &Workspace, manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let package: Value = serde_json::from_str(&text).context("pkg/package.json is not JSON")?;
    let found = package
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or("none");
    let id = workspace
        .cmd("cargo")
        .args(["pkgid", "--package", "vestibule", "--quiet"])
        .read()
        .context("`cargo pkgid` did not work")?;
    let wanted = version_of(&id).context("`cargo pkgid` names no version")?;
    if found != wanted {
        bail!("pkg/package.json has version {found}, Cargo.toml {wanted}: make them the same");
    }
    Ok(())
}

/// The version in a package id such as `path+file:///somewhere#vestibule@0.1.0`.
fn version_of(package_id: &str) -> Option<&str> {
    package_id.trim().rsplit(['@', '#']).next()
}

pub(super) fn replace_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot clear {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Copies the files of a folder, without its subfolders.
pub(super) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    let list = || format!("cannot list {}", from.display());
    for entry in fs::read_dir(from).with_context(list)? {
        let entry = entry.with_context(list)?;
        if entry.path().is_file() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_end_of_a_package_id() {
        assert_eq!(
            version_of("path+file:///x/vestibule#0.1.0\n"),
            Some("0.1.0")
        );
        assert_eq!(
            version_of("path+file:///x/main#vestibule@0.1.0"),
            Some("0.1.0")
        );
    }
}
