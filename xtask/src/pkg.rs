//! `cargo xtask pkg`: the npm package, from the library crate and the hand-written files in `pkg/`.

use crate::process::Cmd;
use crate::report::Progress;
use crate::setup::{self, Mention, Need, small_std, wasm};
use crate::shorten;
use crate::split;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a page fetches to sign somebody in; the other files of the package are for people and
/// compilers.
pub const FETCHED: [&str; 4] = ["index.js", "core.js", BOUND, "vestibule_sign_in.wasm"];

/// What a page fetches to read a session that is fresh.
pub const ENTRY: &str = "index.js";

/// What the entry fetches beside the module, when something is asked for that needs it.
const CORE: &str = "core.js";

/// The hand-written files: the entry, what it fetches later, and the parts of the entry.
const SCRIPTS: [&str; 6] = [
    "index.js",
    "core.js",
    "checks.js",
    "client.js",
    "stored.js",
    "sure.js",
];

/// What wasm-bindgen makes, and the name of the main module.
const BOUND: &str = "vestibule_bg.wasm";

/// Ends the names of modules whose functions have theirs.
const NAMED: &str = "named.wasm";

/// What a page fetches when it asks for it, and not before: each is imported by its name.
const PARTS_OF_JAVASCRIPT: [&str; 6] = [
    "diagnose.js",
    "qr.js",
    "own.js",
    // These an app imports itself.
    "sealed.js",
    "cookies.js",
    "cookies-server.js",
];

const NEEDS: [Need; 3] = [Need::Wasm, Need::Npm, Need::WasmBindgen];
const COPIED: [&str; 9] = [
    "pkg/index.d.ts",
    "pkg/sealed.d.ts",
    "pkg/cookies.d.ts",
    "pkg/cookies-server.d.ts",
    "pkg/operations.d.ts",
    "pkg/README.md",
    "pkg/package.json",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

/// What the compiler may use and every browser of the last years has. Named one by one: all of
/// wasm-opt's features together make modules that browsers refuse.
const WASM_FEATURES: [&str; 8] = [
    "bulk-memory",
    "bulk-memory-opt",
    "call-indirect-overlong",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// Panics are bare traps, so nobody reads where they came from; nothing prints by `Debug`; and of
/// SHA-256 the rolled-up form is taken, a few kilobytes less for some microseconds more. Limbs of
/// 32 bits make SRP quicker here, where the product of two longer ones is a call.
const SMALL_FLAGS: [&str; 6] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "--cfg=sha2_backend_soft=\"compact\"",
    "--cfg=cpubits=\"32\"",
];

/// What is compiled into one module.
#[derive(Clone, Copy)]
pub struct Module {
    package: &'static str,
    /// Where the crate is no module by itself, or not the whole of it is wanted.
    switches: &'static [&'static str],
    file: &'static str,
    /// What a page loads when it wants it.
    parts: &'static [Part],
    /// Where its parts lie while it is built.
    folder: &'static str,
}

/// A part of the module: what the functions by which it is entered have in their names, and the
/// file that it is in.
struct Part {
    mark: &'static str,
    file: &'static str,
}

/// The npm package's.
pub const PACKAGE: Module = Module {
    package: "vestibule",
    switches: &["--crate-type", "cdylib", "--features", "js"],
    file: "vestibule.wasm",
    parts: &PARTS,
    folder: "",
};

/// What a page loads when a command of `pkg/core.js` wants it.
const PARTS: [Part; 3] = [
    Part {
        mark: "part_sign_in",
        file: "vestibule_sign_in.wasm",
    },
    Part {
        mark: "part_redirect",
        file: "vestibule_redirect.wasm",
    },
    Part {
        mark: "part_account",
        file: "vestibule_account.wasm",
    },
];

/// The screens and everything below them, as a page with nothing else would have them.
pub const SCREENS: Module = Module {
    package: "vestibule-screens",
    switches: &[],
    file: "vestibule_screens.wasm",
    parts: &[],
    folder: "screens",
};

/// The screens beside everything that the npm package offers, in one module: no site needs more.
pub const BOTH: Module = Module {
    switches: &["--features", "npm"],
    folder: "both",
    ..SCREENS
};

/// The library with calls of four operations, and of eight.
pub const OPERATIONS: [Module; 2] = [
    Module {
        package: "vestibule-operation",
        switches: &[],
        file: "vestibule_operation.wasm",
        folder: "four",
        parts: &[],
    },
    Module {
        package: "vestibule-operation",
        switches: &["--features", "more"],
        file: "vestibule_operation.wasm",
        folder: "eight",
        parts: &[],
    },
];

/// Which standard library the module is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// One built for size, a panic being a bare trap.
    Small(small_std::Compiler),
    /// The one that comes with the compiler.
    Usual,
}

