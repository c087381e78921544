//! `cargo xtask sim`: the simulation of sessions and of records with injected faults (`tests/sim/`).

use crate::process::Cmd;
use crate::report::Progress;
use crate::test::{Counts, Outcome};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// How many seeds `cargo xtask test` runs.
pub const SEEDS: u64 = 10_000;

#[derive(Args)]
pub struct Options {
    /// How many seeds to run
    #[arg(long, default_value_t = SEEDS)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run only this seed, and print a trace
    #[arg(long)]
    seed: Option<u64>,
    /// Simulate records on several devices instead of sessions
    #[arg(long)]
    records: bool,
    /// Inject this fault into the merge of records, to check that the simulation finds it
    #[arg(long, requires = "records")]
    fault: Option<String>,
}

/// The runs of `cargo xtask test`: each one's name and arguments.
const TESTS: [(&str, &[&str]); 3] = [
    ("sessions", &[]),
    ("records", &["--records"]),
    ("faults", &["--records", "--faults"]),
];

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let numbers = match options.seed {
        Some(seed) => vec![("--seed", seed)],
        None => vec![("--from", options.from), ("--seeds", options.seeds)],
    };
    let mut cmd = program(workspace);
    for (name, number) in numbers {
        cmd = cmd.args([name, &number.to_string()]);
    }
    if options.records {
        cmd = cmd.arg("--records");
    }
    if let Some(fault) = &options.fault {
        cmd = cmd.args(["--fault", fault]);
    }
    let status = cmd.into_std().status().context("cannot start cargo")?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Runs one of [`TESTS`] and counts it as one test.
pub fn test(
    workspace: &Workspace,
    name: &str,
    progress: &Progress,
    path: PathBuf,
) -> Result<Outcome> {
    let arguments = TESTS.iter().find(|(other, _)| *other == name);
    let arguments = arguments.map_or(&[][..], |(_, arguments)| *arguments);
    let cmd = program(workspace).args(["--seeds", &SEEDS.to_string()]);
    let output = cmd.args(arguments).run_logged(&path, progress)?;
    Ok(Outcome::of_runner(
        &output,
        Some(Counts::one(output.success)),
        path,
    ))
}

/// The names that [`test()`] accepts.
pub fn tests() -> impl Iterator<Item = &'static str> {
    TESTS.iter().map(|(name, _)| *name)
}

fn program(workspace: &Workspace) -> Cmd {
    workspace.cmd("cargo").args([
        "run",
        "--quiet",
        "--profile",
        "sim",
        "-p",
        "vestibule-sim",
        "--",
    ])
}
