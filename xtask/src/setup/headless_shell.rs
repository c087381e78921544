//! Chromium's headless shell, for the end-to-end tests: the same engine without windows needs half the processor time.

use super::debian;
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

const NAMES: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];

/// The headless shell: the one that `HEADLESS_SHELL` names, otherwise the first that is found. `None` if `CHROME` names
/// another browser.
pub fn program() -> Option<PathBuf> {
    let named = env::var_os("HEADLESS_SHELL").map(PathBuf::from);
    if named.is_none() && env::var_os("CHROME").is_some() {
        return None;
    }
    named
        .or_else(|| NAMES.iter().find_map(|name| which(name)))
        .filter(|path| path.is_file())
}

/// The version, or a note that `CHROME` names another browser.
pub fn detect() -> Option<String> {
    if program().is_none() && env::var_os("CHROME").is_some() {
        return Some("not needed: CHROME names a browser".to_owned());
    }
    let output = Cmd::new(program()?).arg("--version").read()?;
    output
        .split_whitespace()
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        .map(str::to_owned)
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    if debian::is_debian() {
        return debian::apt_install(workspace, &NAMES[..1], progress);
    }
    bail!(
        "there is no headless shell of Chromium.\n\
         By hand: `npx @puppeteer/browsers install chrome-headless-shell@stable`, and name it in the variable \
         HEADLESS_SHELL"
    )
}