/// `cargo xtask pkg`
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let dist = publishable(workspace)?;
    println!(
        "\nThe package is in {}: `npm pack {}`",
        dist.display(),
        dist.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Builds what is published, into `pkg/dist`.
pub fn publishable(workspace: &Workspace) -> Result<PathBuf> {
    setup::ensure(workspace, &[Need::SmallStd], Mention::InstalledOnly)?;
    let variant = Variant::published(workspace);
    let dist = workspace.root.join("pkg/dist");
    build(workspace, variant, &dist)?;
    Ok(dist)
}

/// Builds the package into `dist`, which holds nothing else afterwards.
pub fn build(workspace: &Workspace, variant: Variant, dist: &Path) -> Result<()> {
    setup::ensure(workspace, &NEEDS, Mention::InstalledOnly)?;
    let progress = Progress::start("npm package");
    let work = work_dir(workspace, variant, PACKAGE);
    let partial = dist.with_extension("partial");
    build_module(workspace, variant, PACKAGE, &work, &partial, &progress)?;
    for script in SCRIPTS {
        copy(&workspace.root.join("pkg").join(script), &work.join(script))?;
    }
    for script in [ENTRY, CORE] {
        let (from, to) = (work.join(script), partial.join(script));
        bundle(workspace, &from, &to, &progress)?;
    }
    for part in PARTS_OF_JAVASCRIPT {
        let from = workspace.root.join("pkg").join(part);
        let log = work.join(part);
        bundle_into(workspace, &from, &partial.join(part), &log, &progress)?;
    }
    copy_files(workspace, &partial)?;
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("cannot clear {}", dist.display()))?;
    }
    fs::rename(&partial, dist).with_context(|| format!("cannot write {}", dist.display()))?;
    progress.finish("✓", &format!("built with {}", variant.described(workspace)));
    Ok(())
}

/// Builds a module and its glue alone into `dist`, under the same names as the package.
pub fn build_bare(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    dist: &Path,
) -> Result<()> {
    setup::ensure(workspace, &NEEDS, Mention::InstalledOnly)?;
    let progress = Progress::start(module.folder);
    let work = work_dir(workspace, variant, module);
    build_module(workspace, variant, module, &work, dist, &progress)?;
    let glue = work.join("vestibule.js");
    bundle(workspace, &glue, &dist.join("index.js"), &progress)?;
    progress.finish("✓", &format!("built with {}", variant.described(workspace)));
    Ok(())
}

/// Builds a module into `dist`, which holds nothing else afterwards, and its glue into `work`.
fn build_module(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    work: &Path,
    dist: &Path,
    progress: &Progress,
) -> Result<()> {
    fs::create_dir_all(work).with_context(|| format!("cannot make {}", work.display()))?;
    let compiled = compile(workspace, variant, module, work, progress)?;
    bind(workspace, &compiled, work, progress)?;
    replace_dir(dist)?;
    let marks: Vec<&str> = module.parts.iter().map(|part| part.mark).collect();
    let bound = read(&work.join(BOUND))?;
    let path = work.join("vestibule.js");
    let glue =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let cut = split::split(&read(&compiled)?, &bound, &glue, &marks).context("the parts")?;
    let files = module.parts.iter().map(|part| part.file);
    let written = [(BOUND, &cut.main)]
        .into_iter()
        .chain(files.zip(&cut.parts));
    for (file, bytes) in written {
        let named = work.join(file).with_extension(NAMED);
        fs::write(&named, bytes).with_context(|| format!("cannot write {}", named.display()))?;
        optimise(workspace, &named, &dist.join(file), progress)?;
    }
    let glue = shorten::glue(&glue, &cut)?;
    fs::write(&path, glue).with_context(|| format!("cannot write {}", path.display()))
}

impl Variant {
    /// The one that is published from this machine.
    pub fn published(workspace: &Workspace) -> Self {
        match small_std::Compiler::find(workspace) {
            Some(compiler) => Variant::Small(compiler),
            None => Variant::Usual,
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Variant::Small(_) => "small",
            Variant::Usual => "usual",
        }
    }

    pub fn described(self, workspace: &Workspace) -> String {
        match self {
            Variant::Small(_) => format!(
                "a standard library made for size, {}, panics as traps",
                small_std::look(workspace).unwrap_or_default()
            ),
            Variant::Usual => "the usual standard library".to_owned(),
        }
    }
}

fn work_dir(workspace: &Workspace, variant: Variant, module: Module) -> PathBuf {
    let dir = workspace.own_dir().join("pkg").join(variant.folder());
    match module.folder {
        "" => dir,
        folder => dir.join(folder),
    }
}

fn compile(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    work: &Path,
    progress: &Progress,
) -> Result<PathBuf> {
    let (cargo, target) = match variant {
        Variant::Small(compiler) => {
            let target = workspace.own_dir().join("pkg/target");
            (
                compiler.cargo(workspace).env("CARGO_TARGET_DIR", &target),
                target,
            )
        }
        Variant::Usual => {
            let toolchain =
                wasm::Toolchain::find(workspace).context("the wasm32 target is not installed")?;
            (
                toolchain.apply(workspace.cmd("cargo")),
                workspace.target.clone(),
            )
        }
    };
    let cargo = cargo
        .args(["rustc", "--package", module.package, "--lib", "--release"])
        .args(["--target", wasm::TARGET])
        .args(module.switches);
    // What follows is for the compiler alone: the parts are found by the linker's relocations.
    let relocations = ["--", "-Clink-arg=--emit-relocs"];
    let cargo = match variant {
        Variant::Small(_) => small_std_flags(cargo),
        Variant::Usual => cargo,
    };
    let cargo = match module.parts {
        [] => cargo,
        _ => cargo.args(relocations),
    };
    cargo.must(&work.join("compile.log"), progress)?;
    let built = target.join(wasm::TARGET).join("release");
    Ok(built.join(module.file))
}

