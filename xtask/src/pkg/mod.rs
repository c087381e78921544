//! `cargo xtask pkg`: the npm package, from the library crate and the hand-written files in `pkg/src`.
//!
//! `module` says what is compiled into which module, `compile` does it, `files` brings the scripts and the types,
//! and `links` has the documentation in those lead somewhere.

mod compile;
pub mod element;
mod files;
mod links;
mod module;
mod types;

use crate::made;
use crate::report::Progress;
use crate::setup::{self, Mention, Need};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub use compile::{BOUND, with_names};
pub use module::{BOTH, Module, OPERATIONS, PACKAGE, SCREENS, Variant};

use compile::{build_module, work_dir};
use files::{
    PARTS_OF_JAVASCRIPT, PRERENDER, WORKER, bundle, bundle_command, bundle_commonjs, bundle_into,
    copy, copy_all, copy_files, replace_dir, write_assets,
};

/// What a page fetches to sign somebody in; the other files of the package are for people and
/// compilers.
pub const FETCHED: [&str; 4] = ["index.js", "core.js", BOUND, "vestibule_sign_in.wasm"];

/// What a page fetches to read a session that is fresh.
pub const ENTRY: &str = "index.js";

/// What the entry fetches beside the module, when something is asked for that needs it.
const CORE: &str = "core.js";

/// What the core fetches beside the larger parts of the module, and what of it is the crate's, too.
const MORE: &str = "more.js";
const EXTRA: &str = "extra.js";

/// The origin's database, which comes with the records' chunk, and is the crate's, too.
const DATABASE: &str = "database.js";

/// The hand-written files.
const SOURCES: &str = "pkg/src";

/// What wasm-bindgen writes beside the module.
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
    let described = variant.described(workspace);
    let made = made::once(workspace, &described, dist, || {
        build_anew(workspace, variant, dist, &progress)
    })?;
    progress.finish("✓", &format!("{} with {described}", made.verb()));
    Ok(())
}

fn build_anew(
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
    // Where the glue, and what is the crate's, too, stand beside them.
    let scripts = work.join("scripts");
    replace_dir(&scripts)?;
    copy_all(&sources, &scripts)?;
    copy(&browser.join(EXTRA), &scripts.join(EXTRA))?;
    copy(
        &workspace.root.join("src/ui/language").join(element::HELD),
        &scripts.join(element::HELD),
    )?;
    fs::write(
        scripts.join(GLUE),
        format!("export * from \"../{GLUE}\";\n"),
    )
    .with_context(|| format!("cannot write {}", scripts.display()))?;
    let of_element = element::build(workspace, variant, (&scripts, &partial), progress)?;
    for script in [ENTRY, CORE] {
        let (from, to) = (scripts.join(script), partial.join(script));
        bundle(workspace, &from, &to, progress)?;
    }
    for part in PARTS_OF_JAVASCRIPT {
        let from = match part {
            // Of scripts beside them that are not in the same folder.
            MORE | PRERENDER | element::SCRIPT | element::EXTRA => scripts.join(part),
            DATABASE => browser.join(part),
            part => sources.join(part),
        };
        let log = work.join(part);
        bundle_into(workspace, &from, &partial.join(part), &log, progress)?;
    }
    let from = browser.join(WORKER);
    let log = work.join(WORKER);
    bundle_into(workspace, &from, &partial.join(WORKER), &log, progress)?;
    bundle_commonjs(workspace, &partial, &log, progress)?;
    bundle_command(workspace, &partial, &log, progress)?;
    types::write_types(workspace, &work, &partial, progress)?;
    let chunks = PACKAGE.parts.iter().map(module::file_of);
    let modules: Vec<String> = [BOUND.to_owned()]
        .into_iter()
        .chain(chunks)
        .chain(of_element)
        .collect();
    write_assets(workspace, &partial, &modules)?;
    copy_files(workspace, &partial)?;
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("cannot clear {}", dist.display()))?;
    }
    fs::rename(&partial, dist).with_context(|| format!("cannot write {}", dist.display()))
}

/// Builds a module and its glue alone into `dist`, under the same names as the package.
pub fn build_bare(
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
    let described = variant.described(workspace);
    let made = made::once(workspace, &described, dist, || {
        build_bare_anew(workspace, variant, module, dist, &progress)
    })?;
    progress.finish("✓", &format!("{} with {described}", made.verb()));
    Ok(())
}

fn build_bare_anew(
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
