//! The hand-written files of the package, and what becomes of them.

use super::{CORE, ENTRY, SOURCES};
use crate::report::Progress;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// What a page fetches when it asks for it, and not before: each is imported by its name.
pub(super) const PARTS_OF_JAVASCRIPT: [&str; 25] = [
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
    // These an app imports itself.
    "sealed.js",
    "cookies.js",
    "cookies-server.js",
    "element.js",
    PRERENDER,
    REACT,
];

/// Writes the sign-in form of the element where a site is built.
pub(super) const PRERENDER: &str = "prerender.js";

/// Components for React, which runs them in browsers alone where a file says so in its first line.
const REACT: &str = "react.js";
const CLIENT_ALONE: &str = "\"use client\";\n";

/// The same, but part of the crate, too. Bundlers know what it is by a name in it, which is left.
pub(super) const WORKER: &str = "worker.js";

/// What an app imports by name, and so may require.
pub(super) const IMPORTED: [&str; 7] = [
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

/// One JavaScript file from several, the generated glue among them. What is left is the entry's
/// `import("./core.js")`, and the `new URL("vestibule_bg.wasm", import.meta.url)` by which pages and
/// bundlers find the module.
pub(super) fn bundle(
    workspace: &Workspace,
    from: &Path,
    to: &Path,
    progress: &Progress,
) -> Result<()> {
    bundle_into(workspace, from, to, from, progress)
}

/// The TypeScript of which a script is made, or the script itself where it is written by hand.
fn source(script: &Path) -> PathBuf {
    let typed = script.with_extension("ts");
    match typed.is_file() {
        true => typed,
        false => script.to_owned(),
    }
}

/// The log stands beside `log`.
pub(super) fn bundle_into(
    workspace: &Workspace,
    from: &Path,
    to: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    setup::tool(workspace, "esbuild")
        .arg(source(from))
        .args(PARTS_OF_JAVASCRIPT.map(|part| format!("--external:./{part}")))
        .args(match from.ends_with(WORKER) {
            true => &["--minify-whitespace", "--minify-syntax"][..],
            false => &["--minify"][..],
        })
        .args([
            "--bundle",
            "--format=esm",
            // The oldest browsers that the README names; tests/interop/floor holds the package to them.
            "--target=chrome98,edge98,firefox98,safari15.4",
            "--legal-comments=none",
        ])
        .args([CORE, ENTRY, WORKER].map(|file| format!("--external:./{file}")))
        .arg("--external:react")
        .arg(format!("--outfile={}", to.display()))
        .must(&log.with_file_name("esbuild.log"), progress)?;
    match from.ends_with(WORKER) {
        // Its functions are named.
        true => Ok(()),
        false => shorten(workspace, to, log, progress),
    }?;
    match to.ends_with(REACT) {
        true => rewrite(to, |script| [CLIENT_ALONE, script].concat()),
        false => Ok(()),
    }
}

fn rewrite(file: &Path, change: impl Fn(&str) -> String) -> Result<()> {
    let text = String::from_utf8(read(file)?)?;
    fs::write(file, change(&text)).with_context(|| format!("cannot write {}", file.display()))
}

/// The scripts as CommonJS, a file each, for Node.js and test runners that know nothing else.
pub(super) fn bundle_commonjs(
    workspace: &Workspace,
    dist: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    for name in IMPORTED {
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
                // There is one of each for all who ask.
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
            .must(&log.with_file_name("esbuild-cjs.log"), progress)?;
        if name == "react" {
            let to = dist.join(name).with_extension("cjs");
            rewrite(&to, |script| {
                let script = script.replace("require(\"./index.js\")", "require(\"./index.cjs\")");
                let script =
                    script.replace("require(\"./element.js\")", "require(\"./element.cjs\")");
                [CLIENT_ALONE, &script].concat()
            })?;
        }
    }
    Ok(())
}

/// The command that the package brings, which runs in Node.js.
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
        .must(&log.with_file_name("esbuild-copy.log"), progress)?;
    Ok(())
}

/// Names the files that a page fetches by their addresses, for bundlers that do not find those.
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

/// The same script, a twenty-fifth shorter than what a bundler makes of it: for machines alone.
fn shorten(workspace: &Workspace, script: &Path, log: &Path, progress: &Progress) -> Result<()> {
    setup::tool(workspace, "terser")
        .arg(script)
        .args(["--module", "--mangle", "--ecma", "2022"])
        .args(["--compress", "passes=3"])
        .arg("--output")
        .arg(script)
        .must(&log.with_file_name("terser.log"), progress)?;
    Ok(())
}

pub(super) fn copy_files(workspace: &Workspace, dist: &Path) -> Result<()> {
    for file in COPIED {
        let from = workspace.root.join(file);
        let name = from.file_name().unwrap_or_default();
        copy(&from, &dist.join(name))?;
    }
    copy_languages(workspace, &dist.join("languages"))?;
    // What qr.js holds of somebody else's.
    let licence = workspace.node_modules().join("uqr/LICENSE");
    copy(&licence, &dist.join("LICENSE-uqr"))?;
    check_version(workspace, &dist.join("package.json"))
}

/// The words of the screens, a file for each language.
fn copy_languages(workspace: &Workspace, to: &Path) -> Result<()> {
    let from = workspace.root.join("languages");
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for name in languages(workspace)? {
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// The names of these files.
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

/// The package says the same version as the crate, which is the one that is raised at a release.
fn check_version(workspace: &Workspace, manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let package: Value = serde_json::from_str(&text).context("pkg/package.json is not JSON")?;
    let said = package
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or("none");
    let id = workspace
        .cmd("cargo")
        .args(["pkgid", "--package", "vestibule", "--quiet"])
        .read()
        .context("`cargo pkgid` did not work")?;
    let wanted = version_of(&id).context("`cargo pkgid` names no version")?;
    if said != wanted {
        bail!("pkg/package.json says version {said}, Cargo.toml {wanted}: make them the same");
    }
    Ok(())
}

/// The version at the end of `path+file:///somewhere#vestibule@0.1.0`.
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

/// Copies each file of a folder, and no folders.
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
    fn the_version_stands_at_the_end_of_a_package_id() {
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
