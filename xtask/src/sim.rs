//! The simulation of sessions, and of records, under everything that can go wrong (`tests/sim/`).

use crate::process::Cmd;
use crate::report::Progress;
use crate::test::{Counts, Outcome};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// How many seeds the tests run.
pub const SEEDS: u64 = 10_000;

#[derive(Args)]
pub struct Options {
    /// How many seeds to run
    #[arg(long, default_value_t = SEEDS)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run this seed alone, and print what happens
    #[arg(long)]
    seed: Option<u64>,
    /// Simulate records on several devices in place of sessions
    #[arg(long)]
    records: bool,
    /// Put this fault into the merge of records, to see that it is found
    #[arg(long, requires = "records")]
    fault: Option<String>,
}

/// What the tests run, and the name of each.
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

/// Runs the seeds of sessions and of records, and looks whether faults are found, each as one test among the others.
pub fn test(
    workspace: &Workspace,
    name: &str,
    progress: &Progress,
    path: PathBuf,
) -> Result<Outcome> {
    let arguments = TESTS.iter().find(|(other, _)| *other == name);
    let arguments = arguments.map_or(&[][..], |(_, arguments)| *arguments);
    let cmd = program(workspace).args(["--seeds", &SEEDS.to_string()]);
    let output = cmd.args(arguments).logged(&path, progress)?;
    Ok(Outcome::judge(
        &output,
        Some(Counts::one(output.success)),
        path,
    ))
}

/// The names of what [`test()`] runs.
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
