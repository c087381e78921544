//! Finds what a machine lacks and installs it.
//!
//! Every part is looked for by asking the real thing (`--version`, a trial compilation) or by a
//! stamp that is written only when all of it is in place, so that what an interrupted run left
//! behind is never taken for installed.

pub mod browser;
mod cargo_tools;
mod debian;
pub mod firefox;
mod npm;
pub mod python;
pub mod shell;
pub mod small_std;
pub mod stamp;
pub mod wasm;

use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Set up only these parts
    #[arg(value_enum)]
    parts: Vec<Need>,
}

/// A part of the machine that some verb needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Need {
    /// The standard library for wasm32-unknown-unknown
    Wasm,
    /// Chromium and ChromeDriver
    Browser,
    /// Chromium's headless shell, in which end-to-end tests take half as long
    HeadlessShell,
    /// Firefox
    Firefox,
    /// The npm packages of package-lock.json, wasm-opt among them
    Npm,
    /// The Python packages of the interop tests
    Python,
    /// The wasm-bindgen command-line tool, in the version of Cargo.lock
    WasmBindgen,
    /// Trunk, which builds and serves the demo
    Trunk,
    /// A compiler that can build a small standard library, for the published package
    SmallStd,
}

/// In the order in which a bare machine is best served: what is quick, and what others wait for, first.
pub const EVERYTHING: [Need; 9] = [
    Need::Wasm,
    Need::Browser,
    Need::HeadlessShell,
    Need::Firefox,
    Need::Npm,
    Need::Python,
    Need::WasmBindgen,
    Need::Trunk,
    Need::SmallStd,
];

/// Whether parts that were found are mentioned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mention {
    All,
    InstalledOnly,
}

/// `cargo xtask setup`
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let needs = if options.parts.is_empty() {
        EVERYTHING.to_vec()
    } else {
        options.parts.clone()
    };
    let whole = Progress::start("setup");
    ensure(workspace, &needs, Mention::All)?;
    whole.finish("✓", "everything is in place");
    Ok(ExitCode::SUCCESS)
}

/// Makes sure of the given parts, in their order.
pub fn ensure(workspace: &Workspace, needs: &[Need], mention: Mention) -> Result<()> {
    for need in needs {
        let progress = Progress::start(need.title());
        if let Some(found) = need.look(workspace) {
            match mention {
                Mention::All => progress.finish("✓", &found),
                Mention::InstalledOnly => progress.drop_quietly(),
            }
            continue;
        }
        let _lock = lock(workspace, &progress)?;
        // Somebody else may have installed it while we waited for the lock.
        if let Some(found) = need.look(workspace) {
            progress.finish("✓", &found);
            continue;
        }
        let installed = need
            .install(workspace, &progress)
            .with_context(|| format!("setup could not install: {}", need.title()));
        if let Err(error) = installed {
            if !need.is_optional() {
                return Err(error);
            }
            progress.finish("-", &format!("done without: {error:#}"));
            continue;
        }
        let found = need.look(workspace).with_context(|| {
            format!(
                "{} was installed without an error, and still does not work; logs are in {}",
                need.title(),
                logs(workspace).display()
            )
        })?;
        progress.finish("+", &format!("installed: {found}"));
    }
    Ok(())
}

/// Where the programs that setup installed are to be found, to be put in front of `PATH`.
fn bin_dirs(workspace: &Workspace) -> Vec<PathBuf> {
    let mut dirs = cargo_tools::bin_dirs(workspace);
    dirs.push(workspace.node_modules().join(".bin"));
    // This program's own: cargo calls it for tests in a browser.
    let own = std::env::current_exe().ok();
    dirs.extend(own.as_deref().and_then(Path::parent).map(Path::to_path_buf));
    dirs
}

/// A command that finds everything that setup installed.
pub fn tool(workspace: &Workspace, program: &str) -> Cmd {
    workspace.cmd(program).path_first(&bin_dirs(workspace))
}

impl Need {
    fn title(self) -> &'static str {
        match self {
            Need::Wasm => "wasm32 target",
            Need::Browser => "Chromium",
            Need::HeadlessShell => "headless shell",
            Need::Firefox => "Firefox",
            Need::Npm => "npm packages",
            Need::Python => "Python packages",
            Need::WasmBindgen => "wasm-bindgen",
            Need::Trunk => "trunk",
            Need::SmallStd => "small std",
        }
    }

    /// Whether everything works without it, if not as well.
    fn is_optional(self) -> bool {
        matches!(self, Need::SmallStd | Need::HeadlessShell)
    }

    /// What is there, told in a few words; `None` where it is missing, too old or broken.
    fn look(self, workspace: &Workspace) -> Option<String> {
        match self {
            Need::Wasm => wasm::look(workspace),
            Need::Browser => browser::look(),
            Need::HeadlessShell => shell::look(),
            Need::Firefox => firefox::look(),
            Need::Npm => npm::look(workspace),
            Need::Python => python::look(workspace),
            Need::WasmBindgen => {
                cargo_tools::look(workspace, &cargo_tools::wasm_bindgen(workspace).ok()?)
            }
            Need::Trunk => cargo_tools::look(workspace, &cargo_tools::trunk()),
            Need::SmallStd => small_std::look(workspace),
        }
    }

    fn install(self, workspace: &Workspace, progress: &Progress) -> Result<()> {
        match self {
            Need::Wasm => wasm::install(workspace, progress),
            Need::Browser => browser::install(workspace, progress),
            Need::HeadlessShell => shell::install(workspace, progress),
            Need::Firefox => firefox::install(workspace, progress),
            Need::Npm => npm::install(workspace, progress),
            Need::Python => python::install(workspace, progress),
            Need::WasmBindgen => {
                cargo_tools::install(workspace, &cargo_tools::wasm_bindgen(workspace)?, progress)
            }
            Need::Trunk => cargo_tools::install(workspace, &cargo_tools::trunk(), progress),
            Need::SmallStd => small_std::install(workspace, progress),
        }
    }
}

fn logs(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("setup")
}

/// Two setups on one machine wait for each other.
fn lock(workspace: &Workspace, progress: &Progress) -> Result<File> {
    fs::create_dir_all(&workspace.cache)
        .with_context(|| format!("cannot make {}", workspace.cache.display()))?;
    let path = workspace.cache.join("setup.lock");
    let file = File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
    if file.try_lock().is_err() {
        progress.note("waiting for another setup to end");
        file.lock()
            .with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}
