//! The Leptos app of the README's quick start: written from the README's text, built by Trunk and measured.

use super::budgets;
use super::file_size::FileSize;
use crate::build_cache;
use crate::report::Progress;
use crate::setup::{self, Mention, Need, wasm};
use crate::split;
use crate::test::{Counts, Outcome};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Its name in `bench/budgets.json`.
pub const NAME: &str = "app";

/// The files in the README, each as a code block after its name: `` `Cargo.toml`: ``.
const FILES: [&str; 5] = [
    "Cargo.toml",
    "src/main.rs",
    "index.html",
    "Trunk.toml",
    ".cargo/config.toml",
];

/// Replacements in `src/main.rs` by which the app uses the local Cognito, as the README describes.
const LOCAL_COGNITO: [(&str, &str); 3] = [
    ("\"eu-west-1_AbCdEfGhI\"", "\"eu-west-1_Vestibule\""),
    ("\"1example23456789\"", "\"vestibuledemobrowser000001\""),
    ("// let config = config", "let config = config"),
];

/// Checks the app's size against its budget, as one test.
pub fn check(workspace: &Workspace) -> Counts {
    let title = ["size: ", NAME].concat();
    let progress = Progress::start(&title);
    let judged = build(workspace, &progress)
        .and_then(|dist| Ok((measure(workspace, &dist)?, budgets::read(workspace, NAME)?)));
    match judged {
        Ok((size, budget)) => {
            let fits = size.fetched.br <= budget.limit;
            let line = format!(
                "{} bytes by brotli 11 until somebody is signed in, {} in all, {budget}",
                size.fetched.br, size.all.br
            );
            progress.finish(if fits { "✓" } else { "✗" }, &line);
            Counts::one(fits)
        }
        Err(error) => {
            let outcome = Outcome::could_not_run(format!("{error:#}"));
            outcome.print(&title, progress);
            outcome.counts
        }
    }
}

/// The folder with the built app.
pub fn dist(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("dist")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.xtask_dir().join("readme-app")
}

/// Builds the app as the README describes. Returns its folder.
fn build(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    setup::ensure(
        workspace,
        &[Need::Wasm, Need::Npm, Need::WasmBindgen, Need::Trunk],
        Mention::InstalledOnly,
    )?;
    let dist = dist(workspace);
    build_cache::build_if_changed(workspace, "", &dist, || run_trunk(workspace, progress))?;
    Ok(dist)
}

fn run_trunk(workspace: &Workspace, progress: &Progress) -> Result<()> {
    split::build(workspace, progress)?;
    write(workspace)?;
    let toolchain =
        wasm::Toolchain::find(workspace).context("the wasm32 target is not installed")?;
    let trunk = setup::tool(workspace, "trunk")
        .dir(&folder(workspace))
        .args(["build", "--release", "--skip-version-check"])
        .env(
            "CARGO_TARGET_DIR",
            workspace.xtask_dir().join("readme-app-target"),
        )
        .env_not_shown("RUST_BACKTRACE", "0")
        .env_remove("NO_COLOR");
    toolchain
        .apply(trunk)
        .run_or_fail(&workspace.xtask_dir().join("readme-app.log"), progress)?;
    Ok(())
}

#[derive(Default)]
struct MeasuredApp {
    /// The files that a page fetches for a sign-in by password.
    fetched: FileSize,
    all: FileSize,
}

fn measure(workspace: &Workspace, folder: &Path) -> Result<MeasuredApp> {
    let mut sum = MeasuredApp::default();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry.context("cannot list the app's files")?.path();
        if path.is_dir() {
            let inside = measure(workspace, &path)?;
            sum.fetched = sum.fetched + inside.fetched;
            sum.all = sum.all + inside.all;
            continue;
        }
        let size = FileSize::of_file(workspace, &path)?;
        sum.all = sum.all + size;
        if is_fetched(&path) {
            sum.fetched = sum.fetched + size;
        }
    }
    Ok(sum)
}

