//! AWS's own client for Python, in a virtual environment inside the build folder.

use super::{logs, stamp};
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The interpreter that has the packages.
pub fn interpreter(workspace: &Workspace) -> PathBuf {
    venv(workspace).join("bin/python")
}

pub fn look(workspace: &Workspace) -> Option<String> {
    let wanted = wanted(workspace).ok()?;
    if !stamp::holds(&stamp_path(workspace), &wanted) {
        return None;
    }
    // The interpreter that the environment was made from may have gone since.
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
        .by_hand("make sure that `python3 -m venv` works (Debian: `apt-get install python3-venv`)")
        .must(&log, progress)?;
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
        .by_hand("check that pip can reach its index, then run setup again")
        .must(&log, progress)?;
    stamp::write(&stamp_path(workspace), &wanted(workspace)?)
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/interop/requirements.txt")
}

fn venv(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("venv")
}

fn stamp_path(workspace: &Workspace) -> PathBuf {
    venv(workspace).join("vestibule.stamp")
}

fn wanted(workspace: &Workspace) -> Result<String> {
    stamp::of_file(&requirements(workspace))
}
