//! Chromium and ChromeDriver, for the tests that need a real browser.

use super::debian;
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
// The fonts let screenshots show letters, and emoji in passwords.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-liberation"];

/// The browser: the one that `CHROME` names, otherwise the first that is found.
pub fn chromium() -> Option<PathBuf> {
    env::var_os("CHROME")
        .map(PathBuf::from)
        .or_else(|| NAMES.iter().find_map(|name| which(name)))
        .or_else(|| Some(PathBuf::from(MAC)))
        .filter(|path| path.is_file())
}

/// The driver: the one that `CHROMEDRIVER` names, otherwise the one in `PATH`.
pub fn driver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .or_else(|| which("chromedriver"))
        .filter(|path| path.is_file())
}

pub fn detect() -> Option<String> {
    let browser = version(&Cmd::new(chromium()?).arg("--version").read()?)?;
    let driver = version(&Cmd::new(driver()?).arg("--version").read()?)?;
    // A driver refuses a browser of another major version.
    let fits = browser.split('.').next() == driver.split('.').next();
    fits.then(|| format!("{browser}, with ChromeDriver"))
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    if debian::is_debian() {
        return debian::apt_install(workspace, &PACKAGES, progress);
    }
    bail!(
        "Chromium and a ChromeDriver of the same major version are needed for the browser tests.\n\
         By hand: install both (for instance `brew install --cask chromium chromedriver`, \
         `dnf install chromium chromedriver`), or name them in the variables CHROME and CHROMEDRIVER, \
         then run setup again."
    )
}

fn version(output: &str) -> Option<String> {
    let is_version =
        |word: &&str| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    output
        .split_whitespace()
        .find(is_version)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_the_programs_output() {
        let chromium = "Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)";
        assert_eq!(version(chromium).as_deref(), Some("156.0.8078.79"));
        let driver = "ChromeDriver 156.0.8078.79 (abc-refs/branch-heads/8078@{#1})";
        assert_eq!(version(driver).as_deref(), Some("156.0.8078.79"));
        assert_eq!(version("cannot open display"), None);
    }
}
