//! `cargo xtask lint`: what can be told from the source alone.

mod documents;
mod layers;
mod length;
mod published;
mod tokens;

use crate::process::Cmd;
use crate::report::Progress;
use crate::setup::{self, Mention, Need, wasm};
use crate::test::{Counts, Outcome};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::process::ExitCode;
use std::thread;

/// The library's features as a browser uses them.
const BROWSER_FEATURES: &str = "vestibule/ui,vestibule/npm";
/// The library's features as tests on this machine use them.
pub const NATIVE_FEATURES: &str = "vestibule/simulated,vestibule-screens/prerender";
/// Crates that are only for the browser.
pub const BROWSER_CRATES: [&str; 2] = ["vestibule-demo", "vestibule-browser-tests"];

/// What makes clippy fail.
const WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

type Check = (&'static str, fn(&Workspace, &Progress) -> Result<Outcome>);

/// The features that an app may choose alone, and all of them, as `cargo check` takes them; and what the npm package
/// takes.
const FEATURE_SETS: [&str; 13] = [
    "",
    "api",
    "aws",
    "records",
    "srp",
    "redirect",
    "diagnose",
    "qr",
    "ui",
    "ui,redirect",
    "accounts,migrate",
    "cookies,sealed,worker",
    "npm",
];
const BROWSER_FEATURE_SETS: [&str; 7] = [
    "",
    "api",
    "aws",
    "records",
    "ui",
    "npm",
    "cookies,sealed,worker",
];

/// What is read alone.
const READ: [Check; 11] = [
    ("layers", layers::check),
    ("length", length::check),
    ("links", documents::links),
    ("front page", documents::features),
    ("scripts", documents::scripts),
    ("fuzz", fuzz_lock),
    ("format", format),
    ("crates", published::files),
    ("prettier", prettier),
    ("types", types),
    ("eslint", eslint),
];

/// What cargo builds, one after another in the same folder.
const BUILT: [Check; 8] = [
    ("clippy", clippy_native),
    ("clippy, wasm", clippy_browser),
    ("features", features_native),
    ("features, wasm", features_browser),
    ("docs", docs),
    ("docs, wasm", docs_browser),
    ("docs.rs", published::docs),
    ("crates, built", published::build),
];

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let counts = all(workspace)?;
    println!("{counts}");
    Ok(if counts.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs every check, each counting as one test.
pub fn all(workspace: &Workspace) -> Result<Counts> {
    setup::ensure(workspace, &[Need::Wasm, Need::Npm], Mention::InstalledOnly)?;
    // The tools for JavaScript keep one core busy.
    thread::scope(|scope| {
        let read = scope.spawn(|| one_by_one(workspace, &READ));
        let mut counts = one_by_one(workspace, &BUILT);
        counts += read.join().unwrap_or(Counts::one(false));
        Ok(counts)
    })
}

fn one_by_one(workspace: &Workspace, checks: &[Check]) -> Counts {
    let mut counts = Counts::default();
    for (name, check) in checks {
        let progress = Progress::start(name);
        let outcome = check(workspace, &progress)
            .unwrap_or_else(|error| Outcome::broken(format!("{error:#}")));
        outcome.print(name, progress);
        counts += outcome.counts;
    }
    counts
}

fn format(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    judge(
        workspace,
        "format",
        workspace.cmd("cargo").args(["fmt", "--all", "--check"]),
        progress,
    )
}

/// The fuzzers are a workspace of their own, which nothing else builds.
fn fuzz_lock(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = workspace.cmd("cargo").args(["metadata", "--locked"]);
    let cmd = cmd.args([
        "--format-version",
        "1",
        "--manifest-path",
        "fuzz/Cargo.toml",
    ]);
    let cmd = cmd.by_hand("run `cargo update --workspace` in fuzz, and commit its Cargo.lock");
    judge(workspace, "fuzz", cmd, progress)
}

/// The npm package's sources, each with the types of where it runs.
fn types(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let compiler = workspace.node_modules().join("typescript/bin/tsc");
    let check = |project: &str| {
        let cmd = setup::tool(workspace, "node").arg(&compiler);
        Ok(cmd.args(["--pretty", "false", "--project", project]))
    };
    let projects = ["pkg", "pkg/src/node"];
    each(workspace, "types", &projects, check, progress)
}

fn eslint(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = setup::tool(workspace, "eslint").args(["--max-warnings", "0", "pkg/src"]);
    judge(workspace, "eslint", cmd, progress)
}

fn prettier(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = setup::tool(workspace, "prettier").args(["--check", "pkg/src"]);
    judge(workspace, "prettier", cmd, progress)
}

fn clippy_native(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = except_browser_crates(workspace.cmd("cargo").args(["clippy", "--workspace"])).args([
        "--all-targets",
        "--features",
        NATIVE_FEATURES,
        "--",
        "-D",
        "warnings",
    ]);
    judge(workspace, "clippy", cmd, progress)
}

fn clippy_browser(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = browser_crates(workspace.cmd("cargo").arg("clippy"))
        .args([
            "--all-targets",
            "--target",
            wasm::TARGET,
            "--features",
            BROWSER_FEATURES,
        ])
        .args(["--", "-D", "warnings"]);
    judge(
        workspace,
        "clippy-wasm",
        wasm_toolchain(workspace)?.apply(cmd),
        progress,
    )
}

fn features_native(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let check = |features: &str| Ok(library_with(workspace, features).args(WARNINGS));
    each(workspace, "features", &FEATURE_SETS, check, progress)
}

fn features_browser(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let check = |features: &str| {
        let cmd = library_with(workspace, features).args(["--target", wasm::TARGET]);
        Ok(wasm_toolchain(workspace)?.apply(cmd.args(WARNINGS)))
    };
    each(
        workspace,
        "features-wasm",
        &BROWSER_FEATURE_SETS,
        check,
        progress,
    )
}

/// The library alone with these features and no others: what is dead code then, is a warning.
fn library_with(workspace: &Workspace, features: &str) -> Cmd {
    workspace
        .cmd("cargo")
        .args(["clippy", "--package", "vestibule", "--no-default-features"])
        .args(["--features", features])
}

/// Judges one command for each of several sets, up to the first that fails.
fn each(
    workspace: &Workspace,
    name: &str,
    sets: &[&str],
    command: impl Fn(&str) -> Result<Cmd>,
    progress: &Progress,
) -> Result<Outcome> {
    let mut last = Outcome::broken("there is nothing to check".to_owned());
    for set in sets {
        last = judge(workspace, name, command(set)?, progress)?;
        if last.counts.failed > 0 {
            break;
        }
    }
    Ok(last)
}

fn docs(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd =
        except_browser_crates(
            workspace
                .cmd("cargo")
                .args(["doc", "--workspace", "--no-deps"]),
        )
        .args(["--features", NATIVE_FEATURES])
        .env("RUSTDOCFLAGS", "-D warnings");
    judge(workspace, "docs", cmd, progress)
}

fn docs_browser(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = workspace
        .cmd("cargo")
        .args([
            "doc",
            "--package",
            "vestibule",
            "--no-deps",
            "--target",
            wasm::TARGET,
        ])
        .args(["--features", BROWSER_FEATURES])
        .env("RUSTDOCFLAGS", "-D warnings");
    judge(
        workspace,
        "docs-wasm",
        wasm_toolchain(workspace)?.apply(cmd),
        progress,
    )
}

/// The native crates: everything in the workspace that is not for the browser alone.
pub fn except_browser_crates(cmd: Cmd) -> Cmd {
    BROWSER_CRATES
        .iter()
        .fold(cmd, |cmd, name| cmd.args(["--exclude", name]))
}

fn browser_crates(cmd: Cmd) -> Cmd {
    BROWSER_CRATES
        .iter()
        .chain(&["vestibule", "vestibule-npm"])
        .fold(cmd, |cmd, name| cmd.args(["--package", name]))
}

fn wasm_toolchain(workspace: &Workspace) -> Result<wasm::Toolchain> {
    wasm::Toolchain::find(workspace).context("the wasm32 target is not installed")
}

fn judge(workspace: &Workspace, name: &str, cmd: Cmd, progress: &Progress) -> Result<Outcome> {
    let dir = workspace.own_dir().join("lint");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let log = dir.join(format!("{name}.log"));
    let line = cmd.line().to_owned();
    let output = cmd.logged(&log, progress)?;
    Ok(Outcome {
        counts: Counts::one(output.success),
        trouble: (!output.success).then(|| format!("$ {line}\n{}", output.text)),
        log: Some(log),
    })
}
