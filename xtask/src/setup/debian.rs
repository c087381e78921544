//! Debian's packages, and Debian's Rust compiler for builds for the browser.

use super::{logs, small_std, stamp, wasm::TARGET};
use crate::process::{Cmd, TempDir, words};
use crate::report::Progress;
use crate::workspace::{Workspace, which};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of Debian's compiler as a rustup toolchain.
pub const TOOLCHAIN: &str = "vestibule-wasm";
pub const LINKER: &str = "wasm-ld-22";

const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "lld-22",
];
const SYSROOT: &str = "/usr";

/// Whether this is Debian, or derived from it, with `apt-get`.
pub fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    names_debian(&release) && which("apt-get").is_some()
}

/// Installs Debian packages.
pub fn apt_install(workspace: &Workspace, packages: &[&str], progress: &Progress) -> Result<()> {
    let log = logs(workspace).join(format!("apt-{}.log", packages.first().unwrap_or(&"none")));
    progress.note(&format!("apt-get install {}", packages.join(" ")));
    // A failed update is ignored: the old package list may be good enough.
    apt(workspace)?.arg("update").run_logged(&log, progress)?;
    apt(workspace)?
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .advice(format!(
            "as root, `dpkg --configure -a`, then `apt-get update` and `apt-get install {}`; \
             then run setup again",
            packages.join(" ")
        ))
        .run_or_fail(&log, progress)?;
    Ok(())
}

/// Makes a command that runs cargo or rustc use Debian's compiler.
pub fn apply(cmd: Cmd) -> Cmd {
    let cmd = cmd.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER);
    if which("rustup").is_some() {
        cmd.env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
    } else {
        cmd
    }
}

/// Whether the standard library of [`install_std`] is completely installed and was built by the compiler that is
/// installed now.
pub fn std_is_complete() -> bool {
    debian_rustc().is_some_and(|version| stamp::matches(&stamp_path(), &version))
}

/// Whether Debian's compiler is installed with its sources and a linker.
pub fn has_sources() -> bool {
    version().is_some() && small_std::has_sources(Path::new(SYSROOT)) && which(LINKER).is_some()
}

/// The version of Debian's compiler.
pub fn version() -> Option<String> {
    let text = debian_rustc()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

/// Installs Debian's compiler with its sources and a linker for WebAssembly.
pub fn install_compiler(workspace: &Workspace, progress: &Progress) -> Result<()> {
    apt_install(workspace, &PACKAGES, progress)
}

/// Debian's cargo with Debian's compiler, without rustup.
pub fn cargo(workspace: &Workspace) -> Cmd {
    workspace
        .cmd("/usr/bin/cargo")
        .env("RUSTC", "/usr/bin/rustc")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER)
        .env_remove("RUSTUP_TOOLCHAIN")
}

/// Debian's compiler, without rustup.
pub fn rustc(workspace: &Workspace) -> Cmd {
    workspace
        .cmd("/usr/bin/rustc")
        .env_remove("RUSTUP_TOOLCHAIN")
}

/// Builds and installs the standard library for the browser with Debian's compiler, from Debian's sources.
pub fn install_std(workspace: &Workspace, progress: &Progress) -> Result<()> {
    install_compiler(workspace, progress)?;
    progress.note("building the standard library (about a minute)");
    let scratch = TempDir::new(&workspace.xtask_dir(), "wasm-std")?;
    write_empty_crate(&scratch.0)?;
    let log = logs(workspace).join("wasm-std.log");
    let target_dir = scratch.0.join("target");
    cargo(workspace)
        .dir(&scratch.0)
        .args(words("build --release -Zbuild-std=std,panic_abort,proc_macro,test --target"))
        .arg(TARGET)
        // `-Zbuild-std` needs it. Debian's sources are those of its compiler.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target_dir)
        .advice("install a toolchain that has the target, e.g. by `rustup target add wasm32-unknown-unknown`")
        .run_or_fail(&log, progress)?;
    install_library(&target_dir.join(TARGET).join("release/deps"))?;
    if which("rustup").is_some() {
        Cmd::new("rustup")
            .args(["toolchain", "link", TOOLCHAIN, SYSROOT])
            .run_or_fail(&logs(workspace).join("rustup-link.log"), progress)?;
    }
    let version = debian_rustc().context("/usr/bin/rustc does not say its version")?;
    stamp::write(&stamp_path(), &version)
}

fn names_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        })
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .any(|id| id == "debian")
}

fn apt(workspace: &Workspace) -> Result<Cmd> {
    let cmd = if is_root(workspace) {
        workspace.cmd("apt-get")
    } else if workspace.cmd("sudo").args(["-n", "true"]).read().is_some() {
        workspace
            .cmd("sudo")
            .args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
    } else {
        bail!(
            "installing Debian packages needs root, and `sudo` asks for a password here.\nBy hand: run `sudo true` first, or install the packages yourself, then run setup again."
        );
    };
    Ok(cmd
        .env_not_shown("DEBIAN_FRONTEND", "noninteractive")
        .args(["-o", "DPkg::Lock::Timeout=600"]))
}

fn is_root(workspace: &Workspace) -> bool {
    let id = workspace.cmd("id").arg("-u").read();
    id.is_some_and(|id| id.trim() == "0")
}

fn debian_rustc() -> Option<String> {
    Cmd::new("/usr/bin/rustc")
        .args(["--version", "--verbose"])
        .read()
}

fn library_dir() -> PathBuf {
    Path::new(SYSROOT)
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
}

fn stamp_path() -> PathBuf {
    library_dir().join("vestibule.stamp")
}

fn write_empty_crate(dir: &Path) -> Result<()> {
    let manifest = "[package]\nname = \"vestibule_empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::create_dir_all(dir.join("src"))
        .and_then(|()| fs::write(dir.join("Cargo.toml"), manifest))
        .and_then(|()| fs::write(dir.join("src/lib.rs"), ""))
        .with_context(|| format!("cannot write in {}", dir.display()))
}

/// Copies the library's files into a temporary folder and renames it, so that the library is never half installed.
fn install_library(built: &Path) -> Result<()> {
    let library = library_dir();
    let partial = library.with_extension("partial");
    let copy = || -> std::io::Result<()> {
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir_all(&partial)?;
        for entry in fs::read_dir(built)? {
            let path = entry?.path();
            if let Some(name) = path
                .file_name()
                .filter(|name| is_std_file(&name.to_string_lossy()))
            {
                fs::copy(&path, partial.join(name))?;
            }
        }
        if library.exists() {
            fs::remove_dir_all(&library)?;
        }
        fs::rename(&partial, &library)
    };
    copy().with_context(|| {
        format!(
            "cannot put the standard library into {}; it needs the right to write there (run setup as root once)",
            library.display()
        )
    })
}

fn is_std_file(name: &str) -> bool {
    let library = name.ends_with(".rlib") || name.ends_with(".rmeta");
    library && !name.starts_with("libvestibule_empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_derived_systems_are_recognized_by_their_release_file() {
        assert!(names_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(names_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(names_debian("ID=mint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!names_debian("ID=fedora\nHOME_URL=\"debian\"\n"));
    }

    #[test]
    fn only_the_standard_librarys_files_are_installed() {
        assert!(is_std_file("libstd-0123.rlib"));
        assert!(is_std_file("libcore-0123.rmeta"));
        assert!(!is_std_file("libvestibule_empty-0123.rlib"));
        assert!(!is_std_file("std-0123.d"));
    }
}
