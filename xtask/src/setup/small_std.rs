//! A compiler that can build the standard library from source, optimised for size. Only the published package uses it,
//! and falls back to the prebuilt standard library.

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
    /// The one that builds everything else, with the sources of `rustup component add rust-src`.
    Default,
    Debian,
}

impl Compiler {
    pub fn find(workspace: &Workspace) -> Option<Self> {
        if default_has_sources(workspace) {
            Some(Compiler::Default)
        } else if debian::has_sources() {
            Some(Compiler::Debian)
        } else {
            None
        }
    }

    /// `cargo` of this compiler, with unstable options allowed.
    pub fn cargo(self, workspace: &Workspace) -> Cmd {
        let cargo = match self {
            Compiler::Default => workspace.cmd("cargo"),
            Compiler::Debian => debian::cargo(workspace),
        };
        cargo.env("RUSTC_BOOTSTRAP", "1")
    }

    /// Writes a description of the target with multiple return values into `folder`. Without them a returned pair goes
    /// through memory at every call. Browsers have had them since 2020. Only calls inside of Rust change, not the
    /// functions that JavaScript calls.
    pub fn write_target(self, workspace: &Workspace, folder: &Path) -> Result<Target> {
        let rustc = match self {
            Compiler::Default => workspace.cmd("rustc"),
            Compiler::Debian => debian::rustc(workspace),
        };
        let printed = rustc
            .env("RUSTC_BOOTSTRAP", "1")
            .args(words(
                "-Zunstable-options --print target-spec-json --target",
            ))
            .arg(TARGET)
            .read()
            .context("the compiler does not print its target's description")?;
        let description = with_multiple_return_values(&printed)?;
        let file = folder.join(TARGET).with_extension("json");
        fs::write(&file, description)
            .with_context(|| format!("cannot write {}", file.display()))?;
        let options = self.cargo(workspace).arg("-Zhelp").read();
        let needs_flag = options.is_some_and(|text| text.contains("json-target-spec"));
        Ok(Target {
            file,
            cargo_flag: needs_flag.then_some("-Zjson-target-spec"),
        })
    }
}

/// A target that a file describes. It has the name of the built-in target, and so its settings and folders.
pub struct Target {
    pub file: PathBuf,
    /// The flag that allows the file, for a cargo that needs it.
    pub cargo_flag: Option<&'static str>,
}

fn with_multiple_return_values(description: &str) -> Result<String> {
    let mut target: Value =
        serde_json::from_str(description).context("the target's description is not JSON")?;
    let fields = target.as_object_mut();
    let fields = fields.context("the target's description is no object")?;
    fields.insert("llvm-abiname".to_owned(), json!("experimental-mv"));
    Ok(target.to_string())
}

pub fn detect(workspace: &Workspace) -> Option<String> {
    Some(match Compiler::find(workspace)? {
        Compiler::Default => "with the default compiler's rust-src".to_owned(),
        Compiler::Debian => format!("with Debian's rustc {}", debian::version()?),
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

fn default_has_sources(workspace: &Workspace) -> bool {
    let sysroot = workspace.cmd("rustc").args(["--print", "sysroot"]).read();
    sysroot.is_some_and(|path| has_sources(Path::new(path.trim())))
}

/// Whether a compiler's folder has the sources where cargo expects them.
pub fn has_sources(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_targets_abi_is_changed() {
        let description = r#"{"arch":"wasm32","os":"unknown"}"#;
        let described = with_multiple_return_values(description).unwrap();
        let described: Value = serde_json::from_str(&described).unwrap();
        let wanted = json!({
            "arch": "wasm32",
            "llvm-abiname": "experimental-mv",
            "os": "unknown",
        });
        assert_eq!(described, wanted);
        assert!(with_multiple_return_values("[]").is_err());
    }
}
