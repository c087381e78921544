//! `cargo xtask lint`: checks that need no running program.

mod documents;
mod layers;
mod length;
mod published;
mod syntax;
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

/// The features with which the browser crates are checked.
const BROWSER_FEATURES: &str = "vestibule/ui,vestibule/npm";
/// The features with which the native crates are checked and tested.
pub const NATIVE_FEATURES: &str = "vestibule/simulated,vestibule-screens/prerender";
/// Crates that compile only for the browser.
pub const BROWSER_CRATES: [&str; 2] = ["vestibule-demo", "vestibule-browser-tests"];

/// Makes clippy's warnings errors.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

type Check = (&'static str, fn(&Workspace, &Progress) -> Result<Outcome>);

/// The sets of the library's features that are checked natively, each without the others.
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

/// Checks that compile nothing.
const SOURCE_CHECKS: [Check; 12] = [
    ("layers", layers::check),
    ("length", length::check),
    ("links", documents::links),
    ("front page", documents::features),
    ("scripts", documents::scripts),
    ("fuzz", fuzz_lock),
    ("format", format),
    ("crates", published::files),
    ("syntax", syntax::check),
    ("prettier", prettier),
    ("types", types),
    ("eslint", eslint),
];

/// Checks that run cargo. They run one after another, since they share the target folder.
const CARGO_CHECKS: [Check; 8] = [
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
    // The JavaScript tools use only one core.
    thread::scope(|scope| {
        let source_checks = scope.spawn(|| run_checks(workspace, &SOURCE_CHECKS));
        let mut counts = run_checks(workspace, &CARGO_CHECKS);
        counts += source_checks.join().unwrap_or(Counts::one(false));
        Ok(counts)
    })
}

fn run_checks(workspace: &Workspace, checks: &[Check]) -> Counts {
    let mut counts = Counts::default();
    for (name, check) in checks {
        let progress = Progress::start(name);
        let outcome = check(workspace, &progress)
            .unwrap_or_else(|error| Outcome::could_not_run(format!("{error:#}")));
        outcome.print(name, progress);
        counts += outcome.counts;
    }
    counts
}

fn format(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    run_check(
        workspace,
        "format",
        workspace.cmd("cargo").args(["fmt", "--all", "--check"]),
        progress,
    )
}

/// Checks the lock file of the fuzzers, which are a workspace of their own that nothing else builds.
fn fuzz_lock(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd = workspace.cmd("cargo").args(["metadata", "--locked"]);
    let cmd = cmd.args([
        "--format-version",
        "1",
        "--manifest-path",
        "fuzz/Cargo.toml",
    ]);
    let cmd = cmd.advice("run `cargo update --workspace` in fuzz, and commit its Cargo.lock");
    run_check(workspace, "fuzz", cmd, progress)
}

/// Type-checks the npm package's sources, those for browsers and those for Node.js, and the end-to-end tests.
fn types(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let compiler = workspace.node_modules().join("typescript/bin/tsc");
    let check = |project: &str| {
        let cmd = setup::tool(workspace, "node").arg(&compiler);
        Ok(cmd.args(["--pretty", "false", "--project", project]))
    };
    let projects = ["pkg", "pkg/src/node", "tests/e2e"];
    run_for_each(workspace, "types", &projects, check, progress)
}

fn eslint(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let cmd =
        setup::tool(workspace, "eslint").args(["--max-warnings", "0", "pkg/src", "tests/e2e"]);
    run_check(workspace, "eslint", cmd, progress)
}

fn prettier(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let scripts = ["bench", "pkg", "src", "tests", "www"];
    let cmd = setup::tool(workspace, "prettier")
        .arg("--check")
        .args(scripts);
    run_check(workspace, "prettier", cmd, progress)
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
    run_check(workspace, "clippy", cmd, progress)
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
    run_check(
        workspace,
        "clippy-wasm",
        wasm_toolchain(workspace)?.apply(cmd),
        progress,
    )
}

fn features_native(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let check = |features: &str| Ok(library_with(workspace, features).args(DENY_WARNINGS));
    run_for_each(workspace, "features", &FEATURE_SETS, check, progress)
}

fn features_browser(workspace: &Workspace, progress: &Progress) -> Result<Outcome> {
    let check = |features: &str| {
        let cmd = library_with(workspace, features).args(["--target", wasm::TARGET]);
        Ok(wasm_toolchain(workspace)?.apply(cmd.args(DENY_WARNINGS)))
    };
    run_for_each(
        workspace,
        "features-wasm",
        &BROWSER_FEATURE_SETS,
        check,
        progress,
    )
}

/// Clippy on the library with only these features, so that code that is dead without the others is a warning.
fn library_with(workspace: &Workspace, features: &str) -> Cmd {
    workspace
        .cmd("cargo")
        .args(["clippy", "--package", "vestibule", "--no-default-features"])
        .args(["--features", features])
}

/// Runs a check for each of several sets, up to the first that fails.
fn run_for_each(
    workspace: &Workspace,
    name: &str,
    sets: &[&str],
    command: impl Fn(&str) -> Result<Cmd>,
    progress: &Progress,
) -> Result<Outcome> {
    let mut last = Outcome::could_not_run("there is nothing to check".to_owned());
    for set in sets {
        last = run_check(workspace, name, command(set)?, progress)?;
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
    run_check(workspace, "docs", cmd, progress)
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
    run_check(
        workspace,
        "docs-wasm",
        wasm_toolchain(workspace)?.apply(cmd),
        progress,
    )
}

/// Excludes the crates that compile only for the browser.
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

fn run_check(workspace: &Workspace, name: &str, cmd: Cmd, progress: &Progress) -> Result<Outcome> {
    let dir = workspace.xtask_dir().join("lint");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let log = dir.join(format!("{name}.log"));
    let line = cmd.command_line().to_owned();
    let output = cmd.run_logged(&log, progress)?;
    Ok(Outcome {
        counts: Counts::one(output.success),
        failure: (!output.success).then(|| format!("$ {line}\n{}", output.text)),
        log: Some(log),
    })
}
