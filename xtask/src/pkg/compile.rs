//! Builds a WebAssembly module: compiler, wasm-bindgen, splitter, optimiser.

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

/// The file that wasm-bindgen writes; also the name of the main module.
pub const MAIN_MODULE: &str = "vestibule_bg.wasm";

/// The extension of modules that have kept their functions' names.
const WITH_NAMES: &str = "named.wasm";

/// The stack's size: half of the linker's default. The stack is at the beginning of the memory and the constants follow
/// it, so that their addresses, below a megabyte, are one byte shorter in the code.
const STACK_SIZE: &str = "-Clink-arg=-zstack-size=524288";

/// Makes the linker's warnings errors: where a function is called with another signature than it has, the linker only
/// warns and inserts a trap. With multiple return values the 128-bit product (`__multi3`) is such a function, so no code
/// may multiply in 128 bits.
const FATAL_WARNINGS: &str = "-Clink-arg=--fatal-warnings";

/// Compiler flags of the small build. Panics are traps without a location, and `Debug` prints nothing. SHA-256 is the
/// compact implementation: a few kilobytes less for some microseconds more. crypto-bigint uses 32-bit limbs: its default
/// for WebAssembly, 64 bits, needs the 128-bit product and is 1.5 times as slow.
const SMALL_FLAGS: [&str; 6] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "--cfg=sha2_backend_soft=\"compact\"",
    "--cfg=cpubits=\"32\"",
];

/// Builds a module into `dist`, whose old content is removed, and its glue into `work`.
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
    let bound = read(&work.join(MAIN_MODULE))?;
    let path = work.join("vestibule.js");
    let glue =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let glue = trim::remove_classes(&glue, module.unused_classes)?;
    let glue = match module.chunks {
        [] => glue,
        _ => trim::simplify_helpers(&glue),
    };
    let cut = split::split(
        &read(&compiled)?,
        &bound,
        &glue,
        module.chunks,
        module.unused_classes,
    )
    .context("cannot split the module")?;
    let files = module.chunks.iter().map(file_of);
    let mut imported = BTreeSet::new();
    let written = [(MAIN_MODULE.to_owned(), &cut.main)]
        .into_iter()
        .chain(files.zip(&cut.chunks));
    for (file, bytes) in written {
        let named = work.join(&file).with_extension(WITH_NAMES);
        fs::write(&named, bytes).with_context(|| format!("cannot write {}", named.display()))?;
        optimise(workspace, &named, &dist.join(&file), progress)?;
        imported.extend(shorten::imported_names(&read(&dist.join(&file))?)?);
    }
    let glue = shorten::shorten_glue(&glue, &cut, &imported)?;
    fs::write(&path, glue).with_context(|| format!("cannot write {}", path.display()))
}

pub(super) fn work_dir(workspace: &Workspace, variant: Variant, module: Module) -> PathBuf {
    let dir = workspace.xtask_dir().join("pkg").join(variant.folder());
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
        Variant::SmallStd(compiler) => {
            let target = workspace.xtask_dir().join("pkg/target");
            (
                compiler.cargo(workspace).env("CARGO_TARGET_DIR", &target),
                target,
            )
        }
        Variant::PrebuiltStd => {
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
        .args(module.cargo_flags);
    let cargo = match variant {
        Variant::SmallStd(compiler) => {
            let own = workspace.xtask_dir().join("pkg");
            small_std_flags(cargo, &compiler.write_target(workspace, &own)?)
        }
        Variant::PrebuiltStd => cargo.args(["--target", wasm::TARGET]),
    };
    // The splitter reads from the linker's relocations which function needs which.
    let relocations = "-Clink-arg=--emit-relocs";
    let cargo = cargo.args(["--", STACK_SIZE, FATAL_WARNINGS]);
    let cargo = match (module.chunks, module.unused_classes) {
        ([], []) => cargo,
        _ => cargo.arg(relocations),
    };
    cargo.run_or_fail(&work.join("compile.log"), progress)?;
    let built = target.join(wasm::TARGET).join("release");
    Ok(built.join(module.file))
}

fn small_std_flags(cargo: Cmd, target: &Target) -> Cmd {
    cargo
        .arg("--target")
        .arg(&target.file)
        .args(target.cargo_flag)
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
        .run_or_fail(&work.join("wasm-bindgen.log"), progress)?;
    Ok(())
}

/// A file of a module's last build, optimised like the published one but with the names of its functions.
pub fn module_with_names(
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
        .arg(work.join(file).with_extension(WITH_NAMES))
        .arg("-o")
        .arg(&to)
        .run_or_fail(&work.join("names.log"), &progress)?;
    progress.clear();
    Ok(to)
}

/// Optimises a module, or reuses the last output if the input is the same.
fn optimise(workspace: &Workspace, from: &Path, to: &Path, progress: &Progress) -> Result<()> {
    let (cached, stamp) = (
        from.with_extension("optimised"),
        from.with_extension("stamp"),
    );
    let inputs = optimiser_inputs(workspace, from)?;
    if !stamp::matches(&stamp, &inputs) {
        setup::tool(workspace, "wasm-opt")
            .args(optimise::arguments(Effort::Smallest))
            .arg(from)
            .arg("-o")
            .arg(&cached)
            .run_or_fail(&from.with_file_name("wasm-opt.log"), progress)?;
        let ordered = order::order_by_similarity(&read(&cached)?)?;
        fs::write(&cached, ordered)
            .with_context(|| format!("cannot write {}", cached.display()))?;
        stamp::write(&stamp, &inputs)?;
    }
    fs::copy(&cached, to).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(())
}

/// Everything that the output depends on: the module, the arguments, the optimiser, and this program, which orders the
/// functions.
fn optimiser_inputs(workspace: &Workspace, module: &Path) -> Result<String> {
    let optimiser = workspace.node_modules().join("binaryen/package.json");
    let own = std::env::current_exe().context("cannot find this program's file")?;
    let files = [module, &optimiser, &own].map(stamp::hash_file);
    let files = files.into_iter().collect::<Result<Vec<_>>>()?;
    Ok([
        files.join(" "),
        optimise::arguments(Effort::Smallest).join(" "),
    ]
    .join(" "))
}
