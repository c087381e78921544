//! The standard library for `wasm32-unknown-unknown`: from rustup, otherwise built by Debian's compiler from Debian's
//! sources.

use super::debian;
use crate::process::{Cmd, TempDir};
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Result, bail};
use std::fs;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler that builds for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that builds everything else.
    Default,
    /// Debian's, linked into rustup as [`debian::TOOLCHAIN`].
    Debian,
}

impl Toolchain {
    /// The first that works; `None` before setup.
    pub fn find(workspace: &Workspace) -> Option<Self> {
        [Toolchain::Default, Toolchain::Debian]
            .into_iter()
            .find(|toolchain| toolchain.works(workspace))
    }

    /// Makes a command that runs cargo or rustc use this compiler.
    pub fn apply(self, cmd: Cmd) -> Cmd {
        match self {
            Toolchain::Default => cmd,
            Toolchain::Debian => debian::apply(cmd),
        }
    }

    pub fn version(self, workspace: &Workspace) -> Option<String> {
        let text = self.apply(workspace.cmd("rustc")).arg("--version").read()?;
        text.split_whitespace().nth(1).map(str::to_owned)
    }

    /// Whether an empty module can be compiled and linked.
    fn works(self, workspace: &Workspace) -> bool {
        if self == Toolchain::Debian && !debian::std_is_complete() {
            return false;
        }
        let Ok(scratch) = TempDir::new(&workspace.xtask_dir(), "wasm-trial") else {
            return false;
        };
        let source = scratch.0.join("empty.rs");
        let program =
            "#[unsafe(no_mangle)]\npub extern \"C\" fn f() -> usize { std::env::args().count() }\n";
        if fs::write(&source, program).is_err() {
            return false;
        }
        self.apply(workspace.cmd("rustc"))
            .args(["--edition=2024", "--crate-type=cdylib", "--target", TARGET])
            .args(self.linker_flags())
            .arg("-o")
            .arg(scratch.0.join("empty.wasm"))
            .arg(&source)
            .output()
            .is_ok_and(|output| output.success)
    }

    fn linker_flags(self) -> Vec<String> {
        match self {
            Toolchain::Default => Vec::new(),
            Toolchain::Debian => vec![format!("-Clinker={}", debian::LINKER)],
        }
    }
}

pub fn detect(workspace: &Workspace) -> Option<String> {
    let toolchain = Toolchain::find(workspace)?;
    let version = toolchain.version(workspace)?;
    Some(match toolchain {
        Toolchain::Default => format!("{TARGET}, rustc {version}"),
        Toolchain::Debian => format!("{TARGET}, Debian's rustc {version}"),
    })
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let log = super::logs(workspace).join("rustup-target.log");
    if which("rustup").is_some() {
        let added = workspace
            .cmd("rustup")
            .args(["target", "add", TARGET])
            .run_logged(&log, progress)?;
        if added.success {
            return Ok(());
        }
        progress.note("rustup cannot fetch the target here");
    }
    if debian::is_debian() {
        return debian::install_std(workspace, progress);
    }
    bail!(
        "`rustup target add {TARGET}` did not work (its output: {}), and this machine is not a Debian, \
         whose compiler could stand in.\nBy hand: install rustup with a stable toolchain, \
         then run `rustup target add {TARGET}` where it can reach the network.",
        log.display()
    )
}
