//! The hook for [Trunk](https://trunkrs.dev/advanced/hooks): splits the module that Trunk has built into chunks.
//!
//! Trunk runs it at the stage `post_build` and passes the paths in the environment. The app's build needs relocations
//! (`--emit-relocs`), mangled names (`data-no-demangle`), no optimisation by Trunk (`data-wasm-opt="0"`), which this
//! program does, and no checksums (`data-integrity="none"`), as it changes the files. An app that is built with another
//! Cargo profile than `release` (`trunk build --cargo-profile`) names it in `VESTIBULE_SPLIT_PROFILE`.
//! `VESTIBULE_SPLIT_QUICK=1` makes the hook faster and the output larger, for a build that is not published.

use crate::optimise::{self, Effort};
use crate::shorten::{self, own_imports};
use crate::trim;
use crate::{Chunk, chunks, split};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The end of the name of wasm-bindgen's module.
const BOUND: &str = "_bg.wasm";

/// The line with the glue's exports.
const GLUE_EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// Replaces [`GLUE_EXPORTS`]. It fetches the chunk for a sign-in after the page has been painted, and later, when the page
/// is idle, the chunks that may be needed without a network or after a mistake of the user.
const LOADER: &str = r#"
import { loadChunksBy } from "PAGE";

// The file of each chunk, and the chunk that it needs.
const chunks = CHUNKS;
const loading = {};

function loadOnce(name) {
    return (loading[name] ??= fetchChunk(name).catch((error) => {
        // A later call tries again.
        delete loading[name];
        throw error;
    }));
}

async function fetchChunk(name) {
    if (!chunks[name]) return;
    const [file, needed] = chunks[name];
    const fetched = fetch(new URL(file, import.meta.url));
    const [response] = await Promise.all([fetched, needed && loadOnce(needed)]);
    await linkChunk(response);
}

// Waits until a prerendered form has been painted, since the module then keeps the browser busy. A tab in the background
// is never painted, hence the time limit.
const painted = () =>
    document.querySelector(".vestibule-prerendered") &&
    new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
        setTimeout(done, 200);
    });

async function start(options) {
    loadChunksBy(loadOnce);
    await painted();
    const exports = await __wbg_init(options);
    const ahead = (names) => names.forEach((name) => loadOnce(name).catch(() => {}));
    setTimeout(ahead, 500, ["signIn"]);
    setTimeout(ahead, 2000, ["session", "errors", "steps"]);
    return exports;
}

export { initSync, start as default };
"#;

/// Splits what Trunk has built. A development build is not split, which makes it faster.
pub fn run() -> Result<()> {
    if folder("TRUNK_PROFILE")? == Path::new("debug") {
        return Ok(());
    }
    cut(&folder("TRUNK_STAGING_DIR")?, &folder("TRUNK_SOURCE_DIR")?)
}

fn folder(variable: &str) -> Result<PathBuf> {
    let given = env::var_os(variable).map(PathBuf::from);
    given.with_context(|| {
        format!("{variable} is not set: Trunk runs this program, as a hook of the stage post_build")
    })
}

fn cut(staging: &Path, source: &Path) -> Result<()> {
    let stem = stem(staging)?;
    let glue_file = staging.join(format!("{stem}.js"));
    let glue = read_text(&glue_file)?;
    let name = app(&glue)?;
    let linked = read(&linked_module(source, &name)?)?;
    ensure!(
        contains(&linked, "reloc.CODE"),
        "the linker has left no relocations: {CONFIG}"
    );
    let chunks: Vec<Chunk> = chunks::OF_APPS
        .into_iter()
        .filter(|chunk| chunk.marks.iter().all(|mark| contains(&linked, mark)))
        .collect();
    check_first(&chunks)?;
    let bound_file = staging.join(format!("{stem}{BOUND}"));
    let bound = read(&bound_file)?;
    let unused_classes = unused_classes(&glue);
    let glue = trim::remove_classes(&glue, &unused_classes)?;
    let cut =
        split(&linked, &bound, &glue, &chunks, &unused_classes).context("cannot cut the module")?;

    let files: Vec<String> = chunks.iter().map(|chunk| file(&stem, chunk.name)).collect();
    let paths = files.iter().map(|file| staging.join(file));
    let modules = [&cut.main].into_iter().chain(&cut.chunks);
    let mut imported = BTreeSet::new();
    for (path, module) in [bound_file].into_iter().chain(paths).zip(modules) {
        fs::write(&path, module).with_context(|| format!("cannot write {}", path.display()))?;
        let module = optimised(&path)?;
        imported.extend(shorten::imported_names(&module)?);
    }
    let page = shorten::page(&glue).context("the app does not use Vestibule")?;
    let page = page.to_owned();
    let glue = shorten::shorten_glue(&glue, &cut, &imported)?;
    let glue = with_loader(&glue, &page, &table(&chunks, &files))?;
    fs::write(&glue_file, glue).with_context(|| format!("cannot write {}", glue_file.display()))
}