fn small_std_flags(cargo: Cmd) -> Cmd {
    cargo
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
            "--config",
        ])
        .arg(format!(
            "target.{}.rustflags=['{}']",
            wasm::TARGET,
            SMALL_FLAGS.join("', '")
        ))
}

fn bind(workspace: &Workspace, module: &Path, work: &Path, progress: &Progress) -> Result<()> {
    setup::tool(workspace, "wasm-bindgen")
        .arg(module)
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--no-demangle",
            "--out-name",
            "vestibule",
            "--out-dir",
        ])
        .arg(work)
        .must(&work.join("wasm-bindgen.log"), progress)?;
    Ok(())
}

/// The module of the last build, optimised as the published one, with the names of its functions.
pub fn with_names(workspace: &Workspace, variant: Variant, module: Module) -> Result<PathBuf> {
    let progress = Progress::start("names");
    let work = work_dir(workspace, variant, module);
    let to = work.join("named.wasm");
    setup::tool(workspace, "wasm-opt")
        .args(["-Oz", "--mvp-features"])
        .args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")))
        .arg("--debuginfo")
        .arg(work.join(BOUND).with_extension(NAMED))
        .arg("-o")
        .arg(&to)
        .must(&work.join("names.log"), &progress)?;
    progress.drop_quietly();
    Ok(to)
}

fn optimise(workspace: &Workspace, from: &Path, to: &Path, progress: &Progress) -> Result<()> {
    let features = WASM_FEATURES.map(|feature| format!("--enable-{feature}"));
    setup::tool(workspace, "wasm-opt")
        .args(["-Oz", "--mvp-features"])
        .args(features)
        .args([
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .arg(from)
        .arg("-o")
        .arg(to)
        .must(&from.with_file_name("wasm-opt.log"), progress)?;
    Ok(())
}

/// One JavaScript file from several, the generated glue among them. What is left is the entry's
/// `import("./core.js")`, and the `new URL("vestibule_bg.wasm", import.meta.url)` by which pages and
/// bundlers find the module.
fn bundle(workspace: &Workspace, from: &Path, to: &Path, progress: &Progress) -> Result<()> {
    bundle_into(workspace, from, to, from, progress)
}

/// The log stands beside `log`.
fn bundle_into(
    workspace: &Workspace,
    from: &Path,
    to: &Path,
    log: &Path,
    progress: &Progress,
) -> Result<()> {
    setup::tool(workspace, "esbuild")
        .arg(from)
        .args(PARTS_OF_JAVASCRIPT.map(|part| format!("--external:./{part}")))
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--legal-comments=none",
        ])
        .arg(format!("--external:./{CORE}"))
        .arg(format!("--outfile={}", to.display()))
        .must(&log.with_file_name("esbuild.log"), progress)?;
    Ok(())
}

fn copy_files(workspace: &Workspace, dist: &Path) -> Result<()> {
    for file in COPIED {
        let from = workspace.root.join(file);
        let name = from.file_name().unwrap_or_default();
        copy(&from, &dist.join(name))?;
    }
    // What qr.js holds of somebody else's.
    let licence = workspace.node_modules().join("uqr/LICENSE");
    copy(&licence, &dist.join("LICENSE-uqr"))?;
    check_version(workspace, &dist.join("package.json"))
}

/// The package says the same version as the crate, which is the one that is raised at a release.
fn check_version(workspace: &Workspace, manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let package: Value = serde_json::from_str(&text).context("pkg/package.json is not JSON")?;
    let said = package
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or("none");
    let id = workspace
        .cmd("cargo")
        .args(["pkgid", "--package", "vestibule", "--quiet"])
        .read()
        .context("`cargo pkgid` did not work")?;
    let wanted = version_of(&id).context("`cargo pkgid` names no version")?;
    if said != wanted {
        bail!("pkg/package.json says version {said}, Cargo.toml {wanted}: make them the same");
    }
    Ok(())
}

/// The version at the end of `path+file:///somewhere#vestibule@0.1.0`.
fn version_of(package_id: &str) -> Option<&str> {
    package_id.trim().rsplit(['@', '#']).next()
}

fn replace_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot clear {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_at_the_end_of_a_package_id() {
        assert_eq!(
            version_of("path+file:///x/vestibule#0.1.0\n"),
            Some("0.1.0")
        );
        assert_eq!(
            version_of("path+file:///x/main#vestibule@0.1.0"),
            Some("0.1.0")
        );
    }
}
