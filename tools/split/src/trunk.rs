//! The hook for [Trunk](https://trunkrs.dev/advanced/hooks): cuts the module that Trunk has built into chunks, before
//! it is published.
//!
//! Trunk runs it at the stage `post_build`, and says in the environment where everything is. The linker has to leave
//! its relocations (`--emit-relocs`), Trunk has to leave the names in the module (`data-no-demangle`) and its
//! optimisation to this program (`data-wasm-opt="0"`), and no checksums of files that change here
//! (`data-integrity="none"`). Where the app is built with a Cargo profile of its own (`trunk build --cargo-profile`), its
//! name stands in `VESTIBULE_SPLIT_PROFILE`. With `VESTIBULE_SPLIT_QUICK=1` it takes seconds and not a minute, for a build
//! that is tried and not published.

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

/// How the name of the module ends that wasm-bindgen has made.
const BOUND: &str = "_bg.wasm";

/// What the glue gives to the page.
const GIVEN: &str = "export { initSync, __wbg_init as default };";

/// Takes the place of [`GIVEN`]. What a sign-in needs is fetched when the page has been painted, and what may be
/// needed when the network is away, or by a slip of the person, when the page has come to rest.
const LOADER: &str = r#"
import { loadChunksBy } from "PAGE";

// The file of each chunk, and the chunk that it needs.
const chunks = CHUNKS;
const loading = {};

function loadOnce(name) {
    return (loading[name] ??= fetchChunk(name).catch((error) => {
        // The network may be there when it is asked for again.
        delete loading[name];
        throw error;
    }));
}

async function fetchChunk(name) {
    if (!chunks[name]) return;
    const [file, needed] = chunks[name];
    const fetched = fetch(new URL(file, import.meta.url));
    const [answer] = await Promise.all([fetched, needed && loadOnce(needed)]);
    await linkChunk(answer);
}

// A form that the page has already is seen before the module begins, which leaves the browser no time to paint. In a tab
// that is not shown nothing is painted at all.
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

/// Cuts what Trunk has built. A build for development stays in one piece: it works as well, and is there sooner.
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
        holds(&linked, "reloc.CODE"),
        "the linker has left no relocations: {CONFIG}"
    );
    let chunks: Vec<Chunk> = chunks::OF_APPS
        .into_iter()
        .filter(|chunk| chunk.marks.iter().all(|mark| holds(&linked, mark)))
        .collect();
    check_first(&chunks)?;
    let bound_file = staging.join(format!("{stem}{BOUND}"));
    let bound = read(&bound_file)?;
    let unasked = unasked(&glue);
    let glue = trim::classes(&glue, &unasked)?;
    let cut = split(&linked, &bound, &glue, &chunks, &unasked).context("cannot cut the module")?;

    let files: Vec<String> = chunks.iter().map(|chunk| file(&stem, chunk.name)).collect();
    let paths = files.iter().map(|file| staging.join(file));
    let modules = [&cut.main].into_iter().chain(&cut.chunks);
    let mut imported = BTreeSet::new();
    for (path, module) in [bound_file].into_iter().chain(paths).zip(modules) {
        fs::write(&path, module).with_context(|| format!("cannot write {}", path.display()))?;
        let module = optimised(&path)?;
        imported.extend(shorten::imported(&module)?);
    }
    let page = shorten::page(&glue).context("the app does not use Vestibule")?;
    let page = page.to_owned();
    let glue = shorten::glue(&glue, &cut, &imported)?;
    let glue = with_loader(&glue, &page, &table(&chunks, &files))?;
    fs::write(&glue_file, glue).with_context(|| format!("cannot write {}", glue_file.display()))
}

/// Where Cargo puts what it builds for the browser, in the target directory.
const BUILT: &str = "wasm32-unknown-unknown";

/// Names the Cargo profile of the build where it is another than `release`: Trunk does not say it.
const PROFILE: &str = "VESTIBULE_SPLIT_PROFILE";

/// Asks for a quick build.
const HURRY: &str = "VESTIBULE_SPLIT_QUICK";

fn effort() -> Effort {
    match env::var_os(HURRY).is_some_and(|it| it == "1") {
        true => Effort::Quick,
        false => Effort::Smallest,
    }
}

fn cargo_profile() -> String {
    env::var(PROFILE).unwrap_or_else(|_| "release".into())
}

