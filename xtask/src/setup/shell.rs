//! Chromium without its windows, menus and extensions, for the end-to-end tests: the same engine for half the work.

use super::debian;
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

const NAMES: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];

/// The shell: what `HEADLESS_SHELL` names, or else the first one found. Who names a Chromium wants that one.
pub fn program() -> Option<PathBuf> {
    let named = env::var_os("HEADLESS_SHELL").map(PathBuf::from);
    if named.is_none() && env::var_os("CHROME").is_some() {
        return None;
    }
    named
        .or_else(|| NAMES.iter().find_map(|name| which(name)))
        .filter(|path| path.is_file())
}

/// Its version, or that the Chromium is taken that somebody has named.
pub fn look() -> Option<String> {
    if program().is_none() && env::var_os("CHROME").is_some() {
        return Some("not looked for: CHROME names a browser".to_owned());
    }
    let said = Cmd::new(program()?).arg("--version").read()?;
    said.split_whitespace()
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
