//! The npm packages: test tools, other Cognito clients, `wasm-opt`.

use super::{debian, logs, stamp};
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// The oldest major version of Node.js that the packages support.
const NODE_MAJOR: u32 = 20;

pub fn detect(workspace: &Workspace) -> Option<String> {
    let lock_hash = lock_hash(workspace).ok()?;
    if !stamp::matches(&stamp_path(workspace), &lock_hash) {
        return None;
    }
    let node = node_version()?;
    // A tool may fail although all packages are installed, with an old Node.js for example.
    let wasm_opt = workspace
        .cmd(workspace.node_modules().join(".bin/wasm-opt"))
        .arg("--version")
        .read()?;
    let wasm_opt = wasm_opt
        .split_whitespace()
        .last()?
        .trim_matches(|c: char| !c.is_ascii_digit());
    Some(format!("as locked, wasm-opt {wasm_opt}, Node.js {node}"))
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    ensure_node(workspace, progress)?;
    // `npm ci` removes the folder first, and the stamp with it.
    workspace
        .cmd("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .env_not_shown("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .advice("run `npm ci` at the top of the repository")
        .run_or_fail(&logs(workspace).join("npm.log"), progress)?;
    stamp::write(&stamp_path(workspace), &lock_hash(workspace)?)
}

fn ensure_node(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let found = node_version();
    let new_enough = found
        .as_deref()
        .and_then(major)
        .is_some_and(|m| m >= NODE_MAJOR);
    if new_enough && which("npm").is_some() {
        return Ok(());
    }
    if found.is_none() && debian::is_debian() {
        debian::apt_install(workspace, &["nodejs", "npm"], progress)?;
        if node_version()
            .as_deref()
            .and_then(major)
            .is_some_and(|m| m >= NODE_MAJOR)
        {
            return Ok(());
        }
    }
    bail!(
        "Node.js {NODE_MAJOR} or newer with npm is needed, and {} here.\nBy hand: install it from https://nodejs.org, then run setup again.",
        match found {
            Some(version) => format!("{version} is"),
            None => "none is".to_owned(),
        }
    )
}

fn node_version() -> Option<String> {
    let text = Cmd::new("node").arg("--version").read()?;
    Some(text.trim().trim_start_matches('v').to_owned())
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

fn lock_hash(workspace: &Workspace) -> Result<String> {
    stamp::hash_file(&workspace.root.join("package-lock.json"))
}

fn stamp_path(workspace: &Workspace) -> PathBuf {
    workspace.node_modules().join(".vestibule-stamp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_number_before_the_first_dot() {
        assert_eq!(major("20.20.2"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