/// The folder of builds for the browser in Cargo's target directory.
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The environment variable with the Cargo profile of the build, if it is not `release`: Trunk does not pass it.
const PROFILE: &str = "VESTIBULE_SPLIT_PROFILE";

/// The environment variable that asks for a quick build.
const QUICK: &str = "VESTIBULE_SPLIT_QUICK";

fn effort() -> Effort {
    match env::var_os(QUICK).is_some_and(|it| it == "1") {
        true => Effort::Quick,
        false => Effort::Smallest,
    }
}

fn cargo_profile() -> String {
    env::var(PROFILE).unwrap_or_else(|_| "release".into())
}

/// The configuration that the app's build needs, for error messages.
const CONFIG: &str = "the app's .cargo/config.toml needs, under [target.wasm32-unknown-unknown], \
    rustflags = [\"-Clink-arg=--emit-relocs\"]";

/// Checks that the first three chunks of [`chunks::OF_APPS`] exist: every app has them, and other chunks depend on them.
fn check_first(chunks: &[Chunk]) -> Result<()> {
    let first = chunks.iter().take(3).map(|chunk| chunk.name);
    ensure!(
        first.eq(chunks::OF_APPS[..3].iter().map(|chunk| chunk.name)),
        "there is nothing to cut in target/{WASM_TARGET}/{}: the app's Cargo.toml has to give the crate `vestibule` its \
         feature `chunks`, and a Cargo profile other than `release` builds in a folder of its own: name the profile in \
         {PROFILE}",
        cargo_profile()
    );
    Ok(())
}

/// The common part of the names that Trunk has given to the module and the glue.
fn stem(staging: &Path) -> Result<String> {
    let entries =
        fs::read_dir(staging).with_context(|| format!("cannot list {}", staging.display()))?;
    let mut stems = Vec::new();
    for entry in entries {
        let name = entry
            .context("cannot list what Trunk has built")?
            .file_name();
        if let Some(stem) = name.to_string_lossy().strip_suffix(BOUND) {
            stems.push(stem.to_owned());
        }
    }
    match stems.pop() {
        Some(stem) if stems.is_empty() => Ok(stem),
        Some(_) => bail!("there is more than one module in {}", staging.display()),
        None => bail!("there is no module in {}", staging.display()),
    }
}

/// The app's name, read from its glue.
fn app(glue: &str) -> Result<String> {
    own_imports(glue)
        .and_then(|own| Some(own.strip_prefix("./")?.strip_suffix("_bg.js")?.to_owned()))
        .context("the glue is not as wasm-bindgen makes it: this program knows the version 0.2.130")
}

/// The path of the app's linked module.
fn linked_module(source: &Path, name: &str) -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(source)
        .output()
        .context("cannot run cargo")?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .context("`cargo metadata` does not say where the app is built")?;
    let target = metadata["target_directory"].as_str();
    let target = Path::new(target.context("`cargo metadata` names no target directory")?);
    let built = target.join(WASM_TARGET).join(cargo_profile());
    Ok(built.join(format!("{name}.wasm")))
}

/// Those of [`chunks::LEPTOS_STREAM_CLASSES`] that the app does not use.
fn unused_classes(glue: &str) -> Vec<&'static str> {
    let is_unasked = |class: &&str| {
        glue.contains(&format!("export class {class} {{"))
            && !glue.contains(&format!("{class}.__wrap("))
    };
    chunks::LEPTOS_STREAM_CLASSES
        .into_iter()
        .filter(is_unasked)
        .collect()
}

/// Optimises a module in place.
fn optimised(path: &Path) -> Result<Vec<u8>> {
    let program = env::var_os("WASM_OPT").unwrap_or_else(|| "wasm-opt".into());
    let status = Command::new(&program)
        .args(optimise::arguments(effort()))
        .args([path.as_os_str(), "-o".as_ref(), path.as_os_str()])
        .status()
        .with_context(|| {
            format!(
                "cannot run {}: install Binaryen (`npm install --global binaryen`), or say in WASM_OPT where it is",
                program.display()
            )
        })?;
    ensure!(
        status.success(),
        "wasm-opt could not optimise {}",
        path.display()
    );
    let module = crate::order::order_by_similarity(&read(path)?)?;
    fs::write(path, &module).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(module)
}

fn file(stem: &str, chunk: &str) -> String {
    format!("{stem}_{chunk}.wasm")
}

/// The table of chunks for the page's script: each one's file, and the chunk that it depends on.
fn table(chunks: &[Chunk], files: &[String]) -> Value {
    let rows = chunks
        .iter()
        .zip(files)
        .map(|(chunk, file)| (chunk.name.to_owned(), json!([file, chunk.on])));
    Value::Object(rows.collect::<Map<_, _>>())
}

