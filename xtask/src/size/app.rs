//! The Leptos app of the README's quick start: made by the README's own text, built by Trunk and weighed.

use super::budgets;
use super::weight::Weight;
use crate::made;
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

/// What the README gives, each behind its name: `` `Cargo.toml`: ``.
const FILES: [&str; 5] = [
    "Cargo.toml",
    "src/main.rs",
    "index.html",
    "Trunk.toml",
    ".cargo/config.toml",
];

/// What takes the place of the pool in `src/main.rs`, as the README says for the local Cognito.
const LOCAL_COGNITO: [(&str, &str); 3] = [
    ("\"eu-west-1_AbCdEfGhI\"", "\"eu-west-1_Vestibule\""),
    ("\"1example23456789\"", "\"vestibuledemobrowser000001\""),
    ("// let config = config", "let config = config"),
];

/// Holds the app against its budget, as one test.
pub fn check(workspace: &Workspace) -> Counts {
    let title = ["size: ", NAME].concat();
    let progress = Progress::start(&title);
    let judged = build(workspace, &progress)
        .and_then(|dist| Ok((weigh(workspace, &dist)?, budgets::read(workspace, NAME)?)));
    match judged {
        Ok((weight, budget)) => {
            let fits = weight.fetched.br <= budget.limit;
            let line = format!(
                "{} bytes by brotli 11 until somebody is signed in, {} in all, {budget}",
                weight.fetched.br, weight.all.br
            );
            progress.finish(if fits { "✓" } else { "✗" }, &line);
            Counts::one(fits)
        }
        Err(error) => {
            let outcome = Outcome::broken(format!("{error:#}"));
            outcome.print(&title, progress);
            outcome.counts
        }
    }
}

/// Where the app that was built lies.
pub fn dist(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("dist")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("readme-app")
}

/// Builds the app as the README says; the answer is where it lies.
fn build(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    setup::ensure(
        workspace,
        &[Need::Wasm, Need::Npm, Need::WasmBindgen, Need::Trunk],
        Mention::InstalledOnly,
    )?;
    let dist = dist(workspace);
    made::once(workspace, "", &dist, || build_anew(workspace, progress))?;
    Ok(dist)
}

fn build_anew(workspace: &Workspace, progress: &Progress) -> Result<()> {
    split::build(workspace, progress)?;
    write(workspace)?;
    let toolchain =
        wasm::Toolchain::find(workspace).context("the wasm32 target is not installed")?;
    let trunk = setup::tool(workspace, "trunk")
        .dir(&folder(workspace))
        .args(["build", "--release", "--skip-version-check"])
        .env(
            "CARGO_TARGET_DIR",
            workspace.own_dir().join("readme-app-target"),
        )
        .quiet_env("RUST_BACKTRACE", "0")
        .env_remove("NO_COLOR");
    toolchain
        .apply(trunk)
        .must(&workspace.own_dir().join("readme-app.log"), progress)?;
    Ok(())
}

#[derive(Default)]
struct Weighed {
    /// What a page fetches until somebody is signed in by a password.
    fetched: Weight,
    all: Weight,
}

fn weigh(workspace: &Workspace, folder: &Path) -> Result<Weighed> {
    let mut sum = Weighed::default();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry.context("cannot list the app's files")?.path();
        if path.is_dir() {
            let inside = weigh(workspace, &path)?;
            sum.fetched = sum.fetched + inside.fetched;
            sum.all = sum.all + inside.all;
            continue;
        }
        let weight = Weight::of_file(workspace, &path)?;
        sum.all = sum.all + weight;
        if is_fetched(&path) {
            sum.fetched = sum.fetched + weight;
        }
    }
    Ok(sum)
}

/// Everything but the chunks that come when the page has come to rest.
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
        let text = here(file, text_of(&readme, file)?, workspace)?;
        let to = app.join(file);
        let folder = to.parent().unwrap_or(&app);
        // What has not changed is not compiled again.
        if fs::read_to_string(&to).is_ok_and(|written| written == text) {
            continue;
        }
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&to, text))
            .with_context(|| format!("cannot write {}", to.display()))?;
    }
    // The same versions of everything as the rest of the project.
    fs::copy(workspace.root.join("Cargo.lock"), app.join("Cargo.lock"))
        .context("cannot copy Cargo.lock")?;
    Ok(())
}

/// What stands in the first block of code after the file's name.
fn text_of<'a>(readme: &'a str, file: &str) -> Result<&'a str> {
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

/// The text of a file with what is published, or has to be installed, in this workspace, and with the
/// local Cognito's pool.
fn here(file: &str, text: &str, workspace: &Workspace) -> Result<String> {
    let quoted = |path: PathBuf| format!("{:?}", path.display().to_string());
    match file {
        "Cargo.toml" => {
            let path = quoted(workspace.root.clone());
            let text = replaced(text, "version = \"0.1\"", &format!("path = {path}"))?;
            // Outside of this workspace.
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
    fn the_readme_has_each_file() {
        let workspace = Workspace::find().unwrap();
        let readme = fs::read_to_string(workspace.root.join("README.md")).unwrap();
        let text = |file| here(file, text_of(&readme, file).unwrap(), &workspace).unwrap();
        for file in FILES {
            assert!(!text(file).is_empty(), "{file}");
        }
        assert!(text("Cargo.toml").contains("\nvestibule = { path = \"/"));
        assert!(text("src/main.rs").contains("\n    let config = config.endpoint("));
        assert!(text("Trunk.toml").contains("debug/vestibule-split\""));
        assert!(text_of(&readme, "nothing.rs").is_err());
    }

    #[test]
    fn later_chunks_are_not_fetched_for_a_sign_in() {
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
