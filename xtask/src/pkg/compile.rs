//! A module, from the compiler to the optimiser.

use super::files::{read, replace_dir};
use super::module::{Module, Variant, file_of};
use crate::process::Cmd;
use crate::report::Progress;
use crate::setup::small_std::Target;
use crate::setup::{self, stamp, wasm};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vestibule_split::optimise::{self, Effort};
use vestibule_split::{self as split, order, shorten, trim};

/// What wasm-bindgen makes, and the name of the main module.
pub const BOUND: &str = "vestibule_bg.wasm";

/// Ends the names of modules whose functions have theirs.
const NAMED: &str = "named.wasm";

/// The memory begins with the stack, and constants stand behind it. Half of what the linker gives is
/// plenty, and an address that begins below a megabyte is a byte shorter wherever code names it.
const STACK: &str = "-Clink-arg=-zstack-size=524288";

/// What the linker only warns of does not run: where a function is called by another signature than it
/// has, it puts a trap. The 128-bit product (`__multi3`) is such a function, where pairs are given back as
/// two values, and so nothing may compute in 128 bits.
const STRICT: &str = "-Clink-arg=--fatal-warnings";

/// Panics are bare traps, so nobody reads where they came from; nothing prints by `Debug`; and of
/// SHA-256 the rolled-up form is taken, a few kilobytes less for some microseconds more. The digits of
/// crypto-bigint have 32 bits: those of 64, which it takes for WebAssembly by itself, need the 128-bit product,
/// which takes half as long again.
const SMALL_FLAGS: [&str; 6] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "--cfg=sha2_backend_soft=\"compact\"",
    "--cfg=cpubits=\"32\"",
];

/// Builds a module into `dist`, which holds nothing else afterwards, and its glue into `work`.
pub(super) fn build_module(
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
    let bound = read(&work.join(BOUND))?;
    let path = work.join("vestibule.js");
    let glue =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let glue = trim::classes(&glue, module.unasked)?;
    let glue = match module.parts {
        [] => glue,
        _ => trim::helpers(&glue),
    };
    let cut = split::split(
        &read(&compiled)?,
        &bound,
        &glue,
        module.parts,
        module.unasked,
    )
    .context("the parts")?;
    let files = module.parts.iter().map(file_of);
    let mut imported = BTreeSet::new();
    let written = [(BOUND.to_owned(), &cut.main)]
        .into_iter()
        .chain(files.zip(&cut.chunks));
    for (file, bytes) in written {
        let named = work.join(&file).with_extension(NAMED);
        fs::write(&named, bytes).with_context(|| format!("cannot write {}", named.display()))?;
        optimise(workspace, &named, &dist.join(&file), progress)?;
        imported.extend(shorten::imported(&read(&dist.join(&file))?)?);
    }
    let glue = shorten::glue(&glue, &cut, &imported)?;
    fs::write(&path, glue).with_context(|| format!("cannot write {}", path.display()))
}

pub(super) fn work_dir(workspace: &Workspace, variant: Variant, module: Module) -> PathBuf {
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
        .args(module.switches);
    let cargo = match variant {
        Variant::Small(compiler) => {
            let own = workspace.own_dir().join("pkg");
            small_std_flags(cargo, &compiler.describe_target(workspace, &own)?)
        }
        Variant::Usual => cargo.args(["--target", wasm::TARGET]),
    };
    // What follows is for the compiler alone: whose each function is, the linker's relocations tell.
    let relocations = "-Clink-arg=--emit-relocs";
    let cargo = cargo.args(["--", STACK, STRICT]);
    let cargo = match (module.parts, module.unasked) {
        ([], []) => cargo,
        _ => cargo.arg(relocations),
    };
    cargo.must(&work.join("compile.log"), progress)?;
    let built = target.join(wasm::TARGET).join("release");
    Ok(built.join(module.file))
}

fn small_std_flags(cargo: Cmd, target: &Target) -> Cmd {
    cargo
        .arg("--target")
        .arg(&target.file)
        .args(target.switch)
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

/// A file of the last build of a module, optimised as the published one, with the names of its functions.
pub fn with_names(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    file: &str,
) -> Result<PathBuf> {
    let progress = Progress::start("names");
    let work = work_dir(workspace, variant, module);
    let to = work.join("named.wasm");
    setup::tool(workspace, "wasm-opt")
        .args(optimise::arguments_with_names(Effort::Smallest))
        .arg("--debuginfo")
        .arg(work.join(file).with_extension(NAMED))
        .arg("-o")
        .arg(&to)
        .must(&work.join("names.log"), &progress)?;
    progress.drop_quietly();
    Ok(to)
}

/// Optimises a module, or takes what came of it when it was last made: the same input gives the same output.
fn optimise(workspace: &Workspace, from: &Path, to: &Path, progress: &Progress) -> Result<()> {
    let (kept, stamp) = (
        from.with_extension("optimised"),
        from.with_extension("stamp"),
    );
    let made_of = made_of(workspace, from)?;
    if !stamp::holds(&stamp, &made_of) {
        setup::tool(workspace, "wasm-opt")
            .args(optimise::arguments(Effort::Smallest))
            .arg(from)
            .arg("-o")
            .arg(&kept)
            .must(&from.with_file_name("wasm-opt.log"), progress)?;
        let ordered = order::alike_together(&read(&kept)?)?;
        fs::write(&kept, ordered).with_context(|| format!("cannot write {}", kept.display()))?;
        stamp::write(&stamp, &made_of)?;
    }
    fs::copy(&kept, to).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(())
}

/// All that the outcome depends on: the module, the switches, the optimiser, and this program, which orders the
/// functions.
fn made_of(workspace: &Workspace, module: &Path) -> Result<String> {
    let optimiser = workspace.node_modules().join("binaryen/package.json");
    let own = std::env::current_exe().context("this program does not know its own file")?;
    let files = [module, &optimiser, &own].map(stamp::of_file);
    let files = files.into_iter().collect::<Result<Vec<_>>>()?;
    Ok([
        files.join(" "),
        optimise::arguments(Effort::Smallest).join(" "),
    ]
    .join(" "))
}
