//! Tests that run on this machine: with nextest where it is there, and the documentation's examples.

use super::counts::Dialect;
use super::{Counts, Outcome, log};
use crate::lint::{NATIVE_FEATURES, except_browser_crates};
use crate::process::Cmd;
use crate::report::Progress;
use crate::sim;
use crate::workspace::{Workspace, which};
use anyhow::Result;

pub fn run(workspace: &Workspace) -> Result<Counts> {
    let mut counts = Counts::default();
    let (cmd, dialect) = if which("cargo-nextest").is_some() {
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
    counts += one(workspace, "native", native_crates(cmd), dialect)?;
    let examples = native_crates(
        workspace
            .cmd("cargo")
            .args(["test", "--doc", "--no-fail-fast"]),
    );
    counts += one(workspace, "doc examples", examples, Dialect::Libtest)?;
    let progress = Progress::start("simulation");
    let outcome = sim::test(workspace, &progress, log(workspace, "simulation"))?;
    outcome.print("simulation", progress);
    counts += outcome.counts;
    Ok(counts)
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