/// Whether a page fetches the file for a sign-in: all but the chunks that are fetched when the page is idle.
fn is_fetched(file: &Path) -> bool {
    let name = file.to_string_lossy();
    !name.ends_with(".wasm") || name.ends_with("_bg.wasm") || name.ends_with("_signIn.wasm")
}

fn write(workspace: &Workspace) -> Result<()> {
    let readme = workspace.root.join("README.md");
    let readme =
        fs::read_to_string(&readme).with_context(|| format!("cannot read {}", readme.display()))?;
    let app = folder(workspace);
    for file in FILES {
        let text = adapt(file, code_block(&readme, file)?, workspace)?;
        let to = app.join(file);
        let folder = to.parent().unwrap_or(&app);
        // An unchanged file keeps its time, so that cargo does not compile it again.
        if fs::read_to_string(&to).is_ok_and(|written| written == text) {
            continue;
        }
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&to, text))
            .with_context(|| format!("cannot write {}", to.display()))?;
    }
    // The same dependencies as the rest of the project.
    fs::copy(workspace.root.join("Cargo.lock"), app.join("Cargo.lock"))
        .context("cannot copy Cargo.lock")?;
    Ok(())
}

/// The first code block after the file's name.
fn code_block<'a>(readme: &'a str, file: &str) -> Result<&'a str> {
    let quick_start = readme.split_once("\n### Leptos\n").map(|(_, it)| it);
    let named = ["`", file, "`"].concat();
    quick_start
        .and_then(|text| text.split_once(&named))
        .and_then(|(_, text)| text.split_once("\n```"))
        .and_then(|(_, text)| text.split_once('\n'))
        .and_then(|(_, text)| text.split_once("\n```\n"))
        .map(|(text, _)| text)
        .with_context(|| format!("the README's quick start has no `{file}`"))
}

/// The text of a file changed so that it uses this workspace instead of published crates and tools, and the local
/// Cognito's pool.
fn adapt(file: &str, text: &str, workspace: &Workspace) -> Result<String> {
    let quoted = |path: PathBuf| format!("{:?}", path.display().to_string());
    match file {
        "Cargo.toml" => {
            let path = quoted(workspace.root.clone());
            let text = replaced(text, "version = \"0.1\"", &format!("path = {path}"))?;
            // The app is not part of this workspace.
            Ok(text + "\n[workspace]\n")
        }
        "Trunk.toml" => {
            let program = workspace.target.join("debug/vestibule-split");
            replaced(text, "\"vestibule-split\"", &quoted(program))
        }
        "src/main.rs" => LOCAL_COGNITO
            .iter()
            .try_fold(text.to_owned(), |text, (from, to)| {
                replaced(&text, from, to)
            }),
        _ => Ok(text.to_owned()),
    }
}

fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(
        text.contains(from),
        "the README's quick start does not have `{from}`"
    );
    Ok(text.replacen(from, to, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_each_file_of_the_app() {
        let workspace = Workspace::find().unwrap();
        let readme = fs::read_to_string(workspace.root.join("README.md")).unwrap();
        let text = |file| adapt(file, code_block(&readme, file).unwrap(), &workspace).unwrap();
        for file in FILES {
            assert!(!text(file).is_empty(), "{file}");
        }
        assert!(text("Cargo.toml").contains("\nvestibule = { path = \"/"));
        assert!(text("src/main.rs").contains("\n    let config = config.endpoint("));
        assert!(text("Trunk.toml").contains("debug/vestibule-split\""));
        assert!(code_block(&readme, "nothing.rs").is_err());
    }

    #[test]
    fn only_the_sign_in_chunk_is_fetched_for_a_sign_in() {
        let fetched = [
            "index.html",
            "my-app-1.js",
            "my-app-1_bg.wasm",
            "my-app-1_signIn.wasm",
        ];
        for file in fetched {
            assert!(is_fetched(Path::new(file)), "{file}");
        }
        assert!(!is_fetched(Path::new("my-app-1_steps.wasm")));
    }
}
