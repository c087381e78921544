//! The simulation of sessions under everything that can go wrong (`tests/sim/`).

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
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let numbers = match options.seed {
        Some(seed) => vec![("--seed", seed)],
        None => vec![("--from", options.from), ("--seeds", options.seeds)],
    };
    let mut cmd = program(workspace);
    for (name, number) in numbers {
        cmd = cmd.args([name, &number.to_string()]);
    }
    let status = cmd.into_std().status().context("cannot start cargo")?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Runs the seeds as one test among the others.
pub fn test(workspace: &Workspace, progress: &Progress, path: PathBuf) -> Result<Outcome> {
    let cmd = program(workspace).args(["--seeds", &SEEDS.to_string()]);
    let output = cmd.logged(&path, progress)?;
    Ok(Outcome::judge(
        &output,
        Some(Counts::one(output.success)),
        path,
    ))
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
