//! `cargo xtask setup`: installs the tools that the machine lacks.
//!
//! A tool counts as installed if it works (`--version`, a trial compilation) or if a stamp says so that is written after
//! everything else. What an interrupted installation has left behind therefore never counts.

pub mod browser;
mod cargo_tools;
mod debian;
pub mod firefox;
pub mod headless_shell;
mod npm;
pub mod python;
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
    /// Set up only these tools
    #[arg(value_enum)]
    tools: Vec<Need>,
}

/// A tool that some command needs.
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

/// In the order of installation: quick ones, and those that others need, come first.
pub const ALL: [Need; 9] = [
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

/// Which tools are mentioned in the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mention {
    All,
    InstalledOnly,
}

/// `cargo xtask setup`
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let needs = if options.tools.is_empty() {
        ALL.to_vec()
    } else {
        options.tools.clone()
    };
    let whole = Progress::start("setup");
    ensure(workspace, &needs, Mention::All)?;
    whole.finish("✓", "everything is in place");
    Ok(ExitCode::SUCCESS)
}

/// Installs those of the tools that are missing, in the given order.
pub fn ensure(workspace: &Workspace, needs: &[Need], mention: Mention) -> Result<()> {
    for need in needs {
        let progress = Progress::start(need.title());
        if let Some(found) = need.detect(workspace) {
            match mention {
                Mention::All => progress.finish("✓", &found),
                Mention::InstalledOnly => progress.clear(),
            }
            continue;
        }
        let _lock = lock(workspace, &progress)?;
        // Another setup may have installed it while this one waited for the lock.
        if let Some(found) = need.detect(workspace) {
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
            progress.finish("-", &format!("continuing without it: {error:#}"));
            continue;
        }
        let found = need.detect(workspace).with_context(|| {
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

/// The folders of the installed programs, for `PATH`.
fn bin_dirs(workspace: &Workspace) -> Vec<PathBuf> {
    let mut dirs = cargo_tools::bin_dirs(workspace);
    dirs.push(workspace.node_modules().join(".bin"));
    // The folder of this program: it has `vestibule-split`, which Trunk runs.
    let own = std::env::current_exe().ok();
    dirs.extend(own.as_deref().and_then(Path::parent).map(Path::to_path_buf));
    dirs
}

/// A command whose `PATH` has everything that setup installed.
pub fn tool(workspace: &Workspace, program: &str) -> Cmd {
    workspace.cmd(program).prepend_path(&bin_dirs(workspace))
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

    /// Whether everything works without it, only slower or larger.
    fn is_optional(self) -> bool {
        matches!(self, Need::SmallStd | Need::HeadlessShell)
    }

    /// Describes the installed tool in a few words; `None` if it is missing, too old or broken.
    fn detect(self, workspace: &Workspace) -> Option<String> {
        match self {
            Need::Wasm => wasm::detect(workspace),
            Need::Browser => browser::detect(),
            Need::HeadlessShell => headless_shell::detect(),
            Need::Firefox => firefox::detect(),
            Need::Npm => npm::detect(workspace),
            Need::Python => python::detect(workspace),
            Need::WasmBindgen => {
                cargo_tools::detect(workspace, &cargo_tools::wasm_bindgen(workspace).ok()?)
            }
            Need::Trunk => cargo_tools::detect(workspace, &cargo_tools::trunk()),
            Need::SmallStd => small_std::detect(workspace),
        }
    }

    fn install(self, workspace: &Workspace, progress: &Progress) -> Result<()> {
        match self {
            Need::Wasm => wasm::install(workspace, progress),
            Need::Browser => browser::install(workspace, progress),
            Need::HeadlessShell => headless_shell::install(workspace, progress),
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
    workspace.xtask_dir().join("setup")
}

/// Takes the lock by which only one setup runs on a machine at a time.
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
