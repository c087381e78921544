//! A compiler that can build its own standard library, made for size: for the published package
//! alone, which does without it where there is none.

use super::wasm::TARGET;
use super::{debian, logs};
use crate::process::{Cmd, words};
use crate::report::Progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

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

    /// Describes, in a file in this folder, the target with functions that give back more than one value
    /// as such. Without it a pair goes through memory, at every call; browsers have had it since 2020.
    /// Only Rust's own calls change: what JavaScript sees is called as ever.
    pub fn describe_target(self, workspace: &Workspace, folder: &Path) -> Result<Target> {
        let rustc = match self {
            Compiler::Usual => workspace.cmd("rustc"),
            Compiler::Debian => debian::rustc(workspace),
        };
        let printed = rustc
            .env("RUSTC_BOOTSTRAP", "1")
            .args(words(
                "-Zunstable-options --print target-spec-json --target",
            ))
            .arg(TARGET)
            .read()
            .context("the compiler does not describe its target")?;
        let description = with_several_results(&printed)?;
        let file = folder.join(TARGET).with_extension("json");
        fs::write(&file, description)
            .with_context(|| format!("cannot write {}", file.display()))?;
        let switches = self.cargo(workspace).arg("-Zhelp").read();
        let must_be_allowed = switches.is_some_and(|text| text.contains("json-target-spec"));
        Ok(Target {
            file,
            switch: must_be_allowed.then_some("-Zjson-target-spec"),
        })
    }
}

/// A target that a file describes. It has the usual one's name, and so its settings and folders.
pub struct Target {
    pub file: PathBuf,
    /// By which cargo reads it, where it wants to be told.
    pub switch: Option<&'static str>,
}

fn with_several_results(description: &str) -> Result<String> {
    let mut target: Value =
        serde_json::from_str(description).context("the target's description is not JSON")?;
    let fields = target.as_object_mut();
    let fields = fields.context("the target's description is no object")?;
    fields.insert("llvm-abiname".to_owned(), json!("experimental-mv"));
    Ok(target.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_the_same_but_for_what_functions_give_back() {
        let description = r#"{"arch":"wasm32","os":"unknown"}"#;
        let described = with_several_results(description).unwrap();
        let described: Value = serde_json::from_str(&described).unwrap();
        let wanted = json!({
            "arch": "wasm32",
            "llvm-abiname": "experimental-mv",
            "os": "unknown",
        });
        assert_eq!(described, wanted);
        assert!(with_several_results("[]").is_err());
    }
}
