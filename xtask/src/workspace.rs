//! Paths: the repository, its build folder, and the tools folder that all clones share.

use crate::process::Cmd;
use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};

pub struct Workspace {
    pub root: PathBuf,
    /// Cargo's build folder, for native and wasm builds alike.
    pub target: PathBuf,
    /// Tools that were built for this project, a folder for each version. It is outside of the clone, since building
    /// them takes minutes.
    pub cache: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask is not inside the repository")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir),
            None => root.join("target"),
        };
        Ok(Self {
            cache: cache_dir(&target),
            root,
            target,
        })
    }

    /// A command that runs at the top of the repository.
    pub fn cmd(&self, program: impl AsRef<std::ffi::OsStr>) -> Cmd {
        Cmd::new(program).dir(&self.root)
    }

    /// The folder for xtask's own files: logs, generated files, stamps.
    pub fn xtask_dir(&self) -> PathBuf {
        self.target.join("xtask")
    }

    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }
}

fn cache_dir(target: &Path) -> PathBuf {
    let base = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    match base {
        Some(base) => base.join("vestibule"),
        None => target.join("xtask/cache"),
    }
}

/// Finds a program in `PATH`.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|candidate| candidate.is_file())
}