/// What the app's build needs, for the help of errors.
const CONFIG: &str = "the app's .cargo/config.toml needs, under [target.wasm32-unknown-unknown], \
    rustflags = [\"-Clink-arg=--emit-relocs\"]";

/// The first three are always there, where others expect them.
fn check_first(chunks: &[Chunk]) -> Result<()> {
    let first = chunks.iter().take(3).map(|chunk| chunk.name);
    ensure!(
        first.eq(chunks::OF_APPS[..3].iter().map(|chunk| chunk.name)),
        "there is nothing to cut in target/{BUILT}/{}: the app's Cargo.toml has to give the crate `vestibule` its \
         feature `chunks`, and a Cargo profile other than `release` builds in a folder of its own: name the profile in \
         {PROFILE}",
        cargo_profile()
    );
    Ok(())
}

/// The name that Trunk has given to the app's module and glue.
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

/// The app's name, as its glue has it.
fn app(glue: &str) -> Result<String> {
    own_imports(glue)
        .and_then(|own| Some(own.strip_prefix("./")?.strip_suffix("_bg.js")?.to_owned()))
        .context("the glue is not as wasm-bindgen makes it: this program knows the version 0.2.130")
}

/// Where the compiler has put the app's module.
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
    let built = target.join(BUILT).join(cargo_profile());
    Ok(built.join(format!("{name}.wasm")))
}

/// The classes that Leptos's server functions bring along, where the app makes none of them.
fn unasked(glue: &str) -> Vec<&'static str> {
    let is_unasked = |class: &&str| {
        glue.contains(&format!("export class {class} {{"))
            && !glue.contains(&format!("{class}.__wrap("))
    };
    chunks::STREAMS.into_iter().filter(is_unasked).collect()
}

/// Optimises a module where it stands.
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
    let module = crate::order::alike_together(&read(path)?)?;
    fs::write(path, &module).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(module)
}

fn file(stem: &str, chunk: &str) -> String {
    format!("{stem}_{chunk}.wasm")
}

/// The file of each chunk, and the chunk that it needs, if any, for the page.
fn table(chunks: &[Chunk], files: &[String]) -> Value {
    let rows = chunks
        .iter()
        .zip(files)
        .map(|(chunk, file)| (chunk.name.to_owned(), json!([file, chunk.on])));
    Value::Object(rows.collect::<Map<_, _>>())
}

fn with_loader(glue: &str, page: &str, table: &Value) -> Result<String> {
    ensure!(glue.contains(GIVEN), "the glue does not end as expected");
    let loader = LOADER
        .replace("PAGE", page)
        .replace("CHUNKS", &table.to_string());
    Ok(glue.replace(GIVEN, &loader))
}

fn holds(module: &[u8], name: &str) -> bool {
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
{GIVEN}
"
        )
    }

    #[test]
    fn the_glue_tells_the_app_and_the_librarys_script() {
        assert_eq!(app(&glue()).unwrap(), "my-app");
        assert_eq!(shorten::page(&glue()), Some(SNIPPET));
        assert!(app("").is_err());
        assert_eq!(
            shorten::page("import * as import1 from \"./other.js\""),
            None
        );
    }

    #[test]
    fn streams_that_the_app_makes_are_kept() {
        assert_eq!(unasked(&glue()), ["IntoUnderlyingSink"]);
        assert!(unasked("").is_empty());
    }

    #[test]
    fn a_chunk_brings_the_one_that_it_needs() {
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

    /// What an app has not is left out of its list: nothing stands on what may be missing, but for what comes with it.
    #[test]
    fn what_others_need_is_there() {
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

    /// An app makes its client before it could wait for anything: what that calls of a chunk that is not there is a trap.
    #[test]
    fn what_a_client_is_made_of_is_in_the_main_module() {
        let names = chunks::OF_APPS.map(|chunk| chunk.name);
        assert!(!names.contains(&"store"), "{names:?}");
    }

    #[test]
    fn a_module_without_the_first_chunks_is_not_cut() {
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
        assert!(!loading.contains(GIVEN));
        assert!(loading.contains(&format!("import {{ loadChunksBy }} from \"{SNIPPET}\";")));
        assert!(loading.contains("const chunks = {};"));
        assert!(with_loader("", SNIPPET, &json!({})).is_err());
    }

    /// A module that declares a name twice does not start at all.
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
