//! `cargo xtask pkg`: builds the npm package from the library crate and the hand-written files in `pkg/src`.
//!
//! `module` defines the WebAssembly modules, `compile` builds them, `files` bundles and copies the scripts, `types` and
//! `links` write the type declarations.

mod compile;
pub mod element;
mod files;
mod links;
mod module;
mod types;

use crate::build_cache;
use crate::report::Progress;
use crate::setup::{self, Mention, Need};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub use compile::{MAIN_MODULE, module_with_names};
pub use module::{BOTH, Module, OPERATIONS, PACKAGE, SCREENS, Variant};

use compile::{build_module, work_dir};
use files::{
    LAZY_SCRIPTS, PRERENDER, WORKER, bundle, bundle_command, bundle_commonjs, bundle_into, copy,
    copy_all, copy_files, replace_dir, write_assets,
};

/// The files that a page fetches for a sign-in.
pub const FETCHED: [&str; 4] = ["index.js", "core.js", MAIN_MODULE, "vestibule_sign_in.wasm"];

/// The script that a page fetches to read a fresh session.
pub const ENTRY: &str = "index.js";

/// The script that the entry fetches together with the module, when a command needs it.
const CORE: &str = "core.js";

/// The script that the core fetches with the larger chunks, and the part of it that the crate also has.
const MORE: &str = "more.js";
const EXTRA: &str = "extra.js";

/// The script for IndexedDB, which is loaded with the chunk of records. The crate has it, too.
const DATABASE: &str = "database.js";

/// The hand-written files.
const SOURCES: &str = "pkg/src";

/// The script that wasm-bindgen writes for the module.
const GLUE: &str = "vestibule.js";

const NEEDS: [Need; 3] = [Need::Wasm, Need::Npm, Need::WasmBindgen];

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

/// Builds the published package into `pkg/dist`.
pub fn publishable(workspace: &Workspace) -> Result<PathBuf> {
    setup::ensure(workspace, &[Need::SmallStd], Mention::InstalledOnly)?;
    let variant = Variant::published(workspace);
    let dist = workspace.root.join("pkg/dist");
    build(workspace, variant, &dist)?;
    Ok(dist)
}

/// Builds the package into `dist`, whose old content is removed.
pub fn build(workspace: &Workspace, variant: Variant, dist: &Path) -> Result<()> {
    setup::ensure(workspace, &NEEDS, Mention::InstalledOnly)?;
    let progress = Progress::start("npm package");
    let description = variant.description(workspace);
    let outcome = build_cache::build_if_changed(workspace, &description, dist, || {
        build_package(workspace, variant, dist, &progress)
    })?;
    progress.finish(
        "✓",
        &format!("{} with {description}", outcome.description()),
    );
    Ok(())
}

fn build_package(
    workspace: &Workspace,
    variant: Variant,
    dist: &Path,
    progress: &Progress,
) -> Result<()> {
    let work = work_dir(workspace, variant, PACKAGE);
    let partial = dist.with_extension("partial");
    build_module(workspace, variant, PACKAGE, &work, &partial, progress)?;
    let sources = workspace.root.join(SOURCES);
    let browser = workspace.root.join("src/platform/browser");
    // The scripts that import the glue, or scripts of the crate, are bundled from a folder with both.
    let scripts = work.join("scripts");
    replace_dir(&scripts)?;
    copy_all(&sources, &scripts)?;
    copy(&browser.join(EXTRA), &scripts.join(EXTRA))?;
    copy(
        &workspace
            .root
            .join("src/ui/language")
            .join(element::FORM_VALUES),
        &scripts.join(element::FORM_VALUES),
    )?;
    fs::write(
        scripts.join(GLUE),
        format!("export * from \"../{GLUE}\";\n"),
    )
    .with_context(|| format!("cannot write {}", scripts.display()))?;
    let element_files = element::build(workspace, variant, (&scripts, &partial), progress)?;
    for script in [ENTRY, CORE] {
        let (from, to) = (scripts.join(script), partial.join(script));
        bundle(workspace, &from, &to, progress)?;
    }
    for script in LAZY_SCRIPTS {
        let from = match script {
            MORE | PRERENDER | element::SCRIPT | element::EXTRA => scripts.join(script),
            DATABASE => browser.join(script),
            script => sources.join(script),
        };
        let log = work.join(script);
        bundle_into(workspace, &from, &partial.join(script), &log, progress)?;
    }
    let from = browser.join(WORKER);
    let log = work.join(WORKER);
    bundle_into(workspace, &from, &partial.join(WORKER), &log, progress)?;
    bundle_commonjs(workspace, &partial, &log, progress)?;
    bundle_command(workspace, &partial, &log, progress)?;
    types::write_types(workspace, &work, &partial, progress)?;
    let chunks = PACKAGE.chunks.iter().map(module::file_of);
    let modules: Vec<String> = [MAIN_MODULE.to_owned()]
        .into_iter()
        .chain(chunks)
        .chain(element_files)
        .collect();
    write_assets(workspace, &partial, &modules)?;
    copy_files(workspace, &partial)?;
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("cannot clear {}", dist.display()))?;
    }
    fs::rename(&partial, dist).with_context(|| format!("cannot write {}", dist.display()))
}

/// Builds only a module and its glue into `dist`, with the package's file names.
pub fn build_module_only(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    dist: &Path,
) -> Result<()> {
    setup::ensure(workspace, &NEEDS, Mention::InstalledOnly)?;
    let progress = Progress::start(match module.folder {
        "" => "npm module",
        folder => folder,
    });
    let description = variant.description(workspace);
    let outcome = build_cache::build_if_changed(workspace, &description, dist, || {
        build_module_and_glue(workspace, variant, module, dist, &progress)
    })?;
    progress.finish(
        "✓",
        &format!("{} with {description}", outcome.description()),
    );
    Ok(())
}

fn build_module_and_glue(
    workspace: &Workspace,
    variant: Variant,
    module: Module,
    dist: &Path,
    progress: &Progress,
) -> Result<()> {
    let work = work_dir(workspace, variant, module);
    build_module(workspace, variant, module, &work, dist, progress)?;
    let entry = match module.entry {
        None => work.join(GLUE),
        Some(script) => {
            let entry = work.join(ENTRY);
            copy(&workspace.root.join(script), &entry)?;
            entry
        }
    };
    bundle(workspace, &entry, &dist.join(ENTRY), progress)
}
