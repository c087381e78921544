//! The native suite: tests (with nextest if it is installed), the documentation's examples, and simulations.

use super::counts::RunnerFormat;
use super::{Counts, Outcome, log};
use crate::lint::{NATIVE_FEATURES, except_browser_crates};
use crate::process::Cmd;
use crate::report::Progress;
use crate::sim;
use crate::workspace::{Workspace, which};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The environment variable with the file to which the client's tests write their exchanges with the emulator
/// (`tests/native/src/wire.rs`).
pub const EXCHANGES: &str = "VESTIBULE_EXCHANGES";

/// The file with the exchanges of a run that passed, which `tests/interop/models` reads.
pub fn exchanges(workspace: &Workspace) -> PathBuf {
    workspace.xtask_dir().join("test/exchanges.jsonl")
}

/// Runs the tests of these crates, or of all of them.
pub fn run(workspace: &Workspace, only: Option<&BTreeSet<String>>) -> Result<Counts> {
    let has = |name: &str| only.is_none_or(|only| only.contains(name));
    let mut counts = Counts::default();
    let (mut cmd, format) = if which("cargo-nextest").is_some() {
        (
            workspace
                .cmd("cargo")
                .args(["nextest", "run", "--no-fail-fast"]),
            RunnerFormat::Nextest,
        )
    } else {
        (
            workspace
                .cmd("cargo")
                .args(["test", "--no-fail-fast", "--all-targets"]),
            RunnerFormat::Libtest,
        )
    };
    if let (Some(only), RunnerFormat::Nextest) = (only, format) {
        // All crates are built, with the same features as ever, so that cargo reuses earlier builds.
        let packages = only.iter().map(|name| format!("package(={name})"));
        let filter = packages.collect::<Vec<_>>().join(" | ");
        cmd = cmd.args(["--no-tests", "pass", "--filterset", &filter]);
    }
    let partial = exchanges(workspace).with_extension("partial");
    let cmd = native_crates(cmd).env(EXCHANGES, &partial);
    let tests = run_command(workspace, "native", cmd, format)?;
    if tests.failed == 0 && partial.exists() {
        fs::rename(&partial, exchanges(workspace)).context("cannot save the exchanges")?;
    }
    counts += tests;
    if has("vestibule-native-tests") {
        counts += without_srp(workspace)?;
    }
    if has("vestibule-protocol") || has("vestibule") {
        counts += examples(workspace)?;
    }
    if has("vestibule-sim") {
        for name in sim::tests() {
            let title = format!("simulation of {name}");
            let progress = Progress::start(&title);
            let path = log(workspace, &title.replace(' ', "-"));
            let outcome = sim::test(workspace, name, &progress, path)?;
            outcome.print(&title, progress);
            counts += outcome.counts;
        }
    }
    Ok(counts)
}

/// Removes the exchanges of an earlier run.
pub fn remove_exchanges(workspace: &Workspace) -> Result<()> {
    let file = exchanges(workspace);
    for path in [file.with_extension("partial"), file] {
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Tests the client without the feature `srp`, alone: in the workspace, cargo unifies the features of all crates.
fn without_srp(workspace: &Workspace) -> Result<Counts> {
    let cmd = workspace
        .cmd("cargo")
        .args(["test", "--package", "vestibule-native-tests"])
        .args(["--no-default-features", "--test", "without_srp"]);
    run_command(workspace, "without srp", cmd, RunnerFormat::Libtest)
}

/// Runs the documentation's examples.
fn examples(workspace: &Workspace) -> Result<Counts> {
    let examples = native_crates(
        workspace
            .cmd("cargo")
            .args(["test", "--doc", "--no-fail-fast"]),
    );
    run_command(workspace, "doc examples", examples, RunnerFormat::Libtest)
}

fn native_crates(cmd: Cmd) -> Cmd {
    except_browser_crates(cmd.arg("--workspace")).args(["--features", NATIVE_FEATURES])
}

fn run_command(
    workspace: &Workspace,
    name: &str,
    cmd: Cmd,
    format: RunnerFormat,
) -> Result<Counts> {
    let progress = Progress::start(name);
    let path = log(workspace, &name.replace(' ', "-"));
    let output = cmd.run_logged(&path, &progress)?;
    let outcome = Outcome::of_runner(&output, format.read(&output.text), path);
    outcome.print(name, progress);
    Ok(outcome.counts)
}
