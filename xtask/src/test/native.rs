//! Tests that run on this machine: with nextest where it is there, and the documentation's examples.

use super::counts::Dialect;
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

/// Names the file to which the tests of the client write what they exchange with the emulator
/// (`tests/native/src/wire.rs`).
pub const EXCHANGES: &str = "VESTIBULE_EXCHANGES";

/// Where that file is after a run in which they passed: `tests/interop/models` reads it.
pub fn exchanges(workspace: &Workspace) -> PathBuf {
    workspace.own_dir().join("test/exchanges.jsonl")
}

/// Runs the tests of these crates, or of all.
pub fn run(workspace: &Workspace, only: Option<&BTreeSet<String>>) -> Result<Counts> {
    let has = |name: &str| only.is_none_or(|only| only.contains(name));
    let mut counts = Counts::default();
    let (mut cmd, dialect) = if which("cargo-nextest").is_some() {
        (
            workspace
                .cmd("cargo")
                .args(["nextest", "run", "--no-fail-fast"]),
            Dialect::Nextest,
        )
    } else {
        (
            workspace
                .cmd("cargo")
                .args(["test", "--no-fail-fast", "--all-targets"]),
            Dialect::Libtest,
        )
    };
    if let (Some(only), Dialect::Nextest) = (only, dialect) {
        // All are built as ever, with the same features, so that what is built already serves.
        let packages = only.iter().map(|name| format!("package(={name})"));
        let filter = packages.collect::<Vec<_>>().join(" | ");
        cmd = cmd.args(["--no-tests", "pass", "--filterset", &filter]);
    }
    let partial = exchanges(workspace).with_extension("partial");
    let cmd = native_crates(cmd).env(EXCHANGES, &partial);
    let tests = one(workspace, "native", cmd, dialect)?;
    if tests.failed == 0 && partial.exists() {
        fs::rename(&partial, exchanges(workspace)).context("cannot keep what was exchanged")?;
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

/// Removes what the tests of an earlier run have exchanged.
pub fn forget_exchanges(workspace: &Workspace) -> Result<()> {
    let kept = exchanges(workspace);
    for path in [kept.with_extension("partial"), kept] {
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// The client as an app builds it without SRP: in the workspace, features are those of all crates.
fn without_srp(workspace: &Workspace) -> Result<Counts> {
    let cmd = workspace
        .cmd("cargo")
        .args(["test", "--package", "vestibule-native-tests"])
        .args(["--no-default-features", "--test", "without_srp"]);
    one(workspace, "without srp", cmd, Dialect::Libtest)
}

/// Those of the documentation.
fn examples(workspace: &Workspace) -> Result<Counts> {
    let examples = native_crates(
        workspace
            .cmd("cargo")
            .args(["test", "--doc", "--no-fail-fast"]),
    );
    one(workspace, "doc examples", examples, Dialect::Libtest)
}

fn native_crates(cmd: Cmd) -> Cmd {
    except_browser_crates(cmd.arg("--workspace")).args(["--features", NATIVE_FEATURES])
}

fn one(workspace: &Workspace, name: &str, cmd: Cmd, dialect: Dialect) -> Result<Counts> {
    let progress = Progress::start(name);
    let path = log(workspace, &name.replace(' ', "-"));
    let output = cmd.logged(&path, &progress)?;
    let outcome = Outcome::judge(&output, dialect.read(&output.text), path);
    outcome.print(name, progress);
    Ok(outcome.counts)
}
