//! Firefox, for the end-to-end tests that run in a second browser.

use super::debian;
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

const NAMES: [&str; 2] = ["firefox-esr", "firefox"];
const MAC: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
const PACKAGES: [&str; 2] = ["firefox-esr", "fonts-liberation"];

/// The browser: the one that `FIREFOX` names, otherwise the first that is found.
pub fn program() -> Option<PathBuf> {
    env::var_os("FIREFOX")
        .map(PathBuf::from)
        .or_else(|| NAMES.iter().find_map(|name| which(name)))
        .or_else(|| Some(PathBuf::from(MAC)))
        .filter(|path| path.is_file())
}

/// The version that Firefox prints.
pub fn detect() -> Option<String> {
    let output = Cmd::new(program()?).arg("--version").read()?;
    output
        .trim()
        .strip_prefix("Mozilla Firefox ")
        .map(str::to_owned)
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    if debian::is_debian() {
        return debian::apt_install(workspace, &PACKAGES, progress);
    }
    bail!(
        "Firefox is needed for the end-to-end tests.\n\
         By hand: install it (for instance `brew install --cask firefox`, `dnf install firefox`), or name it in the \
         variable FIREFOX, then run setup again."
    )
}
