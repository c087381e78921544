//! A compiler that can build its own standard library, made for size: for the published package
//! alone, which does without it where there is none.

use super::{debian, logs};
use crate::process::Cmd;
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The one in use for everything else, its sources installed by `rustup component add rust-src`.
    Usual,
    Debian,
}

impl Compiler {
    pub fn find(workspace: &Workspace) -> Option<Self> {
        if usual_has_sources(workspace) {
            Some(Compiler::Usual)
        } else if debian::has_sources() {
            Some(Compiler::Debian)
        } else {
            None
        }
    }

    /// `cargo` of this compiler, its unstable switches open for the one command.
    pub fn cargo(self, workspace: &Workspace) -> Cmd {
        let cargo = match self {
            Compiler::Usual => workspace.cmd("cargo"),
            Compiler::Debian => debian::cargo(workspace),
        };
        cargo.env("RUSTC_BOOTSTRAP", "1")
    }
}

pub fn look(workspace: &Workspace) -> Option<String> {
    Some(match Compiler::find(workspace)? {
        Compiler::Usual => "by the usual compiler's rust-src".to_owned(),
        Compiler::Debian => format!("by Debian's rustc {}", debian::version()?),
    })
}

pub fn install(workspace: &Workspace, progress: &Progress) -> Result<()> {
    if debian::is_debian() {
        return debian::install_compiler(workspace, progress);
    }
    bail!(
        "the compiler's own sources are needed to build a small standard library.\n\
         By hand: `rustup component add rust-src` (logs: {})",
        logs(workspace).display()
    )
}

fn usual_has_sources(workspace: &Workspace) -> bool {
    let sysroot = workspace.cmd("rustc").args(["--print", "sysroot"]).read();
    sysroot.is_some_and(|path| has_sources(Path::new(path.trim())))
}

/// Where cargo looks for them under a compiler's folder.
pub fn has_sources(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}
