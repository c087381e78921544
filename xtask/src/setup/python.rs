//! boto3, AWS's client for Python, in a virtual environment inside the build folder.

use super::{logs, stamp};
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The interpreter of the virtual environment.
pub fn interpreter(workspace: &Workspace) -> PathBuf {
    venv(workspace).join("bin/python")
}

pub fn detect(workspace: &Workspace) -> Option<String> {
    let requirements_hash = requirements_hash(workspace).ok()?;
    if !stamp::matches(&stamp_path(workspace), &requirements_hash) {
        return None;
    }
    // The interpreter that the environment was created from may have been removed.
    let text = workspace
        .cmd(interpreter(workspace))
        .arg("--version")
        .read()?;
    Some(format!("as pinned, {}", text.trim()))
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let log = logs(workspace).join("python.log");
    which("python3").context(
        "python3 is needed for the tests with AWS's own client.\n\
         By hand: install Python 3.9 or newer (Debian: `apt-get install python3 python3-venv`), then run setup again.",
    )?;
    workspace
        .cmd("python3")
        .args(["-m", "venv", "--clear"])
        .arg(venv(workspace))
        .advice("make sure that `python3 -m venv` works (Debian: `apt-get install python3-venv`)")
        .run_or_fail(&log, progress)?;
    workspace
        .cmd(interpreter(workspace))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(requirements(workspace))
        .advice("check that pip can reach its index, then run setup again")
        .run_or_fail(&log, progress)?;
    stamp::write(&stamp_path(workspace), &requirements_hash(workspace)?)
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/interop/requirements.txt")
}

fn venv(workspace: &Workspace) -> PathBuf {
    workspace.xtask_dir().join("venv")
}

fn stamp_path(workspace: &Workspace) -> PathBuf {
    venv(workspace).join("vestibule.stamp")
}

fn requirements_hash(workspace: &Workspace) -> Result<String> {
    stamp::hash_file(&requirements(workspace))
}
