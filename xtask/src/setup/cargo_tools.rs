//! Tools that are Rust programs: installed by cargo-binstall if it exists, otherwise built from source.

use super::logs;
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

const TRUNK_VERSION: &str = "0.21.14";

pub struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    minutes: u32,
}

pub fn trunk() -> Tool {
    Tool {
        package: "trunk",
        program: "trunk",
        version: TRUNK_VERSION.to_owned(),
        minutes: 8,
    }
}

/// wasm-bindgen in the version of Cargo.lock: the tool refuses a module that was built with another version.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<Tool> {
    let path = workspace.root.join("Cargo.lock");
    let lock =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen, whose version decides the tool's")?;
    Ok(Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        minutes: 6,
    })
}

pub fn detect(workspace: &Workspace, tool: &Tool) -> Option<String> {
    let installed = root(workspace, tool).join("bin").join(tool.program);
    let candidates = [Some(installed), which(tool.program)];
    let found = candidates.into_iter().flatten().any(|program| {
        let said = Cmd::new(&program).arg("--version").read();
        said.is_some_and(|text| names_version(&text, &tool.version))
    });
    found.then(|| tool.version.clone())
}

pub fn install(workspace: &Workspace, tool: &Tool, progress: &Progress) -> Result<()> {
    let log = logs(workspace).join(format!("{}.log", tool.program));
    if which("cargo-binstall").is_some() && binstall(workspace, tool, &log, progress)? {
        return Ok(());
    }
    progress.note(&format!(
        "building {} (about {} minutes)",
        tool.version, tool.minutes
    ));
    // First with the crate's lock file, the versions that its authors tested. If the registry lacks one of them, with
    // the newest compatible ones.
    let locked = build(workspace, tool)
        .arg("--locked")
        .run_logged(&log, progress)?;
    if !locked.success {
        progress.note("trying without the crate's lock file");
        let by_hand = format!("cargo install {} --version {}", tool.package, tool.version);
        build(workspace, tool)
            .advice(by_hand)
            .run_or_fail(&log, progress)?;
    }
    Ok(())
}

/// The folders of the tools that setup has installed.
pub fn bin_dirs(workspace: &Workspace) -> Vec<PathBuf> {
    let tools = [Some(trunk()), wasm_bindgen(workspace).ok()];
    tools
        .iter()
        .flatten()
        .map(|tool| root(workspace, tool).join("bin"))
        .filter(|dir| dir.is_dir())
        .collect()
}

fn root(workspace: &Workspace, tool: &Tool) -> PathBuf {
    let name = format!("{}-{}", tool.program, tool.version);
    workspace.cache.join("tools").join(name)
}

fn binstall(
    workspace: &Workspace,
    tool: &Tool,
    log: &std::path::Path,
    progress: &Progress,
) -> Result<bool> {
    progress.note("fetching by cargo-binstall");
    let output = workspace
        .cmd("cargo")
        .args(["binstall", "--no-confirm", "--force", "--root"])
        .arg(root(workspace, tool))
        .arg(format!("{}@{}", tool.package, tool.version))
        .run_logged(log, progress)?;
    Ok(output.success)
}

fn build(workspace: &Workspace, tool: &Tool) -> Cmd {
    workspace
        .cmd("cargo")
        .args(["install", "--force", "--root"])
        .arg(root(workspace, tool))
        .args([tool.package, "--version", &tool.version])
        // Kept, so that an interrupted build continues where it stopped.
        .env_not_shown(
            "CARGO_TARGET_DIR",
            workspace.cache.join("build").join(tool.program),
        )
        // Optimised for the time that the build takes.
        .env_not_shown("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env_not_shown("CARGO_PROFILE_RELEASE_LTO", "off")
        .env_not_shown("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_not_shown("CARGO_PROFILE_RELEASE_DEBUG", "0")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

fn names_version(output: &str, version: &str) -> bool {
    output.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.50\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_package_with_the_exact_name() {
        assert_eq!(
            locked_version(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }

    #[test]
    fn a_version_is_compared_as_a_whole_word() {
        assert!(names_version("wasm-bindgen 0.2.130\n", "0.2.130"));
        assert!(!names_version("wasm-bindgen 0.2.13\n", "0.2.130"));
        assert!(!names_version("trunk 0.21.140", "0.21.14"));
    }
}