fn with_loader(glue: &str, page: &str, table: &Value) -> Result<String> {
    ensure!(
        glue.contains(GLUE_EXPORTS),
        "the glue does not end as expected"
    );
    let loader = LOADER
        .replace("PAGE", page)
        .replace("CHUNKS", &table.to_string());
    Ok(glue.replace(GLUE_EXPORTS, &loader))
}

fn contains(module: &[u8], name: &str) -> bool {
    module
        .windows(name.len())
        .any(|bytes| bytes == name.as_bytes())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNIPPET: &str = "./snippets/vestibule-1/src/platform/browser/page.js";

    fn glue() -> String {
        format!(
            "\
import {{ loadChunk }} from '{SNIPPET}';
import * as import1 from \"{SNIPPET}\"

export class IntoUnderlyingSink {{
}}
export class IntoUnderlyingSource {{
    static __wrap(ptr) {{}}
}}
const made = IntoUnderlyingSource.__wrap(1);
    return {{
        \"./my-app_bg.js\": import0,
    }};
{GLUE_EXPORTS}
"
        )
    }

    #[test]
    fn the_app_and_the_page_script_are_read_from_the_glue() {
        assert_eq!(app(&glue()).unwrap(), "my-app");
        assert_eq!(shorten::page(&glue()), Some(SNIPPET));
        assert!(app("").is_err());
        assert_eq!(
            shorten::page("import * as import1 from \"./other.js\""),
            None
        );
    }

    #[test]
    fn stream_classes_that_the_app_uses_are_kept() {
        assert_eq!(unused_classes(&glue()), ["IntoUnderlyingSink"]);
        assert!(unused_classes("").is_empty());
    }

    #[test]
    fn the_table_has_the_dependencies_of_chunks() {
        let table = table(
            &chunks::OF_SCREENS[..2],
            &[file("my-app-1", "signIn"), file("my-app-1", "steps")],
        );
        let expected = json!({
            "signIn": ["my-app-1_signIn.wasm", null],
            "steps": ["my-app-1_steps.wasm", "signIn"],
        });
        assert_eq!(table, expected);
    }

    /// Chunks that an app does not use are left out, so no other chunk may depend on them.
    #[test]
    fn no_chunk_depends_on_one_that_may_be_missing() {
        let first: Vec<_> = chunks::OF_APPS[..3]
            .iter()
            .map(|chunk| chunk.name)
            .collect();
        for chunk in &chunks::OF_APPS {
            let needed = chunk
                .on
                .is_none_or(|on| first.contains(&on) || ["records", "aws"].contains(&on));
            assert!(needed, "{}", chunk.name);
        }
    }

    /// An app creates its client before it can load a chunk, and calling a function of a missing chunk is a trap.
    #[test]
    fn the_stores_of_an_app_are_in_the_main_module() {
        let names = chunks::OF_APPS.map(|chunk| chunk.name);
        assert!(!names.contains(&"store"), "{names:?}");
    }

    #[test]
    fn a_module_without_the_first_chunks_is_not_split() {
        check_first(&chunks::OF_SCREENS).unwrap();
        check_first(&chunks::OF_APPS[..3]).unwrap();
        assert!(check_first(&chunks::OF_SCREENS[..2]).is_err());
        let error = check_first(&chunks::OF_SCREENS[1..])
            .unwrap_err()
            .to_string();
        assert!(error.contains("wasm32-unknown-unknown/release"), "{error}");
    }

    #[test]
    fn the_glue_loads_chunks_before_the_app_starts() {
        let loading = with_loader(&glue(), SNIPPET, &json!({})).unwrap();
        assert!(!loading.contains(GLUE_EXPORTS));
        assert!(loading.contains(&format!("import {{ loadChunksBy }} from \"{SNIPPET}\";")));
        assert!(loading.contains("const chunks = {};"));
        assert!(with_loader("", SNIPPET, &json!({})).is_err());
    }

    /// A script that declares a name twice does not start.
    #[test]
    fn the_loader_declares_nothing_that_the_glue_has_imported() {
        let loading = with_loader(&glue(), SNIPPET, &json!({})).unwrap();
        let (imports, code) = loading.split_once("\n\n").unwrap();
        assert!(imports.contains("{ loadChunk }"));
        assert!(!code.contains("function loadChunk("));
    }

    #[test]
    fn the_module_is_found_by_its_name() {
        let folder = env::temp_dir().join(format!("vestibule-split-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(stem(&folder).is_err());
        fs::write(folder.join("my-app-1_bg.wasm"), "").unwrap();
        assert_eq!(stem(&folder).unwrap(), "my-app-1");
        fs::write(folder.join("worker-1_bg.wasm"), "").unwrap();
        assert!(stem(&folder).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
